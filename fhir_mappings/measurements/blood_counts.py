"""Lines of a blood count: cells per volume of blood, or in % of the leukocytes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from fhir_mappings.datatypes.codings import Coding, rows, words
from fhir_mappings.datatypes.errors import Unusable
from fhir_mappings.datatypes.units import Kind, factor
from fhir_mappings.datatypes.values import Measured, Value, converted, percentage, value_of, within
from fhir_mappings.measurements.coded_value import CodedValue, Meaning
from fhir_mappings.measurements.specimens import BLOOD, must_be
from fhir_mappings.tables import table
from response_criteria.model.amounts import Amount
from response_criteria.model.facts import BloodCount, Cell, CountMethod, Measure


@dataclass(frozen=True, slots=True)
class Line:
    """What a code of a blood count stands for."""

    cell: Cell
    measure: Measure
    method: CountMethod
    preference: int
    plausible: tuple[Decimal, Decimal]


def meanings() -> dict[Coding, Meaning]:
    """How each code of ``tables/blood_counts.toml`` is read."""
    return {coding: _meaning(_line(row)) for coding, row in rows("blood_counts", "accept")}


def cells() -> Mapping[Coding, Cell]:
    """The cells that each code counts, be it as a share or per volume."""
    return {coding: Cell(row["cell"]) for coding, row in rows("blood_counts", "accept")}


def _meaning(line: Line) -> Meaning:
    by_machine = line.method is CountMethod.AUTOMATED
    return Meaning(f"{line.cell}, {line.measure}", partial(_blood_count, line), caution=int(by_machine))


def _line(row: Mapping[str, Any]) -> Line:
    cell, measure = Cell(row["cell"]), Measure(row["measure"])
    plausible = _PERCENT if measure is Measure.SHARE else _PLAUSIBLE.get(cell, _PLAUSIBLE["other"])
    return Line(cell, measure, CountMethod(row["method"]), row["preference"], plausible)


def _blood_count(line: Line, found: CodedValue) -> tuple[BloodCount, ...]:
    must_be(BLOOD, found)
    value = value_of(found.stated)
    return (
        BloodCount(
            on=found.on,
            origin=found.origin,
            reported=value.reported,
            sequence=found.sequence,
            cell=line.cell,
            measure=line.measure,
            method=_method(line, found),
            amount=_amount(line, value),
            preference=line.preference,
        ),
    )


def _method(line: Line, found: CodedValue) -> CountMethod:
    """As the code says; a machine's where the method says so, or where the panel does and the code leaves it open."""
    by_machine = "method" in found.observation and _names_a_machine(found.observation["method"])
    if by_machine or (found.automated and line.method is CountMethod.UNSPECIFIED):
        return CountMethod.AUTOMATED
    return line.method


def _names_a_machine(method: Any) -> bool:
    said = " ".join(words(method)).casefold()
    return any(each in said for each in _BY_MACHINE)


def _amount(line: Line, value: Value) -> Amount:
    if line.measure is Measure.SHARE:
        return within(percentage(value), *line.plausible)
    amount = converted(value, Kind.CELLS_PER_VOLUME)
    if isinstance(value, Measured) and amount is not value.amount and _may_be_of_thousands(value):
        raise Unusable("its point may set off decimals or thousands")
    return within(amount, *line.plausible)


_BY_MACHINE = tuple(table("blood_counts")["by_machine"]["words"])
_OF_THOUSANDS = re.compile(r"[<>=≤≥\s]*[1-9]\d{0,2}\.\d{3}(?!\d)", re.ASCII)
_PER_MICROLITER = Decimal("0.001")


def _may_be_of_thousands(value: Measured) -> bool:
    """Whether it reads ``1.200 /µL``, which is 1200 where a point sets off thousands."""
    is_grouped = _OF_THOUSANDS.match(value.reported) is not None
    return is_grouped and factor(Kind.CELLS_PER_VOLUME, value.unit, value.unit_text) == _PER_MICROLITER


_PERCENT = (Decimal(0), Decimal(100))
_PLAUSIBLE = {
    cell: (Decimal(limits["from"]), Decimal(limits["to"]))
    for cell, limits in table("blood_counts")["plausible"].items()
}
