"""Specifications of the four criteria: a patient's history as a table, and the expected finding.

pytest checks them (``Specification``). The handbook calls the same tests with a ``Recorder`` and prints the examples.

A history has a column ``day`` and any of:
WBC, platelets       ×10⁹/L
differential         a final manual differential: "normal", or the classes found, as "blasts 1, basophils 2"; preceded
                     by "only", counts of these classes alone; preceded by "automated", an automated differential
spleen               cm below the costal margin
karyotype            Ph-positive % and the number of metaphases, as "60 of 20" or "60 of unknown"
FISH                 positive %
BCR::ABL1            % IS, or "not detected"
An empty cell means that the test was not done. Every value may be a bound, such as <10.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from response_criteria.model.findings import Finding
from response_criteria.model.results import (
    BloodCount,
    Cell,
    CountMethod,
    CytogeneticMethod,
    CytogeneticResult,
    ManualDifferential,
    Measure,
    Observed,
    SpleenSize,
)
from response_criteria.publications.kantarjian2003 import evaluate_criteria
from response_criteria.publications.kantarjian2003.reasons import MISSING_CODES, REASONS, MissingCode, Reason
from response_criteria.results.by_kind import group_results
from response_criteria.treatment.course import Course, CourseStart
from tests.response_criteria.chart import amount, bcr_abl1, day, origin, when

NOTHING_FOUND = "normal"
COUNTED = {"WBC": Cell.LEUKOCYTES, "platelets": Cell.PLATELETS}
FULL_DIFFERENTIAL = Decimal(100)


@dataclass(frozen=True, kw_only=True)
class Example:
    """A history and the expected finding: status, reason, and the codes of missing data."""

    criterion: str
    started: str
    as_of: str
    history: str
    expected: str
    reason: str
    missing: str = ""
    after_escalation: bool = False
    start_may_be_earlier: bool = False
    ph_negative: bool = False

    def evaluate(self) -> Finding:
        """Evaluate the criterion for the history."""
        course = Course(
            started_on=day(self.started),
            start_reason=CourseStart.DOSE_ESCALATION if self.after_escalation else CourseStart.FIRST_IMATINIB,
            results=group_results(parse_facts(self.history)),
            start_may_be_earlier=self.start_may_be_earlier,
            ph_negative=self.ph_negative,
        )
        return next(
            criterion
            for criterion in evaluate_criteria(course, day(self.as_of))
            if criterion.criterion.id == self.criterion
        )


@dataclass(frozen=True)
class Specification:
    """Evaluates the history and asserts the expected finding with all its values."""

    criterion: str

    def __call__(self, **fields: str | bool) -> None:
        example = Example(criterion=self.criterion, **fields)  # type: ignore[arg-type]
        finding = example.evaluate()
        assert (finding.status, finding.reason) == (example.expected, example.reason)
        assert ", ".join(missing_item.code for missing_item in finding.missing) == example.missing
        assert set(finding.values) == set(REASONS[Reason(finding.reason)].values)
        assert all(
            set(missing_item.values) == set(MISSING_CODES[MissingCode(missing_item.code)])
            for missing_item in finding.missing
        )


@dataclass
class Recorder:
    """Collects the examples for the handbook without evaluating them."""

    criterion: str
    examples: list[Example] = field(default_factory=list)

    def __call__(self, **fields: str | bool) -> None:
        self.examples.append(Example(criterion=self.criterion, **fields))  # type: ignore[arg-type]


CRITERION_BY_FIXTURE = {
    "hematologic_resistance": "kantarjian2003/hematologic-resistance",
    "cytogenetic_resistance": "kantarjian2003/cytogenetic-resistance",
    "hematologic_relapse": "kantarjian2003/hematologic-relapse",
    "cytogenetic_relapse": "kantarjian2003/cytogenetic-relapse",
}
"""The criterion id by the fixture with which a test specifies it."""


def parse_rows(history: str) -> list[dict[str, str]]:
    """Parse a text table into rows by column name, without empty cells."""
    head, *body = [[cell.strip() for cell in line.split("|")] for line in history.strip().splitlines()]
    return [{name: cell for name, cell in zip(head, cells, strict=True) if cell} for cells in body]


def parse_facts(history: str) -> Iterator[Observed]:
    """Parse the results of a history."""
    for row in parse_rows(history) if history.strip() else []:
        yield from _parse_row(row.pop("day"), row)


def _parse_row(on: str, row: Mapping[str, str]) -> Iterator[Observed]:
    for column, cell in row.items():
        if column in COUNTED:
            yield _build_count(on, COUNTED[column], cell, Measure.CONCENTRATION, CountMethod.AUTOMATED)
        elif column == "differential":
            yield from _parse_differential(on, cell)
        elif column == "spleen":
            yield SpleenSize(on=when(on), origin=origin("Observation"), below_costal_margin_cm=amount(cell))
        elif column == "BCR::ABL1":
            yield bcr_abl1(on, cell)
        else:
            yield _build_cytogenetic_result(on, CytogeneticMethod(column), cell)


def _parse_differential(on: str, cell: str) -> Iterator[Observed]:
    kind, percents = _parse_classes(cell)
    method = CountMethod.AUTOMATED if kind == "automated" else CountMethod.MANUAL
    for name, percent in percents.items():
        yield _build_count(on, Cell(name), percent, Measure.SHARE, method)
    if not kind:
        listed = frozenset(map(Cell, percents))
        yield ManualDifferential(
            on=when(on), origin=origin("Observation"), total_percent=FULL_DIFFERENTIAL, listed_classes=listed
        )


def _parse_classes(cell: str) -> tuple[str, Mapping[str, str]]:
    """Parse ``automated basophils 1`` into its kind and the percentage of each class."""
    if cell == NOTHING_FOUND:
        return "", {}
    kind = next((word for word in ("only", "automated") if cell.startswith(word)), "")
    pairs = (pair.rsplit(maxsplit=1) for pair in cell.removeprefix(kind).split(","))
    return kind, {name.strip(): percent for name, percent in pairs}


def _build_count(on: str, cell: Cell, value: str, measure: Measure, method: CountMethod) -> BloodCount:
    return BloodCount(
        on=when(on), origin=origin("Observation"), cell=cell, measure=measure, method=method, amount=amount(value)
    )


def _build_cytogenetic_result(on: str, method: CytogeneticMethod, cell: str) -> CytogeneticResult:
    percent, _, cells = cell.partition(" of ")
    return CytogeneticResult(
        on=when(on),
        origin=origin("Observation"),
        method=method,
        percent=amount(percent),
        cells=int(cells) if cells.isdigit() else None,
    )
