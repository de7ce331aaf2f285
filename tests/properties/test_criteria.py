"""Properties of the four criteria and of the responses that hold for all data."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from response_criteria.model.amounts import Amount
from response_criteria.model.facts import Origin
from response_criteria.model.findings import Status
from response_criteria.model.periods import PartialDate
from response_criteria.model.results import (
    Analyte,
    BloodCount,
    Cell,
    Chemistry,
    CountMethod,
    CytogeneticMethod,
    CytogeneticResult,
    ManualDifferential,
    MarrowCount,
    Measure,
    Observed,
    SpleenSize,
)
from response_criteria.publications.kantarjian2003 import ESCALATION_CRITERIA, evaluate_criteria
from response_criteria.publications.kantarjian2003.reasons import MISSING_CODES, REASONS, MissingCode, Reason
from response_criteria.responses.summary import evaluate_responses
from response_criteria.results.by_kind import group_results
from response_criteria.treatment.course import Course, CourseStart

START = date(2023, 1, 15)
DAYS = st.integers(0, 800).map(lambda days: PartialDate.on(START + timedelta(days=days)))
ORIGINS = st.integers(0, 10**6).map(lambda number: Origin(f"Observation/{number}"))
NUMBERS = st.sampled_from(["0", "0.5", "4", "5", "9.9", "10", "20", "34", "35", "65", "90", "100", "449", "450"])
AMOUNTS = st.builds(Amount.from_comparator, st.sampled_from(["", "", "", "<", "<=", ">", ">="]), NUMBERS)
SEQUENCES = st.sampled_from(["", "08:00", "16:00"])

COUNTS = st.builds(
    BloodCount,
    on=DAYS,
    origin=ORIGINS,
    sequence=SEQUENCES,
    cell=st.sampled_from(Cell),
    measure=st.sampled_from(Measure),
    method=st.sampled_from(CountMethod),
    amount=AMOUNTS,
)
DIFFERENTIALS = st.builds(
    ManualDifferential,
    on=DAYS,
    origin=ORIGINS,
    sequence=SEQUENCES,
    total_percent=st.sampled_from([Decimal(90), Decimal(100)]),
    listed_classes=st.frozensets(st.sampled_from(Cell)),
)
ANALYSES = st.builds(
    CytogeneticResult,
    on=DAYS,
    origin=ORIGINS,
    sequence=SEQUENCES,
    method=st.sampled_from(CytogeneticMethod),
    percent=AMOUNTS,
    cells=st.sampled_from([None, 12, 20, 200]),
)
SPLEENS = st.builds(SpleenSize, on=DAYS, origin=ORIGINS, below_costal_margin_cm=AMOUNTS)
RESULTS = st.lists(st.one_of(COUNTS, DIFFERENTIALS, ANALYSES, SPLEENS), max_size=30)
IRRELEVANT = st.lists(
    st.one_of(
        st.builds(
            Chemistry, on=DAYS, origin=ORIGINS, analyte=st.sampled_from(Analyte), amount=AMOUNTS, unit=st.just("")
        ),
        st.builds(MarrowCount, on=DAYS, origin=ORIGINS, cell=st.sampled_from(Cell), amount=AMOUNTS),
    ),
    max_size=5,
)


COURSES = st.builds(
    Course, started_on=st.just(START), start_reason=st.sampled_from(CourseStart), start_may_be_earlier=st.booleans()
)
"""Without results."""


def add_results(course: Course, observed: Iterable[Observed]) -> Course:
    return replace(course, results=group_results(observed))


def courses() -> st.SearchStrategy[Course]:
    """A course with any results in it."""
    return st.builds(add_results, COURSES, RESULTS)


@given(COURSES, RESULTS, st.integers(0, 800), st.randoms(use_true_random=False))
def test_the_order_of_the_results_never_matters(
    course: Course, observed: list[Observed], days: int, chance: object
) -> None:
    as_of = START + timedelta(days=days)
    shuffled = list(observed)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    original, reordered = add_results(course, observed), add_results(course, shuffled)
    assert evaluate_criteria(reordered, as_of) == evaluate_criteria(original, as_of)
    assert evaluate_responses(reordered, None, as_of) == evaluate_responses(original, None, as_of)


@given(COURSES, RESULTS, IRRELEVANT, st.integers(0, 800))
def test_results_that_no_criterion_uses_never_change_a_finding(
    course: Course, observed: list[Observed], irrelevant: list[Observed], days: int
) -> None:
    as_of = START + timedelta(days=days)
    more = add_results(course, (*observed, *irrelevant))
    assert evaluate_criteria(more, as_of) == evaluate_criteria(add_results(course, observed), as_of)


@given(courses(), st.integers(0, 800))
def test_every_finding_has_a_reason_with_all_its_values(course: Course, days: int) -> None:
    findings = evaluate_criteria(course, START + timedelta(days=days))
    assert [finding.criterion for finding in findings] == [criterion.criterion for criterion in ESCALATION_CRITERIA]
    for finding, criterion in zip(findings, ESCALATION_CRITERIA, strict=True):
        expected = REASONS[Reason(finding.reason)]
        assert finding.reason in {row.reason for row in criterion.rows}
        assert (finding.status, set(finding.values)) == (expected.status, set(expected.values))
        assert all(set(item.values) == set(MISSING_CODES[MissingCode(item.code)]) for item in finding.missing)


@given(courses(), st.integers(0, 800))
def test_met_and_possible_findings_have_evidence_and_open_ones_name_missing_data(course: Course, days: int) -> None:
    for criterion in evaluate_criteria(course, START + timedelta(days=days)):
        if criterion.status in (Status.MET, Status.POSSIBLE):
            assert criterion.evidence
        if criterion.status in (Status.POSSIBLE, Status.INDETERMINATE):
            assert criterion.missing


@given(COURSES)
def test_without_results_nothing_is_met_or_ruled_out(course: Course) -> None:
    undecided = {Status.NOT_YET, Status.INDETERMINATE}
    assert {criterion.status for criterion in evaluate_criteria(course, START + timedelta(days=400))} <= undecided


LATEST = START + timedelta(days=801)
"""Later than any result that the strategies draw."""

STRENGTH = {Status.MET: 2, Status.POSSIBLE: 1}
CONFIRMING = (
    BloodCount(
        on=PartialDate.on(LATEST),
        origin=Origin("Observation/blasts"),
        cell=Cell.BLASTS,
        measure=Measure.SHARE,
        method=CountMethod.MANUAL,
        amount=Amount.exactly(5),
    ),
    CytogeneticResult(
        on=PartialDate.on(LATEST),
        origin=Origin("Observation/metaphases"),
        method=CytogeneticMethod.KARYOTYPE,
        percent=Amount.exactly(100),
        cells=20,
    ),
)
"""Blasts in the blood, and no metaphase without the Philadelphia chromosome: as bad as counts and karyotypes can be."""


def _select_exact(results: Sequence[Observed]) -> list[Observed]:
    """Return exact values with one cytogenetic analysis a day: a confirmation may settle what a bound leaves open."""
    analyses = {
        result.on: result
        for result in results
        if isinstance(result, CytogeneticResult) and result.percent.exact is not None
    }
    others = [result for result in results if isinstance(result, BloodCount) and result.amount.exact is not None]
    return [*analyses.values(), *others]


@given(COURSES, RESULTS)
def test_confirming_results_never_weaken_a_met_or_possible_finding(course: Course, observed: list[Observed]) -> None:
    exact = _select_exact(observed)
    before = evaluate_criteria(add_results(course, exact), LATEST)
    after = evaluate_criteria(add_results(course, (*exact, *CONFIRMING)), LATEST)
    for earlier, later in zip(before, after, strict=True):
        assert STRENGTH.get(later.status, 0) >= STRENGTH.get(earlier.status, 0)
