"""The forms of the report: a page, JSON, CSV and text, which all show the same."""

import csv
import json
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from cds_service.cli.main import main
from cds_service.governance.report.forms import (
    build_document,
    describe_range,
    format_csv,
    format_page,
    format_text,
)
from cds_service.governance.report.openings import Range
from cds_service.governance.report.report import Report
from cds_service.ledger import open_engine, parse_database_url, upgrade_database
from cds_service.reporting.tables import NOT_SHOWN
from cds_service.reporting.time_plot import draw_time
from tests.cds_service.governance.ledgers import ALL, build_answer, build_opening, report_on, write

FEW, MANY = 3, 20
FROM_ELSEWHERE = ("<script", "<link", "<img", "src=", "url(http", "@import")


@pytest.fixture
def sqlite(tmp_path: Path) -> Engine:
    """A ledger on SQLite with cards of many patients and, of another client, of few."""
    engine = open_engine(parse_database_url(f"sqlite:///{tmp_path / 'ledger.sqlite3'}"), migrates=True)
    upgrade_database(engine)
    shown = [build_opening(f"patient-{number}") for number in range(MANY)]
    few = [build_opening(f"other-{number}", client="<b>Another</b>", action="confirm") for number in range(FEW)]
    write(engine, [*shown, *few], [build_answer(shown[0])])
    return engine


def test_the_page_needs_nothing_from_elsewhere_and_escapes_names(sqlite: Engine) -> None:
    page = format_page(report_on(sqlite))
    assert "Internal: small cells are shown" in page
    assert page.count("<svg") > 5
    assert "&lt;b&gt;Another" in page
    assert "<b>Another" not in page
    assert not [word for word in FROM_ELSEWHERE if word in page]


def test_a_report_with_small_cells_hidden_says_so_and_shows_none(sqlite: Engine) -> None:
    report = report_on(sqlite, small_cells=10)
    page = format_page(report)
    assert "not shown: of 1 to 10 patients" in page
    assert "Internal" not in page
    cells = [row[3] for row in csv.reader(format_csv(report).splitlines())][1:]
    assert NOT_SHOWN in cells
    counted = [int(cell) for cell in cells[: -len(report.tables[-1].columns)] if cell != NOT_SHOWN]
    assert not [count for count in counted if 0 < count <= 10]


def test_json_and_csv_have_every_cell_of_the_tables(sqlite: Engine) -> None:
    report = report_on(sqlite, small_cells=10)
    document = build_document(report)
    lines = list(csv.DictReader(format_csv(report).splitlines()))
    assert document["tables"]["outcomes"]["shown"] == {"openings": MANY + FEW}
    assert document["tables"]["actions"]["confirm"]["shown"] is None
    cells = [(table, row, column) for table, rows in document["tables"].items() for row in rows for column in rows[row]]
    assert [(line["table"], line["row"], line["column"]) for line in lines] == cells


def test_the_text_has_every_table(sqlite: Engine) -> None:
    report = report_on(sqlite)
    text = format_text(report)
    assert all(table.title in text for table in report.tables)
    assert re.search(rf"shown +{MANY + FEW}\n", text)


# fmt: off
RANGES = {
    "all":       (ALL, "All openings of the ledger"),
    "from":      (Range(first_day=date(2024, 6, 1)), "Openings from 2024-06-01"),
    "limited":   (Range(first_day=date(2024, 6, 1), last_day=date(2024, 6, 30), client="A"),
                  "Openings from 2024-06-01 to 2024-06-30 of client A"),
}
# fmt: on


@pytest.mark.parametrize(("chosen", "description"), RANGES.values(), ids=RANGES)
def test_a_report_says_what_it_covers(chosen: Range, description: str) -> None:
    assert describe_range(Report(chosen=chosen, small_cells=0, headline=(), tables=())) == description


def test_the_plot_over_time_draws_nothing_that_the_table_does_not_show(sqlite: Engine) -> None:
    def draw(small_cells: int) -> str:
        time = next(table for table in report_on(sqlite, small_cells=small_cells).tables if table.id == "time")
        return draw_time(time, (0, 1, 2))

    write(sqlite, [build_opening("patient-1", shown=False, held_back_reason="shown")])
    assert "per 100 held back" in draw(0)
    assert "per 100 held back" not in draw(10)
    assert f">{NOT_SHOWN}<" in draw(10)


def run(*arguments: str) -> None:
    main(["report", *arguments])


@pytest.fixture
def settings(sqlite: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings that name the ledger."""
    monkeypatch.setenv("IMATINIB_CDS_DATABASE_URL", str(sqlite.url))


@pytest.mark.usefixtures("settings")
def test_the_command_prints_each_form(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    run("--internal", "--small-cells", "0", "--json")
    assert json.loads(capsys.readouterr().out)["tables"]["outcomes"]["shown"]["openings"] == MANY + FEW
    run("--csv", "--from", "2024-06-16")
    assert capsys.readouterr().out.splitlines()[:2] == ["table,row,column,value", "outcomes,shown,openings,0"]
    run("--client", "Example hospital")
    assert "of client Example hospital" in capsys.readouterr().out
    run("--html", str(tmp_path / "report.html"))
    assert "<svg" in (tmp_path / "report.html").read_text()


@pytest.mark.usefixtures("settings")
def test_a_long_range_shows_its_progress(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cds_service.cli.governance.report.LONG_RANGE", MANY)
    run("--csv")
    assert "Reading openings" in capsys.readouterr().err


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--small-cells", "0"], "needs --internal"),
        (["--json", "--html", "report.html"], "give one of --json, --csv and --html"),
        (["--from", "yesterday"], "does not match the format"),
    ],
)
def test_options_that_cannot_be_used_are_refused(
    arguments: Sequence[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(*arguments)
    assert ended.value.code == 2
    assert message in capsys.readouterr().err
