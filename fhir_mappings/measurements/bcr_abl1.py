"""BCR::ABL1 results: levels on the International Scale (IS), and qualitative answers."""

import re
from decimal import Decimal
from functools import partial

from fhir_mappings.datatypes.codings import Coding, read_rows, read_texts
from fhir_mappings.datatypes.json_access import Element
from fhir_mappings.datatypes.quantities import convert_to_percent, require_plausible
from fhir_mappings.datatypes.value_x import parse_value
from fhir_mappings.datatypes.values import CountRatio, Quantity, StatedText, Value
from fhir_mappings.errors import AtypicalTranscriptError, UnusableDataError
from fhir_mappings.measurements.coded_value import CodedValue, Meaning
from fhir_mappings.measurements.qualitative_results import parse_answer
from fhir_mappings.measurements.texts.molecular_response_text import parse_response_bound
from fhir_mappings.tables import load_table
from response_criteria.model.amounts import Amount
from response_criteria.model.answers import Answer
from response_criteria.model.results import BcrAbl1Result

_TABLE = load_table("bcr_abl1")
_LOWEST, _HIGHEST = (Decimal(_TABLE["plausible"]["percent_is"][end]) for end in ("from", "to"))
_OTHER_SCALES = tuple(_TABLE["other_scales"]["words"])
# ``MR4.5``, ``MMR``, ``log reduction 3.1``.
_MOLECULAR_RESPONSE = re.compile(r"\s*(?:[CDM]?MR\s*(?:\d|\b)|log)", re.IGNORECASE)
# The depth of a test: ``MR4.5``, ``<0.0032 % IS``, with or without a word that says that it is one.
_LEVEL = r"(?:MR ?[1-6](?:[.,][0-9])?|< ?[0-9]{1,2}(?:[.,][0-9]{1,6})? ?%(?: ?IS)?)"
_DEPTH = rf"(?:at |in |sensitivity |depth )?{_LEVEL}(?: sensitivity| depth)?"
_ANSWER = r"(?P<answer>[^\W\d_][^()\[\],;:%<\d]{1,40}?)"
_ANSWER_AND_DEPTH = (
    re.compile(rf"{_ANSWER}(?: ?[(\[] ?{_DEPTH} ?[)\]]|(?: ?[,;:] ?| ){_DEPTH})\.?", re.IGNORECASE),
    re.compile(
        rf"{_DEPTH}(?: ?[(\[] ?{_ANSWER} ?[)\]]| ?[,;:] ?{_ANSWER.replace('answer', 'later')})\.?", re.IGNORECASE
    ),
)
_ATYPICAL = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, _TABLE['atypical']['words']))})(?!\d)", re.IGNORECASE)
# "Detected" without a level.
_ABOVE_ZERO = Amount.from_comparator(">", 0)


def list_meanings() -> dict[Coding, Meaning]:
    """Return how each code of ``tables/bcr_abl1.toml`` is read."""
    # The topic names a published ValueSet: its id must not change.
    return {
        coding: Meaning(f"transcripts, {row['reads']}", partial(_build_result, row["reads"]))
        for coding, row in read_rows("bcr_abl1", "accept")
    }


def _build_result(reads: str, coded_value: CodedValue) -> tuple[BcrAbl1Result, ...]:
    value = parse_value(coded_value.element)
    _require_usual_transcript(coded_value.element, value)
    percent, detected = _parse_level(value) if reads != "presence" else _parse_presence(value)
    return (
        BcrAbl1Result(
            on=coded_value.on,
            origin=coded_value.origin,
            reported=value.reported,
            sequence=coded_value.sequence,
            percent_is=percent,
            detected=detected,
        ),
    )


def is_not_detected(element: Element) -> bool:
    """Whether the value of a result of a transcript says that there is none: an answer, 0, or a bound from 0 on."""
    try:
        value = parse_value(element)
    except UnusableDataError:
        return False
    if isinstance(value, Quantity):
        return not value.amount.low
    return _says_none(value)


def _require_usual_transcript(element: Element, value: Value) -> None:
    """Exclude a result that its name or its answer says to be of an atypical transcript."""
    is_named = any(map(_ATYPICAL.search, read_texts(element.get("code"))))
    if not is_named and not (isinstance(value, StatedText) and any(map(_ATYPICAL.search, value.texts))):
        return
    reason = "it is an atypical transcript, for which there is no International Scale"
    if _says_none(value):
        raise UnusableDataError(reason)
    raise AtypicalTranscriptError(reason)


def _says_none(value: Value) -> bool:
    """Whether an answer says "not detected", with or without the depth of the test."""
    return _is_answered_no(value) or _is_undetected_at_depth(value)


def _is_answered_no(value: Value) -> bool:
    try:
        return parse_answer("presence", value) is Answer.NO
    except UnusableDataError:
        return False


def _parse_level(value: Value) -> tuple[Amount | None, Answer]:
    """Return the level in % IS, and whether BCR::ABL1 was detected."""
    if bound := parse_response_bound(value):
        return bound, Answer.UNKNOWN
    if _is_undetected_at_depth(value):
        return None, Answer.NO
    text = _read_text(value)
    if _MOLECULAR_RESPONSE.match(text):
        raise UnusableDataError("it is a molecular response or a log reduction, not a level in %")
    # Some laboratories send their own scale under the code of the International Scale; only the unit's text tells.
    if any(word in text.casefold() for word in _OTHER_SCALES):
        raise UnusableDataError("its unit says that it is not on the International Scale")
    if isinstance(value, StatedText):
        return _parse_presence(value)
    percent = _convert_level(value)
    return percent, _is_detected(percent)


def _is_undetected_at_depth(value: Value) -> bool:
    """Whether it is "not detected", with the depth of the test: ``Not detected (MR4.5)``, ``MR4.5, undetectable``."""
    if not isinstance(value, StatedText) or len(value.texts) != 1 or value.codes:
        return False
    text = " ".join(value.reported.split())
    found = next((match for pattern in _ANSWER_AND_DEPTH if (match := pattern.fullmatch(text))), None)
    if found is None:
        return False
    answer = next(filter(None, found.groups()))
    return _is_answered_no(StatedText((answer,)))


def _parse_presence(value: Value) -> tuple[Amount | None, Answer]:
    """Return a qualitative answer; the level is then only known to be above 0, if BCR::ABL1 was detected."""
    detected = parse_answer("presence", value)
    return (None if detected is Answer.NO else _ABOVE_ZERO), detected


def _read_text(value: Value) -> str:
    """Return an answer's text, or the text of a quantity's unit."""
    if isinstance(value, Quantity):
        return value.unit_text
    return value.reported if isinstance(value, StatedText) else ""


def _convert_level(value: Value) -> Amount:
    # A ratio would be copies of BCR::ABL1 per copies of a control gene, before the conversion to the scale.
    if isinstance(value, CountRatio):
        raise UnusableDataError("it is a ratio of counts, not a level in %")
    return require_plausible(convert_to_percent(value), _LOWEST, _HIGHEST)


def _is_detected(percent: Amount) -> Answer:
    """Return YES above 0, NO for 0; a bound such as <0.01% leaves it open."""
    if percent.exact == 0:
        return Answer.NO
    return Answer.YES if percent.low is not None and (percent.low > 0 or not percent.includes_low) else Answer.UNKNOWN
