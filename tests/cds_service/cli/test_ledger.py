"""``imatinib-cds ledger``."""

from pathlib import Path

import pytest

from cds_service.cli.main import main


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
