"""Which tokens were used already: a ``jti`` counts once, for every worker of the host (CDS Hooks, S11).

SQLite does the locking between processes. Replicas on several hosts need a shared store behind the same protocol. Only
digests are kept: what a client writes into a ``jti`` is its own affair.
"""

import json
import sqlite3
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Protocol

BUSY_S = 0.5
"""So long a worker waits for another; beyond it the store counts as away."""
FORGET_EVERY_S = 60
REPORT_EVERY_S = 60
_TABLE = """
CREATE TABLE IF NOT EXISTS used_digest (digest BLOB PRIMARY KEY, expires REAL) WITHOUT ROWID
"""
_INDEX = "CREATE INDEX IF NOT EXISTS expiry ON used_digest (expires)"
_EXPIRED = "DELETE FROM used_digest WHERE expires < ?"
_USE = "INSERT OR IGNORE INTO used_digest VALUES (?, ?)"


class ReplayStore(Protocol):
    """Remembers used tokens."""

    def use(self, issuer: str, jti: str, expires: float, now: float) -> bool:
        """Note that a token is used, until it has expired; False where it was used before. Times in Unix seconds."""


class MemoryReplayStore:
    """Remembers for one process: what is left when the shared store is away."""

    def __init__(self) -> None:
        self._expiry: dict[tuple[str, str], float] = {}
        self._forgot_at = float("-inf")
        self._lock = Lock()

    def use(self, issuer: str, jti: str, expires: float, now: float) -> bool:
        """As ReplayStore.use."""
        with self._lock:
            if self._expiry.get((issuer, jti), float("-inf")) >= now:
                return False
            self._forget_expired(now)
            self._expiry[issuer, jti] = expires
            return True

    def _forget_expired(self, now: float) -> None:
        # Not at each call: a busy service remembers tens of thousands of tokens.
        if now - self._forgot_at >= FORGET_EVERY_S:
            self._forgot_at = now
            self._expiry = {token: ends for token, ends in self._expiry.items() if ends >= now}


class SqliteReplayStore:
    """Remembers for all workers of a host, in one file.

    While the file cannot be used the call is answered and replay is checked per process; ``report_away`` says so, at
    most once a minute.
    """

    def __init__(self, path: Path, report_away: Callable[[], None]) -> None:
        self._path = path
        self._report_away = report_away
        self._own = MemoryReplayStore()
        self._reported_at = float("-inf")

    def use(self, issuer: str, jti: str, expires: float, now: float) -> bool:
        """As ReplayStore.use."""
        first_here = self._own.use(issuer, jti, expires, now)
        try:
            return self._use_shared(issuer, jti, expires, now) and first_here
        except sqlite3.Error:
            self._report(now)
            return first_here

    def _report(self, now: float) -> None:
        if now - self._reported_at >= REPORT_EVERY_S:
            self._reported_at = now
            self._report_away()

    def _use_shared(self, issuer: str, jti: str, expires: float, now: float) -> bool:
        # A connection for each call: it may be made in any thread, and after a fork none is shared.
        connection = sqlite3.connect(self._path, timeout=BUSY_S, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            # A power cut may forget the last tokens, which live for minutes: not worth waiting for the disk.
            connection.execute("PRAGMA synchronous=OFF")
            connection.execute(_TABLE)
            connection.execute(_INDEX)
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(_EXPIRED, (now,))
            is_new = connection.execute(_USE, (_digest(issuer, jti), expires)).rowcount == 1
            connection.execute("COMMIT")
            return is_new
        finally:
            connection.close()


def _digest(issuer: str, jti: str) -> bytes:
    # As JSON, so that no two pairs are written alike, and so that any text can be encoded.
    return sha256(json.dumps([issuer, jti]).encode("ascii")).digest()
