"""A site's own spellings of units, as a table with the columns ``spelling`` and ``ucum``."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from fhir_mappings.datatypes.durations import days
from fhir_mappings.datatypes.errors import Unusable
from fhir_mappings.datatypes.units import Kind, UnitRefused, factor, plain
from fhir_mappings.local_codes.concept_maps import MapsUnusable
from fhir_mappings.medications.dose_units import Counted, dose

COLUMNS = ["spelling", "ucum"]

Meaning = frozenset[tuple[Kind | Counted | str, Decimal | Fraction | int]]


def local_units(name: str, table: str) -> dict[str, str]:
    """The UCUM code of each spelling, in a table of comma-separated values under the name of its file.

    Keys are as ``units.plain`` writes them. Raises MapsUnusable for spellings that we read otherwise, and for codes
    that nothing here measures in.
    """
    stands_for: dict[str, str] = {}
    problems: list[str] = []
    for line, row in _rows(table):
        because = row if isinstance(row, str) else _not_taken(*row, stands_for)
        if because:
            problems.append(f"{name}: line {line}: {because}")
        elif not isinstance(row, str):
            stands_for[plain(row[0])] = row[1]
    if problems:
        raise MapsUnusable(problems)
    return stands_for


def _rows(table: str) -> Iterator[tuple[int, tuple[str, str] | str]]:
    lines = csv.reader(table.splitlines())
    try:
        if [each.strip() for each in next(lines, [])] != COLUMNS:
            yield 1, f"the first line has to be {','.join(COLUMNS)}"
            return
        for row in lines:
            if cells := [each.strip() for each in row if each.strip()]:
                is_pair = len(cells) == len(row) == len(COLUMNS)
                yield lines.line_num, (cells[0], cells[1]) if is_pair else "it needs a spelling and a UCUM code"
    except csv.Error as fault:
        yield lines.line_num, f"it cannot be read ({fault})"


def _not_taken(spelling: str, ucum: str, stands_for: dict[str, str]) -> str:
    """Why a row cannot be taken beside those before it; empty if it can."""
    ours, meant = _meaning(spelling), _meaning(ucum)
    if not meant:
        return f"{ucum} is not a unit that anything here is measured in"
    if ours and ours != meant:
        return f"{spelling} is read here already, and not as {ucum}"
    before = stands_for.get(plain(spelling), ucum)
    return "" if before == ucum else f"{spelling} stands for {ucum} and, before, for {before}"


def _meaning(unit: str) -> Meaning:
    """What is measured in a unit, and its factor; empty where nothing is."""
    lasts = days({"value": 1, "code": unit})
    return frozenset((*_as_result(unit), *_as_dose(unit), *([("days", lasts)] if lasts else ())))


def _as_result(unit: str) -> Iterator[tuple[Kind, Decimal]]:
    for kind in Kind:
        try:
            yield kind, factor(kind, unit, "")
        except UnitRefused:
            continue


def _as_dose(unit: str) -> Iterator[tuple[Counted, Fraction]]:
    try:
        given = dose({"value": 1, "code": unit})
    except Unusable:
        return
    yield given.of, given.value
