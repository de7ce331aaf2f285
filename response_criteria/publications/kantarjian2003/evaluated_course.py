"""A course of imatinib prepared for the four criteria: its blood counts evaluated, its analyses sorted by method.

Built once for each course, so that no criterion sorts or searches the results again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from response_criteria.model.answers import UNKNOWN
from response_criteria.model.periods import add_months, days_between
from response_criteria.model.results import CytogeneticResult, SpleenSize
from response_criteria.publications.kantarjian2003.interpretations import RECENT_COUNT_DAYS
from response_criteria.publications.study110.hematologic import (
    Confirmation,
    EvaluatedCount,
    evaluate_counts,
    find_confirmations,
)
from response_criteria.results.cytogenetic_analyses import CytogeneticAnalyses, build_cytogenetic_analyses
from response_criteria.treatment.course import Course, CourseStart


@dataclass(frozen=True, slots=True)
class EvaluatedCourse:
    """A course as of a day.

    ``evaluable_counts`` are the CBCs that meet or fail the CHR criteria, oldest first. ``consecutive_failures`` are the
    failing ones after the last that meets them. ``unknown_count`` is the latest CBC of the course if it is not
    evaluable.
    """

    course: Course
    as_of: date
    evaluable_counts: tuple[EvaluatedCount, ...]
    consecutive_failures: tuple[EvaluatedCount, ...]
    unknown_count: EvaluatedCount | None
    confirmations: tuple[Confirmation, ...]
    cytogenetic_analyses: CytogeneticAnalyses

    @property
    def started_on(self) -> date:
        """The first day of the course."""
        return self.course.started_on

    @property
    def after_escalation(self) -> bool:
        """Whether the course started with a dose escalation."""
        return self.course.start_reason is CourseStart.DOSE_ESCALATION

    @property
    def start_may_be_earlier(self) -> bool:
        """Whether imatinib may have started before the documented start."""
        return self.course.start_may_be_earlier

    @property
    def confirmed_chr(self) -> Confirmation | None:
        """The latest confirmed CHR of the course."""
        return self.confirmations[-1] if self.confirmations else None

    @property
    def latest_count(self) -> EvaluatedCount | None:
        """The latest evaluable CBC."""
        return self.evaluable_counts[-1] if self.evaluable_counts else None

    @property
    def has_recent_failure(self) -> bool:
        """Whether the latest evaluable CBC fails and is recent."""
        return bool(self.consecutive_failures) and self.is_recent(self.consecutive_failures[-1])

    def is_recent(self, count: EvaluatedCount) -> bool:
        """Return whether a blood count is recent."""
        return days_between(count.on, self.as_of) <= RECENT_COUNT_DAYS

    def is_within_months(self, on: date, months: int) -> bool:
        """Return whether a result of that day is at most so many months old."""
        return self.as_of <= add_months(on, months)


def evaluate_course(course: Course, as_of: date) -> EvaluatedCourse:
    """Evaluate the results of a course as of a day."""
    counts = evaluate_counts(course.results.counts, course.results.of(SpleenSize))
    evaluable = tuple(count for count in counts if count.meets_criteria is not UNKNOWN)
    cytogenetic_results = course.results.of(CytogeneticResult)
    return EvaluatedCourse(
        course=course,
        as_of=as_of,
        evaluable_counts=evaluable,
        consecutive_failures=_select_last_failures(evaluable),
        unknown_count=counts[-1] if counts and counts[-1].meets_criteria is UNKNOWN else None,
        confirmations=tuple(find_confirmations(counts)),
        cytogenetic_analyses=build_cytogenetic_analyses(cytogenetic_results, ph_negative=course.ph_negative),
    )


def _select_last_failures(evaluable: Sequence[EvaluatedCount]) -> tuple[EvaluatedCount, ...]:
    return tuple(takewhile(lambda count: count.fails, reversed(evaluable)))[::-1]
