"""The tables about what was shown: in all, over time, by action, criterion, client and tenant."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import partial

from cards import CRITERION_NAMES, OVERRIDE_REASONS, STATUS_NAMES
from cds_service.governance.report.cells import Cells
from cds_service.governance.report.openings import Outcome
from cds_service.governance.report.tables import build_cross, build_list, list_rows, name_rows
from cds_service.governance.report.tallies import Tallies
from cds_service.reporting.suppression import Suppressor
from cds_service.reporting.tables import Table
from response_criteria.model.recommendations import Action

OUTCOMES: Mapping[str, str] = {outcome: outcome for outcome in map(str, Outcome)}
WITH_CARD: Mapping[str, str] = {name: name for name in OUTCOMES if name != Outcome.NO_CARD}
HELD_BACK: Mapping[str, str] = {reason.code: reason.display for reason in OVERRIDE_REASONS} | {
    "shown": "shown before; it asks for data or a test",
    "tests-accepted": "suggested tests were accepted",
    "dose-accepted": "a draft of a dose was accepted",
    "no-reason": "overridden without a reason",
    "unknown-reason": "overridden for a reason that the table of quiet periods does not list",
}
MOST_WEEKS = 26
"""A longer range is shown by months."""


def build_delivery_tables(tallies: Tallies, suppressor: Suppressor) -> Iterator[Table]:
    """Build the tables about what was shown."""
    total, outcomes = tallies.openings, count_outcomes(tallies)
    cross = partial(build_cross, total=total, suppressor=suppressor)
    clients = tallies.clients.regroup(lambda key: ((key[:2], key[2]),))
    client_names = {key: _name_client(*key) for key in list_rows(clients)}
    yield build_list(
        "outcomes", "What became of each opening of a chart", outcomes, OUTCOMES, total, suppressor, adds_up=True
    )
    yield cross("time", *group_by_period(tallies.days), OUTCOMES)
    yield cross("actions", "By action", tallies.actions, {action: action for action in map(str, Action)}, OUTCOMES)
    yield from _build_reasons_to_show(tallies, total, suppressor)
    yield cross("clients", "By client and tenant", clients, client_names, OUTCOMES)
    yield build_list(
        "held-back",
        "Why a card was held back",
        tallies.held_back,
        name_rows(tallies.held_back.list_keys(), HELD_BACK),
        outcomes.get_count(Outcome.HELD_BACK),
        suppressor,
        adds_up=True,
    )


def _build_reasons_to_show(tallies: Tallies, total: int, suppressor: Suppressor) -> Iterator[Table]:
    cross = partial(build_cross, total=total, suppressor=suppressor, columns_add_up=False)
    yield cross(
        "grounds",
        "By what led to a card",
        tallies.grounds,
        name_rows(list_rows(tallies.grounds), CRITERION_NAMES),
        WITH_CARD,
        note="Criteria and review facts; a card may have several.",
    )
    yield cross(
        "criteria",
        "Criteria by status, in each opening to which the protocol may apply",
        tallies.criteria,
        CRITERION_NAMES,
        {str(status): name for status, name in STATUS_NAMES.items()},
    )


def count_outcomes(tallies: Tallies) -> Cells[str]:
    """Return the openings by what became of them."""
    return tallies.actions.regroup(lambda key: (key[1],))


def group_by_period(days: Cells[tuple[str, str]]) -> tuple[str, Cells[tuple[date, str]], dict[date, str]]:
    """Group days by week, or those of a long range by month: the title, the counts, and the names in order."""
    known = sorted(date.fromisoformat(key[0]) for key in days.list_keys())
    by_week = not known or known[-1] - known[0] <= timedelta(weeks=MOST_WEEKS)
    find_first = _find_monday if by_week else _find_first_of_month
    groups = days.regroup(lambda key: ((find_first(date.fromisoformat(key[0])), key[1]),))
    names = {day: f"{day:%Y-%m-%d}" if by_week else f"{day:%Y-%m}" for day in sorted(set(map(find_first, known)))}
    return f"Over time, by {'week (from Monday)' if by_week else 'month'}", groups, names


def _find_monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _find_first_of_month(day: date) -> date:
    return day.replace(day=1)


def _name_client(client: str, tenant: str) -> str:
    return " / ".join(filter(None, (client, tenant))) or "not authenticated (development)"
