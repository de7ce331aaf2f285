"""What holds of the four criteria and of the responses for all data."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from response_criteria.model.amounts import Amount
from response_criteria.model.facts import (
    Analyte,
    BloodCount,
    Cell,
    Chemistry,
    CountMethod,
    CytogeneticMethod,
    Cytogenetics,
    ManualDifferential,
    MarrowCount,
    Measure,
    Observed,
    Origin,
    SpleenSize,
)
from response_criteria.model.findings import Status
from response_criteria.model.periods import When
from response_criteria.publications.kantarjian2003 import CIRCUMSTANCES, judge
from response_criteria.publications.kantarjian2003.reasons import LACKS, REASONS, Lack, Reason
from response_criteria.responses.summary import responses
from response_criteria.results.by_kind import results_of
from response_criteria.treatment.course import Course, Opening

START = date(2023, 1, 15)
DAYS = st.integers(0, 800).map(lambda days: When.on(START + timedelta(days=days)))
ORIGINS = st.integers(0, 10**6).map(lambda number: Origin(f"Observation/{number}"))
NUMBERS = st.sampled_from(["0", "0.5", "4", "5", "9.9", "10", "20", "34", "35", "65", "90", "100", "449", "450"])
AMOUNTS = st.builds(Amount.compared, st.sampled_from(["", "", "", "<", "<=", ">", ">="]), NUMBERS)
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
    listed=st.frozensets(st.sampled_from(Cell)),
)
STUDIES = st.builds(
    Cytogenetics,
    on=DAYS,
    origin=ORIGINS,
    sequence=SEQUENCES,
    method=st.sampled_from(CytogeneticMethod),
    percent=AMOUNTS,
    cells=st.sampled_from([None, 12, 20, 200]),
)
SPLEENS = st.builds(SpleenSize, on=DAYS, origin=ORIGINS, below_costal_margin_cm=AMOUNTS)
RESULTS = st.lists(st.one_of(COUNTS, DIFFERENTIALS, STUDIES, SPLEENS), max_size=30)
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
    Course, started_on=st.just(START), opened_by=st.sampled_from(Opening), start_may_be_earlier=st.booleans()
)
"""Without results."""


def with_results(course: Course, observed: Iterable[Observed]) -> Course:
    return replace(course, results=results_of(observed))


def courses() -> st.SearchStrategy[Course]:
    """A course with any results in it."""
    return st.builds(with_results, COURSES, RESULTS)


@given(COURSES, RESULTS, st.integers(0, 800), st.randoms(use_true_random=False))
def test_the_order_of_the_results_never_matters(
    course: Course, observed: list[Observed], days: int, chance: object
) -> None:
    as_of = START + timedelta(days=days)
    shuffled = list(observed)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = with_results(course, observed), with_results(course, shuffled)
    assert judge(other, as_of) == judge(one, as_of)
    assert responses(other, None, as_of) == responses(one, None, as_of)


@given(COURSES, RESULTS, IRRELEVANT, st.integers(0, 800))
def test_results_that_no_criterion_asks_for_never_change_a_finding(
    course: Course, observed: list[Observed], irrelevant: list[Observed], days: int
) -> None:
    as_of = START + timedelta(days=days)
    more = with_results(course, (*observed, *irrelevant))
    assert judge(more, as_of) == judge(with_results(course, observed), as_of)


@given(courses(), st.integers(0, 800))
def test_every_finding_tells_its_reason_with_all_its_values(course: Course, days: int) -> None:
    findings = judge(course, START + timedelta(days=days))
    assert [each.criterion for each in findings] == [each.criterion for each in CIRCUMSTANCES]
    for each, circumstance in zip(findings, CIRCUMSTANCES, strict=True):
        told = REASONS[Reason(each.reason)]
        assert each.reason in {line.reason for line in circumstance.lines}
        assert (each.status, set(each.values)) == (told.status, set(told.values))
        assert all(set(lack.values) == set(LACKS[Lack(lack.code)]) for lack in each.missing)


@given(courses(), st.integers(0, 800))
def test_what_is_met_or_possible_shows_its_evidence_and_what_is_open_names_what_is_missing(
    course: Course, days: int
) -> None:
    for each in judge(course, START + timedelta(days=days)):
        if each.status in (Status.MET, Status.POSSIBLE):
            assert each.evidence
        if each.status in (Status.POSSIBLE, Status.INDETERMINATE):
            assert each.missing


@given(COURSES)
def test_without_results_nothing_is_met_or_ruled_out(course: Course) -> None:
    open_ones = {Status.NOT_YET, Status.INDETERMINATE}
    assert {each.status for each in judge(course, START + timedelta(days=400))} <= open_ones


LATEST = START + timedelta(days=801)
"""Later than any result that the strategies draw."""

STRENGTH = {Status.MET: 2, Status.POSSIBLE: 1}
CONFIRMING = (
    BloodCount(
        on=When.on(LATEST),
        origin=Origin("Observation/blasts"),
        cell=Cell.BLASTS,
        measure=Measure.SHARE,
        method=CountMethod.MANUAL,
        amount=Amount.exactly(5),
    ),
    Cytogenetics(
        on=When.on(LATEST),
        origin=Origin("Observation/metaphases"),
        method=CytogeneticMethod.KARYOTYPE,
        percent=Amount.exactly(100),
        cells=20,
    ),
)
"""Blasts in the blood, and no metaphase without the Philadelphia chromosome: as bad as counts and karyotypes can be."""


def _plain(results: Sequence[Observed]) -> list[Observed]:
    """Measured values alone, and one chromosome study a day: what a bound leaves open, a confirmation may settle."""
    studies = {each.on: each for each in results if isinstance(each, Cytogenetics) and each.percent.exact is not None}
    others = [each for each in results if isinstance(each, BloodCount) and each.amount.exact is not None]
    return [*studies.values(), *others]


@given(COURSES, RESULTS)
def test_results_that_confirm_never_weaken_what_is_met_or_possible(course: Course, observed: list[Observed]) -> None:
    plain = _plain(observed)
    before = judge(with_results(course, plain), LATEST)
    after = judge(with_results(course, (*plain, *CONFIRMING)), LATEST)
    for was, became in zip(before, after, strict=True):
        assert STRENGTH.get(became.status, 0) >= STRENGTH.get(was.status, 0)
