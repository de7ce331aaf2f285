"""The ledger as the service uses it: rows are safe when ``record`` returns, and reach the database a moment later."""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.engine import URL

from cds_service.ledger.database import open_engine
from cds_service.ledger.journal import Journal
from cds_service.ledger.journal_lines import write_line
from cds_service.ledger.mover import JournalMover, LedgerCounters
from cds_service.ledger.pseudonyms import PseudonymKey
from cds_service.ledger.recall import LedgerReader
from cds_service.ledger.records import AnsweredCall, build_decision_row
from cds_service.ledger.store import DECISION_ROW, FEEDBACK_ROW, UNMATCHED

STOP_S = 5.0
READ_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerOptions:
    """What a ledger is built from. ``keys``: the first writes, all read."""

    url: URL
    keys: tuple[PseudonymKey, ...] = field(repr=False)
    journal_folder: Path
    journal_bytes: int
    code_version: str
    connections: int = 4
    keep_references: bool = False


@dataclass(frozen=True, slots=True)
class LedgerHealth:
    """Whether rows can be kept: ``journal_is_full`` means that they are lost, ``database_is_away`` that they wait."""

    journal_is_full: bool
    database_is_away: bool


@dataclass(frozen=True, slots=True)
class _Parts:
    """What belongs to one process: none of it survives a fork."""

    process: int
    journal: Journal
    mover: JournalMover
    reader: LedgerReader
    engines: tuple[Engine, ...]


class Ledger:
    """Keeps decisions. Each process that uses it opens its own journal, at its first use or at ``start``."""

    def __init__(
        self,
        options: LedgerOptions,
        counters: LedgerCounters,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._options, self._counters, self._monotonic = options, counters, monotonic
        self._lock = Lock()
        self._own: _Parts | None = None

    def start(self) -> None:
        """Open the journal and start moving; rows of processes that have ended are moved first."""
        self._get_parts()

    def stop(self) -> None:
        """Move what is left, for a few seconds; the rest stays in the journal for the next start."""
        parts, self._own = self._own, None
        if parts and parts.process == os.getpid() and parts.mover.stop(STOP_S):
            parts.journal.close()
            for engine in parts.engines:
                engine.dispose()

    def record(self, call: AnsweredCall) -> bool:
        """Keep an answered call. Return whether its row is safe; a lost row is counted, and the call is answered."""
        options = self._options
        row = build_decision_row(call, options.keys[0], options.code_version, keep_references=options.keep_references)
        return self.keep(DECISION_ROW, row)

    def keep_feedback(self, rows: Sequence[Mapping[str, Any]]) -> bool:
        """Keep items of feedback, all or none. Return whether they are safe. An item that is repeated is kept once."""
        return not rows or self.keep(FEEDBACK_ROW, *(self._identify_feedback(row) for row in rows))

    def _identify_feedback(self, row: Mapping[str, Any]) -> Mapping[str, Any]:
        content = (str(value) for name, value in sorted(row.items()) if name != "received_at")
        return {**row, "id": self.make_pseudonym("feedback", *content), "status": UNMATCHED}

    def keep(self, kind: str, *rows: Mapping[str, Any]) -> bool:
        """Keep rows, all or none. Return whether they are safe."""
        is_safe = self._get_parts().journal.append(b"".join(write_line(kind, row) for row in rows))
        if not is_safe:
            self._counters.count_lost_rows(len(rows), "journal-full")
        return is_safe

    def make_pseudonym(self, kind: str, *parts: str) -> str:
        """Make a pseudonym by the key that writes."""
        return self._options.keys[0].make_pseudonym(kind, *parts)

    def get_reader(self) -> LedgerReader:
        """Return what reads the ledger during a call."""
        return self._get_parts().reader

    def check_health(self) -> LedgerHealth:
        """Check the journal and the database."""
        parts = self._get_parts()
        return LedgerHealth(parts.journal.is_full, parts.mover.database_is_away)

    def _get_parts(self) -> _Parts:
        with self._lock:
            if self._own is None or self._own.process != os.getpid():
                self._own = self._open()
            return self._own

    def _open(self) -> _Parts:
        options = self._options
        engine = open_engine(options.url, connections=1, writes=True)
        journal = Journal(options.journal_folder, options.journal_bytes)
        mover = JournalMover(journal, options.journal_folder, engine, self._counters)
        mover.start()
        # A call does not wait long for what it can do without.
        readable = open_engine(options.url, connections=options.connections, patience_s=READ_S)
        return _Parts(os.getpid(), journal, mover, LedgerReader(readable, self._monotonic), (engine, readable))
