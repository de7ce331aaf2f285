"""The journal: what was acknowledged is there, whatever happens in between."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from random import Random
from threading import Barrier

import pytest
from sqlalchemy import Column, Engine, select
from sqlalchemy.engine import URL

from cds_service.ledger import Ledger, open_engine
from cds_service.ledger import journal as journal_module
from cds_service.ledger.journal import Journal, adopt_orphans, read_segment
from cds_service.ledger.journal_lines import parse_rows, write_line
from cds_service.ledger.mover import JournalMover
from cds_service.ledger.tables import DECISION, FEEDBACK
from tests.cds_service.ledger.counted import Counted, wait_until
from tests.cds_service.ledger.killed_writer import build_options, write_until_killed
from tests.cds_service.ledger.postgresql_server import run_postgresql
from tests.cds_service.ledger.rows import build_call, build_row

MIB = 1024 * 1024
KILLS = int(os.environ.get("LEDGER_TEST_KILLS", "20"))
MOST_ROWS = 120
LINE = write_line("decision", {"id": "1"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of the journal."""
    folder = tmp_path / "journal"
    folder.mkdir()
    return folder


@pytest.fixture
def journal(folder: Path) -> Iterator[Journal]:
    """A journal without rows."""
    journal = Journal(folder, MIB)
    yield journal
    journal.close()


def list_ids(url: URL, column: Column[str] = DECISION.c.id) -> list[str]:
    engine = open_engine(url)
    with engine.connect() as connection:
        ids = list(connection.scalars(select(column)))
    engine.dispose()
    return ids


def open_ledger(url: URL, folder: Path, counted: Counted | None = None) -> Ledger:
    return Ledger(build_options(url.render_as_string(hide_password=False), folder), counted or Counted())


def test_rows_are_read_in_the_order_in_which_they_were_written(journal: Journal) -> None:
    for number in range(3):
        assert journal.append(write_line("decision", {"number": number}))
    batch = journal.read_batch()
    assert batch
    assert [row.row["number"] for row in parse_rows(batch.lines)] == [0, 1, 2]


def test_what_was_moved_is_deleted(journal: Journal, folder: Path) -> None:
    assert journal.append(LINE)
    batch = journal.read_batch()
    assert batch
    journal.mark_moved(batch)
    assert journal.read_batch() is None
    assert [path.read_bytes().strip(b"\0") for path in folder.iterdir()] == [b""]


def test_rows_that_arrive_while_others_are_moved_stay(journal: Journal) -> None:
    assert journal.append(LINE)
    batch = journal.read_batch()
    assert journal.append(write_line("feedback", {}))
    assert batch
    journal.mark_moved(batch)
    rest = journal.read_batch()
    assert rest
    assert [row.kind for row in parse_rows(rest.lines)] == ["feedback"]


def test_a_long_journal_continues_in_another_file_and_loses_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_module, "SEGMENT_BYTES", 100)
    journal = Journal(folder, MIB)
    for number in range(20):
        assert journal.append(write_line("decision", {"number": number}))
    assert len(list(folder.iterdir())) > 2
    read: list[int] = []
    while batch := journal.read_batch():
        read += [row.row["number"] for row in parse_rows(batch.lines)]
        journal.mark_moved(batch)
    assert read == list(range(20))
    assert len(list(folder.iterdir())) == 1
    journal.close()
    assert list(folder.iterdir()) == []


def test_a_line_longer_than_a_batch_is_read_whole(journal: Journal, folder: Path) -> None:
    text = "x" * (journal_module.BATCH_BYTES + 10)
    assert journal.append(write_line("feedback", {"comment": text}))
    assert journal.append(LINE)
    rows = []
    while batch := journal.read_batch():
        rows += parse_rows(batch.lines)
        journal.mark_moved(batch)
    assert [len(row.row.get("comment", "")) for row in rows] == [len(text), 0]


def test_rows_of_many_threads_share_few_synchronizations(folder: Path) -> None:
    synchronized: list[int] = []
    barrier = Barrier(16)

    def synchronize(file: int) -> None:
        synchronized.append(file)
        os.fsync(file)

    def append(_number: int) -> bool:
        barrier.wait()
        return all(journal.append(LINE) for _ in range(20))

    journal = Journal(folder, MIB, synchronize)
    with ThreadPoolExecutor(16) as threads:
        assert all(threads.map(append, range(16)))
    batch = journal.read_batch()
    assert batch
    assert len(batch.lines) == 320
    assert len(synchronized) < 320
    journal.close()


def test_a_full_journal_keeps_nothing_more_and_says_so(folder: Path) -> None:
    journal = Journal(folder, 3 * len(LINE))
    assert [journal.append(LINE) for _ in range(4)] == [True, True, True, False]
    assert journal.is_full
    journal.close()


def test_a_journal_with_room_is_not_full(journal: Journal) -> None:
    assert not journal.is_full


def test_a_row_that_the_disk_does_not_take_is_not_acknowledged_and_leaves_nothing(folder: Path) -> None:
    failing = [False, True, False]

    def synchronize(_file: int) -> None:
        if failing.pop(0):
            raise OSError

    journal = Journal(folder, MIB, synchronize)
    assert [journal.append(LINE) for _ in range(3)] == [True, False, True]
    batch = journal.read_batch()
    assert batch
    assert (len(batch.lines), batch.damaged) == (2, 0)
    journal.close()


@pytest.mark.parametrize("cut", range(1, len(LINE)))
def test_a_line_that_was_cut_off_is_no_row(folder: Path, cut: int) -> None:
    path = folder / "1.journal"
    path.write_bytes(LINE + LINE[:cut])
    batch = read_segment(path)
    assert (len(batch.lines), batch.damaged, batch.ends_at) == (1, 0, path.stat().st_size)


def test_the_rest_of_a_file_that_was_made_long_at_once_is_no_row(folder: Path) -> None:
    path = folder / "1.journal"
    path.write_bytes(LINE + LINE[:9] + bytes(2 * journal_module.BATCH_BYTES))
    batch = read_segment(path)
    assert (len(batch.lines), batch.damaged, batch.ends_at) == (1, 0, path.stat().st_size)


def test_a_row_that_is_written_where_others_were_moved_is_the_only_one(journal: Journal, folder: Path) -> None:
    for _ in range(3):
        assert journal.append(write_line("decision", {"text": "x" * 500}))
    batch = journal.read_batch()
    assert batch
    journal.mark_moved(batch)
    assert journal.append(LINE)
    [path] = folder.iterdir()
    written = read_segment(path)
    assert (len(written.lines), written.damaged) == (1, 0)


def test_a_damaged_line_is_counted_and_the_others_are_read(folder: Path) -> None:
    path = folder / "1.journal"
    path.write_bytes(LINE + LINE.replace(b"decision", b"Decision") + LINE)
    batch = read_segment(path)
    assert (len(batch.lines), batch.damaged) == (2, 1)


def test_the_journal_of_a_process_that_runs_is_not_adopted(journal: Journal, folder: Path) -> None:
    assert journal.append(LINE)
    assert list(adopt_orphans(folder)) == []


def test_a_row_that_the_database_never_takes_does_not_keep_later_ones_from_it(database: URL, folder: Path) -> None:
    counted = Counted()
    ledger = open_ledger(database, folder, counted)
    good = [build_row() for _ in range(3)]
    refused = build_row() | {"id": None}
    for row in (good[0], refused, *good[1:]):
        assert ledger.keep("decision", row)
    wait_until(lambda: len(list_ids(database)) == 3)
    ledger.stop()
    assert counted.lost == {"refused": 1}
    assert sorted(list_ids(database)) == sorted(row["id"] for row in good)


def test_rows_wait_while_the_database_is_away_and_none_is_lost(folder: Path, database: URL) -> None:
    counted, engine = Counted(), open_engine(database, writes=True)
    broken = open_engine(database.set(database="/no-such-folder/x" if engine.name == "sqlite" else "no-such-database"))
    journal = Journal(folder, MIB)
    mover = JournalMover(journal, folder, broken, counted)
    row = build_row()
    assert journal.append(write_line("decision", row))
    assert not mover.move_next()
    assert mover.database_is_away
    mover._engine = engine
    assert mover.move_next()
    assert (list_ids(database), counted.away, counted.lost) == ([row["id"]], [True, False], {})
    assert not mover.move_next()
    journal.close()
    broken.dispose()
    engine.dispose()


def test_a_ledger_that_is_stopped_has_moved_everything(database: URL, folder: Path) -> None:
    ledger = open_ledger(database, folder)
    calls = [build_call() for _ in range(30)]
    assert all(ledger.record(call) for call in calls)
    ledger.stop()
    assert sorted(list_ids(database)) == sorted(call.id for call in calls)
    assert list(folder.iterdir()) == []


def test_health_says_that_the_journal_is_full(database: URL, folder: Path) -> None:
    (folder / "other.journal").write_bytes(b"")
    os.truncate(folder / "other.journal", 2**28)
    counted = Counted()
    ledger = open_ledger(database, folder, counted)
    with (folder / "other.journal").open("rb") as held:
        journal_module.lock_file(held.fileno())
        assert ledger.check_health().journal_is_full
        assert not ledger.record(build_call())
        ledger.stop()
    assert counted.lost == {"journal-full": 1}


def test_what_was_acknowledged_survives_a_kill_at_any_point(database: URL, folder: Path) -> None:
    context = get_context("forkserver")
    context.set_forkserver_preload([write_until_killed.__module__])
    random, acknowledged = Random(20240615), []  # noqa: S311  (where to kill, not a secret)
    url = database.render_as_string(hide_password=False)
    for _ in range(KILLS):
        receiver, sender = context.Pipe(duplex=False)
        process = context.Process(target=write_until_killed, args=(url, folder, sender))
        process.start()
        sender.close()
        acknowledged += [receiver.recv_bytes() for _ in range(random.randint(0, MOST_ROWS))]
        process.kill()
        process.join()
        acknowledged += list(_drain(receiver))
    ledger = open_ledger(database, folder)
    ledger.start()
    wait_until(lambda: len(list(folder.iterdir())) == 1)
    ledger.stop()
    ids = list_ids(database)
    assert {row.decode() for row in acknowledged} <= set(ids)
    assert {row.decode() for row in acknowledged} <= set(list_ids(database, FEEDBACK.c.decision))
    assert len(ids) == len(set(ids))
    assert len(acknowledged) > KILLS


def _drain(receiver: object) -> Iterator[bytes]:
    try:
        while True:
            yield receiver.recv_bytes()  # type: ignore[attr-defined]
    except EOFError:
        return


@pytest.mark.postgresql
def test_a_database_that_stops_and_starts_under_load_loses_nothing(folder: Path) -> None:
    from cds_service.ledger import upgrade_database

    counted = Counted()
    with run_postgresql() as server:
        url = server.create_database("ledger")
        engine: Engine = open_engine(url, migrates=True)
        upgrade_database(engine)
        engine.dispose()
        ledger = open_ledger(url, folder, counted)
        calls = [build_call() for _ in range(60)]
        assert all(ledger.record(call) for call in calls[:20])
        server.stop()
        assert all(ledger.record(call) for call in calls[20:40])
        wait_until(lambda: ledger.check_health().database_is_away)
        server.start()
        assert all(ledger.record(call) for call in calls[40:])
        wait_until(lambda: not ledger.check_health().database_is_away)
        ledger.stop()
        assert sorted(list_ids(url)) == sorted(call.id for call in calls)
    assert (counted.away, counted.lost) == ([True, False], {})
