"""The tables about what clinicians answered: the latest answer to each card that was shown."""

from collections.abc import Iterator

from cards import ACTIONS_WITH_CARD, CRITERION_NAMES, OVERRIDE_REASONS
from cds_service.delivery import QuietPeriods
from cds_service.governance.report.cells import Cells
from cds_service.governance.report.delivered import count_outcomes
from cds_service.governance.report.openings import Outcome
from cds_service.governance.report.tables import build_cross, build_list, list_rows, name_rows
from cds_service.governance.report.tallies import ACCEPTED, OVERRIDDEN, Tallies
from cds_service.reporting.suppression import Suppressor
from cds_service.reporting.tables import Table

NOT_ANSWERED = "not answered"
ANSWERS = {name: name for name in (ACCEPTED, OVERRIDDEN, NOT_ANSWERED)}
OVERRIDDEN_CARDS = "cards overridden"
NO_REASON = "none"
_DISPLAYS = {reason.code: reason.display for reason in OVERRIDE_REASONS}


def build_answer_tables(tallies: Tallies, suppressor: Suppressor, periods: QuietPeriods) -> Iterator[Table]:
    """Build the tables about answers. ``periods`` has the category of each reason."""
    shown = count_outcomes(tallies).get_count(Outcome.SHOWN)
    actions = {action: action for action in map(str, ACTIONS_WITH_CARD)}
    grounds = name_rows(list_rows(tallies.grounds), CRITERION_NAMES)
    yield build_cross(
        "answers",
        "Answers by action",
        add_unanswered(tallies.answers, tallies.actions),
        actions,
        ANSWERS,
        shown,
        suppressor,
        columns_add_up=False,
        note="The latest answer to each card that was shown. Clients do not report a card that was only read.",
    )
    yield build_cross(
        "answers-by-ground",
        "Answers by what led to the card",
        add_unanswered(tallies.answers_by_ground, tallies.grounds),
        grounds,
        ANSWERS,
        shown,
        suppressor,
        columns_add_up=False,
    )
    yield from _build_reasons(tallies.reasons, suppressor, periods)


def add_unanswered(answers: Cells[tuple[str, str]], openings: Cells[tuple[str, str]]) -> Cells[tuple[str, str]]:
    """Return answers by row, with the cards of each row that were shown and not answered."""
    rows = answers.regroup(lambda key: (key[0],))
    all_answers = answers.regroup(lambda key: (key,))
    for row, outcome in openings.list_keys():
        if outcome == Outcome.SHOWN:
            unanswered = openings.get_count((row, outcome)) - rows.get_count(row)
            all_answers.put((row, NOT_ANSWERED), unanswered, openings.list_patients((row, outcome)))
    return all_answers


def _build_reasons(reasons: Cells[str], suppressor: Suppressor, periods: QuietPeriods) -> Iterator[Table]:
    total = sum(map(reasons.get_count, reasons.list_keys()))
    categories = reasons.regroup(lambda code: (_categorize(code, periods),))
    for id_, title, cells, names in (
        ("reasons", "Why cards were overridden", reasons, {code: _name(code) for code in reasons.list_keys()}),
        ("categories", "The same by category, to compare sites", categories, name_rows(categories.list_keys(), {})),
    ):
        yield build_list(id_, title, cells, names, total, suppressor, column=OVERRIDDEN_CARDS, adds_up=True)


def _categorize(code: str, periods: QuietPeriods) -> str:
    return periods.find_category(code) if code else NO_REASON


def _name(code: str) -> str:
    return _DISPLAYS.get(code, f"another reason of a client: {code}") if code else "no reason given"
