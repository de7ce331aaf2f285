"""The output of a run: no ids and no words unless they are asked for, and a table whose columns explain themselves."""

import json
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from cds_service.population.batch.finish import ASSESSMENTS, DICTIONARY, TABLE
from cds_service.population.canonical import encode_canonically
from cds_service.population.pseudonyms import UnusableKeyError, read_key
from cds_service.population.table import SCHEMA
from response_criteria.model.recommendations import Action
from tests.cds_service.population.country import KEY, build_charts, screen, write_by_type

CHARTS = build_charts()
RESOURCES = [resource for chart in CHARTS.values() for resource in chart]
IDS = {resource["id"] for resource in RESOURCES}


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the population."""
    return write_by_type(tmp_path_factory.mktemp("country"), RESOURCES)


def test_by_default_the_output_has_no_id_of_the_files(country: Path, tmp_path: Path) -> None:
    screen(country, out=tmp_path, with_ids=False, with_words=False)
    written = (tmp_path / ASSESSMENTS).read_text() + str(pq.read_table(tmp_path / TABLE).to_pylist())
    assert not [id_ for id_ in IDS if id_ in written]


def test_by_default_the_output_has_no_words_of_the_charts(country: Path, tmp_path: Path) -> None:
    screen(country, out=tmp_path, with_ids=False, with_words=False)
    written = (tmp_path / ASSESSMENTS).read_text()
    assert '"reported"' not in written
    assert '"text"' not in written
    assert '"action"' in written


def test_with_words_the_sentences_are_kept_and_ids_are_not(country: Path, tmp_path: Path) -> None:
    screen(country, out=tmp_path, with_ids=False, with_words=True)
    written = (tmp_path / ASSESSMENTS).read_text()
    assert '"reported"' in written
    assert not [id_ for id_ in IDS if id_ in written]


def test_a_key_gives_the_same_pseudonyms_in_every_run_and_none_gives_others(country: Path, tmp_path: Path) -> None:
    def read_names(name: str, key: bytes) -> set[str]:
        screen(country, out=tmp_path / name, with_ids=False, key=key)
        return set(pq.read_table(tmp_path / name / TABLE).column("patient").to_pylist())

    first, again, other = read_names("a", KEY), read_names("b", KEY), read_names("c", b"")
    assert first == again
    assert len(first) == len(CHARTS)
    assert not first & other


def test_the_table_has_a_row_for_each_patient_with_the_action(country: Path, tmp_path: Path) -> None:
    screen(country, out=tmp_path)
    rows = pq.read_table(tmp_path / TABLE).to_pylist()
    assert {row["patient"] for row in rows} == CHARTS.keys()
    assert {row["action"] for row in rows} <= set(map(str, Action))
    documents = {item["subject"]: item for item in map(json.loads, (tmp_path / ASSESSMENTS).read_text().splitlines())}
    assert all(documents[f"Patient/{row['patient']}"]["recommendation"]["action"] == row["action"] for row in rows)
    assert {row["as_of"] for row in rows} == {date(2024, 6, 15)}


def test_every_column_of_the_table_is_in_the_data_dictionary(country: Path, tmp_path: Path) -> None:
    screen(country, out=tmp_path)
    written = pq.read_schema(tmp_path / TABLE)
    dictionary = (tmp_path / DICTIONARY).read_text()
    assert written.names == SCHEMA.names
    assert all(f"| {field.name} | {field.type} | " in dictionary for field in SCHEMA)
    assert all(field.metadata[b"description"] for field in written)


def test_the_output_is_the_only_place_that_is_written(country: Path, tmp_path: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in country.rglob("*")}
    screen(country, out=tmp_path / "deep" / "out")
    assert {path: path.stat().st_mtime_ns for path in country.rglob("*")} == before
    assert sorted(path.name for path in (tmp_path / "deep").iterdir()) == ["out"]


def test_the_canonical_form_ignores_the_order_of_references_and_leaves_out_report_and_keys() -> None:
    first = {"b": 1, "a": {"evidence": ["x", "y"], "findingKey": "k"}, "report": "text"}
    second = {"a": {"evidenceKey": "l", "evidence": ["y", "x"]}, "b": 1}
    assert encode_canonically(first) == encode_canonically(second) == b'{"a":{"evidence":["x","y"]},"b":1}'


def test_the_canonical_form_keeps_the_order_of_what_has_one() -> None:
    assert encode_canonically({"doses": [2, 1]}) != encode_canonically({"doses": [1, 2]})


@pytest.mark.parametrize("key", [b"too short", None])
def test_a_key_that_cannot_be_used_is_reported_without_it(key: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "key"
    if key:
        path.write_bytes(key)
    with pytest.raises(UnusableKeyError) as error:
        read_key(path)
    assert "too short" not in str(error.value)
