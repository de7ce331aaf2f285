"""The report over the ledger: what it counts, on both databases."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from cds_service.governance.report.openings import Range
from tests.cds_service.governance.ledgers import (
    RELAPSE,
    build_answer,
    build_opening,
    read_table,
    report_on,
    write,
)

HELD = {"shown": False, "held_back_reason": "shown"}
SHADOW = {"shown": False, "mode": "shadow"}
CONTINUE = {"shown": False, "action": "continue", "because": [], "cards": []}


@pytest.fixture
def openings() -> list[dict[str, Any]]:
    """One opening of each outcome, and a second one that was shown."""
    return [
        build_opening("patient-1"),
        build_opening("patient-2"),
        build_opening("patient-1", **HELD),
        build_opening("patient-1", **SHADOW),
        build_opening("patient-3", **CONTINUE),
    ]


def test_every_opening_has_one_outcome(engine: Engine, openings: list[dict[str, Any]]) -> None:
    write(engine, openings)
    report = report_on(engine)
    expected = {"shown": "2", "held back": "1", "in shadow": "1", "no card due": "1"}
    assert {name: cells["openings"] for name, cells in read_table(report, "outcomes").items()} == expected
    assert read_table(report, "actions") == {
        "hold": {"shown": "2", "held back": "1", "in shadow": "1"},
        "continue": {"no card due": "1"},
    }
    assert read_table(report, "clients") == {"Example hospital / hospital-1": expected}
    assert read_table(report, "grounds") == {"hematologic relapse": {"shown": "2", "held back": "1", "in shadow": "1"}}
    assert read_table(report, "held-back") == {"shown before; it asks for data or a test": {"openings": "1"}}
    assert read_table(report, "criteria") == {"hematologic relapse": {"met": "5"}}


def test_the_headline_has_cards_per_100_openings_and_per_100_charts(
    engine: Engine, openings: list[dict[str, Any]]
) -> None:
    write(engine, openings)
    headline = {name: value for value, name in report_on(engine).headline}
    assert headline["openings of a chart"] == "5"
    assert headline["charts (patients)"] == "3"
    assert headline["cards shown per 100 openings"] == "40.0"
    assert headline["charts with a card per 100 charts"] == "66.7"


def test_calls_of_the_mode_off_are_not_counted(engine: Engine) -> None:
    write(engine, [build_opening(), build_opening(shown=False, mode="off")])
    assert read_table(report_on(engine), "outcomes") == {"shown": {"openings": "1"}}


# fmt: off
RANGES = {
    "all":                          (Range(), 4),
    "from a day on":                (Range(first_day=date(2024, 6, 2)), 3),
    "to a day":                     (Range(last_day=date(2024, 6, 2)), 3),
    "one day":                      (Range(first_day=date(2024, 6, 2), last_day=date(2024, 6, 2)), 2),
    "a client":                     (Range(client="Another hospital"), 1),
    "a client that made no call":   (Range(client="No hospital"), 0),
}
# fmt: on


@pytest.mark.parametrize(("chosen", "number"), RANGES.values(), ids=RANGES)
def test_a_range_has_the_openings_of_its_days_of_the_site_and_of_its_client(
    engine: Engine, chosen: Range, number: int
) -> None:
    # The day of a site in Auckland begins half a day before that of UTC.
    late = build_opening(day="2024-06-02") | {"answered_at": "2024-06-01T12:30:00+00:00"}
    write(
        engine,
        [build_opening(day="2024-06-01"), late, build_opening(day="2024-06-02", client="Another hospital"),
         build_opening(day="2024-06-03")],
    )  # fmt: skip
    shown = read_table(report_on(engine, chosen), "outcomes")
    assert shown == ({"shown": {"openings": f"{number}"}} if number else {})


@pytest.mark.parametrize(
    ("days", "title", "names"),
    [
        (("2024-06-09", "2024-06-10", "2024-06-16"), "Over time, by week (from Monday)", ["2024-06-03", "2024-06-10"]),
        (("2023-05-31", "2024-06-01"), "Over time, by month", ["2023-05", "2024-06"]),
    ],
)
def test_a_short_range_is_shown_by_week_and_a_long_one_by_month(
    engine: Engine, days: tuple[str, ...], title: str, names: list[str]
) -> None:
    write(engine, [build_opening(day=day) for day in days])
    table = next(table for table in report_on(engine).tables if table.id == "time")
    assert table.title == title
    assert list(table.rows) == names


def test_the_latest_answer_to_a_card_counts(engine: Engine) -> None:
    shown = [build_opening(f"patient-{number}") for number in range(4)]
    first, second, third, _unanswered = shown
    early, late = "2024-06-15T12:01:00+00:00", "2024-06-15T12:05:00+00:00"
    suggestion = first["cards"][0]["suggestions"][0]["uuid"]
    answers = [
        build_answer(first, outcome="accepted", suggestions=[suggestion], outcome_at=early),
        build_answer(first, outcome_at=late, reason_code="patient-refuses"),
        build_answer(second),
        build_answer(third, outcome="accepted", suggestions=[]),
        build_answer(build_opening()),  # of a card that the ledger does not have
    ]
    write(engine, shown, answers)
    report = report_on(engine)
    expected = {"accepted": "1", "overridden": "2", "not answered": "1"}
    assert read_table(report, "answers") == {"hold": expected}
    assert read_table(report, "answers-by-ground") == {"hematologic relapse": expected}
    headline = {name: value for value, name in report.headline}
    assert headline["cards whose answer was changed later"] == "1"
    assert headline["answers that match no card shown"] == "1"


# fmt: off
REASONS = {
    "patient-refuses":      ("Patient refuses/declines (no context given)", "patient"),
    "other-tki-planned":    ("Another tyrosine kinase inhibitor is planned", "done"),
    "their-own":            ("another reason of a client: their-own", "other"),
    None:                   ("no reason given", "none"),
}
# fmt: on


@pytest.mark.parametrize(("code", "expected"), REASONS.items(), ids=str)
def test_reasons_are_named_and_rolled_up_to_categories(
    engine: Engine, code: str | None, expected: tuple[str, str]
) -> None:
    opening = build_opening()
    write(engine, [opening], [build_answer(opening, reason_code=code)])
    report = report_on(engine)
    for table, name in zip(("reasons", "categories"), expected, strict=True):
        assert read_table(report, table) == {name: {"cards overridden": "1"}}


def test_what_could_not_be_judged_is_named_with_its_reason(engine: Engine) -> None:
    unknown = {"applicability": "unknown", "applicability_reasons": ["therapy-unclear", "no-birth-date"]}
    excluded = {"applicability": "not-applicable", "applicability_reasons": ["other-tki"]}
    unread = [{"key": "reports", "kind": "failed"}, {"key": "dispenses", "kind": ""}]
    write(engine, [build_opening(**unknown, unread=unread), build_opening(**excluded, unread=[])])
    report = report_on(engine)
    assert read_table(report, "unknown") == {
        "therapy-unclear": {"openings": "1"},
        "no-birth-date": {"openings": "1"},
    }
    assert read_table(report, "not-applicable") == {"other-tki": {"openings": "1"}}
    assert read_table(report, "unread") == {"reports: failed": {"openings": "1"}, "dispenses": {"openings": "1"}}


def make_doubt(code: str = "http://loinc.org|777-3", unit: str = "", doubt: str = "open") -> dict[str, str]:
    return {"subject": "platelets", "doubt": doubt, "code": code, "unit": unit}


def test_what_could_not_be_read_is_a_to_do_list_by_code_and_unit(engine: Engine) -> None:
    doubts = [make_doubt(), make_doubt(), make_doubt(doubt="standing", code=""), make_doubt(doubt="")]
    write(engine, [build_opening(doubts=doubts, unread=[])])
    report = report_on(engine)
    assert read_table(report, "doubts") == {"platelets": {"open": "1", "standing": "1", "no doubt": "1"}}
    assert read_table(report, "to-do") == {"platelets, http://loinc.org|777-3": {"openings": "2"}}


@pytest.mark.parametrize(("patients", "is_named"), [(4, False), (5, True)])
def test_a_local_code_is_named_if_several_patients_have_it(engine: Engine, patients: int, is_named: bool) -> None:
    doubts = [make_doubt("urn:local|PLT")]
    write(engine, [build_opening(f"patient-{number % patients}", doubts=doubts) for number in range(8)])
    [name] = read_table(report_on(engine), "to-do")
    assert name == ("platelets, urn:local|PLT" if is_named else "others, each seen in fewer than 5 patients")


@pytest.mark.parametrize(("patients", "shown"), [(10, "*"), (11, "30")])
def test_a_cell_is_small_by_its_patients_not_by_its_openings(engine: Engine, patients: int, shown: str) -> None:
    write(engine, [build_opening(f"patient-{number % patients}") for number in range(30)])
    report = report_on(engine, small_cells=10)
    assert read_table(report, "outcomes")["shown"] == {"openings": shown}
    assert read_table(report, "criteria")["hematologic relapse"]["met"] == shown


def test_latencies_are_percentiles_by_nearest_rank(engine: Engine) -> None:
    write(engine, [build_opening(phases={"decided": milliseconds}) for milliseconds in range(1, 101)])
    assert read_table(report_on(engine), "latencies") == {
        "until the decision was made": {
            "median": "50",
            "95 of 100 within": "95",
            "99 of 100 within": "99",
            "slowest": "100",
        }
    }


def test_an_empty_ledger_has_a_report(engine: Engine) -> None:
    report = report_on(engine)
    assert report.headline[0] == ("0", "openings of a chart")
    assert not any(read_table(report, table.id) for table in report.tables)


def test_the_criteria_are_called_as_on_the_cards(engine: Engine) -> None:
    write(engine, [build_opening(criteria={RELAPSE: "indeterminate"}, because=[RELAPSE, "molecular-failure"])])
    report = report_on(engine)
    assert read_table(report, "criteria") == {"hematologic relapse": {"cannot be assessed": "1"}}
    assert set(read_table(report, "grounds")) == {"hematologic relapse", "molecular-failure"}
