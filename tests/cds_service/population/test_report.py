"""The report: what it counts, and that no small group of patients can be read or calculated from it."""

import csv
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds_service.population.report.cohort import CHARACTERISTICS, build_cohort_table
from cds_service.population.report.results import UNKNOWN_START, name_months
from cds_service.population.report.todo import build_todo_table
from cds_service.reporting.local_names import RARE
from cds_service.reporting.plots import draw_bars, draw_parts
from cds_service.reporting.suppression import Suppressor
from cds_service.reporting.tables import NOT_SHOWN, build_cross_table, build_partition, build_shares
from response_criteria.model.recommendations import Action
from tests.cds_service.population.country import build_charts, screen, write_by_type

LIMIT = 10
SHOW_ALL = Suppressor(0)
COUNTS = st.lists(st.lists(st.integers(0, 60), min_size=3, max_size=3), min_size=2, max_size=5)


@given(COUNTS, st.booleans(), st.booleans())
def test_no_small_count_is_shown_and_none_is_the_only_one_hidden_in_its_line(
    counts: list[list[int]], rows_add_up: bool, columns_add_up: bool
) -> None:
    hidden = Suppressor(LIMIT).find_hidden(counts, rows_add_up=rows_add_up, columns_add_up=columns_add_up)
    small = {(row, column) for row, cells in enumerate(counts) for column, n in enumerate(cells) if 1 <= n <= LIMIT}
    assert small <= hidden
    rows = [[(row, column) for column in range(3)] for row in range(len(counts))] if rows_add_up else []
    columns = [[(row, column) for row in range(len(counts))] for column in range(3)] if columns_add_up else []
    for line in [*rows, *columns]:
        concealed = [counts[row][column] for row, column in line if (row, column) in hidden]
        is_safe = not concealed or len(concealed) == len(line) or (len(concealed) > 1 and sum(concealed) > LIMIT)
        assert is_safe


# fmt: off
SHARES = {
    "none":                 (0,  100, True),
    "one":                  (1,  100, False),
    "the limit":            (10, 100, False),
    "above the limit":      (11, 100, True),
    "all":                  (100, 100, True),
    "all but one":          (99, 100, False),
    "all but the limit":    (90, 100, False),
    "all but more":         (89, 100, True),
}
# fmt: on


@pytest.mark.parametrize(("count", "total", "is_shown"), SHARES.values(), ids=SHARES)
def test_a_share_is_shown_if_neither_it_nor_the_rest_is_small(count: int, total: int, is_shown: bool) -> None:
    table = build_shares("id", "title", [("a", count)], total, Suppressor(LIMIT))
    assert table.show(0, 0) == (str(count) if is_shown else NOT_SHOWN)
    assert (table.show_share(0, 0) == NOT_SHOWN) is not is_shown


def test_with_a_limit_of_0_everything_is_shown() -> None:
    table = build_partition("id", "title", [("a", 1), ("b", 0)], SHOW_ALL)
    assert [table.show(row, 0) for row in (0, 1)] == ["1", "0"]
    assert table.show_share(0, 0) == "100.0"


@pytest.mark.parametrize(
    ("months", "name"),
    [
        (0, "less than 3 months"),
        (2, "less than 3 months"),
        (3, "3 to 11 months"),
        (11, "3 to 11 months"),
        (12, "12 to 35 months"),
        (35, "12 to 35 months"),
        (36, "36 months or longer"),
        (None, UNKNOWN_START),
    ],
)
def test_times_on_treatment_are_grouped_as_the_criteria_ask(months: int | None, name: str) -> None:
    assert name_months(months) == name


def doubt(code: str = "", unit: str = "", reason: str = "it has no unit") -> dict[str, str]:
    return {"subject": "platelets", "code": code, "unit": unit, "reason": reason}


# fmt: off
NAMED = {
    "a public code of one patient":         (1, doubt("http://loinc.org|777-3"), True),
    "a local code of four":                 (4, doubt("urn:local|PLT"), False),
    "a local code of five":                 (5, doubt("urn:local|PLT"), True),
    "a public code with a unit of four":    (4, doubt("http://loinc.org|777-3", unit="odd"), False),
    "a reason that quotes the chart":       (1, doubt("http://loinc.org|777-3", reason="unit (odd)"), False),
}
# fmt: on


@pytest.mark.parametrize(("patients", "entry", "is_named"), NAMED.values(), ids=NAMED)
def test_a_code_is_named_if_it_is_public_or_frequent(patients: int, entry: dict[str, str], is_named: bool) -> None:
    table = build_todo_table([[entry]] * patients, SHOW_ALL)
    assert (table.rows != (RARE,)) is is_named
    assert table.counts == ((patients,),)


def patient(**values: Any) -> dict[str, Any]:
    return {item.column: None for item in CHARACTERISTICS} | values


# fmt: off
EDGES = {
    "age":                               ("Age, at least 60 y", 59, 60),
    "spleen_cm":                         ("Splenomegaly, at least 10 cm", 9.9, 10),
    "leukocytes":                        ("WBC count, at least 10 × 10⁹/L", 9.9, 10),
    "platelets":                         ("Platelet count, at least 450 × 10⁹/L", 449, 450),
    "blood_blasts_percent":              ("Peripheral blasts present", 0, 1),
    "marrow_blasts_percent":             ("Marrow blasts, at least 5%", 4.9, 5),
    "blood_basophils_percent":           ("Peripheral basophils, at least 7%", 6.9, 7),
    "marrow_basophils_percent":          ("Marrow basophils, at least 5%", 4.9, 5),
    "ph_positive_percent":               ("Ph+ more than 90%", 90, 91),
    "additional_abnormality":            ("Clonal evolution present", False, True),
    "sex":                               ("Sex, female", "male", "female"),
    "hematologic_relapse":               ("Group: hematologic relapse", "possible", "met"),
    "months_from_diagnosis_to_treatment": ("Time from diagnosis to therapy, 36 months or longer", 35, 36),
}
# fmt: on


@pytest.mark.parametrize(("column", "edge"), EDGES.items(), ids=EDGES)
def test_the_cohort_is_counted_by_the_limits_of_the_paper(column: str, edge: tuple[str, Any, Any]) -> None:
    name, without, with_ = edge
    table = build_cohort_table([patient(**{column: without}), patient(**{column: with_}), patient()], SHOW_ALL)
    assert table.counts[table.rows.index(name)] == (1, 1, 1)


def test_plots_draw_nothing_that_the_table_does_not_show() -> None:
    table = build_partition("id", "title", [("rare", 3), ("common", 50), ("second", 20)], Suppressor(LIMIT))
    drawn = draw_bars(table)
    assert drawn.count("not shown") == 2
    assert "68.5" in drawn
    assert "27.4" not in drawn


@pytest.mark.parametrize("rows_add_up", [True, False])
def test_the_length_of_a_bar_tells_the_total_of_a_row_only_where_it_is_protected(rows_add_up: bool) -> None:
    table = build_cross_table(
        "id", "title", ["row"], ["a", "b", "c"], [[3, 50, 20]], 100, Suppressor(LIMIT), rows_add_up=rows_add_up
    )
    shares = re.findall(r">(\d+)</text>", draw_parts(table))
    assert shares == (["68"] if rows_add_up else ["50", "20"])
    assert ("not shown" in draw_parts(table)) is rows_add_up


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of a run over the patients of the demonstration, nothing hidden."""
    folder = tmp_path_factory.mktemp("report")
    resources: Sequence[Any] = [resource for chart in build_charts().values() for resource in chart]
    screen(write_by_type(folder / "country", resources), out=folder / "out", small_cells=0)
    return folder / "out"


def test_the_actions_of_the_report_are_those_of_the_assessments(results: Path) -> None:
    rows = list(csv.reader((results / "report" / "actions.csv").read_text().splitlines()))[1:]
    actions = pq.read_table(results / "assessments.parquet").column("action").to_pylist()
    assert {name: int(count) for name, count in rows} == {str(action): actions.count(action) for action in Action}


def test_the_page_needs_nothing_from_elsewhere_and_says_that_it_is_internal(results: Path) -> None:
    page = (results / "report.html").read_text()
    assert "Not for publication" in page
    assert "<svg" in page
    assert not [word for word in ("<script", "<link", "<img", "src=", "url(http", "@import") if word in page]
    assert json.loads((results / "summary.json").read_text())["digest"] in page


def test_every_table_of_the_page_is_a_csv_file(results: Path) -> None:
    names = {path.stem for path in (results / "report").glob("*.csv")}
    page = (results / "report.html").read_text()
    assert {"cards", "actions", "criteria", "time", "precautions", "to-do", "doubts", "cohort"} <= names
    assert all(f'<section id="{name}">' in page for name in names)


def test_by_default_no_count_from_1_to_10_is_shown(tmp_path: Path) -> None:
    resources: Sequence[Any] = [resource for chart in build_charts().values() for resource in chart]
    screen(write_by_type(tmp_path / "country", resources), out=tmp_path / "out")
    tables = [list(csv.reader(path.read_text().splitlines()))[1:] for path in (tmp_path / "out" / "report").iterdir()]
    cells = [cell for table in tables for row in table for cell in row[1:]]
    assert NOT_SHOWN in cells
    assert not [cell for cell in cells if cell != NOT_SHOWN and 1 <= int(cell) <= LIMIT]
