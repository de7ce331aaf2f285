"""BCR::ABL1 transcripts: levels on the International Scale, and whether there are any."""

import re
from decimal import Decimal
from functools import partial

from fhir_mappings.datatypes.codings import Coding, rows
from fhir_mappings.datatypes.errors import Unusable
from fhir_mappings.datatypes.values import Counted, Measured, Said, Value, percentage, value_of, within
from fhir_mappings.measurements.coded_value import CodedValue, Meaning
from fhir_mappings.measurements.molecular_response_text import response_bound
from fhir_mappings.measurements.qualitative_results import answer_to
from fhir_mappings.tables import table
from response_criteria.model.amounts import Amount
from response_criteria.model.answers import Answer
from response_criteria.model.facts import Transcript

_SOME = Amount.compared(">", 0)
"""Detected, and no more than that is known."""

_LOWEST, _HIGHEST = (Decimal(table("transcripts")["plausible"]["percent_is"][end]) for end in ("from", "to"))


_RESPONSE = re.compile(r"\s*(?:[CDM]?MR\s*(?:\d|\b)|log)", re.IGNORECASE)
"""``MR4.5``, ``MMR``, ``log reduction 3.1``."""


_OTHER_SCALES = tuple(table("transcripts")["other_scales"]["words"])


def meanings() -> dict[Coding, Meaning]:
    """How each code of ``tables/transcripts.toml`` is read."""
    return {
        coding: Meaning(f"transcripts, {row['reads']}", partial(_transcript, row["reads"]))
        for coding, row in rows("transcripts", "accept")
    }


def _transcript(reads: str, found: CodedValue) -> tuple[Transcript, ...]:
    value = value_of(found.stated)
    percent, detected = _told(value) if reads != "presence" else _answered(value)
    return (
        Transcript(
            on=found.on,
            origin=found.origin,
            reported=value.reported,
            sequence=found.sequence,
            percent_is=percent,
            detected=detected,
        ),
    )


def _told(value: Value) -> tuple[Amount | None, Answer]:
    """The level on the International Scale, and whether there is any."""
    if bound := response_bound(value):
        return bound, Answer.UNKNOWN
    if _RESPONSE.match(_words(value)):
        raise Unusable("it is a molecular response or a log reduction, not a level in %")
    if any(each in _words(value).casefold() for each in _OTHER_SCALES):
        raise Unusable("its unit says that it is not on the International Scale")
    if isinstance(value, Said):
        return _answered(value)
    percent = _level(value)
    return percent, _detected(percent)


def _answered(value: Value) -> tuple[Amount | None, Answer]:
    """Whether there is any, and no more."""
    detected = answer_to("presence", value)
    return (None if detected is Answer.NO else _SOME), detected


def _words(value: Value) -> str:
    """The words of an answer, or those beside a number."""
    if isinstance(value, Measured):
        return value.unit_text
    return value.reported if isinstance(value, Said) else ""


def _level(value: Value) -> Amount:
    if isinstance(value, Counted):
        raise Unusable("it is a ratio of counts, not a level in %")
    return within(percentage(value), _LOWEST, _HIGHEST)


def _detected(percent: Amount) -> Answer:
    if percent.exact == 0:
        return Answer.NO
    return Answer.YES if percent.low is not None and (percent.low > 0 or not percent.low_counts) else Answer.UNKNOWN
