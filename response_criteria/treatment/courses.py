"""The treatment with imatinib, cut into courses (decision 0004).

A course starts with the first imatinib, with the first imatinib after another TKI or after an interruption, and with a
raise of the dose. Every date is a day here (``partial_dates`` sees to it), except that of a diagnosis.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from response_criteria.model.facts import (
    CytogeneticMethod,
    Cytogenetics,
    Disease,
    DrugKind,
    DrugOrder,
    DrugUse,
    History,
    OrderStatus,
    Transcript,
    UseKind,
)
from response_criteria.model.findings import DosePeriod
from response_criteria.model.periods import ONE_DAY, days_before, days_between, latest_date_written_on
from response_criteria.results.by_kind import Results
from response_criteria.results.cytogenetic_analyses import never_showed_ph
from response_criteria.treatment.course import Course, Opening
from response_criteria.treatment.imatinib_orders import INTERRUPTION_DAYS, dose_periods, firm

EARLIER_DISEASE_DAYS = 90
"""Disease charted more than so many days before the first documented imatinib: it may have begun earlier."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A documented stretch without imatinib: its last day before, and its first day after."""

    ended: date
    resumed: date

    def days_within(self, first: date, last: date) -> int:
        """The days of the gap that lie between two days."""
        return max(0, days_between(max(self.ended, first), min(self.resumed, last)))


@dataclass(frozen=True, slots=True)
class Treatment:
    """The treatment with imatinib: the course that is judged, the one before the raise, doses and documented gaps.

    ``started_on`` is the day on which this treatment began, before any raise; ``start_may_be_earlier`` as in a course.
    ``first_line`` if no other TKI and no interruption came before or between.
    """

    started_on: date
    start_may_be_earlier: bool
    first_line: bool
    course: Course
    before_raise: Course | None
    doses: tuple[DosePeriod, ...]
    gaps: tuple[Gap, ...]

    @property
    def raised_on(self) -> date | None:
        """When the dose was last raised."""
        return self.course.started_on if self.course.opened_by is Opening.RAISE else None


def treatment(history: History, results: Results, as_of: date) -> Treatment | None:
    """The treatment up to that day, with the results of the history; None if no imatinib is documented.

    Only coded drugs count, and neither plans nor a patient's report: they tell of therapy, not of its dates.
    """
    taken = _taken(history, DrugKind.IMATINIB, as_of)
    if not taken:
        return None
    others = _taken(history, DrugKind.OTHER_TKI, as_of)
    again = tuple(_again(taken))
    started_on, opening = _last_opening(taken[0].first, again, others)
    doses = dose_periods(history.orders, as_of)
    raises = tuple(_raises(doses, started_on))
    uncertain = opening is Opening.FIRST_IMATINIB and _may_have_begun_earlier(history, results, started_on, others)
    baseline = results.between(date.min, taken[0].first + ONE_DAY)
    first_line = opening is Opening.FIRST_IMATINIB and not others
    first = Course(
        started_on=started_on,
        opened_by=opening,
        start_may_be_earlier=uncertain,
        ph_negative=first_line and not uncertain and never_showed_ph(baseline.of(Cytogenetics)),
        baseline=baseline,
    )
    courses = _with_results((first, *_raised(first, raises)), results)
    return Treatment(
        started_on=started_on,
        start_may_be_earlier=uncertain,
        first_line=first_line,
        course=courses[-1],
        before_raise=courses[-2] if raises else None,
        doses=doses,
        gaps=_gaps(again),
    )


def _raised(first: Course, raises: Iterable[date]) -> Iterator[Course]:
    """A course for each raise of the dose."""
    for day in raises:
        yield Course(started_on=day, opened_by=Opening.RAISE, ph_negative=first.ph_negative, baseline=first.baseline)


def _with_results(courses: Sequence[Course], results: Results) -> tuple[Course, ...]:
    """Each course with the results dated from its first day to the last before the next one."""
    ends = (*(each.started_on for each in courses[1:]), date.max)
    return tuple(
        replace(course, results=results.between(course.started_on, end))
        for course, end in zip(courses, ends, strict=True)
    )


@dataclass(frozen=True, slots=True)
class _Taken:
    """A stretch for which an order, a supply or a statement tells that a drug was taken.

    ``last`` is its last day; None where it is not known. ``runs_on`` while it is not over.
    """

    first: date
    last: date | None
    runs_on: bool


def _taken(history: History, kind: DrugKind, as_of: date) -> list[_Taken]:
    """What is documented of the drug, oldest first."""
    ordered = (_by_order(each) for each in history.orders if each.drug.kind is kind and firm(each))
    used = (_by_use(each) for each in history.uses if each.drug.kind is kind and each.drug.coded)
    begun = (each for each in (*ordered, *used) if each.first <= latest_date_written_on(as_of))
    return sorted(begun, key=lambda each: (each.first, each.last or date.max, each.runs_on))


def _by_order(order: DrugOrder) -> _Taken:
    last = last_day(order)
    return _Taken(order.starts.earliest, last, runs_on=last is None and order.status is OrderStatus.ACTIVE)


def _by_use(use: DrugUse) -> _Taken:
    last = last_day(use)
    return _Taken(use.starts.earliest, last, runs_on=last is None and use.ongoing)


def last_day(treatment: DrugOrder | DrugUse) -> date | None:
    """The last day: as documented, or as far as a supply lasts; None where it is not known."""
    if treatment.ends is not None:
        return treatment.ends.latest
    if isinstance(treatment, DrugOrder):
        return None
    if treatment.days_supplied is not None:
        return treatment.starts.latest + timedelta(days=max(treatment.days_supplied, 1) - 1)
    return treatment.starts.latest if treatment.kind is UseKind.ADMINISTRATION else None


@dataclass(frozen=True, slots=True)
class _Again:
    """A day on which imatinib begins again: when it last began before, and until when it is documented since."""

    day: date
    before: date
    documented_until: date


def _again(taken: Sequence[_Taken]) -> Iterator[_Again]:
    """Every such day. What does not tell its end lasts until the next begins: only a known end makes a gap."""
    documented_until = taken[0].first
    for each, following in pairwise(taken):
        end = each.last or (date.max if each.runs_on else following.first)
        documented_until = max(documented_until, end)
        if following.first > each.first:
            yield _Again(following.first, each.first, documented_until)


def _gaps(again: Sequence[_Again]) -> tuple[Gap, ...]:
    """The documented gaps; to go on the next day is none."""
    gaps = (Gap(each.documented_until, each.day) for each in again)
    return tuple(each for each in gaps if days_between(each.ended, each.resumed) > 1)


def _last_opening(first: date, again: Sequence[_Again], others: Sequence[_Taken]) -> tuple[date, Opening]:
    """The last day on which a course started, raises apart."""
    opening = (first, Opening.FIRST_IMATINIB)
    latest, lasting, to_come = date.min, date.min, list(reversed(others))
    for each in again:
        while to_come and to_come[-1].first < each.day:
            latest = to_come[-1].first
            lasting = max(lasting, to_come.pop().last or latest)
        if latest > each.before or min(lasting, each.day) > each.documented_until:
            opening = (each.day, Opening.AFTER_ANOTHER_TKI)
        elif days_between(each.documented_until, each.day) >= INTERRUPTION_DAYS:
            opening = (each.day, Opening.AFTER_INTERRUPTION)
    return opening


def _raises(doses: Sequence[DosePeriod], started_on: date) -> Iterator[date]:
    """The days on which the dose rose above every earlier one since that start."""
    highest: Decimal | None = None
    for each in doses:
        if each.daily_dose_mg is None or (each.ends is not None and each.ends < started_on):
            continue
        if highest is not None and each.daily_dose_mg > highest:
            yield each.starts
        highest = max(highest or each.daily_dose_mg, each.daily_dose_mg)


def _may_have_begun_earlier(history: History, results: Results, first_imatinib: date, others: Sequence[_Taken]) -> bool:
    """Whether the chart shows the disease, or imatinib without its dates, long before the first documented imatinib."""
    earliest = days_before(first_imatinib, EARLIER_DISEASE_DAYS)
    earlier = (day for day in _days_of_disease(history, results) if day < earliest)
    return any(not any(day <= each.first <= first_imatinib for each in others) for day in earlier)


def _days_of_disease(history: History, results: Results) -> Iterator[date]:
    for diagnosis in history.diagnoses:
        if diagnosis.disease is Disease.CML and diagnosis.on is not None:
            yield diagnosis.on.latest
    for transcript in results.of(Transcript):
        yield transcript.on.latest
    for study in results.of(Cytogenetics):
        if study.method is CytogeneticMethod.KARYOTYPE:
            yield study.on.latest
    evidence: tuple[DrugOrder | DrugUse, ...] = (*history.orders, *history.uses)
    for each in evidence:
        if each.drug.kind is DrugKind.IMATINIB:
            yield each.starts.latest
