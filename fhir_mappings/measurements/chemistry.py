"""Liver and renal values, each with the upper limit of normal that the laboratory sends."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from fhir_mappings.datatypes.codings import Coding, read_codings, read_rows
from fhir_mappings.datatypes.json_access import Element
from fhir_mappings.datatypes.quantities import convert, require_plausible
from fhir_mappings.datatypes.reference_ranges import find_upper_limit
from fhir_mappings.datatypes.units import Kind, get_display_unit
from fhir_mappings.datatypes.value_x import parse_value
from fhir_mappings.measurements.coded_value import CodedValue, Meaning
from fhir_mappings.tables import load_table
from response_criteria.model.results import Analyte, Chemistry

_NOT_HIGH = frozenset(map(Coding.parse, load_table("chemistry")["not_high"]["codes"]))


@dataclass(frozen=True, slots=True)
class ChemistryTest:
    """What a code of a chemistry result stands for; above ``at_most`` the unit must be wrong."""

    analyte: Analyte
    measures: Kind
    at_most: Decimal


def list_meanings() -> dict[Coding, Meaning]:
    """Return how each code of ``tables/chemistry.toml`` is read."""
    return {coding: _build_meaning(row) for coding, row in read_rows("chemistry", "accept")}


def _build_meaning(row: Mapping[str, Any]) -> Meaning:
    test = ChemistryTest(Analyte(row["analyte"]), Kind(row["measures"]), Decimal(row["at_most"]))
    return Meaning(f"{test.analyte}, {test.measures}", partial(_build_chemistry, test))


def _is_not_high(element: Element) -> bool:
    """Whether the laboratory calls a result normal or low, and nothing else."""
    concepts = element.get("interpretation")
    flags = [coding for concept in concepts for coding in read_codings(concept)] if isinstance(concepts, list) else []
    return bool(flags) and all(flag in _NOT_HIGH for flag in flags)


def _build_chemistry(test: ChemistryTest, coded_value: CodedValue) -> tuple[Chemistry, ...]:
    value = parse_value(coded_value.element)
    amount = require_plausible(convert(value, test.measures), Decimal(0), test.at_most)
    return (
        Chemistry(
            on=coded_value.on,
            origin=coded_value.origin,
            reported=value.reported,
            sequence=coded_value.sequence,
            analyte=test.analyte,
            amount=amount,
            unit=get_display_unit(test.measures),
            # Limits of normal differ between laboratories, so precautions compare with the one sent with the result.
            upper_limit=find_upper_limit(coded_value.element, test.measures, value),
            is_not_high=_is_not_high(coded_value.element),
        ),
    )
