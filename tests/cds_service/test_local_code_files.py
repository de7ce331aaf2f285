"""Local codes and units: configured in settings, checked at the start, used by the hook and the commands."""

import json
from pathlib import Path
from typing import Any

import pytest

from cds_service.app import create_app
from cds_service.local_code_files import load_local_codes
from cds_service.prefetch.keys import build_local_code_keys, build_local_report_keys
from cds_service.settings import InvalidSettingsError, Profile, Settings
from fhir_mappings import Coding
from tests.cds_service.calls import (
    PATIENT,
    PATIENT_ID,
    SERVICE,
    authorization,
    empty_prefetch,
    hook_call,
    read_assessment,
)
from tests.cds_service.cli.test_commands import Run, run
from tests.cds_service.conftest import OpenService
from tests.cds_service.local_code_files import LABORATORY, RESULT, concept_map, write_site_files
from tests.stub_fhir_server import StubFhirServer

__all__ = ["run"]

WITH_RESULT = {"resourceType": "Bundle", "entry": [{"resource": RESULT}]}
CML = {
    "resourceType": "Condition",
    "id": "cml",
    "subject": {"reference": f"Patient/{PATIENT_ID}"},
    "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "C92.10"}]},
}
IMATINIB = {
    "resourceType": "MedicationRequest",
    "id": "imatinib",
    "status": "active",
    "intent": "order",
    "subject": {"reference": f"Patient/{PATIENT_ID}"},
    "authoredOn": "2023-06-01",
    "medicationCodeableConcept": {
        "coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "403879"}]
    },
    "dosageInstruction": [
        {
            "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}},
            "doseAndRate": [{"doseQuantity": {"value": 400, "unit": "mg"}}],
        }
    ],
}


def _bundle(*resources: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": resource} for resource in resources]}


def _find_evidence(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [item for item in document.get("evidence", ()) if item["reference"] == "Observation/leukocytes"]


def _is_read_correctly(document: dict[str, Any]) -> bool:
    """Return whether the laboratory's result is used, in standard units and as written in the chart."""
    found = _find_evidence(document)
    return [(fact["value"], fact["unit"], fact["reported"]) for fact in found] == [(12.5, "×10⁹/L", "12.5 Tsd./µl")]


def test_the_hook_reads_local_codes_and_units(open_service: OpenService, tmp_path: Path) -> None:
    prefetch = empty_prefetch(
        conditions=_bundle(CML), medications=_bundle(IMATINIB), local_codes=WITH_RESULT, blood_counts=None
    )
    answer = open_service(**write_site_files(tmp_path).settings).post(SERVICE, json=hook_call(prefetch=prefetch))
    assert _is_read_correctly(read_assessment(answer.json))


def test_assess_takes_the_files_from_options_and_from_settings(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = write_site_files(tmp_path)
    chart = tmp_path / "chart.json"
    chart.write_text(json.dumps(_bundle(PATIENT, CML, IMATINIB, RESULT)), "utf-8")
    assert not _find_evidence(json.loads(run("assess", chart, "--json").out))
    options = ("--concept-map", files.concept_map, "--local-units", files.local_units)
    assert _is_read_correctly(json.loads(run("assess", chart, "--json", *options).out))
    monkeypatch.setenv("IMATINIB_CDS_CONCEPT_MAPS", str(files.concept_map))
    monkeypatch.setenv("IMATINIB_CDS_LOCAL_UNITS", str(files.local_units))
    assert _is_read_correctly(json.loads(run("assess", chart, "--json").out))


def test_discovery_asks_for_the_local_codes_under_a_key_of_their_own(open_service: OpenService, tmp_path: Path) -> None:
    """The estimate 49498-9 is never used, so it is not searched for."""
    files = write_site_files(tmp_path, LEUKO="6690-2", ESTIMATE="49498-9", RATIO="46434-7")
    [announced] = open_service(**files.settings).get("/cds-services").json["services"]
    tokens = f"{LABORATORY}|LEUKO,{LABORATORY}|RATIO&_count=200"
    assert announced["prefetch"]["local-codes"] == f"Observation?patient={{{{context.patientId}}}}&code={tokens}"


def test_discovery_asks_for_reports_under_the_local_codes_of_what_is_reported_in_documents(
    open_service: OpenService, tmp_path: Path
) -> None:
    files = write_site_files(tmp_path, LEUKO="6690-2", KARYO="62389-2", RATIO="69380-4")
    [announced] = open_service(**files.settings).get("/cds-services").json["services"]
    tokens = f"{LABORATORY}|KARYO,{LABORATORY}|RATIO&_count=200"
    assert announced["prefetch"]["local-reports"] == f"DiagnosticReport?patient={{{{context.patientId}}}}&code={tokens}"


def test_local_codes_that_are_not_reported_add_no_key_for_reports(open_service: OpenService, tmp_path: Path) -> None:
    [announced] = open_service(**write_site_files(tmp_path).settings).get("/cds-services").json["services"]
    assert "local-reports" not in announced["prefetch"]


def test_local_codes_of_reports_are_split_into_short_optional_queries() -> None:
    keys = build_local_report_keys([Coding(LABORATORY, f"CODE-{number}") for number in range(200)])
    assert [key.name for key in keys[:2]] == ["local-reports", "local-reports-2"]
    assert all(len(key.expand_query("x" * 64)) <= 1500 and not key.required for key in keys)


def test_a_map_of_drugs_adds_no_prefetch_key(open_service: OpenService, tmp_path: Path) -> None:
    files = write_site_files(tmp_path)
    drugs = concept_map(IMA="403879")
    drugs["group"][0]["target"] = "http://www.nlm.nih.gov/research/umls/rxnorm"
    files.concept_map.write_text(json.dumps(drugs), "utf-8")
    [announced] = open_service(**files.settings).get("/cds-services").json["services"]
    assert "local-codes" not in announced["prefetch"]


def test_what_was_not_prefetched_is_read_under_the_local_codes(
    open_service: OpenService, fhir: StubFhirServer, tmp_path: Path
) -> None:
    service = open_service(**write_site_files(tmp_path).settings)
    call = hook_call(fhirServer=fhir.base, fhirAuthorization=authorization(), prefetch=empty_prefetch())
    assert service.post(SERVICE, json=call).status_code == 200
    assert any(request.parameters.get("code") == f"{LABORATORY}|LEUKO" for request in fhir.requests)


def test_local_codes_are_split_into_short_queries() -> None:
    keys = build_local_code_keys([Coding(LABORATORY, f"CODE-{number}") for number in range(200)])
    assert [key.name for key in keys[:3]] == ["local-codes", "local-codes-2", "local-codes-3"]
    assert all(len(key.expand_query("x" * 64)) <= 1500 for key in keys)
    requests = [token for key in keys for token in key.query.partition("code=")[2].split(",")]
    assert requests == [f"{LABORATORY}|CODE-{number}" for number in range(200)]
    assert all(key.required for key in keys)


@pytest.mark.parametrize(
    ("code", "written"),
    [("A B", "A%20B"), ("A&B", "A%26B"), ("A#+B", "A%23%2BB"), ("1,5", "1%5C,5"), ("a|b", "a%5C%7Cb"), ("Ä", "%C3%84")],
)
def test_a_code_is_written_as_a_search_parameter_needs_it(code: str, written: str) -> None:
    [key] = build_local_code_keys([Coding(LABORATORY, code)])
    assert key.query.endswith(f"code={LABORATORY}|{written}")


def test_the_service_does_not_start_with_invalid_maps(tmp_path: Path) -> None:
    files = write_site_files(tmp_path, LEUKO="6690-2", HB="718-7", CRP="1988-5")
    files.local_units.write_text("spelling,ucum\nTsd,kg\n", "utf-8")
    with pytest.raises(InvalidSettingsError) as unusable:
        create_app(Settings(profile=Profile.DEVELOPMENT, **files.settings))
    first, second, third = str(unusable.value).splitlines()
    assert first.startswith(f"IMATINIB_CDS_CONCEPT_MAPS: {files.concept_map}: group 1, element 2: ")
    assert second.startswith(f"IMATINIB_CDS_CONCEPT_MAPS: {files.concept_map}: group 1, element 3: ")
    assert third.startswith(f"IMATINIB_CDS_LOCAL_UNITS: {files.local_units}: line 2: kg is not a unit")


def test_a_command_ends_with_2_and_a_line_for_each_problem(run: Run, tmp_path: Path) -> None:
    files = write_site_files(tmp_path, HB="718-7", CRP="1988-5")
    for command in (("serve", "--profile", "development"), ("demo",)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("IMATINIB_CDS_CONCEPT_MAPS", str(files.concept_map))
            ended = run(*command)
        assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 2)
    chart = tmp_path / "chart.json"
    chart.write_text(json.dumps(_bundle(PATIENT)), "utf-8")
    ended = run("assess", chart, "--concept-map", files.concept_map)
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 2)


def test_an_unreadable_file_does_not_hide_the_problems_of_others(tmp_path: Path) -> None:
    """``null`` is JSON, but not a ConceptMap."""
    files = write_site_files(tmp_path, HB="1-8")
    (tmp_path / "null.json").write_text("null", "utf-8")
    named = (str(tmp_path / "missing.json"), str(tmp_path / "null.json"), str(files.concept_map))
    with pytest.raises(InvalidSettingsError) as unusable:
        load_local_codes(Settings(concept_maps=named))
    problems = str(unusable.value).splitlines()
    assert [finding.split(": ")[1] for finding in problems] == list(named)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "the file cannot be read (No such file or directory)"),
        (b"{", "the file is not JSON: "),
        (b"\xff\xfe", "the file is not UTF-8 (byte 0)"),
        (b"[]", "ConceptMap: it is not a FHIR ConceptMap"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None, message: str) -> None:
    file = tmp_path / "map.json"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(InvalidSettingsError) as unusable:
        load_local_codes(Settings(concept_maps=(str(file),), local_units=str(tmp_path / "missing.csv")))
    first, second = str(unusable.value).splitlines()
    assert first.startswith(f"IMATINIB_CDS_CONCEPT_MAPS: {file}: {message}")
    assert second.endswith("missing.csv: the file cannot be read (No such file or directory)")


def test_without_files_there_are_no_maps() -> None:
    assert load_local_codes(Settings()) == load_local_codes(Settings(concept_maps=(), local_units=""))
    assert not load_local_codes(Settings()).codes
