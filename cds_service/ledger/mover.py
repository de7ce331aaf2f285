"""Moving rows from the journal into the database, in a thread of its own."""

from collections.abc import Sequence
from pathlib import Path
from threading import Event, Thread
from typing import Protocol

from sqlalchemy import Engine
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError

from cds_service.ledger.journal import Batch, Journal, adopt_orphans, read_segment
from cds_service.ledger.journal_lines import JournalRow, parse_rows
from cds_service.ledger.store import write_rows

IDLE_S = 1.0
GATHER_S = 0.2
"""So long rows gather before they are moved: one transaction for many costs the calls that run meanwhile less."""
RETRY_S = 1.0
ADOPT_EVERY = 30
"""Idle rounds between looks for the journals of processes that have ended."""
UNUSABLE_ROW = (DataError, IntegrityError, LookupError, TypeError, ValueError)


class LedgerCounters(Protocol):
    """What the ledger reports to metrics and the log."""

    def count_lost_rows(self, number: int, cause: str) -> None:
        """Count rows that were not kept: ``journal-full``, ``damaged`` or ``refused`` by the database."""

    def report_database(self, *, is_away: bool) -> None:
        """Report that the database has gone away or is back. Called at changes only."""


class JournalMover:
    """Moves the rows of a journal, and those that processes which have ended left behind."""

    def __init__(self, journal: Journal, folder: Path, engine: Engine, counters: LedgerCounters) -> None:
        self._journal, self._folder, self._engine, self._counters = journal, folder, engine, counters
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="ledger-mover", daemon=True)
        self.database_is_away = False

    def start(self) -> None:
        """Start moving."""
        self._thread.start()

    def stop(self, timeout_s: float) -> bool:
        """Move what is left, and stop. Return whether it has stopped in time; what is left stays in the journal."""
        self._stopping.set()
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def move_next(self) -> bool:
        """Move one batch. Return whether there was one and the database took it."""
        batch = self._journal.read_batch()
        if batch is None or not self._write(batch):
            return False
        self._journal.mark_moved(batch)
        return True

    def move_orphans(self) -> None:
        """Move the journals of processes that have ended, and delete them."""
        for path in adopt_orphans(self._folder):
            position = 0
            while position < path.stat().st_size and not self._stopping.is_set():
                batch = read_segment(path, position)
                if not self._write(batch):
                    return
                position = batch.ends_at
            if position >= path.stat().st_size:
                path.unlink()

    def _run(self) -> None:
        idle_rounds = 0
        while not self._stopping.is_set():
            if idle_rounds % ADOPT_EVERY == 0:
                self.move_orphans()
            if self.move_next():
                continue
            idle_rounds += 1
            if self.database_is_away:
                self._stopping.wait(RETRY_S)
            elif self._journal.wait_for_lines(IDLE_S):
                self._stopping.wait(GATHER_S)
        while self.move_next():
            pass

    def _write(self, batch: Batch) -> bool:
        try:
            self._write_all(parse_rows(batch.lines))
        except SQLAlchemyError:
            self._report(is_away=True)
            return False
        self._report(is_away=False)
        if batch.damaged:
            self._counters.count_lost_rows(batch.damaged, "damaged")
        return True

    def _write_all(self, rows: Sequence[JournalRow]) -> None:
        try:
            with self._engine.begin() as connection:
                write_rows(connection, rows)
        except UNUSABLE_ROW:
            if len(rows) == 1:
                # A row that the database never takes must not keep all later ones from it.
                self._counters.count_lost_rows(1, "refused")
                return
            for row in rows:
                self._write_all([row])

    def _report(self, *, is_away: bool) -> None:
        if is_away != self.database_is_away:
            self.database_is_away = is_away
            self._counters.report_database(is_away=is_away)
