"""``imatinib-cds explain`` and ``imatinib-cds valuesets``: what an integrator sees."""

import json
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.valueset import ValueSet

from cards.text_report import WIDTH
from tests.cds_service.calls import PATIENT, PATIENT_ID
from tests.cds_service.cli.test_commands import Ended, Run, run
from tests.cds_service.local_code_files import LABORATORY, RESULT, site_files

__all__ = ["run"]

PULSE = RESULT | {
    "id": "pulse",
    "code": {"coding": [{"system": LABORATORY, "code": "PULS", "display": "Puls \x1b[31m"}]},
}


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    """A chart with a result under a local code, one about something else, and entries that are no resources."""
    entries: list[Any] = [{"resource": each} for each in (PATIENT, RESULT, PULSE)]
    return _file(tmp_path, {"resourceType": "Bundle", "entry": [*entries, None, {"resource": "text"}, {}]})


def _file(folder: Path, content: Any) -> Path:
    file = folder / "bundle.json"
    file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return file


def _with_maps(run: Run, folder: Path, chart: Path, *options: str) -> Ended:
    files = site_files(folder)
    return run("explain", chart, "--concept-map", files.concept_map, "--local-units", files.local_units, *options)


def test_it_tells_each_resource_and_then_a_summary(run: Run, chart: Path, tmp_path: Path) -> None:
    ended = _with_maps(run, tmp_path, chart)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == (
        f"""Patient/{PATIENT_ID}: read
  birth date: 1960-02-29

Observation/leukocytes: read
  leukocytes of the blood: 12.5 ×10⁹/L, 2024-06-10
    in the chart: 12.5 Tsd./µl
    counted: automated
    code urn:oid:2.999.7|LEUKO, read as http://loinc.org|6690-2 by the site's map

Observation/pulse: not about this
  no table lists urn:oid:2.999.7|PULS

entry #4: no FHIR resource
  it has no resourceType

entry #5: no FHIR resource
  it has no resourceType

entry #6: no FHIR resource
  it has no resourceType

Patient/{PATIENT_ID}, 6 resources: 2 read, 1 not about this, 3 no FHIR resource

Codes of results and medications that no table lists, most frequent first:
  1 × Observation urn:oid:2.999.7|PULS (Puls [31m)
"""
    )


def test_without_the_maps_the_local_code_is_the_first_that_nobody_listed(run: Run, chart: Path) -> None:
    summary = json.loads(run("explain", chart, "--json").out)["summary"]
    assert summary["unlisted"][0] == {
        "type": "Observation",
        "code": f"{LABORATORY}|LEUKO",
        "called": "Leukozyten",
        "count": 1,
    }
    assert summary["outcomes"]["read"] == 1
    assert summary["unitsRefused"] == []


def test_the_json_tells_the_same(run: Run, chart: Path, tmp_path: Path) -> None:
    document = json.loads(_with_maps(run, tmp_path, chart, "--json").out)
    assert (document["schema"], document["subject"]) == ("1", f"Patient/{PATIENT_ID}")
    assert document["resources"][1] == {
        "reference": "Observation/leukocytes",
        "type": "Observation",
        "outcome": "read",
        "read": [
            {
                "what": "leukocytes of the blood",
                "value": "12.5",
                "unit": "×10⁹/L",
                "on": "2024-06-10",
                "reported": "12.5 Tsd./µl",
                "note": "counted: automated",
                "codes": [{"code": "http://loinc.org|6690-2", "local": f"{LABORATORY}|LEUKO"}],
            }
        ],
    }
    assert len(document["resources"]) == document["summary"]["resources"] == 6
    assert document["within"] == []


def test_nothing_that_is_told_reaches_over_the_width_or_into_the_terminal(run: Run, tmp_path: Path) -> None:
    said = "a very long name of a drug " * 20
    order = {
        "resourceType": "MedicationRequest",
        "subject": {"reference": f"Patient/{PATIENT_ID}"},
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {"text": f"{said} \x1b[2J imatinib"},
    }
    ended = run("explain", _file(tmp_path, {"resourceType": "Bundle", "entry": [{"resource": order}]}))
    assert ended.code == 0
    assert "\x1b" not in ended.out
    assert all(len(line) <= WIDTH for line in ended.out.splitlines())


def test_many_unlisted_codes_are_cut_in_the_text_and_not_in_the_json(run: Run, tmp_path: Path) -> None:
    many = [PULSE | {"id": str(each), "code": {"coding": [{"system": "s", "code": str(each)}]}} for each in range(25)]
    file = _file(tmp_path, {"resourceType": "Bundle", "entry": [{"resource": each} for each in many]})
    assert "  and 5 more; --json lists them\n" in run("explain", file).out
    assert len(json.loads(run("explain", file, "--json").out)["summary"]["unlisted"]) == 25


@pytest.mark.parametrize(
    "odd",
    [
        {"resourceType": "OperationOutcome", "issue": [{"severity": "fatal"}]},
        {"resourceType": "MedicationOrder", "id": "1"},
        {"resourceType": "Observation", "code": 5, "component": "none", "subject": []},
    ],
)
def test_what_would_end_an_assessment_is_explained(run: Run, tmp_path: Path, odd: dict[str, Any]) -> None:
    entries = [{"resource": PATIENT}, {"resource": odd}]
    ended = run("explain", _file(tmp_path, {"resourceType": "Bundle", "entry": entries}), "--json")
    assert ended.code == 0
    assert json.loads(ended.out)["resources"][1]["reasons"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"{", "the input is not JSON"),
        ([], "the input is not a FHIR Bundle"),
        (PATIENT, "the input is not a FHIR Bundle"),
        ({"resourceType": "Bundle", "entry": {}}, "there is no Patient"),
        ({"resourceType": "Bundle", "entry": "none"}, "the input is not a FHIR Bundle"),
        ({"resourceType": "Bundle"}, "there is no Patient"),
        (
            {"resourceType": "Bundle", "entry": [{"resource": PATIENT}, {"resource": PATIENT | {"id": "other"}}]},
            "several patients",
        ),
    ],
)
def test_what_cannot_be_explained_is_told_in_one_line(run: Run, tmp_path: Path, content: Any, says: str) -> None:
    ended = run("explain", _file(tmp_path, content))
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert says in ended.err


def test_valuesets_prints_one_bundle(run: Run) -> None:
    ended = run("valuesets")
    assert (ended.code, ended.err) == (0, "")
    bundle = Bundle.model_validate(json.loads(ended.out))
    assert len(bundle.entry) > 40


def test_valuesets_writes_a_file_for_each_into_a_folder(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "sets" / "of-ours"
    ended = run("valuesets", "--out", folder)
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    imatinib = ValueSet.model_validate_json((folder / "ValueSet-imatinib.json").read_bytes())
    assert imatinib.url == "urn:imatinib-cds:valueset:imatinib"
    printed = {entry["resource"]["id"] for entry in json.loads(run("valuesets").out)["entry"]}
    assert {each.name for each in folder.iterdir()} == {f"ValueSet-{each}.json" for each in printed}


def test_a_folder_that_cannot_be_written_is_told_in_one_line(run: Run, chart: Path) -> None:
    ended = run("valuesets", "--out", chart / "sets")
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert "it cannot be written" in ended.err
