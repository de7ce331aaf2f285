"""Which criteria open no card, since BCR::ABL1 answers what they ask (decision 0122)."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from response_criteria.model.findings import Finding, Status
from response_criteria.model.periods import subtract_months
from response_criteria.precautions.snapshot import is_hematologic
from response_criteria.publications.kantarjian2003.reasons import Reason
from response_criteria.results.bcr_abl1 import VALID_MONTHS
from response_criteria.review.lone_leukocytosis import LONE_LEUKOCYTOSIS
from response_criteria.review.monitoring import (
    FIRST_YEAR_LEVEL,
    FIRST_YEAR_MONTHS,
    FIRST_YEAR_TEST_MONTHS,
    RECENT_TEST_MONTHS,
    Monitoring,
)

BEFORE_EVIDENCE_MONTHS = 3
"""How long before the first evidence of a criterion BCR::ABL1 still speaks of the same time."""

BY_FISH_OR_SMALL_STUDY = frozenset(
    {
        Reason.NO_MAJOR_RESPONSE_BY_FISH,
        Reason.NO_MAJOR_RESPONSE_FEW_METAPHASES,
        Reason.NO_MAJOR_RESPONSE_METAPHASES_UNKNOWN,
        Reason.PH_RISE_FEW_METAPHASES,
        Reason.PH_RISE_METAPHASES_UNKNOWN,
        Reason.FISH_AFTER_KARYOTYPE,
    }
)
"""Cytogenetic criteria that are possible by FISH or a small study alone."""


class Case(NamedTuple):
    """A finding and what decides whether it opens a card.

    ``counts_alone``: nothing but mildly raised counts speaks for it. ``lone_leukocytosis``: these are leukocytes alone.
    """

    finding: Finding
    monitoring: Monitoring
    is_reviewed: bool
    has_failing_count: bool
    counts_alone: bool
    lone_leukocytosis: bool

    @property
    def is_quiet(self) -> bool:
        """Whether BCR::ABL1 is quiet and nothing is to be reviewed."""
        return self.monitoring.is_quiet and not self.is_reviewed

    @property
    def is_indeterminate(self) -> bool:
        """Whether data are missing for the criterion."""
        return self.finding.status is Status.INDETERMINATE


class SilenceRow(NamedTuple):
    """A condition under which a finding opens no card."""

    when: str
    is_true: Callable[[Case], bool]


def _is_contradicted(case: Case) -> bool:
    """Return whether BCR::ABL1 speaks of the time of a hematologic criterion for which only counts speak."""
    first = case.finding.values.get("first", case.finding.values.get("latest"))
    latest = case.monitoring.latest_on
    if not (case.counts_alone and is_hematologic(case.finding)) or latest is None:
        return False
    return isinstance(first, date) and latest >= subtract_months(first, BEFORE_EVIDENCE_MONTHS)


def _is_no_failing_count(case: Case) -> bool:
    """Return whether BCR::ABL1 of the first year answers raised leukocytes (decision 0145)."""
    monitoring = case.monitoring
    if not case.lone_leukocytosis or case.is_reviewed or not monitoring.reassures_in_first_year:
        return False
    # Leukocytes that stay raised are answered by a BCR::ABL1 that is up to date, as the next one is due otherwise.
    return _is_contradicted(case) and (case.finding.status is Status.POSSIBLE or monitoring.is_of_late)


SILENCE = (
    SilenceRow(
        "BCR::ABL1 is quiet, nothing is to be reviewed, and the criterion is indeterminate",
        lambda case: case.is_quiet and case.is_indeterminate,
    ),
    SilenceRow(
        "BCR::ABL1 is quiet, nothing is to be reviewed, and the criterion is possible by FISH or a small study alone",
        lambda case: case.is_quiet and case.finding.reason in BY_FISH_OR_SMALL_STUDY,
    ),
    SilenceRow(
        "BCR::ABL1 is quiet and dated from "
        f"{BEFORE_EVIDENCE_MONTHS} months before the first evidence on, nothing is to be reviewed, and a hematologic "
        "criterion is possible or met by counts alone",
        lambda case: case.is_quiet and _is_contradicted(case),
    ),
    SilenceRow(
        f"in the first {FIRST_YEAR_MONTHS} months, counted from the earliest day that dates CML: the latest BCR::ABL1, "
        f"at most {FIRST_YEAR_TEST_MONTHS} months old, is {FIRST_YEAR_LEVEL}% and no failure, the latest count is "
        "not known to fail, and the criterion is indeterminate",
        lambda case: case.monitoring.reassures_in_first_year and not case.has_failing_count and case.is_indeterminate,
    ),
    SilenceRow(
        f"in the first {FIRST_YEAR_MONTHS} months, counted likewise: such a BCR::ABL1 is dated from "
        f"{BEFORE_EVIDENCE_MONTHS} months before the first evidence on, nothing is to be reviewed, and a hematologic "
        f"criterion is possible, or met while that BCR::ABL1 is at most {RECENT_TEST_MONTHS} months old, by "
        f"{LONE_LEUKOCYTOSIS} (0145)",
        _is_no_failing_count,
    ),
    SilenceRow(
        f"only the start of imatinib is uncertain, and the latest BCR::ABL1, at most {VALID_MONTHS} months old, is no "
        "molecular failure",
        lambda case: case.monitoring.is_no_failure and case.finding.reason == Reason.START_UNCERTAIN,
    ),
)
"""A finding opens no card if any of these is true of it."""


def find_silent(cases: Sequence[Case]) -> tuple[str, ...]:
    """Return the ids of the criteria that open no card."""
    return tuple(case.finding.criterion.id for case in cases if any(row.is_true(case) for row in SILENCE))
