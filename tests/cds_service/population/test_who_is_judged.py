"""Who is judged: every patient with a sign of CML, in whatever file it stands, and nobody else."""

import json
from pathlib import Path
from typing import Any

import pytest

from cds_service.population.header import InvalidLineError, parse_header
from cds_service.population.signs import SignFinder
from tests.cds_service.population.country import Resource, build_other_patient, read_assessments, screen, write_lines

SUBJECT = {"reference": "Patient/one"}
PATIENT = {"resourceType": "Patient", "id": "one", "birthDate": "1970-01-01"}
CML = {"text": "chronic myeloid leukemia"}
IMATINIB = {"coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "282388"}]}


def condition(**members: Any) -> Resource:
    return {"resourceType": "Condition", "id": "c", "subject": SUBJECT, "code": CML} | members


def order(**members: Any) -> Resource:
    return {"resourceType": "MedicationRequest", "id": "m", "subject": SUBJECT} | members


def medication(id_: str, **members: Any) -> Resource:
    return {"resourceType": "Medication", "id": id_} | members


def refer_to(id_: str) -> Resource:
    return {"reference": f"Medication/{id_}"}


GIST = {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "C49.A0"}]}
# fmt: off
POPULATIONS = {
    "a diagnosis in words":             (True,  [condition()]),
    "a diagnosis of something else":    (False, [condition(code={"text": "Cough"})]),
    "a drug by its code":               (True,  [order(medicationCodeableConcept=IMATINIB)]),
    "a drug in words":                  (True,  [order(medicationCodeableConcept={"text": "Glivec 400 mg"})]),
    "a drug entered in error":          (False, [order(medicationCodeableConcept=IMATINIB, status="entered-in-error")]),
    "a drug for something else":        (False, [order(medicationCodeableConcept=IMATINIB, reasonCode=[GIST])]),
    "a drug for a condition elsewhere": (False, [condition(code=GIST),
                                                 order(medicationCodeableConcept=IMATINIB,
                                                       reasonReference=[{"reference": "Condition/c"}])]),
    "a drug contained in the order":    (True,  [order(contained=[medication("x", code=IMATINIB)],
                                                       medicationReference={"reference": "#x"})]),
    "a drug behind a reference":        (True,  [order(medicationReference=refer_to("x")),
                                                 medication("x", code=IMATINIB)]),
    "an ingredient behind references":  (True,  [order(medicationReference=refer_to("kit")),
                                                 medication("kit", ingredient=[{"itemReference": refer_to("x")}]),
                                                 medication("x", code=IMATINIB)]),
    "another drug behind a reference":  (False, [order(medicationReference=refer_to("y")),
                                                 medication("y", code={"text": "codeine"}),
                                                 medication("x", code=IMATINIB)]),
    "a subject in the form of a URL":   (True,  [condition(subject={"reference": "https://ehr.example/r4/Patient/one"})]),
    "a subject of another type":        (False, [condition(subject={"reference": "Group/one"})]),
    "a condition without a subject":    (False, [condition(subject=None)]),
    "a code that is a list":            (True,  [condition(code=[CML])]),
}
# fmt: on


@pytest.mark.parametrize("in_reverse", [False, True])
@pytest.mark.parametrize(("is_judged", "resources"), POPULATIONS.values(), ids=POPULATIONS)
def test_a_patient_is_judged_if_the_chart_has_a_sign(
    is_judged: bool, resources: list[Resource], in_reverse: bool, tmp_path: Path
) -> None:
    lines = [PATIENT, *resources, *build_other_patient(1)]
    files = [
        write_lines(tmp_path / f"{number}.ndjson", [line])
        for number, line in enumerate(reversed(lines) if in_reverse else lines)
    ]
    screen(*files, out=tmp_path / "out")
    assert read_assessments(tmp_path / "out").keys() == ({"Patient/one"} if is_judged else set())


def test_a_line_that_alone_is_a_sign_is_remembered_by_its_words() -> None:
    finder = SignFinder()
    lines = [json.dumps(condition(id=str(number))).encode() for number in range(2)]
    assert all(finder.is_candidate(parse_header(line)) for line in lines)
    assert not finder.is_candidate(parse_header(json.dumps(build_other_patient(1)[3]).encode()))


def report(*results: str) -> Resource:
    return {
        "resourceType": "DiagnosticReport",
        "id": "r",
        "subject": SUBJECT,
        "code": {"coding": [{"system": "http://loinc.org", "code": "55180-4"}]},
        "result": [{"reference": f"Observation/{name}"} for name in results],
    }


def test_a_result_that_only_a_report_refers_to_is_found_in_another_file(tmp_path: Path) -> None:
    result = {"resourceType": "Observation", "id": "far", "code": {"coding": []}}
    near = write_lines(tmp_path / "near.ndjson", [PATIENT, condition(), report("far")])
    far = write_lines(tmp_path / "far.ndjson", [*build_other_patient(1), result])
    assert screen(near, far, out=tmp_path / "a").references_not_found == {}
    assert screen(near, out=tmp_path / "b").references_not_found == {"Observation": 1}


def test_what_cannot_be_found_is_a_doubt_of_the_patient(tmp_path: Path) -> None:
    lines = [
        PATIENT,
        condition(),
        order(medicationReference=refer_to("gone"), status="active", intent="order", authoredOn="2024-05-01"),
    ]
    summary = screen(write_lines(tmp_path / "lines.ndjson", lines), out=tmp_path / "out")
    assessment = read_assessments(tmp_path / "out")["Patient/one"]
    assert summary.references_not_found == {"Medication": 1}
    assert "medication-unresolved" in [reason["code"] for reason in assessment["applicability"]["reasons"]]


def test_lines_of_nobody_are_counted(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "lines.ndjson", [PATIENT, condition(), condition(subject=None), medication("x")])
    assert screen(path, out=tmp_path / "out").lines_without_patient == {"Condition": 1}


@pytest.mark.parametrize("line", [b"[]", b"{", b'{"resourceType": 3}', b'"text"', b"\xff"])
def test_what_is_no_resource_has_no_header(line: bytes) -> None:
    with pytest.raises(InvalidLineError):
        parse_header(line)


def test_a_number_that_no_measurement_has_costs_its_line_and_is_reported(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "lines.ndjson", [PATIENT, condition()])
    with path.open("a") as file:
        file.write('{"resourceType": "Observation", "id": "o", "subject": {"reference": "Patient/one"}, ')
        file.write('"valueQuantity": {"value": 1e99999}}\n')
    screen(path, out=tmp_path / "out")
    unread = read_assessments(tmp_path / "out")["Patient/one"]["unread"]
    assert "lines that could not be read: 1" in [query["reason"] for query in unread]
