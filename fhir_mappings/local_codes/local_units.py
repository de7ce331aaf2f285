"""Parse a site's table of unit spellings, with the columns ``spelling`` and ``ucum``."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from fhir_mappings.datatypes.durations import parse_days
from fhir_mappings.datatypes.units import Kind, find_factor, normalize_unit
from fhir_mappings.errors import UnknownUnitError, UnusableConceptMapError, UnusableDataError
from fhir_mappings.medications.dose_units import DoseUnit, parse_dose

COLUMNS = ["spelling", "ucum"]

Meaning = frozenset[tuple[Kind | DoseUnit | str, Decimal | Fraction | int]]
"""The kinds of quantity that have a unit, each with its factor."""


def parse_unit_table(name: str, table: str) -> dict[str, str]:
    """Parse comma-separated values, with the name of their file, into the UCUM code of each normalized spelling.

    Raises UnusableConceptMapError, with all problems at once, for spellings that already have another meaning and for
    codes of no unit that is read.
    """
    units: dict[str, str] = {}
    problems: list[str] = []
    for line, row in _read_rows(table):
        problem = row if isinstance(row, str) else _find_conflict(*row, units)
        if problem:
            problems.append(f"{name}: line {line}: {problem}")
        elif not isinstance(row, str):
            units[normalize_unit(row[0])] = row[1]
    if problems:
        raise UnusableConceptMapError(problems)
    return units


def _read_rows(table: str) -> Iterator[tuple[int, tuple[str, str] | str]]:
    reader = csv.reader(table.splitlines())
    try:
        if [cell.strip() for cell in next(reader, [])] != COLUMNS:
            yield 1, f"the first line must be {','.join(COLUMNS)}"
            return
        for row in reader:
            if cells := [cell.strip() for cell in row if cell.strip()]:
                is_pair = len(cells) == len(row) == len(COLUMNS)
                yield reader.line_num, (cells[0], cells[1]) if is_pair else "it needs a spelling and a UCUM code"
    except csv.Error as error:
        yield reader.line_num, f"it cannot be read ({error})"


def _find_conflict(spelling: str, ucum: str, units: dict[str, str]) -> str:
    """Return why a row cannot be added to those before it; empty if it can."""
    current, new = _find_meaning(spelling), _find_meaning(ucum)
    if not new:
        return f"{ucum} is not a unit of any result, dose or supply that is read"
    if current and current != new:
        return f"{spelling} already has another meaning than {ucum}"
    before = units.get(normalize_unit(spelling), ucum)
    return "" if before == ucum else f"{spelling} is mapped to {ucum}, but before to {before}"


def _find_meaning(unit: str) -> Meaning:
    days = parse_days({"value": 1, "code": unit})
    durations = [("days", days)] if days else []
    return frozenset((*_find_result_factors(unit), *_find_dose_factors(unit), *durations))


def _find_result_factors(unit: str) -> Iterator[tuple[Kind, Decimal]]:
    for kind in Kind:
        try:
            yield kind, find_factor(kind, unit, "")
        except UnknownUnitError:
            continue


def _find_dose_factors(unit: str) -> Iterator[tuple[DoseUnit, Fraction]]:
    try:
        dose = parse_dose({"value": 1, "code": unit})
    except UnusableDataError:
        return
    yield dose.unit, dose.value
