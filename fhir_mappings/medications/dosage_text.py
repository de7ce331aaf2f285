"""What the text of a dosage instruction plainly says of the dose (``tables/dose_words.toml``, decision 0012).

It is only held against the structure beside it. So a text counts only where every word of it that may bear on the dose
is known; and where it can be meant in several ways, all of them are kept.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from fhir_mappings.datatypes.errors import Unusable
from fhir_mappings.medications.dose_units import Counted, Dose, dose
from fhir_mappings.medications.drugs import base_mg
from fhir_mappings.medications.products import Product
from fhir_mappings.tables import table

Phrase = Mapping[str, str]
"""A phrase by what it is: the groups of ``_PHRASE`` that it fills."""


@dataclass(frozen=True, slots=True)
class SaidDose:
    """The mg of one time, as they may be meant, and the times a day; empty and None where the text does not say.

    "800 mg daily" may be taken in parts: that is 800 mg once a day here, and "daily" alone says nothing.
    ``parts_of_day`` are those that the text names.
    """

    mg: frozenset[Fraction] = frozenset()
    a_day: Fraction | None = None
    parts_of_day: frozenset[str] = frozenset()


NOTHING = SaidDose()


def said_dose(text: str, product: Product) -> SaidDose:
    """What a text plainly says; nothing where it says several things, or something that is not understood."""
    phrases = _phrases(text)
    try:
        mg = _mg({_amount(each) for each in phrases if "unit" in each}, product)
    except Unusable:
        return NOTHING
    rates = _often(phrases) or {Fraction(1) for each in phrases if "a_day" in each and mg}
    return SaidDose(mg, next(iter(rates), None), _parts(phrases)) if len(rates) <= 1 else NOTHING


@lru_cache(maxsize=2048)  # renewals repeat their text
def _phrases(text: str) -> Sequence[Phrase]:
    """The phrases of all sentences that may bear on the dose; none where one of these is not understood."""
    said: list[Phrase] = []
    for sentence in _END_OF_SENTENCE.split(_plain(text)) if len(text) <= _LONGEST else ():
        phrases = [_named(each) for each in _PHRASE.finditer(sentence)]
        if any(map(str.isnumeric, sentence)) or any(_OFTEN & each.keys() for each in phrases):
            if not _MARKS.fullmatch(_PHRASE.sub("", sentence)):
                return ()
            said += phrases
    return said


def _named(found: re.Match[str]) -> Phrase:
    return {name: words for name, words in found.groupdict().items() if words}


def _plain(text: str) -> str:
    """A text in small letters and digits, without what does not count."""
    plain = _NUMBER_WORD.sub(lambda found: _NUMBERS[found[0]], text.casefold())
    for pattern, instead in _SPELLED_ALIKE:
        plain = pattern.sub(instead, plain)
    return plain


def _often(phrases: Collection[Phrase]) -> set[Fraction]:
    """How often a day: as stated, and as many parts of the day as are named."""
    stated = {_RATES[each["rate"]] for each in phrases if "rate" in each}
    parts = _parts(phrases)
    if parts and not stated and any("a_day" in each for each in phrases):
        stated.add(Fraction(1))
    return stated | ({Fraction(len(parts))} if parts else set())


def _parts(phrases: Iterable[Phrase]) -> frozenset[str]:
    return frozenset(_PARTS[each["part"]] for each in phrases if "part" in each)


def _amount(phrase: Phrase) -> Dose:
    """So many mg of the base, or so many of what is counted. Raises Unusable for none."""
    unit = dose({"value": 1, "unit": phrase["unit"]})
    number = phrase["number"]
    amount = unit.value * (Fraction(number) if number[0].isdigit() else 1)
    if amount == 0:
        raise Unusable("its text states no dose")
    return Dose(base_mg(amount) if unit.of is Counted.MG else amount, unit.of)


def _mg(amounts: Collection[Dose], product: Product) -> frozenset[Fraction]:
    """The mg of one time: mg beside tablets may be those of all, or of each. Raises Unusable."""
    masses = {each.value for each in amounts if each.of is Counted.MG}
    counted = [each for each in amounts if each.of is not Counted.MG]
    if len(masses) > 1 or len(counted) > 1:
        raise Unusable("its text states several doses")
    return frozenset(masses | {each.value * mg for each in counted for mg in _in_one(each.of, masses, product)})


def _in_one(counted: Counted, masses: set[Fraction], product: Product) -> set[Fraction]:
    """What one tablet may hold: as the product says, or the mg that stand beside it."""
    try:
        return masses | {product.mg_in_one(counted)}
    except Unusable:
        if not masses:
            raise
        return masses


def _any(words: Iterable[str]) -> str:
    """A pattern for any of some words, the longest first."""
    return "|".join(re.escape(each.casefold()) for each in sorted(words, key=len, reverse=True))


_TABLE, _UNITS = table("dose_words"), table("dose_units")
_NUMBERS: dict[str, str] = _TABLE["numbers"]
_NUMBER_WORD = re.compile(rf"(?<!\w)(?:{_any(_NUMBERS)})(?!\w)")
_RATES = {words: Fraction(a_day) for words, a_day in _TABLE["rates"].items()} | {
    f"{times} {day}": Fraction(so_many)
    for times, so_many in _TABLE["times"].items()
    for day in _TABLE["a_day"]["words"]
}
_PARTS = {words: part for part, called in _TABLE["parts_of_day"].items() for words in called}
_OFTEN = frozenset({"rate", "part", "a_day"})

_NUMBER = r"(?<![\w.,/<>=-])(?:[1-9]/[1-9]|\d{1,5}(?:\.\d{1,5})?)(?!\d)"
_MASS, _TABLET, _UNIT = (
    _any(each for names in listed for each in names if each.isalpha())
    for listed in ([_UNITS["mass"]], [_UNITS["count"]["tablet"]], [_UNITS["mass"], *_UNITS["count"].values()])
)
_SPELLED_ALIKE = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        (r"[;!\n]", ". "),
        (r"\s+", " "),
        (r"\b([a-z])\.(?=[a-z]\b)", r"\1"),  # b.i.d.
        (r"(?<=[a-z])-(?=[a-z])", " "),  # twice-daily
        (r"\(s\)", ""),  # tablet(s)
        (r" ?/ ?(?!\d)", " per "),  # mg/day
        (r"\b(\d+) \(\1\)", r"\1"),  # two (2)
        (rf"({_NUMBER}|\ban?) ({_NUMBER})[ -]?({_MASS}) ({_TABLET})\b", r"\1 \4 \2 \3"),  # one 400 mg tablet
        (rf"{_NUMBER}[ -]?(?:{_MASS}) (?=(?:oral )?(?:{_TABLET})\b)", ""),  # 400 mg tablets: not how many
    )
)
_PHRASE = re.compile(
    rf"(?P<number>{_NUMBER}|\ban?)(?: of an?| an?)?[ -]?(?P<unit>{_UNIT})\b"
    rf"|(?<!\w)(?:(?P<rate>{_any(_RATES)})|(?P<part>{_any(_PARTS)})|(?P<a_day>{_any(_TABLE['a_day']['words'])})"
    rf"|(?:{_any(_TABLE['lasts']['for'])}) \d+ (?:{_any(_TABLE['lasts']['units'])})"
    rf"|{_any(_TABLE['beside']['words'])}|{_TABLET})(?!\w)"
)
_LONGEST = 500
"""Characters beyond which a text is a leaflet, and not worth the time."""
_MARKS = re.compile(r"[\s,:()-]*")
_END_OF_SENTENCE = re.compile(r"\.(?:\s|$)")
