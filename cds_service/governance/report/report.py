"""The report as a whole: it reads the ledger, counts, and builds the tables."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from cds_service.delivery import QuietPeriods
from cds_service.governance.report.answered import build_answer_tables
from cds_service.governance.report.delivered import build_delivery_tables
from cds_service.governance.report.gaps import build_gap_tables
from cds_service.governance.report.latencies import build_latencies
from cds_service.governance.report.openings import Outcome, Range, count_unmatched, read_answers, read_openings
from cds_service.governance.report.tallies import Tallies
from cds_service.reporting.local_names import SEEN_OFTEN
from cds_service.reporting.suppression import Suppressor
from cds_service.reporting.tables import NOT_SHOWN, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the ledger says of a range. ``headline``: the figures that stand above the tables, as they are shown."""

    chosen: Range
    small_cells: int
    headline: Sequence[tuple[str, str]]
    tables: Sequence[Table]

    @property
    def is_internal(self) -> bool:
        """Whether nothing is hidden."""
        return not self.small_cells


def build_report(
    connection: Connection,
    chosen: Range,
    periods: QuietPeriods,
    small_cells: int,
    on_read: Callable[[int], object] = lambda number: None,
) -> Report:
    """Build the report on a range. ``on_read`` is called with how many openings were read."""
    tallies, suppressor = Tallies(max(small_cells, SEEN_OFTEN)), Suppressor(small_cells)
    for openings in read_openings(connection, chosen, on_read):
        tallies.count_openings(openings)
    tallies.count_answers(read_answers(connection, chosen))
    tables = (
        *build_delivery_tables(tallies, suppressor),
        *build_answer_tables(tallies, suppressor, periods),
        *build_gap_tables(tallies, suppressor),
        build_latencies(tallies.phases),
    )
    headline = _build_headline(tallies, count_unmatched(connection, chosen), suppressor, tables[0])
    return Report(chosen=chosen, small_cells=small_cells, headline=headline, tables=tables)


def _build_headline(tallies: Tallies, unmatched: int, suppressor: Suppressor, outcomes: Table) -> list[tuple[str, str]]:
    patients, with_card = len(tallies.patients), len(tallies.patients_with_card)
    few = suppressor.is_small(patients)
    hides_share = few or suppressor.is_small(with_card) or suppressor.is_small(patients - with_card)
    changed = tallies.changed
    return [
        (NOT_SHOWN if few else f"{tallies.openings:,}", "openings of a chart"),
        (NOT_SHOWN if few else f"{patients:,}", "charts (patients)"),
        (outcomes.show_share(list(Outcome).index(Outcome.SHOWN), 0), "cards shown per 100 openings"),
        (NOT_SHOWN if hides_share else _per_100(with_card, patients), "charts with a card per 100 charts"),
        (
            _show(changed.get_count(True), changed.get_patients(True), suppressor),
            "cards whose answer was changed later",
        ),
        (f"{unmatched:,}", "answers that match no card shown"),
    ]


def _show(count: int, patients: int, suppressor: Suppressor) -> str:
    return NOT_SHOWN if suppressor.is_small(patients) else f"{count:,}"


def _per_100(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}" if whole else "0"
