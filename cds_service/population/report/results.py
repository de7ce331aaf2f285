"""The tables about what the service would show: actions, criteria, precautions, and time on treatment."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cards import ACTIONS_WITH_CARD, CRITERION_NAMES
from cds_service.population.table import name_criterion
from cds_service.reporting.suppression import Suppressor
from cds_service.reporting.tables import Table, build_cross_table, build_partition, build_shares
from response_criteria.model.findings import Status
from response_criteria.model.recommendations import Action

Row = Mapping[str, Any]
"""A row of the table of assessments."""

# Months on treatment: the first and the last month of each group, as the criteria ask (decision 0152).
MONTHS = {
    "less than 3 months": (0, 3),
    "3 to 11 months": (3, 12),
    "12 to 35 months": (12, 36),
    "36 months or longer": (36, 10_000),
}
UNKNOWN_START = "unknown start"


def build_result_tables(rows: Sequence[Row], suppressor: Suppressor) -> Iterator[Table]:
    """Build the tables about what the service would show."""
    actions = Counter(row["action"] for row in rows)
    shown = sum(count for action, count in actions.items() if action in ACTIONS_WITH_CARD)
    yield build_partition(
        "cards",
        "Patients with a card",
        [("a card", shown), ("no card", len(rows) - shown)],
        suppressor,
        note="One opening of each chart on the day of the assessment.",
    )
    yield build_partition("actions", "Action", [(str(action), actions[action]) for action in Action], suppressor)
    yield _build_criteria(rows, suppressor)
    yield _build_times(rows, suppressor)
    yield build_shares("grounds", "What led to a card", _count_lists(rows, "because"), len(rows), suppressor)
    yield build_shares(
        "precautions",
        "Precautions that block a step",
        _count_lists(rows, "blocking_precautions"),
        len(rows),
        suppressor,
    )


def build_gap_tables(rows: Sequence[Row], suppressor: Suppressor) -> Iterator[Table]:
    """Build the tables about what could not be judged."""
    for id_, title, column in (
        ("applicability", "Why the protocol does not apply, or that is not known", "applicability_reasons"),
        ("missing", "Data that a criterion lacks", "missing"),
        ("doubts", "Doubts: what data that could not be used leave open", "doubts"),
        ("unread", "Queries that gave nothing, or not everything", "unread"),
    ):
        yield build_shares(id_, title, _count_lists(rows, column), len(rows), suppressor)


def name_months(months: int | None) -> str:
    """Return the group of a time on treatment."""
    if months is None:
        return UNKNOWN_START
    return next(name for name, (first, beyond) in MONTHS.items() if first <= months < beyond)


def _build_criteria(rows: Sequence[Row], suppressor: Suppressor) -> Table:
    counts = [
        [sum(row[name_criterion(criterion_id)] == status for row in rows) for status in Status]
        for criterion_id in CRITERION_NAMES
    ]
    names = list(CRITERION_NAMES.values())
    statuses = list(map(str, Status))
    return build_cross_table("criteria", "Criteria", names, statuses, counts, len(rows), suppressor, rows_add_up=True)


def _build_times(rows: Sequence[Row], suppressor: Suppressor) -> Table:
    pairs = Counter((name_months(row["months_on_treatment"]), row["action"]) for row in rows)
    times = [*MONTHS, UNKNOWN_START]
    actions = list(map(str, Action))
    counts = [[pairs[time, action] for action in actions] for time in times]
    return build_cross_table(
        "time", "Action by time on treatment", times, actions, counts, len(rows), suppressor, columns_add_up=True
    )


def _count_lists(rows: Iterable[Row], column: str) -> list[tuple[str, int]]:
    """Count the patients with each value of a list, the most frequent first."""
    counts = Counter(value for row in rows for value in set(row[column]))
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
