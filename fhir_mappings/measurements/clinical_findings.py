"""Clinical findings: the size of the spleen, and pregnancy."""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial

from fhir_mappings.datatypes.codings import Coding, read_rows
from fhir_mappings.datatypes.quantities import convert, require_plausible
from fhir_mappings.datatypes.units import Kind
from fhir_mappings.datatypes.value_x import parse_value
from fhir_mappings.datatypes.values import StatedText, Value
from fhir_mappings.measurements.coded_value import CodedValue, Interpreter, Meaning
from fhir_mappings.measurements.qualitative_results import parse_answer
from fhir_mappings.tables import load_table
from response_criteria.model.amounts import Amount
from response_criteria.model.answers import Answer
from response_criteria.model.results import Pregnancy, SpleenSize

_LARGEST_SPLEEN_CM = Decimal(load_table("clinical_findings")["plausible"]["spleen_cm"]["to"])


def list_meanings() -> dict[Coding, Meaning]:
    """Return how each code of ``tables/clinical_findings.toml`` is read."""
    return {
        coding: Meaning(row["reads"], _INTERPRETERS[row["reads"]])
        for coding, row in read_rows("clinical_findings", "accept")
    }


def _build_spleen_size(coded_value: CodedValue) -> tuple[SpleenSize, ...]:
    value = parse_value(coded_value.element)
    return (
        SpleenSize(
            on=coded_value.on,
            origin=coded_value.origin,
            reported=value.reported,
            sequence=coded_value.sequence,
            below_costal_margin_cm=_measure_below_costal_margin(value),
        ),
    )


def _measure_below_costal_margin(value: Value) -> Amount:
    if isinstance(value, StatedText):
        # "Palpable" means below the margin, without saying how far.
        is_palpable = parse_answer("palpable", value) is Answer.YES
        return Amount.from_comparator(">", 0) if is_palpable else Amount.exactly(0)
    return require_plausible(convert(value, Kind.LENGTH), Decimal(0), _LARGEST_SPLEEN_CM)


def _build_pregnancy(question: str, coded_value: CodedValue) -> tuple[Pregnancy, ...]:
    value = parse_value(coded_value.element)
    return (
        Pregnancy(
            on=coded_value.on,
            origin=coded_value.origin,
            reported=value.reported,
            sequence=coded_value.sequence,
            pregnant=parse_answer(question, value),
        ),
    )


_INTERPRETERS: Mapping[str, Interpreter] = {
    "spleen": _build_spleen_size,
    "pregnancy status": partial(_build_pregnancy, "pregnant"),
    "pregnancy test": partial(_build_pregnancy, "presence"),
}
