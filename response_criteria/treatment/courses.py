"""The treatment with imatinib, divided into courses (decision 0004).

A course starts with the first imatinib, with the first imatinib after another TKI or after an interruption, and with a
dose escalation. Every date but that of a diagnosis is exact to the day: ``partial_dates`` resolved the others.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from response_criteria.model.diagnoses import Disease
from response_criteria.model.history import History
from response_criteria.model.medications import DrugKind, DrugOrder, DrugUse
from response_criteria.model.periods import ONE_DAY, count_days_between, subtract_days
from response_criteria.model.results import BcrAbl1Result, CytogeneticResult
from response_criteria.model.therapy import DosePeriod
from response_criteria.results.by_kind import Results
from response_criteria.results.cytogenetic_analyses import was_never_ph_positive
from response_criteria.treatment.course import Course, CourseStart
from response_criteria.treatment.dose_periods import INTERRUPTION_DAYS, build_dose_periods
from response_criteria.treatment.exposure import Exposure, Gap, Restart, find_exposures, find_gaps, find_restarts

EARLIER_DISEASE_DAYS = 90
"""Where disease is documented more days than that before the first imatinib, treatment may have started earlier."""


@dataclass(frozen=True, slots=True)
class Treatment:
    """The treatment with imatinib: the assessed course, the one before a dose escalation, doses and gaps.

    ``started_on`` is the documented start of this treatment, before any dose escalation, ``may_have_started_on`` the
    earliest day that dates the disease where the treatment may have started earlier. ``first_line`` is True if no other
    TKI and no interruption came before or between.
    """

    started_on: date
    may_have_started_on: date
    first_line: bool
    course: Course
    before_escalation: Course | None
    doses: tuple[DosePeriod, ...]
    gaps: tuple[Gap, ...]

    @property
    def start_may_be_earlier(self) -> bool:
        """Whether the treatment may have started before the documented start."""
        return self.may_have_started_on < self.started_on

    @property
    def escalated_on(self) -> date | None:
        """The date of the last dose escalation."""
        return self.course.started_on if self.course.start_reason is CourseStart.DOSE_ESCALATION else None


def build_treatment(history: History, results: Results, as_of: date) -> Treatment | None:
    """Build the treatment up to that day, with the results of its courses; None if no imatinib is documented."""
    imatinib = find_exposures(history, DrugKind.IMATINIB, as_of)
    if not imatinib:
        return None
    others = find_exposures(history, DrugKind.OTHER_TKI, as_of)
    restarts = tuple(find_restarts(imatinib))
    started_on, start_reason = _find_start(imatinib[0].first, restarts, others)
    doses = build_dose_periods(history.orders, as_of)
    first = _build_first_course(history, results, started_on, start_reason, (imatinib, others))
    courses = _add_results((first, *_build_escalated_courses(first, _find_escalations(doses, started_on))), results)
    return Treatment(
        started_on=started_on,
        may_have_started_on=_find_earliest_start(history, results, first, others),
        first_line=start_reason is CourseStart.FIRST_IMATINIB and not others,
        course=courses[-1],
        before_escalation=courses[-2] if len(courses) > 1 else None,
        doses=doses,
        gaps=find_gaps(restarts),
    )


def _build_first_course(
    history: History,
    results: Results,
    started_on: date,
    start_reason: CourseStart,
    exposures: tuple[Sequence[Exposure], Sequence[Exposure]],
) -> Course:
    """Build the first course of the treatment, still without results, from the exposures to imatinib and other TKIs."""
    imatinib, others = exposures
    is_first_imatinib = start_reason is CourseStart.FIRST_IMATINIB
    is_uncertain = is_first_imatinib and bool(_find_earlier_days(history, results, started_on, others))
    baseline = results.between(date.min, imatinib[0].first + ONE_DAY)
    is_baseline_certain = is_first_imatinib and not others and not is_uncertain
    return Course(
        started_on=started_on,
        start_reason=start_reason,
        start_may_be_earlier=is_uncertain,
        ph_negative=is_baseline_certain and was_never_ph_positive(baseline.of(CytogeneticResult)),
        baseline=baseline,
    )


def _build_escalated_courses(first: Course, escalations: Iterable[date]) -> Iterator[Course]:
    # The start of such a course is certain, even where that of the treatment is not.
    for day in escalations:
        yield Course(
            started_on=day,
            start_reason=CourseStart.DOSE_ESCALATION,
            ph_negative=first.ph_negative,
            baseline=first.baseline,
        )


def _add_results(courses: Sequence[Course], results: Results) -> tuple[Course, ...]:
    """Give each course the results from its first day to the last day before the next course."""
    ends = (*(course.started_on for course in courses[1:]), date.max)
    return tuple(
        replace(course, results=results.between(course.started_on, end))
        for course, end in zip(courses, ends, strict=True)
    )


def _find_start(first: date, restarts: Sequence[Restart], others: Sequence[Exposure]) -> tuple[date, CourseStart]:
    """Return the last day on which a course started, dose escalations aside."""
    start = (first, CourseStart.FIRST_IMATINIB)
    # Both sequences are sorted by date, so each exposure to another TKI is visited once.
    other_start, other_end, remaining = date.min, date.min, list(reversed(others))
    for restart in restarts:
        while remaining and remaining[-1].first < restart.day:
            other_start = remaining[-1].first
            other_end = max(other_end, remaining.pop().last or other_start)
        if other_start > restart.previous_start or min(other_end, restart.day) > restart.documented_until:
            start = (restart.day, CourseStart.AFTER_ANOTHER_TKI)
        elif count_days_between(restart.documented_until, restart.day) >= INTERRUPTION_DAYS:
            start = (restart.day, CourseStart.AFTER_INTERRUPTION)
    return start


def _find_escalations(doses: Sequence[DosePeriod], started_on: date) -> Iterator[date]:
    """Yield the days on which the dose rose above every earlier dose since that start."""
    highest: Decimal | None = None
    for period in doses:
        if period.daily_dose_mg is None or (period.ends is not None and period.ends < started_on):
            continue
        if highest is not None and period.daily_dose_mg > highest:
            yield period.starts
        # Going back to an earlier dose after a reduction is no escalation, so the highest dose is kept.
        highest = max(highest or period.daily_dose_mg, period.daily_dose_mg)


def _find_earliest_start(history: History, results: Results, first: Course, others: Sequence[Exposure]) -> date:
    if not first.start_may_be_earlier:
        return first.started_on
    return min(_find_earlier_days(history, results, first.started_on, others))


def _find_earlier_days(
    history: History, results: Results, first_imatinib: date, others: Sequence[Exposure]
) -> tuple[date, ...]:
    """Return the days that document CML, or undated imatinib, long before the first dated imatinib."""
    earliest = subtract_days(first_imatinib, EARLIER_DISEASE_DAYS)
    earlier = (day for day in _find_days_of_disease(history, results) if day < earliest)
    # Another TKI in between explains why imatinib started late, also one that was taken on the earlier day already.
    return tuple(day for day in earlier if not any(_is_between(other, day, first_imatinib) for other in others))


def _is_between(other: Exposure, day: date, first_imatinib: date) -> bool:
    last = other.last or (date.max if other.is_ongoing else other.first)
    return other.first <= first_imatinib and last >= day


def _find_days_of_disease(history: History, results: Results) -> Iterator[date]:
    for diagnosis in history.diagnoses:
        if diagnosis.disease is Disease.CML and diagnosis.on is not None:
            yield diagnosis.on.latest
    for result in results.of(BcrAbl1Result):
        yield result.on.latest
    for analysis in results.of(CytogeneticResult):
        yield analysis.on.latest
    records: tuple[DrugOrder | DrugUse, ...] = (*history.orders, *history.uses)
    for record in records:
        if record.drug.kind is DrugKind.IMATINIB:
            yield record.starts.latest
