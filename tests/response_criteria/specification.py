"""Specifications of the four criteria: a patient's history as a table, and the finding it must give.

pytest checks them (``Specification``); the handbook's writer hands the same tests a ``Recorder`` and prints what they
say.

A history has a column ``day`` and any of:
WBC, platelets       ×10⁹/L
differential         a final manual differential: "normal", or the classes it finds, as "blasts 1, basophils 2"; with
                     "only" before them, counts of just these classes; with "automated", counts that a machine made
spleen               cm below the costal margin
karyotype            Ph-positive % of so many metaphases, as "60 of 20" or "60 of unknown"
FISH                 positive %
Nothing was done where a cell is empty. Every value may be a bound, such as <10.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from response_criteria.model.facts import (
    BloodCount,
    Cell,
    CountMethod,
    CytogeneticMethod,
    Cytogenetics,
    ManualDifferential,
    Measure,
    Observed,
    SpleenSize,
)
from response_criteria.model.findings import Finding
from response_criteria.publications.kantarjian2003 import judge
from response_criteria.publications.kantarjian2003.reasons import LACKS, REASONS, Lack, Reason
from response_criteria.results.by_kind import results_of
from response_criteria.treatment.course import Course, Opening
from tests.response_criteria.chart import amount, day, origin, when

NOTHING_FOUND = "normal"
COUNTED = {"WBC": Cell.LEUKOCYTES, "platelets": Cell.PLATELETS}
FULL_DIFFERENTIAL = Decimal(100)


@dataclass(frozen=True, kw_only=True)
class Example:
    """A history and the finding that it must give: status, reason, and the codes of what is missing."""

    criterion: str
    started: str
    as_of: str
    history: str
    expected: str
    because: str
    missing: str = ""
    after_raise: bool = False
    start_may_be_earlier: bool = False
    ph_negative: bool = False

    def finding(self) -> Finding:
        """What the engine finds."""
        course = Course(
            started_on=day(self.started),
            opened_by=Opening.RAISE if self.after_raise else Opening.FIRST_IMATINIB,
            results=results_of(facts(self.history)),
            start_may_be_earlier=self.start_may_be_earlier,
            ph_negative=self.ph_negative,
        )
        return next(each for each in judge(course, day(self.as_of)) if each.criterion.id == self.criterion)


@dataclass(frozen=True)
class Specification:
    """Called in a test: judges the history, and asserts that the finding is the expected one and tells all it must."""

    criterion: str

    def __call__(self, **stated: str | bool) -> None:
        example = Example(criterion=self.criterion, **stated)  # type: ignore[arg-type]
        finding = example.finding()
        assert (finding.status, finding.reason) == (example.expected, example.because)
        assert ", ".join(each.code for each in finding.missing) == example.missing
        assert set(finding.values) == set(REASONS[Reason(finding.reason)].values)
        assert all(set(each.values) == set(LACKS[Lack(each.code)]) for each in finding.missing)


@dataclass
class Recorder:
    """Called in the same test by the handbook's writer: keeps the examples and judges nothing."""

    criterion: str
    examples: list[Example] = field(default_factory=list)

    def __call__(self, **stated: str | bool) -> None:
        self.examples.append(Example(criterion=self.criterion, **stated))  # type: ignore[arg-type]


SPECIFIED = {
    "hematologic_resistance": "kantarjian2003/hematologic-resistance",
    "cytogenetic_resistance": "kantarjian2003/cytogenetic-resistance",
    "hematologic_relapse": "kantarjian2003/hematologic-relapse",
    "cytogenetic_relapse": "kantarjian2003/cytogenetic-relapse",
}
"""The fixtures by which a test states a specification, and the criterion of each."""


def rows(history: str) -> list[dict[str, str]]:
    """The rows of a table written as text, by the names of its columns; empty cells left out."""
    head, *body = [[cell.strip() for cell in line.split("|")] for line in history.strip().splitlines()]
    return [{name: cell for name, cell in zip(head, cells, strict=True) if cell} for cells in body]


def facts(history: str) -> Iterator[Observed]:
    """The results that a history tells of."""
    for row in rows(history) if history.strip() else []:
        yield from _facts_of(row.pop("day"), row)


def _facts_of(on: str, row: Mapping[str, str]) -> Iterator[Observed]:
    for column, cell in row.items():
        if column in COUNTED:
            yield _count(on, COUNTED[column], cell, Measure.CONCENTRATION, CountMethod.AUTOMATED)
        elif column == "differential":
            yield from _differential(on, cell)
        elif column == "spleen":
            yield SpleenSize(on=when(on), origin=origin("Observation"), below_costal_margin_cm=amount(cell))
        else:
            yield _study(on, CytogeneticMethod(column), cell)


def _differential(on: str, cell: str) -> Iterator[Observed]:
    kind, found = _kind_and_classes(cell)
    method = CountMethod.AUTOMATED if kind == "automated" else CountMethod.MANUAL
    for name, percent in found.items():
        yield _count(on, Cell(name), percent, Measure.SHARE, method)
    if not kind:
        listed = frozenset(Cell(name) for name in found)
        yield ManualDifferential(
            on=when(on), origin=origin("Observation"), total_percent=FULL_DIFFERENTIAL, listed=listed
        )


def _kind_and_classes(cell: str) -> tuple[str, Mapping[str, str]]:
    """``automated basophils 1``: its kind, and what it finds of each class."""
    if cell == NOTHING_FOUND:
        return "", {}
    kind = next((word for word in ("only", "automated") if cell.startswith(word)), "")
    pairs = (pair.rsplit(maxsplit=1) for pair in cell.removeprefix(kind).split(","))
    return kind, {name.strip(): percent for name, percent in pairs}


def _count(on: str, cell: Cell, value: str, measure: Measure, method: CountMethod) -> BloodCount:
    return BloodCount(
        on=when(on), origin=origin("Observation"), cell=cell, measure=measure, method=method, amount=amount(value)
    )


def _study(on: str, method: CytogeneticMethod, cell: str) -> Cytogenetics:
    percent, _, cells = cell.partition(" of ")
    return Cytogenetics(
        on=when(on),
        origin=origin("Observation"),
        method=method,
        percent=amount(percent),
        cells=int(cells) if cells.isdigit() else None,
    )
