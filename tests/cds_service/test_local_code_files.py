"""A site's own codes and units: named in the settings, checked at the start, used by every door."""

import json
from pathlib import Path
from typing import Any

import pytest

from cds_service.app import create_app
from cds_service.local_code_files import site_maps
from cds_service.prefetch.keys import local_keys, local_report_keys
from cds_service.settings import Profile, Settings, SettingsUnusable
from fhir_mappings.datatypes.codings import Coding
from tests.cds_service.calls import PATIENT, PATIENT_ID, SERVICE, assessed, authorization, empty_prefetch, hook_call
from tests.cds_service.cli.test_commands import Run, run
from tests.cds_service.conftest import Opened
from tests.cds_service.local_code_files import LABORATORY, RESULT, concept_map, site_files
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
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": each} for each in resources]}


def _evidence(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for each in document.get("evidence", ()) if each["reference"] == "Observation/leukocytes"]


def _read_right(document: dict[str, Any]) -> bool:
    """Whether the laboratory's result counts, as compared and as it stood."""
    found = _evidence(document)
    return [(each["value"], each["unit"], each["reported"]) for each in found] == [(12.5, "×10⁹/L", "12.5 Tsd./µl")]


def test_the_hook_reads_them(opened: Opened, tmp_path: Path) -> None:
    prefetch = empty_prefetch(
        conditions=_bundle(CML), medications=_bundle(IMATINIB), local_codes=WITH_RESULT, blood_counts=None
    )
    answer = opened(**site_files(tmp_path).settings).post(SERVICE, json=hook_call(prefetch=prefetch))
    assert _read_right(assessed(answer.json))


def test_assess_reads_them_by_options_and_by_settings(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = site_files(tmp_path)
    chart = tmp_path / "chart.json"
    chart.write_text(json.dumps(_bundle(PATIENT, CML, IMATINIB, RESULT)), "utf-8")
    assert not _evidence(json.loads(run("assess", chart, "--json").out))
    options = ("--concept-map", files.concept_map, "--local-units", files.local_units)
    assert _read_right(json.loads(run("assess", chart, "--json", *options).out))
    monkeypatch.setenv("IMATINIB_CDS_CONCEPT_MAPS", str(files.concept_map))
    monkeypatch.setenv("IMATINIB_CDS_LOCAL_UNITS", str(files.local_units))
    assert _read_right(json.loads(run("assess", chart, "--json").out))


def test_discovery_asks_for_the_local_codes_under_a_key_of_their_own(opened: Opened, tmp_path: Path) -> None:
    """The estimate 49498-9 is not searched for under our code either."""
    files = site_files(tmp_path, LEUKO="6690-2", ESTIMATE="49498-9", RATIO="46434-7")
    [announced] = opened(**files.settings).get("/cds-services").json["services"]
    tokens = f"{LABORATORY}|LEUKO,{LABORATORY}|RATIO"
    assert announced["prefetch"]["local-codes"] == f"Observation?patient={{{{context.patientId}}}}&code={tokens}"


def test_discovery_asks_for_reports_under_the_local_codes_of_what_is_reported_in_documents(
    opened: Opened, tmp_path: Path
) -> None:
    files = site_files(tmp_path, LEUKO="6690-2", KARYO="62389-2", RATIO="69380-4")
    [announced] = opened(**files.settings).get("/cds-services").json["services"]
    tokens = f"{LABORATORY}|KARYO,{LABORATORY}|RATIO"
    assert announced["prefetch"]["local-reports"] == f"DiagnosticReport?patient={{{{context.patientId}}}}&code={tokens}"


def test_local_codes_of_no_report_ask_for_no_reports(opened: Opened, tmp_path: Path) -> None:
    [announced] = opened(**site_files(tmp_path).settings).get("/cds-services").json["services"]
    assert "local-reports" not in announced["prefetch"]


def test_local_codes_of_reports_take_as_many_queries_as_stay_short_and_may_fail() -> None:
    keys = local_report_keys([Coding(LABORATORY, f"CODE-{number}") for number in range(200)])
    assert [each.name for each in keys[:2]] == ["local-reports", "local-reports-2"]
    assert all(len(each.query_for("x" * 64)) <= 1500 and not each.required for each in keys)


def test_a_map_of_drugs_and_conditions_asks_for_nothing_more(opened: Opened, tmp_path: Path) -> None:
    files = site_files(tmp_path)
    drugs = concept_map(IMA="403879")
    drugs["group"][0]["target"] = "http://www.nlm.nih.gov/research/umls/rxnorm"
    files.concept_map.write_text(json.dumps(drugs), "utf-8")
    [announced] = opened(**files.settings).get("/cds-services").json["services"]
    assert "local-codes" not in announced["prefetch"]


def test_what_was_not_prefetched_is_read_under_the_local_codes(
    opened: Opened, fhir: StubFhirServer, tmp_path: Path
) -> None:
    service = opened(**site_files(tmp_path).settings)
    call = hook_call(fhirServer=fhir.base, fhirAuthorization=authorization(), prefetch=empty_prefetch())
    assert service.post(SERVICE, json=call).status_code == 200
    assert any(each.parameters.get("code") == f"{LABORATORY}|LEUKO" for each in fhir.asked)


def test_local_codes_take_as_many_queries_as_stay_short() -> None:
    keys = local_keys([Coding(LABORATORY, f"CODE-{number}") for number in range(200)])
    assert [each.name for each in keys[:3]] == ["local-codes", "local-codes-2", "local-codes-3"]
    assert all(len(each.query_for("x" * 64)) <= 1500 for each in keys)
    asked = [token for each in keys for token in each.query.partition("code=")[2].split(",")]
    assert asked == [f"{LABORATORY}|CODE-{number}" for number in range(200)]
    assert all(each.required for each in keys)


@pytest.mark.parametrize(
    ("code", "written"),
    [("A B", "A%20B"), ("A&B", "A%26B"), ("A#+B", "A%23%2BB"), ("1,5", "1%5C,5"), ("a|b", "a%5C%7Cb"), ("Ä", "%C3%84")],
)
def test_a_code_is_written_as_a_search_parameter_needs_it(code: str, written: str) -> None:
    [key] = local_keys([Coding(LABORATORY, code)])
    assert key.query.endswith(f"code={LABORATORY}|{written}")


def test_the_service_does_not_start_with_maps_that_cannot_be_used(tmp_path: Path) -> None:
    files = site_files(tmp_path, LEUKO="6690-2", HB="718-7", CRP="1988-5")
    files.local_units.write_text("spelling,ucum\nTsd,kg\n", "utf-8")
    with pytest.raises(SettingsUnusable) as unusable:
        create_app(Settings(profile=Profile.DEVELOPMENT, **files.settings))
    first, second, third = str(unusable.value).splitlines()
    assert first.startswith(f"IMATINIB_CDS_CONCEPT_MAPS: {files.concept_map}: group 1, element 2: ")
    assert second.startswith(f"IMATINIB_CDS_CONCEPT_MAPS: {files.concept_map}: group 1, element 3: ")
    assert third.startswith(f"IMATINIB_CDS_LOCAL_UNITS: {files.local_units}: line 2: kg is not a unit")


def test_a_command_ends_with_2_and_a_line_for_each_problem(run: Run, tmp_path: Path) -> None:
    files = site_files(tmp_path, HB="718-7", CRP="1988-5")
    for command in (("serve", "--profile", "development"), ("demo",)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("IMATINIB_CDS_CONCEPT_MAPS", str(files.concept_map))
            ended = run(*command)
        assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 2)
    chart = tmp_path / "chart.json"
    chart.write_text(json.dumps(_bundle(PATIENT)), "utf-8")
    ended = run("assess", chart, "--concept-map", files.concept_map)
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 2)


def test_a_file_that_cannot_be_read_keeps_nothing_back_of_the_others(tmp_path: Path) -> None:
    """``null`` is JSON, and no ConceptMap."""
    files = site_files(tmp_path, HB="1-8")
    (tmp_path / "null.json").write_text("null", "utf-8")
    named = (str(tmp_path / "missing.json"), str(tmp_path / "null.json"), str(files.concept_map))
    with pytest.raises(SettingsUnusable) as unusable:
        site_maps(Settings(concept_maps=named))
    told = str(unusable.value).splitlines()
    assert [each.split(": ")[1] for each in told] == list(named)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "it cannot be read (No such file or directory)"),
        (b"{", "it is not JSON: "),
        (b"\xff\xfe", "it is not UTF-8 (byte 0)"),
        (b"[]", "ConceptMap: it is not a FHIR ConceptMap"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None, says: str) -> None:
    file = tmp_path / "map.json"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingsUnusable) as unusable:
        site_maps(Settings(concept_maps=(str(file),), local_units=str(tmp_path / "missing.csv")))
    first, second = str(unusable.value).splitlines()
    assert first.startswith(f"IMATINIB_CDS_CONCEPT_MAPS: {file}: {says}")
    assert second.endswith("missing.csv: it cannot be read (No such file or directory)")


def test_without_files_there_are_no_maps() -> None:
    assert site_maps(Settings()) == site_maps(Settings(concept_maps=(), local_units=""))
    assert not site_maps(Settings()).codes
