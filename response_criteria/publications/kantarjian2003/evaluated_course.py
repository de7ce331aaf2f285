"""A course as the four criteria read it, as of a day: blood counts with their verdicts, and chromosome studies.

Built once for each course; its results are in order and by kind already, and nothing is sorted or searched twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from response_criteria.model.answers import UNKNOWN
from response_criteria.model.facts import Cytogenetics, SpleenSize
from response_criteria.model.periods import days_between, months_after
from response_criteria.publications.kantarjian2003.interpretations import RECENT_COUNT_DAYS
from response_criteria.publications.study110.hematologic import Confirmation, JudgedCount, confirmations, judged_counts
from response_criteria.results.cytogenetic_analyses import Studies, studies
from response_criteria.treatment.course import Course, Opening


@dataclass(frozen=True, slots=True)
class JudgedCourse:
    """What the criteria ask of a course.

    ``decided`` are the CBCs that pass or fail, oldest first; ``failing`` those at their end that fail with no pass
    between; ``unknown`` is the latest CBC where it neither passes nor fails.
    """

    course: Course
    as_of: date
    decided: tuple[JudgedCount, ...]
    failing: tuple[JudgedCount, ...]
    unknown: JudgedCount | None
    confirmations: tuple[Confirmation, ...]
    studies: Studies

    @property
    def started_on(self) -> date:
        """When the course started."""
        return self.course.started_on

    @property
    def after_raise(self) -> bool:
        """Whether a raise of the dose started it."""
        return self.course.opened_by is Opening.RAISE

    @property
    def start_may_be_earlier(self) -> bool:
        """Whether the documented start is only the latest possible one."""
        return self.course.start_may_be_earlier

    @property
    def confirmed(self) -> Confirmation | None:
        """The latest confirmed CHR of the course."""
        return self.confirmations[-1] if self.confirmations else None

    @property
    def latest(self) -> JudgedCount | None:
        """The latest CBC that passes or fails."""
        return self.decided[-1] if self.decided else None

    @property
    def fails_now(self) -> bool:
        """The latest CBC that passes or fails does fail, and is recent."""
        return bool(self.failing) and self.is_recent(self.failing[-1])

    def is_recent(self, count: JudgedCount) -> bool:
        """Whether a blood count is recent."""
        return days_between(count.on, self.as_of) <= RECENT_COUNT_DAYS

    def stands(self, on: date, months: int) -> bool:
        """Whether a result of that day is at most so many months old."""
        return self.as_of <= months_after(on, months)


def judged_course(course: Course, as_of: date) -> JudgedCourse:
    """The course as the criteria read it on a day."""
    counts = judged_counts(course.results.counts, course.results.of(SpleenSize))
    decided = tuple(each for each in counts if each.verdict is not UNKNOWN)
    return JudgedCourse(
        course=course,
        as_of=as_of,
        decided=decided,
        failing=_failing_at_the_end(decided),
        unknown=counts[-1] if counts and counts[-1].verdict is UNKNOWN else None,
        confirmations=tuple(confirmations(counts)),
        studies=studies(course.results.of(Cytogenetics), ph_negative=course.ph_negative),
    )


def _failing_at_the_end(decided: Sequence[JudgedCount]) -> tuple[JudgedCount, ...]:
    return tuple(takewhile(lambda each: each.fails, reversed(decided)))[::-1]
