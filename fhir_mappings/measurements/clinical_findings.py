"""Findings at the bedside: the spleen, a pregnancy."""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial

from fhir_mappings.datatypes.codings import Coding, rows
from fhir_mappings.datatypes.units import Kind
from fhir_mappings.datatypes.values import Said, Value, converted, value_of, within
from fhir_mappings.measurements.coded_value import CodedValue, Meaning, Reading
from fhir_mappings.measurements.qualitative_results import answer_to
from fhir_mappings.tables import table
from response_criteria.model.amounts import Amount
from response_criteria.model.answers import Answer
from response_criteria.model.facts import Pregnancy, SpleenSize

_LARGEST_SPLEEN_CM = Decimal(table("clinical_findings")["plausible"]["spleen_cm"]["to"])


def meanings() -> dict[Coding, Meaning]:
    """How each code of ``tables/clinical_findings.toml`` is read."""
    return {
        coding: Meaning(row["reads"], _READINGS[row["reads"]]) for coding, row in rows("clinical_findings", "accept")
    }


def _spleen(found: CodedValue) -> tuple[SpleenSize, ...]:
    value = value_of(found.stated)
    return (
        SpleenSize(
            on=found.on,
            origin=found.origin,
            reported=value.reported,
            sequence=found.sequence,
            below_costal_margin_cm=_below_costal_margin(value),
        ),
    )


def _below_costal_margin(value: Value) -> Amount:
    """A palpable spleen reaches below the margin, nobody said how far."""
    if isinstance(value, Said):
        return Amount.compared(">", 0) if answer_to("palpable", value) is Answer.YES else Amount.exactly(0)
    return within(converted(value, Kind.LENGTH), Decimal(0), _LARGEST_SPLEEN_CM)


def _pregnancy(question: str, found: CodedValue) -> tuple[Pregnancy, ...]:
    value = value_of(found.stated)
    return (
        Pregnancy(
            on=found.on,
            origin=found.origin,
            reported=value.reported,
            sequence=found.sequence,
            pregnant=answer_to(question, value),
        ),
    )


_READINGS: Mapping[str, Reading] = {
    "spleen": _spleen,
    "pregnancy status": partial(_pregnancy, "pregnant"),
    "pregnancy test": partial(_pregnancy, "presence"),
}
