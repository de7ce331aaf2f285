"""Liver and renal values, each with the laboratory's own upper limit."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from fhir_mappings.datatypes.codings import Coding, rows
from fhir_mappings.datatypes.reference_ranges import upper_limit
from fhir_mappings.datatypes.units import Kind, shown
from fhir_mappings.datatypes.values import converted, value_of, within
from fhir_mappings.measurements.coded_value import CodedValue, Meaning
from response_criteria.model.facts import Analyte, Chemistry


@dataclass(frozen=True, slots=True)
class Test:
    """What a code of a chemistry result stands for."""

    analyte: Analyte
    measures: Kind
    at_most: Decimal


def meanings() -> dict[Coding, Meaning]:
    """How each code of ``tables/chemistry.toml`` is read."""
    return {coding: _meaning(row) for coding, row in rows("chemistry", "accept")}


def _meaning(row: Mapping[str, Any]) -> Meaning:
    test = Test(Analyte(row["analyte"]), Kind(row["measures"]), Decimal(row["at_most"]))
    return Meaning(f"{test.analyte}, {test.measures}", partial(_chemistry, test))


def _chemistry(test: Test, found: CodedValue) -> tuple[Chemistry, ...]:
    value = value_of(found.stated)
    amount = within(converted(value, test.measures), Decimal(0), test.at_most)
    return (
        Chemistry(
            on=found.on,
            origin=found.origin,
            reported=value.reported,
            sequence=found.sequence,
            analyte=test.analyte,
            amount=amount,
            unit=shown(test.measures),
            upper_limit=upper_limit(found.stated, test.measures, value),
        ),
    )
