"""What identifies a patient, and every token, stays out of logs, errors and files.

Marked values go through a production service: good calls, every kind of error, failures of FHIR servers, feedback.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from cds_service.ledger import open_engine, parse_database_url, upgrade_database
from tests.cds_service.attacks.forged_tokens import GOOD_KEY, TENANT
from tests.cds_service.attacks.key_server import create_tls, write_certificate
from tests.cds_service.attacks.marked_traffic import Exchange, MarkedTraffic
from tests.cds_service.attacks.marks import find_marks, find_marks_in_files, mark
from tests.cds_service.auth.tokens import PUBLIC_URL
from tests.cds_service.production import write_clients
from tests.cds_service.running import run_production
from tests.stub_fhir_server import stub_fhir_server

# What the assessment repeats of a chart, because a clinician must be able to verify it.
SHOWN = {mark("patient"), mark("condition"), mark("diagnosis")}
STATUSES = {200, 400, 401, 403, 404, 405, 412, 413, 414, 415, 431, 501}


@dataclass(frozen=True)
class Traffic:
    """What was exchanged, what the service logged, and the folder of its files."""

    exchanges: Sequence[Exchange]
    log: bytes
    folder: Path
    rows: dict[str, int]


@pytest.fixture(scope="module")
def traffic(tmp_path_factory: pytest.TempPathFactory) -> Traffic:
    """The traffic, sent to a service that has ended since."""
    folder = tmp_path_factory.mktemp("marked")
    certificate, private_key = write_certificate(folder)
    (folder / "temporary").mkdir()
    settings = {
        "TRUSTED_CLIENTS": str(folder / "clients.toml"),
        "PUBLIC_URL": PUBLIC_URL,
        "DATABASE_URL": f"sqlite:///{folder / 'ledger.sqlite3'}",
        "PSEUDONYM_KEYS": f"k1:{'0123456789abcdef' * 4}",
        "CA_BUNDLE": str(certificate),
        "MAX_BODY_MIB": "1",
        "TIME_BUDGET_S": "2",
        "WORKERS": "1",
    }
    with stub_fhir_server(create_tls(certificate, private_key)) as fhir:
        write_clients(folder, f'fhir_servers = ["{fhir.base}"]\ntenants = ["{TENANT}"]', GOOD_KEY)
        _create_tables(settings["DATABASE_URL"])
        with run_production(folder, settings, {"TMPDIR": str(folder / "temporary")}) as service:
            exchanges = list(MarkedTraffic(service, fhir).send_all())
    return Traffic(exchanges, service.log.read_bytes(), folder, _count_rows(settings["DATABASE_URL"]))


def _create_tables(url: str) -> None:
    engine = open_engine(parse_database_url(url), migrates=True)
    upgrade_database(engine)
    engine.dispose()


def _count_rows(url: str) -> dict[str, int]:
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = {
            "decision": connection.execute(text("SELECT count(*) FROM decision")).scalar_one(),
            "feedback": connection.execute(text("SELECT count(*) FROM feedback")).scalar_one(),
        }
    engine.dispose()
    return rows


def test_the_traffic_meets_every_kind_of_answer(traffic: Traffic) -> None:
    statuses = Counter(exchange.response.status for exchange in traffic.exchanges)
    assert set(statuses) == STATUSES
    answers = {exchange.name: exchange.response for exchange in traffic.exchanges}
    assert len(answers) == len(traffic.exchanges)
    assert answers["prefetched"].json["cards"]
    assert answers["read from the FHIR server"].json["cards"]
    assert traffic.rows["decision"] > 5
    assert traffic.rows["feedback"] == 2


def test_no_error_repeats_a_marked_value(traffic: Traffic) -> None:
    errors = {name: response for name, response in traffic.exchanges if response.status >= 400}
    found = {name: find_marks(response.body + repr(response.headers).encode()) for name, response in errors.items()}
    assert {name: marks for name, marks in found.items() if marks} == {}


def test_an_answer_repeats_the_id_of_the_patient_and_nothing_that_only_identifies(traffic: Traffic) -> None:
    answers = {name: response for name, response in traffic.exchanges if response.status == 200}
    found = {
        name: set(find_marks(response.body + repr(response.headers).encode())) for name, response in answers.items()
    }
    assert found["prefetched"] == {mark("patient")}
    assert mark("diagnosis") not in found["the FHIR server answers with results of another patient"]
    assert {name: marks - SHOWN for name, marks in found.items() if marks - SHOWN} == {}


def test_no_log_line_repeats_a_marked_value(traffic: Traffic) -> None:
    assert traffic.log.count(b"\n") > len(traffic.exchanges) / 2
    assert find_marks(traffic.log) == []


def test_no_file_holds_a_marked_value(traffic: Traffic) -> None:
    names = {path.name for path in traffic.folder.rglob("*")}
    assert {"ledger.sqlite3", "ledger.sqlite3-journals", "imatinib-cds-used-tokens.sqlite3"} <= names | {
        path.name for path in (traffic.folder / "temporary").iterdir()
    }
    assert find_marks_in_files(traffic.folder) == {}
