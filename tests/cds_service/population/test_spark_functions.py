"""The functions that Spark maps over a population, called with batches as Spark calls them."""

import json
from pathlib import Path

import pyarrow as pa
import pytest

from cds_service.population import judge as judging
from cds_service.population.canonical import digest_all
from cds_service.population.judge import DIGEST, Judge
from cds_service.population.patient import Terms
from cds_service.population.spark import BAD, make_judge, make_line_reader
from fhir_mappings import NO_TRANSLATION
from tests.cds_service.population.country import (
    AS_OF,
    KEY,
    build_charts,
    build_country,
    build_other_patient,
    screen,
    write_by_type,
)

JUDGE = Judge(terms=Terms(as_of=AS_OF), key=KEY)


def judge(groups: dict[str, list[bytes]]) -> list[dict[str, object]]:
    """Judge the lines of patients in one batch."""
    batch = pa.RecordBatch.from_pydict({"patient": list(groups), "lines": list(groups.values())})
    return [row for batch in make_judge(JUDGE)(iter([batch])) for row in batch.to_pylist()]


def encode(resources: list[dict[str, object]]) -> list[bytes]:
    return [json.dumps(resource).encode() for resource in resources]


def test_lines_are_read_with_their_patient_and_whether_they_are_a_sign() -> None:
    cml = next(iter(build_charts().values()))[:2]
    lines = [b"", b"no resource\r", b'{"resourceType": "Encounter"}', *encode(cml), *encode(build_other_patient(1)[:2])]
    batch = pa.RecordBatch.from_pydict({"line": lines})
    rows = [row for batch in make_line_reader(NO_TRANSLATION)(iter([batch])) for row in batch.to_pylist()]
    assert [(row["type"], row["is_candidate"]) for row in rows] == [
        (BAD, False),
        ("Patient", False),
        ("Condition", True),
        ("Patient", False),
        ("Condition", False),
    ]
    assert rows[2]["patient"] == rows[1]["id"] == cml[0]["id"]


def test_patients_are_judged_as_on_one_machine_in_any_order_of_their_lines(tmp_path: Path) -> None:
    expected = screen(write_by_type(tmp_path / "country", build_country()), out=tmp_path / "out")
    rows = judge({patient_id: encode(chart)[::-1] for patient_id, chart in build_charts().items()})
    assert digest_all(row[DIGEST] for row in rows if isinstance(row[DIGEST], bytes)) == expected.digest


def test_a_patient_without_a_sign_has_no_row() -> None:
    assert judge({"other-1": encode(build_other_patient(1))}) == []


def test_an_unexpected_error_costs_its_patient_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object) -> None:
        raise KeyError("a word of the chart")

    monkeypatch.setattr(judging, "assess_patient", fail)
    [row] = judge({"one": encode(build_other_patient(1))})
    assert row["_error"] == "KeyError"
    assert row["patient"] is None
    assert "a word of the chart" not in str(row)
