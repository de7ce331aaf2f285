"""Every answered call is in the ledger, without anything that the chart holds."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Table, select

from cds_service.app import create_app, find_ledger
from cds_service.ledger import open_engine, parse_database_url, upgrade_database
from cds_service.ledger.tables import DECISION
from cds_service.settings import InvalidSettingsError, Profile, Settings
from tests.cds_service.calls import INSTANCE, PATIENT_ID, SERVICE, empty_prefetch, hook_call
from tests.cds_service.production import build_settings, write_clients

KEYS = "2024:" + "k" * 32


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The URL of a database that does not exist yet."""
    return f"sqlite:///{tmp_path / 'ledger.sqlite3'}"


@pytest.fixture
def app(url: str) -> Flask:
    """The service in development with a database."""
    return create_app(Settings(profile=Profile.DEVELOPMENT, database_url=url))


def read_rows(app: Flask, url: str, table: Table = DECISION) -> list[dict[str, Any]]:
    ledger = find_ledger(app)
    assert ledger
    ledger.stop()
    engine = open_engine(parse_database_url(url))
    with engine.connect() as connection:
        rows = [dict(row) for row in connection.execute(select(table)).mappings()]
    engine.dispose()
    return rows


def test_an_answered_call_has_one_row(app: Flask, url: str) -> None:
    call = hook_call()
    call["context"]["encounterId"] = "encounter-7"
    answer = app.test_client().post(SERVICE, json=call).get_json()
    [row] = read_rows(app, url)
    recommendation = answer["extension"]["org.imatinib-cds.assessment"]["recommendation"]
    assert (row["hook_instance"], row["service"]) == (INSTANCE, "imatinib-response")
    assert (row["action"], row["shown"], row["cards"]) == (recommendation["action"], False, [])
    assert row["user_type"] == "Practitioner"
    assert list(row["phases"]) == ["waited", "read", "decided"]
    written = json.dumps(row, default=str)
    assert [text for text in (PATIENT_ID, "encounter-7", "1960-02-29") if text in written] == []


def test_a_doubt_is_recorded_by_its_subject_and_code(app: Flask, url: str) -> None:
    unreadable = {
        "resourceType": "Observation",
        "id": "1",
        "status": "final",
        "subject": {"reference": f"Patient/{PATIENT_ID}"},
        "code": {"coding": [{"system": "http://loinc.org", "code": "777-3"}]},
        "effectiveDateTime": "2024-06-10",
        "valueQuantity": {"value": 4321, "unit": "in a glass"},
    }
    prefetch = empty_prefetch(blood_counts={"resourceType": "Bundle", "entry": [{"resource": unreadable}]})
    assert app.test_client().post(SERVICE, json=hook_call(prefetch=prefetch)).status_code == 200
    [row] = read_rows(app, url)
    assert [(doubt["subject"], doubt["code"]) for doubt in row["doubts"]] == [("platelets", "http://loinc.org|777-3")]
    assert "4321" not in json.dumps(row, default=str)


def test_a_refused_call_has_no_row(app: Flask, url: str) -> None:
    assert app.test_client().post(SERVICE, json=hook_call(hook="order-sign")).status_code == 400
    assert read_rows(app, url) == []


def test_an_encounter_id_that_is_no_text_is_ignored(app: Flask, url: str) -> None:
    call = hook_call()
    call["context"]["encounterId"] = {"id": 7}
    assert app.test_client().post(SERVICE, json=call).status_code == 200
    assert read_rows(app, url)[0]["encounter"] is None


def test_readiness_names_the_database(app: Flask) -> None:
    answer = app.test_client().get("/health/ready")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ready", "database": "reached"})


def test_a_full_journal_is_not_ready_and_calls_are_still_answered(tmp_path: Path, url: str) -> None:
    app = create_app(Settings(profile=Profile.DEVELOPMENT, database_url=url, journal_mib=1, journal=str(tmp_path)))
    with (tmp_path / "held.journal").open("wb") as other:
        from cds_service.ledger.journal import lock_file

        lock_file(other.fileno())
        other.truncate(2**20)
        answer = app.test_client().get("/health/ready")
        assert (answer.status_code, answer.get_json()["status"]) == (503, "journal full")
        assert app.test_client().post(SERVICE, json=hook_call()).status_code == 200
        ledger = find_ledger(app)
        assert ledger
        ledger.stop()


def test_production_records_with_its_own_keys(tmp_path: Path, url: str) -> None:
    write_clients(tmp_path)
    engine = open_engine(parse_database_url(url), migrates=True)
    upgrade_database(engine)
    engine.dispose()
    assert find_ledger(create_app(build_settings(tmp_path, database_url=url, pseudonym_keys=KEYS)))


UNUSABLE: list[tuple[dict[str, Any], str]] = [
    ({}, "PSEUDONYM_KEYS: production needs keys with a database"),
    ({"pseudonym_keys": "2024:short"}, "PSEUDONYM_KEYS: the key 2024 has fewer than 32 bytes"),
    ({"pseudonym_keys_file": "no-such-file"}, "PSEUDONYM_KEYS: the file of the keys cannot be read"),
    ({"pseudonym_keys": KEYS}, "DATABASE_URL: the database has no tables yet; create them with: imatinib-cds ledger"),
    ({"pseudonym_keys": KEYS, "database_url": "mysql://host/x"}, "DATABASE_URL: mysql databases are not supported"),
    ({"pseudonym_keys": KEYS, "database_url": "sqlite:////no-such-folder/x"}, "JOURNAL: /no-such-folder/x-journals is"),
    ({"pseudonym_keys": KEYS, "journal": "/proc/journal"}, "JOURNAL: /proc/journal is no folder that can be written"),
]


@pytest.mark.parametrize(("changed", "problem"), UNUSABLE)
def test_production_does_not_start_with_a_ledger_that_cannot_be_used(
    tmp_path: Path, url: str, changed: dict[str, Any], problem: str
) -> None:
    write_clients(tmp_path)
    with pytest.raises(InvalidSettingsError, match=f"IMATINIB_CDS_{problem}"):
        create_app(build_settings(tmp_path, **{"database_url": url, **changed}))


def test_without_a_database_nothing_is_kept(open_service: Callable[..., Any], tmp_path: Path) -> None:
    service = open_service()
    assert service.post(SERVICE, json=hook_call()).status_code == 200
    assert service.get("/health/ready").get_json() == {"status": "ready"}
    assert find_ledger(service.application) is None
