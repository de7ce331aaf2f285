"""Benchmark of ``imatinib-cds report`` on a ledger of a million decisions, on SQLite and on PostgreSQL.

The rows are those of two years: 30 calls for each patient, one in five with a card, feedback on half of the cards.
Printed for each database: the seconds of the whole command, and its peak memory.

python -m benchmarks.ledger_report [--rows 1000000] [--folder DIR] [--skip-postgresql]
"""

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID

from sqlalchemy import URL, Engine, insert, text

from cards import CRITERION_NAMES
from cds_service.ledger import open_engine, parse_database_url, upgrade_database
from cds_service.ledger.tables import CARD, DECISION, FEEDBACK
from response_criteria.model.findings import Status
from response_criteria.precautions import PRECAUTIONS
from tests.cds_service.ledger.postgresql_server import run_postgresql

CALLS_OF_A_PATIENT = 30
DAYS = 730
FIRST_DAY = date(2023, 1, 1)
ROWS_AT_ONCE = 500
LIMIT_MIB = 500
ACTIONS = ("escalate", "hold", "no-protocol-step", "review", "confirm", "complete-data", "continue", "none")
WEIGHTS = (1, 3, 1, 5, 4, 6, 60, 20)
WITHOUT_CARD = ("continue", "none")
REASONS = ("patient-refuses", "action-completed", "need-more-info", "other-tki-planned", None, "a-reason-of-a-client")
CODES = [(f"http://loinc.org|{number}-{number % 10}", unit) for number in range(700, 740) for unit in ("10*9/L", "")]

Row = dict[str, Any]


def write_ledger(engine: Engine, decisions: int) -> None:
    """Write a ledger of so many decisions."""
    draw = random.Random(1)
    rows = make_decisions(draw, decisions)
    with engine.begin() as connection:
        while chunk := list(islice(rows, ROWS_AT_ONCE)):
            connection.execute(insert(DECISION), chunk)
            cards = [(card, row) for row in chunk for card in row["cards"]]
            if cards:
                connection.execute(insert(CARD), [{"uuid": card["uuid"], "decision": row["id"]} for card, row in cards])
            answers = [make_feedback(draw, card, row) for card, row in cards if row["shown"] and draw.random() < 0.5]
            if answers:
                connection.execute(insert(FEEDBACK), answers)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def make_decisions(draw: random.Random, decisions: int) -> Iterator[Row]:
    """Yield decisions in the order of time."""
    patients = [f"{draw.getrandbits(128):032x}" for _ in range(max(1, decisions // CALLS_OF_A_PATIENT))]
    for number in range(decisions):
        moment = datetime(FIRST_DAY.year, 1, 1, tzinfo=UTC) + timedelta(days=DAYS * number / decisions)
        yield make_decision(draw, draw.choice(patients), moment)


def make_decision(draw: random.Random, patient: str, moment: datetime) -> Row:
    """Return the row of one decision."""
    action = draw.choices(ACTIONS, WEIGHTS)[0]
    has_card, mode = action not in WITHOUT_CARD, "shadow" if draw.random() < 0.1 else "live"
    held = "shown" if has_card and draw.random() < 0.4 else None
    applies = action != "none"
    return {
        "id": make_uuid(draw),
        "answered_at": moment,
        "as_of": moment.date(),
        "client": f"Hospital {draw.randrange(4)}",
        "tenant": f"tenant-{draw.randrange(3)}",
        "service": "imatinib-response",
        "hook_instance": make_uuid(draw),
        "key_id": "2023",
        "patient": patient,
        "user_type": "Practitioner",
        "user": patient[::-1],
        "encounter": None,
        "rule_set": "kantarjian2003",
        "rule_set_version": "1.0.0",
        "code_version": "0.1.0",
        "applicability": "applicable" if applies else "not-applicable",
        "applicability_reasons": [] if applies else [draw.choice(("no-imatinib", "other-tki", "no-cml-diagnosis"))],
        "criteria": {criterion: str(draw.choice(list(Status))) for criterion in CRITERION_NAMES} if applies else {},
        "precautions": {rule.code: rule.blocks for rule in draw.sample(PRECAUTIONS, draw.randrange(3))},
        "action": action,
        "because": draw.sample(list(CRITERION_NAMES), 1) if has_card else [],
        "finding_key": patient,
        "evidence_key": f"{draw.getrandbits(128):032x}",
        "evidence": [f"{draw.getrandbits(128):032x}" for _ in range(6)],
        "doubts": [make_doubt(draw) for _ in range(draw.randrange(3))],
        "unread": [{"key": "reports", "kind": "not-offered"}] if draw.random() < 0.3 else [],
        "cards": [make_card(draw)] if has_card else [],
        "phases": {
            "waited": 0.4,
            "read": round(draw.expovariate(1 / 80), 1),
            "decided": round(90 + 9 * draw.random(), 1),
        },
        "mode": mode,
        "shown": has_card and held is None and mode == "live",
        "held_back_reason": held,
        "held_back_since": moment if held else None,
        "held_back_until": moment if held else None,
    }


def make_doubt(draw: random.Random) -> Row:
    """Return what could not be read."""
    code, unit = draw.choice(CODES)
    return {
        "subject": "platelets",
        "doubt": draw.choice(("open", "pending", "standing", "")),
        "code": code,
        "unit": unit,
    }


def make_card(draw: random.Random) -> Row:
    """Return a card with two suggestions."""
    suggestions = [{"uuid": make_uuid(draw), "drafts": ["test"], "tests": ["69380-4", "55135-8"]} for _ in range(2)]
    return {"uuid": make_uuid(draw), "indicator": "warning", "suggestions": suggestions}


def make_feedback(draw: random.Random, card: Row, row: Row) -> Row:
    """Return what a clinician answered to a card."""
    accepted, reason = draw.random() < 0.3, draw.choice(REASONS)
    return {
        "id": f"{draw.getrandbits(128):032x}",
        "received_at": row["answered_at"],
        "client": row["client"],
        "tenant": row["tenant"],
        "card": card["uuid"],
        "status": "matched",
        "decision": row["id"],
        "outcome": "accepted" if accepted else "overridden",
        "outcome_at": row["answered_at"],
        "suggestions": [card["suggestions"][0]["uuid"]] if accepted else [],
        "reason_system": None,
        "reason_code": None if accepted else reason,
        "has_comment": False,
        "comment": None,
    }


def make_uuid(draw: random.Random) -> str:
    """Return a random UUID."""
    return str(UUID(int=draw.getrandbits(128), version=4))


def measure_report(url: URL) -> tuple[float, float]:
    """Run the command on a ledger; return its seconds and its peak memory in MiB."""
    environment = os.environ | {
        "IMATINIB_CDS_PROFILE": "development",
        "IMATINIB_CDS_DATABASE_URL": url.render_as_string(hide_password=False).replace("+psycopg", ""),
    }
    start = perf_counter()
    subprocess.run(
        [Path(sys.executable).with_name("imatinib-cds"), "report", "--csv"],
        check=True,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    return perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main() -> None:
    """Fill and measure both databases."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--skip-postgresql", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        fill_and_measure("SQLite", parse_database_url(f"sqlite:///{folder}/ledger.sqlite3"), options.rows, 30)
    if not options.skip_postgresql:
        with run_postgresql() as server:
            fill_and_measure("PostgreSQL", server.create_database("ledger"), options.rows, 10)


def fill_and_measure(name: str, url: URL, decisions: int, limit_s: int) -> None:
    """Fill a database, and print what its report takes."""
    engine = open_engine(url, migrates=True, patience_s=3600)
    upgrade_database(engine)
    start = perf_counter()
    write_ledger(engine, decisions)
    engine.dispose()
    print(f"{name}: {decisions:,} decisions written in {perf_counter() - start:.0f} s", flush=True)
    seconds, mebibytes = measure_report(url)
    print(f"{name}: report in {seconds:.1f} s (limit {limit_s}), {mebibytes:.0f} MiB (limit {LIMIT_MIB})", flush=True)


if __name__ == "__main__":
    main()
