"""The section of quiet periods: for how long an answered finding is held back."""

from collections.abc import Iterator

from cds_service.delivery import QuietPeriods, load_quiet_periods
from scripts.handbook.markdown import format_table


def write_quiet_periods() -> Iterator[str]:
    """Yield the section, from the table that decides."""
    periods = load_quiet_periods()
    yield "## Quiet periods"
    yield (
        "A finding that a clinician has answered is not shown again for so many days (0163), unless it changes. A site "
        "may replace these numbers; no publication gives them, and they wait for the signature of a hematologist."
    )
    yield format_table(("Answer", "Days"), _list_rows(periods))
    urgent = ", ".join((*periods.urgent_precautions, *periods.urgent_review_facts))
    yield f"At most {periods.urgent_days} days, and only after an answer, with any of: {urgent}."


def _list_rows(periods: QuietPeriods) -> Iterator[tuple[str, str]]:
    for reason in periods.reason:
        yield f"overridden: {reason.code}", str(reason.days)
    yield "overridden without a reason", str(periods.no_reason_days)
    yield "overridden for another reason", str(periods.unknown_reason_days)
    yield "suggested tests accepted, or until a result of one of them", str(periods.tests_days)
    yield "draft of a dose accepted", str(periods.dose_days)
    yield f"none, but shown: {', '.join(periods.resting_actions)}", str(periods.shown_days)
