"""A course of imatinib: the stretch of treatment within which results count (decision 0004)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from response_criteria.results.by_kind import NO_RESULTS, Results


class Opening(StrEnum):
    """What started the course."""

    FIRST_IMATINIB = "first imatinib"
    AFTER_ANOTHER_TKI = "imatinib again after another TKI"
    AFTER_INTERRUPTION = "imatinib again after an interruption"
    RAISE = "a raise of the dose"


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The course that is judged: when and how it started, and the results dated within it, up to the day of judging.

    ``start_may_be_earlier`` is true where the chart shows the disease long before the first documented imatinib, so
    that the documented start is only the latest possible one.
    """

    started_on: date
    opened_by: Opening
    results: Results = NO_RESULTS
    start_may_be_earlier: bool = False
    ph_negative: bool = False
    """Whether no karyotype before imatinib showed a Ph-positive cell: then 0% since is no response (decision 0036)."""
    baseline: Results = NO_RESULTS
    """Results up to the day of the first imatinib: what an improvement is measured from."""
