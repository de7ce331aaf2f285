"""A course of imatinib: the period of treatment whose results are assessed together (decision 0004)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from response_criteria.results.by_kind import NO_RESULTS, Results


class CourseStart(StrEnum):
    """The event that started a course."""

    FIRST_IMATINIB = "first imatinib"
    AFTER_ANOTHER_TKI = "imatinib again after another TKI"
    AFTER_INTERRUPTION = "imatinib again after an interruption"
    DOSE_ESCALATION = "dose escalation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The assessed course: when and why it started, and the results dated within it.

    ``start_may_be_earlier`` is True where the disease is documented long before the first imatinib: then the
    documented start is only the latest possible one. ``baseline`` holds the results up to the first day of imatinib.
    """

    started_on: date
    start_reason: CourseStart
    results: Results = NO_RESULTS
    start_may_be_earlier: bool = False
    # True where no karyotype before imatinib showed a Ph-positive cell. Then 0% is no response (decision 0036).
    ph_negative: bool = False
    baseline: Results = NO_RESULTS
