"""``imatinib-cds ledger``."""

import json
from pathlib import Path
from typing import Any

import pytest

from cds_service.cli.main import main
from cds_service.ledger import PseudonymKey, open_engine, parse_database_url
from cds_service.ledger.records import build_decision_row
from cds_service.ledger.store import write_rows
from tests.cds_service.ledger.rows import CALLER, KEY, build_call


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of the database that the settings name."""
    file = tmp_path / "ledger.sqlite3"
    monkeypatch.setenv("IMATINIB_CDS_DATABASE_URL", f"sqlite:///{file}")
    return file


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        main(["ledger", *arguments])
    output = capsys.readouterr()
    return int(ended.value.code or 0), output.out + output.err


def run_well(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    main(["ledger", *arguments])
    return capsys.readouterr().out


def test_a_database_is_created_and_then_up_to_date(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_well(capsys, "upgrade") == "revision 0002: was empty, is upgraded\n"
    assert run_well(capsys, "upgrade") == "revision 0002: was up to date\n"
    assert run_well(capsys, "check") == "the database has the tables of this version\n"


def test_a_database_without_tables_fails_the_check(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, output = run(capsys, "check")
    assert (code, output) == (
        2,
        "imatinib-cds: the database has no tables yet; create them with: imatinib-cds ledger upgrade\n",
    )


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("none", "IMATINIB_CDS_DATABASE_URL is none: there is no database"),
        ("oracle://scott:tiger@host", "oracle databases are not supported"),
        ("sqlite:////no-such-folder/ledger.sqlite3", "cannot be used"),
        ("", "production needs a database of decisions"),
    ],
)
def test_a_database_that_cannot_be_used_is_reported_in_one_line(
    url: str, message: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMATINIB_CDS_DATABASE_URL", url)
    code, output = run(capsys, "check")
    assert code == 2
    assert message in output
    assert output.count("\n") == 1
    assert "tiger" not in output


@pytest.fixture
def written(database: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The row of a decision in the database, written with the key of the settings."""
    monkeypatch.setenv("IMATINIB_CDS_PSEUDONYM_KEYS", f"2024:{KEY.secret.decode().replace(' ', '-')}")
    main(["ledger", "upgrade"])
    key = PseudonymKey("2024", KEY.secret.replace(b" ", b"-"))
    row = build_decision_row(build_call(), key, "0.1.0", keep_references=False)
    engine = open_engine(parse_database_url(f"sqlite:///{database}"), writes=True)
    with engine.begin() as connection:
        write_rows(connection, [("decision", row)])
    engine.dispose()
    return row


OF_PATIENT = ["--patient", "example-patient", "--issuer", CALLER.issuer, "--tenant", CALLER.tenant]


def test_a_report_of_a_clinician_leads_to_the_decision(
    written: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    for option in (
        ["--card", written["cards"][0]["uuid"].upper()],
        ["--instance", written["hook_instance"]],
        OF_PATIENT,
    ):
        [decision] = json.loads(run_well(capsys, "show", *option))
        assert (decision["id"], decision["action"]) == (written["id"], "hold")
    assert run(capsys, "show", "--patient", "example-patient")[0] == 1  # another tenant's patient of the same id


def test_a_patient_can_be_deleted(written: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    deleted = "deleted: 1 decisions, 0 items of feedback; removed: 0 comments\n"
    assert run_well(capsys, "purge", *OF_PATIENT) == deleted
    assert run_well(capsys, "purge", *OF_PATIENT) == deleted.replace("1", "0")


@pytest.mark.parametrize(
    ("options", "number"), [([], 0), (["--before", "2024-06-15"], 0), (["--before", "2024-06-16"], 1)]
)
def test_old_rows_are_deleted(
    written: dict[str, Any], capsys: pytest.CaptureFixture[str], options: list[str], number: int
) -> None:
    capsys.readouterr()
    assert run_well(capsys, "purge", *options).startswith(f"deleted: {number} decisions")


@pytest.mark.parametrize(
    "arguments",
    [["show"], ["show", "--card", "1", "--instance", "2"], ["purge", "--before", "2024-06-15", *OF_PATIENT]],
)
def test_contradicting_options_are_refused(
    database: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert run(capsys, *arguments)[0] == 2
