"""Rates that are plain in a dosage text of which other words are not known (decision 0061).

``dosage_text`` reads a text only if it knows every word. One unknown word, such as "for CML" or "# 60 tab(s)", must not
silence "400 mg twice a day" next to a structured dose of 400 mg once a day. What is found here only contradicts.
"""

import re
from collections.abc import Iterator
from fractions import Fraction

from fhir_mappings.datatypes.json_access import MAX_TEXT_LENGTH
from fhir_mappings.measurements.qualitative_results import fold_accents
from fhir_mappings.medications.dosage_text import NO_DOSE, StatedDose
from fhir_mappings.tables import load_table

_TABLE = load_table("dose_words")["plain_rate"]
_END_OF_SENTENCE = re.compile(r"[.;\n](?= |$)|\n")
_SCHEME = re.compile(r"(?<![\d-])([01]) ?- ?([01]) ?- ?([01])(?: ?- ?([01]))?(?![\d-])")
_MG = re.compile(r"(?<![\d.,])(\d{2,4}) ?mg\b")
# "2 x 400 mg daily": two tablets once or one tablet twice, and 800 mg either way.
_TIMES_MG = re.compile(r"(?<![\d.,])([1-8]) ?[x×] ?(\d{2,4}) ?mg\b")
_MG_A_DAY = re.compile(
    r"(?<![\d.,])(\d{2,4}) ?mg ?(?:/ ?(?:day|d|tag|jour|dia)|per day|a day|pro tag|par jour|al dia)\b"
)


def _compile(phrases: list[str]) -> re.Pattern[str]:
    # Scripts without blanks between words have no ends of words to look for.
    words = "|".join(phrase for phrase in phrases if phrase.isascii())
    others = "".join(f"|{phrase}" for phrase in phrases if not phrase.isascii())
    return re.compile(rf"(?<!\w)(?:{words})(?!\w){others}")


_RATES = {Fraction(number): _compile(_TABLE[number]) for number in ("2", "3")}
_PER_DAY = _compile(_TABLE["per_day"])
_EXPLAINING = _compile([re.escape(word) for word in _TABLE["explaining"]])
_NOT_DOSES = re.compile(rf"(?:{'|'.join(map(re.escape, _TABLE['not_doses']))})[^,;]*")


def find_plain_dose(text: str) -> StatedDose:
    """Return the doses per day that a text plainly states, with the mg if it names one; NO_DOSE if it states none."""
    stated = {dose for sentence in _list_sentences(text) for dose in _read_sentence(sentence)}
    return stated.pop() if len(stated) == 1 else NO_DOSE


def _list_sentences(text: str) -> Iterator[str]:
    folded = fold_accents(text[:MAX_TEXT_LENGTH])
    return (" ".join(sentence.split()) for sentence in _END_OF_SENTENCE.split(folded))


def _read_sentence(sentence: str) -> Iterator[StatedDose]:
    if _EXPLAINING.search(sentence):
        return
    multiplied = {(Fraction(times), Fraction(mg)) for times, mg in _TIMES_MG.findall(_NOT_DOSES.sub("", sentence))}
    if len(multiplied) == 1 and _PER_DAY.search(sentence):
        times, mg = multiplied.pop()
        yield StatedDose(frozenset({mg}), times)
        return
    daily = {Fraction(amount) for amount in _MG_A_DAY.findall(sentence)}
    if len(daily) == 1:
        # An amount of the whole day, whether or not it is divided.
        yield StatedDose(frozenset(daily), Fraction(1))
        return
    rates = {rate for rate, pattern in _RATES.items() if pattern.search(sentence)} | set(_read_schemes(sentence))
    if len(rates) == 1:
        amounts = {Fraction(amount) for amount in _MG.findall(_NOT_DOSES.sub("", sentence))}
        yield StatedDose(frozenset(amounts) if len(amounts) == 1 else frozenset(), rates.pop())


def _read_schemes(sentence: str) -> Iterator[Fraction]:
    """Return the doses per day of schemes such as 1-0-1 (morning, noon, evening and, if given, night)."""
    for scheme in _SCHEME.finditer(sentence):
        doses = sum(int(part) for part in scheme.groups() if part)
        if doses:
            yield Fraction(doses)
