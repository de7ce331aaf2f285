"""Lines of a blood count: cells per volume of blood, or in % of the leukocytes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from fhir_mappings.datatypes.codings import Coding, read_rows, read_texts
from fhir_mappings.datatypes.quantities import convert, convert_to_percent, require_plausible
from fhir_mappings.datatypes.units import Kind, find_factor
from fhir_mappings.datatypes.value_x import parse_value
from fhir_mappings.datatypes.values import Quantity, Value
from fhir_mappings.errors import UnusableDataError
from fhir_mappings.measurements.coded_value import CodedValue, Meaning
from fhir_mappings.measurements.specimens import BLOOD, require_specimen
from fhir_mappings.tables import load_table
from response_criteria.model.amounts import Amount
from response_criteria.model.results import BloodCount, Cell, CountMethod, Measure

_TABLE = load_table("blood_counts")
_AUTOMATED_WORDS = tuple(_TABLE["automated_methods"]["words"])
_PERCENT_RANGE = (Decimal(0), Decimal(100))
_PLAUSIBLE_RANGES = {
    cell: (Decimal(limits["from"]), Decimal(limits["to"])) for cell, limits in _TABLE["plausible"].items()
}
_THOUSANDS_POINT = re.compile(r"[<>=≤≥\s]*[1-9]\d{0,2}\.\d{3}(?!\d)", re.ASCII)
_PER_MICROLITER = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class CountLine:
    """What a code of a blood count stands for; of two codes the one with the lower ``preference`` counts."""

    cell: Cell
    measure: Measure
    method: CountMethod
    preference: int
    plausible: tuple[Decimal, Decimal]


def list_meanings() -> dict[Coding, Meaning]:
    """Return how each code of ``tables/blood_counts.toml`` is read."""
    return {coding: _build_meaning(_build_line(row)) for coding, row in read_rows("blood_counts", "accept")}


def list_cells() -> Mapping[Coding, Cell]:
    """Return the cells that each code counts, in % or per volume."""
    return {coding: Cell(row["cell"]) for coding, row in read_rows("blood_counts", "accept")}


def _build_meaning(line: CountLine) -> Meaning:
    is_automated = line.method is CountMethod.AUTOMATED
    return Meaning(f"{line.cell}, {line.measure}", partial(_build_count, line), caution=int(is_automated))


def _build_line(row: Mapping[str, Any]) -> CountLine:
    cell, measure = Cell(row["cell"]), Measure(row["measure"])
    by_cell = _PLAUSIBLE_RANGES.get(cell, _PLAUSIBLE_RANGES["other"])
    plausible = _PERCENT_RANGE if measure is Measure.SHARE else by_cell
    return CountLine(cell, measure, CountMethod(row["method"]), row["preference"], plausible)


def _build_count(line: CountLine, coded_value: CodedValue) -> tuple[BloodCount, ...]:
    require_specimen(BLOOD, coded_value)
    value = parse_value(coded_value.element)
    return (
        BloodCount(
            on=coded_value.on,
            origin=coded_value.origin,
            reported=value.reported,
            sequence=coded_value.sequence,
            cell=line.cell,
            measure=line.measure,
            method=_find_method(line, coded_value),
            amount=_convert_amount(line, value),
            preference=line.preference,
        ),
    )


# Analyzers miss blasts, so an automated count never proves that there are none. Words can make a count automated,
# never manual.
def _find_method(line: CountLine, coded_value: CodedValue) -> CountMethod:
    has_method = "method" in coded_value.observation
    if has_method and _names_automated_method(coded_value.observation["method"]):
        return CountMethod.AUTOMATED
    if coded_value.automated and line.method is CountMethod.UNSPECIFIED:
        return CountMethod.AUTOMATED
    return line.method


def _names_automated_method(method: Any) -> bool:
    text = " ".join(read_texts(method)).casefold()
    return any(word in text for word in _AUTOMATED_WORDS)


def _convert_amount(line: CountLine, value: Value) -> Amount:
    if line.measure is Measure.SHARE:
        return require_plausible(convert_to_percent(value), *line.plausible)
    amount = convert(value, Kind.CELLS_PER_VOLUME)
    if isinstance(value, Quantity) and amount is not value.amount and _may_have_thousands_point(value):
        raise UnusableDataError("its point may be a decimal or a thousands separator")
    return require_plausible(amount, *line.plausible)


def _may_have_thousands_point(value: Quantity) -> bool:
    """Whether it reads like ``1.200 /µL``, which is 1200 where a point separates thousands."""
    is_grouped = _THOUSANDS_POINT.match(value.reported) is not None
    return is_grouped and find_factor(Kind.CELLS_PER_VOLUME, value.unit, value.unit_text) == _PER_MICROLITER
