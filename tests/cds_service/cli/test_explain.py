"""``imatinib-cds explain`` and ``imatinib-cds valuesets``, for integrators."""

import json
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.valueset import ValueSet

from cards import TEXT_WIDTH
from tests.cds_service.calls import PATIENT, PATIENT_ID
from tests.cds_service.cli.test_commands import CommandResult, Run, run
from tests.cds_service.local_code_files import LABORATORY, RESULT, write_site_files

__all__ = ["run"]

PULSE = RESULT | {
    "id": "pulse",
    "code": {"coding": [{"system": LABORATORY, "code": "PULS", "display": "Puls \x1b[31m"}]},
}


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    """A chart with a result under a local code, an irrelevant one, and entries that are not resources."""
    entries: list[Any] = [{"resource": resource} for resource in (PATIENT, RESULT, PULSE)]
    return _write_file(tmp_path, {"resourceType": "Bundle", "entry": [*entries, None, {"resource": "text"}, {}]})


def _write_file(folder: Path, content: Any) -> Path:
    file = folder / "bundle.json"
    file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return file


def _explain_with_maps(run: Run, folder: Path, chart: Path, *options: str) -> CommandResult:
    files = write_site_files(folder)
    return run("explain", chart, "--concept-map", files.concept_map, "--local-units", files.local_units, *options)


def test_explain_lists_every_resource_and_a_summary(run: Run, chart: Path, tmp_path: Path) -> None:
    result = _explain_with_maps(run, tmp_path, chart)
    assert (result.code, result.err) == (0, "")
    assert result.out == (
        f"""Patient/{PATIENT_ID}: read
  birth date: 1960-02-29

Observation/leukocytes: read
  leukocytes in the blood: 12.5 ×10⁹/L, 2024-06-10
    in the chart: 12.5 Tsd./µl
    method: automated
    code urn:oid:2.999.7|LEUKO, mapped to http://loinc.org|6690-2 by the site's ConceptMap

Observation/pulse: not relevant
  no table lists urn:oid:2.999.7|PULS

entry #4: no FHIR resource
  it has no resourceType

entry #5: no FHIR resource
  it has no resourceType

entry #6: no FHIR resource
  it has no resourceType

Patient/{PATIENT_ID}, 6 resources: 2 read, 1 not relevant, 3 no FHIR resource

Codes of results and medications that are not in any table, most frequent first:
  1 × Observation urn:oid:2.999.7|PULS (Puls [31m)
"""
    )


def test_without_a_map_the_local_code_is_the_first_unlisted_code(run: Run, chart: Path) -> None:
    summary = json.loads(run("explain", chart, "--json").out)["summary"]
    assert summary["unlisted"][0] == {
        "type": "Observation",
        "code": f"{LABORATORY}|LEUKO",
        "called": "Leukozyten",
        "count": 1,
    }
    assert summary["outcomes"]["read"] == 1
    assert summary["unitsRefused"] == []


def test_the_json_contains_the_same(run: Run, chart: Path, tmp_path: Path) -> None:
    document = json.loads(_explain_with_maps(run, tmp_path, chart, "--json").out)
    assert (document["schema"], document["subject"]) == ("1", f"Patient/{PATIENT_ID}")
    assert document["resources"][1] == {
        "reference": "Observation/leukocytes",
        "type": "Observation",
        "outcome": "read",
        "read": [
            {
                "what": "leukocytes in the blood",
                "value": "12.5",
                "unit": "×10⁹/L",
                "on": "2024-06-10",
                "reported": "12.5 Tsd./µl",
                "note": "method: automated",
                "codes": [{"code": "http://loinc.org|6690-2", "local": f"{LABORATORY}|LEUKO"}],
            }
        ],
    }
    assert len(document["resources"]) == document["summary"]["resources"] == 6
    assert document["within"] == []


def test_the_text_fits_the_width_and_has_no_control_characters(run: Run, tmp_path: Path) -> None:
    long_name = "a very long name of a drug " * 20
    order = {
        "resourceType": "MedicationRequest",
        "subject": {"reference": f"Patient/{PATIENT_ID}"},
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {"text": f"{long_name} \x1b[2J imatinib"},
    }
    result = run("explain", _write_file(tmp_path, {"resourceType": "Bundle", "entry": [{"resource": order}]}))
    assert result.code == 0
    assert "\x1b" not in result.out
    assert all(len(line) <= TEXT_WIDTH for line in result.out.splitlines())


def test_a_long_list_of_codes_is_shortened_in_the_text_but_not_in_the_json(run: Run, tmp_path: Path) -> None:
    many = [
        PULSE | {"id": str(number), "code": {"coding": [{"system": "s", "code": str(number)}]}} for number in range(25)
    ]
    file = _write_file(tmp_path, {"resourceType": "Bundle", "entry": [{"resource": resource} for resource in many]})
    assert "  and 5 more; --json lists them\n" in run("explain", file).out
    assert len(json.loads(run("explain", file, "--json").out)["summary"]["unlisted"]) == 25


@pytest.mark.parametrize(
    "resource",
    [
        {"resourceType": "OperationOutcome", "issue": [{"severity": "fatal"}]},
        {"resourceType": "MedicationOrder", "id": "1"},
        {"resourceType": "Observation", "code": 5, "component": "none", "subject": []},
    ],
)
def test_resources_that_would_end_an_assessment_are_explained(
    run: Run, tmp_path: Path, resource: dict[str, Any]
) -> None:
    entries = [{"resource": PATIENT}, {"resource": resource}]
    result = run("explain", _write_file(tmp_path, {"resourceType": "Bundle", "entry": entries}), "--json")
    assert result.code == 0
    assert json.loads(result.out)["resources"][1]["reasons"]


@pytest.mark.parametrize(
    ("content", "message"),
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
def test_input_that_cannot_be_explained_is_reported_in_one_line(
    run: Run, tmp_path: Path, content: Any, message: str
) -> None:
    result = run("explain", _write_file(tmp_path, content))
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert message in result.err


def test_valuesets_prints_one_bundle(run: Run) -> None:
    result = run("valuesets")
    assert (result.code, result.err) == (0, "")
    bundle = Bundle.model_validate(json.loads(result.out))
    assert len(bundle.entry) > 40


def test_valuesets_writes_a_file_for_each_into_a_folder(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "sets" / "nested"
    result = run("valuesets", "--out", folder)
    assert (result.code, result.out, result.err) == (0, "", "")
    imatinib = ValueSet.model_validate_json((folder / "ValueSet-imatinib.json").read_bytes())
    assert imatinib.url == "urn:imatinib-cds:valueset:imatinib"
    printed = {entry["resource"]["id"] for entry in json.loads(run("valuesets").out)["entry"]}
    assert {path.name for path in folder.iterdir()} == {f"ValueSet-{name}.json" for name in printed}


def test_an_unwritable_folder_is_reported_in_one_line(run: Run, chart: Path) -> None:
    result = run("valuesets", "--out", chart / "sets")
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert "the folder cannot be written" in result.err
