"""A process that writes rows and reports each one that is acknowledged, to be killed at any point."""

from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock, Thread

from sqlalchemy.engine import make_url

from cds_service.ledger import Ledger, LedgerOptions
from tests.cds_service.ledger.counted import Counted
from tests.cds_service.ledger.rows import KEY, build_call, build_feedback, build_row

THREADS = 4


def build_options(url: str, folder: Path) -> LedgerOptions:
    """The options of the ledger of these tests."""
    return LedgerOptions(
        url=make_url(url), keys=(KEY,), journal_folder=folder, journal_bytes=2**28, code_version="0.1.0"
    )


def write_until_killed(url: str, folder: Path, acknowledged: Connection) -> None:
    """Write decisions and feedback on them from several threads; report the id of each decision when both are safe."""
    ledger, lock = Ledger(build_options(url, folder), Counted()), Lock()

    def write() -> None:
        while True:
            row = build_row(build_call())
            card = row["cards"][0]["uuid"]
            if ledger.keep("decision", row) and ledger.keep_feedback([build_feedback(card)]):
                with lock:
                    acknowledged.send_bytes(row["id"].encode())

    threads = [Thread(target=write) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
