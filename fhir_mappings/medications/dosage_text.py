"""Parse the dose that the text of a dosage instruction states (``tables/dose_words.toml``, decision 0012).

The text is only compared with the structured dose next to it, and never gives a dose. So it counts only if every word
that may bear on the dose is known; of several possible meanings all are kept.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from fhir_mappings.errors import UnusableDataError
from fhir_mappings.medications.dose_units import Dose, DoseUnit, parse_dose
from fhir_mappings.medications.drugs import to_base_mg
from fhir_mappings.medications.products import Product
from fhir_mappings.tables import load_table
from fhir_mappings.text_caches import cache_for_call

Phrase = Mapping[str, str]
"""The groups of ``_PHRASE`` that a phrase fills: number, unit, rate, part, per_day."""


@dataclass(frozen=True, slots=True)
class StatedDose:
    """The possible mg per dose and the doses per day, with the parts of the day that a text names.

    ``mg`` is empty, and ``doses_per_day`` None, if the text does not state them.
    """

    mg: frozenset[Fraction] = frozenset()
    doses_per_day: Fraction | None = None
    parts_of_day: frozenset[str] = frozenset()


NO_DOSE = StatedDose()


def parse_dosage_text(text: str, product: Product) -> StatedDose:
    """Parse a text; NO_DOSE if it states several doses, or has a word that is not known."""
    phrases = _find_phrases(text)
    try:
        mg = _calculate_mg({_parse_amount(phrase) for phrase in phrases if "unit" in phrase}, product)
    except UnusableDataError:
        return NO_DOSE
    # "800 mg daily" may be taken in parts, so it counts as 800 mg once a day; "daily" alone states no rate.
    rates = _find_rates(phrases) or {Fraction(1) for phrase in phrases if "per_day" in phrase and mg}
    return StatedDose(mg, next(iter(rates), None), _find_parts(phrases)) if len(rates) <= 1 else NO_DOSE


@cache_for_call(2048)  # renewals repeat their text
def _find_phrases(text: str) -> Sequence[Phrase]:
    """Return the phrases of all sentences that may bear on the dose; none if one of these has an unknown word."""
    result: list[Phrase] = []
    for sentence in _END_OF_SENTENCE.split(_normalize(text)) if len(text) <= _MAX_LENGTH else ():
        phrases = [_get_groups(match) for match in _PHRASE.finditer(sentence)]
        if any(map(str.isnumeric, sentence)) or any(_RATE_GROUPS & phrase.keys() for phrase in phrases):
            if not _PUNCTUATION.fullmatch(_PHRASE.sub("", sentence)):
                return ()
            result += phrases
    return result


def _get_groups(match: re.Match[str]) -> Phrase:
    return {name: words for name, words in match.groupdict().items() if words}


def _normalize(text: str) -> str:
    """Return a text in lower case, with digits for number words and one spelling of what is spelled in many ways."""
    normalized = _NUMBER_WORD.sub(lambda match: _NUMBERS[match[0]], text.casefold())
    for pattern, replacement in _REPLACEMENTS:
        normalized = pattern.sub(replacement, normalized)
    return normalized


def _find_rates(phrases: Collection[Phrase]) -> set[Fraction]:
    """Return the doses per day that the phrases state, by a rate or by the number of parts of the day."""
    rates = {_RATES[phrase["rate"]] for phrase in phrases if "rate" in phrase}
    parts = _find_parts(phrases)
    # "400 mg daily with breakfast and with dinner" contradicts itself; "daily in the morning" does not.
    if parts and not rates and any("per_day" in phrase for phrase in phrases):
        rates.add(Fraction(1))
    return rates | ({Fraction(len(parts))} if parts else set())


def _find_parts(phrases: Iterable[Phrase]) -> frozenset[str]:
    return frozenset(_PARTS_OF_DAY[phrase["part"]] for phrase in phrases if "part" in phrase)


def _parse_amount(phrase: Phrase) -> Dose:
    """Parse an amount with its unit. Raises UnusableDataError for 0."""
    unit = parse_dose({"value": 1, "unit": phrase["unit"]})
    number = phrase["number"]
    amount = unit.value * (Fraction(number) if number[0].isdigit() else 1)  # "a tablet" is one
    if amount == 0:
        raise UnusableDataError("its text states no dose")
    return Dose(to_base_mg(amount) if unit.unit is DoseUnit.MG else amount, unit.unit)


def _calculate_mg(amounts: Collection[Dose], product: Product) -> frozenset[Fraction]:
    """Return the possible mg of one dose. Raises UnusableDataError if the text states several."""
    masses = {amount.value for amount in amounts if amount.unit is DoseUnit.MG}
    counts = [amount for amount in amounts if amount.unit is not DoseUnit.MG]
    if len(masses) > 1 or len(counts) > 1:
        raise UnusableDataError("its text states several doses")
    # In "2 tablets (400 mg)" the mg may be those of both tablets or those of one.
    by_count = {count.value * mg for count in counts for mg in _list_mg_per(count.unit, masses, product)}
    return frozenset(masses | by_count)


def _list_mg_per(unit: DoseUnit, masses: set[Fraction], product: Product) -> set[Fraction]:
    """Return the possible mg of one tablet or milliliter: by the product, and by the text."""
    try:
        return masses | {product.get_mg_per(unit)}
    except UnusableDataError:
        if not masses:
            raise
        return masses


def _match_any(words: Iterable[str]) -> str:
    # The longest first, since a pattern takes the first alternative that fits.
    return "|".join(re.escape(word.casefold()) for word in sorted(words, key=len, reverse=True))


_TABLE, _UNITS = load_table("dose_words"), load_table("dose_units")
_NUMBERS: dict[str, str] = _TABLE["numbers"]
_NUMBER_WORD = re.compile(rf"(?<!\w)(?:{_match_any(_NUMBERS)})(?!\w)")
_RATES = {words: Fraction(rate) for words, rate in _TABLE["rates"].items()} | {
    f"{times} {day}": Fraction(number)
    for times, number in _TABLE["times"].items()
    for day in _TABLE["per_day"]["words"]
}
_PARTS_OF_DAY = {words: part for part, names in _TABLE["parts_of_day"].items() for words in names}
_RATE_GROUPS = frozenset({"rate", "part", "per_day"})

_NUMBER = r"(?<![\w.,/<>=-])(?:[1-9]/[1-9]|\d{1,5}(?:\.\d{1,5})?)(?!\d)"
_MASS, _TABLET, _UNIT = (
    _match_any(name for names in tables for name in names if name.isalpha())
    for tables in ([_UNITS["mass"]], [_UNITS["count"]["tablet"]], [_UNITS["mass"], *_UNITS["count"].values()])
)
_REPLACEMENTS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
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
    rf"|(?<!\w)(?:(?P<rate>{_match_any(_RATES)})|(?P<part>{_match_any(_PARTS_OF_DAY)})"
    rf"|(?P<per_day>{_match_any(_TABLE['per_day']['words'])})"
    rf"|(?:{_match_any(_TABLE['duration']['for'])}) \d+ (?:{_match_any(_TABLE['duration']['units'])})"
    rf"|{_match_any(_TABLE['neutral']['words'])}|{_TABLET})(?!\w)"
)
_MAX_LENGTH = 500  # characters; a longer text is a leaflet, and would take long to match
_PUNCTUATION = re.compile(r"[\s,:()-]*")
_END_OF_SENTENCE = re.compile(r"\.(?:\s|$)")
