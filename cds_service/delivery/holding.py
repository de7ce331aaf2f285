"""Whether a finding is held back because a clinician has answered it, or has seen that it asks for data.

A finding is recognized by its ``findingKey``: when the action, a status, a blocking precaution, a mutation, the kind of
failure or a doubt changes, the key differs, and the finding is shown.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cds_service.delivery.quiet_periods import QuietPeriods

Document = Mapping[str, Any]

SHOWN = "shown"
ACCEPTED_TESTS, ACCEPTED_DOSE = "tests-accepted", "dose-accepted"
NO_REASON, UNKNOWN_REASON = "no-reason", "unknown-reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class RememberedAnswer:
    """What a clinician answered to a card of this finding: the accepted drafts, or the code of the reason."""

    card: str
    accepted: bool
    at: datetime
    reason: str | None = None
    drafts: frozenset[str] = frozenset()
    """``dose``, ``test``."""
    tests: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recollection:
    """What the ledger remembers of a finding: the answers, and when it was last shown."""

    answers: Sequence[RememberedAnswer] = ()
    last_shown_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Why a finding is not shown, since when, and until when."""

    reason: str
    since: datetime
    until: datetime


def find_hold(document: Document, recollection: Recollection, periods: QuietPeriods, now: datetime) -> HeldBack | None:
    """Return what holds a finding back now, the longest; None if nothing does."""
    urgent = is_urgent(document, periods)
    latest = {answer.card: answer for answer in sorted(recollection.answers, key=lambda answer: answer.at)}
    holds = [
        _hold_after(answer, periods, urgent=urgent)
        for answer in latest.values()
        if not _is_over(answer, document, periods)
    ]
    if not urgent:
        holds += _hold_once_shown(document, recollection, periods)
    return max((hold for hold in holds if hold.since <= now < hold.until), key=lambda hold: hold.until, default=None)


def is_urgent(document: Document, periods: QuietPeriods) -> bool:
    """Whether the patient must not wait for what was found."""
    precautions = {item["code"] for item in document.get("precautions", [])}
    facts = {item["code"] for item in document.get("reviewFacts", [])}
    return bool(precautions & set(periods.urgent_precautions) or facts & set(periods.urgent_review_facts))


def _hold_after(answer: RememberedAnswer, periods: QuietPeriods, *, urgent: bool) -> HeldBack:
    reason, days = _find_days(answer, periods)
    return HeldBack(reason, answer.at, answer.at + timedelta(days=min(days, periods.urgent_days) if urgent else days))


def _find_days(answer: RememberedAnswer, periods: QuietPeriods) -> tuple[str, int]:
    if answer.accepted:
        is_dose = "dose" in answer.drafts
        return (ACCEPTED_DOSE, periods.dose_days) if is_dose else (ACCEPTED_TESTS, periods.tests_days)
    if answer.reason is None:
        return NO_REASON, periods.no_reason_days
    is_listed = answer.reason in {reason.code for reason in periods.reason}
    return answer.reason if is_listed else UNKNOWN_REASON, periods.find_reason_days(answer.reason)


def _is_over(answer: RememberedAnswer, document: Document, periods: QuietPeriods) -> bool:
    """Whether a result of an accepted test has arrived: then the finding is shown again."""
    accepted_on = answer.at.astimezone(UTC).date()
    return any(day >= accepted_on for day in _list_result_days(answer.tests, document, periods))


def _list_result_days(tests: frozenset[str], document: Document, periods: QuietPeriods) -> Iterator[date]:
    for test in periods.test:
        if test.code in tests:
            evidence = (item for item in document.get("evidence", []) if item["what"].startswith(test.results))
            response = document.get("responses", {}).get(test.response, {})
            yield from (date.fromisoformat(item["on"]) for item in (*evidence, response) if "on" in item)


def _hold_once_shown(document: Document, recollection: Recollection, periods: QuietPeriods) -> Iterator[HeldBack]:
    shown_at = recollection.last_shown_at
    if shown_at is not None and document["recommendation"]["action"] in periods.resting_actions:
        yield HeldBack(SHOWN, shown_at, shown_at + timedelta(days=periods.shown_days))
