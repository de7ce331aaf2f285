"""Whose result it is. Results of another patient are never used, so every way to write a subject has a row here."""

from typing import Any

import pytest

from fhir_mappings.chart.patient_matching import SubjectFinder, find_patient_id
from fhir_mappings.datatypes.references import ChartEntry, ReferenceTarget
from fhir_mappings.errors import NoPatientError, SeveralPatientsError

UUID = "0d6e1a1c-5d1e-4a57-9d4c-0d4f6f0a7b11"
OTHER_UUID = "7b1f0a6f-4f0d-4c9d-a574-1e5d1c1a6e0d"
ADA = ChartEntry({"resourceType": "Patient", "id": "ada"}, f"urn:uuid:{UUID}")
WARD = ChartEntry({"resourceType": "Group", "id": "ada"}, f"urn:uuid:{OTHER_UUID}")


def result_of(subject: Any) -> ChartEntry:
    return ChartEntry({"resourceType": "Observation", "id": "1", "subject": subject})


@pytest.mark.parametrize(
    "reference",
    [
        "Patient/ada",
        "Patient/ada/_history/3",
        "https://ehr.example/fhir/Patient/ada",
        "https://another.example/r4/Patient/ada",  # the server does not count
        "https://ehr.example/fhir/Patient/ada/_history/3",
        f"urn:uuid:{UUID}",
    ],
)
def test_the_patient_is_matched_by_type_and_id_in_any_notation(reference: str) -> None:
    assert SubjectFinder([ADA]).find_subject(result_of({"reference": reference})) == ReferenceTarget("Patient", "ada")


@pytest.mark.parametrize(
    "subject",
    [
        None,
        {},
        {"reference": None},
        {"reference": ""},
        {"reference": "ada"},
        {"reference": "#ada"},
        {"reference": "Patient/"},
        {"reference": "Patient/adam"},
        {"reference": "Patient/Ada"},
        {"reference": "patient/ada"},
        {"reference": "RelatedPerson/ada"},
        {"reference": "Group/ada"},
        {"reference": "https://ehr.example/fhir/Group/ada"},
        {"reference": "Patient/ada/Observation/ada"},
        {"reference": "Patient?identifier=ada"},
        {"reference": "Patient/eve?alias=Patient/ada"},
        {"reference": f"urn:uuid:{OTHER_UUID}"},
        {"reference": ["Patient/ada"]},
        {"identifier": {"value": "ada"}, "display": "Ada"},
        "Patient/ada",
        [{"reference": "Patient/ada"}],
    ],
)
def test_any_other_subject_is_not_the_patient(subject: Any) -> None:
    assert SubjectFinder([ADA, WARD]).find_subject(result_of(subject)) != ReferenceTarget("Patient", "ada")


@pytest.mark.parametrize(
    ("focus", "about"),
    [
        ("RelatedPerson/donor", ReferenceTarget("RelatedPerson", "donor")),
        ("Patient/child", ReferenceTarget("Patient", "child")),
        ("Patient/ada", ReferenceTarget("Patient", "ada")),
        ("Condition/cml", ReferenceTarget("Patient", "ada")),  # the cancer a result is about is hers
        (f"urn:uuid:{OTHER_UUID}", ReferenceTarget("Patient", "ada")),  # of no Patient in the Bundle
    ],
)
def test_a_result_may_be_about_another_person_than_its_subject(focus: str, about: ReferenceTarget) -> None:
    result = result_of({"reference": "Patient/ada"})
    about_another = ChartEntry({**result.resource, "focus": [{"reference": focus}]})
    assert SubjectFinder([ADA]).find_subject(about_another) == about


@pytest.mark.parametrize("focus", [{"reference": "Patient/2"}, "Patient/2", ["Patient/2"], [{"reference": 2}]])
def test_a_result_with_an_unreadable_focus_has_no_known_subject(focus: Any) -> None:
    result = result_of({"reference": "Patient/ada"})
    assert SubjectFinder([ADA]).find_subject(ChartEntry({**result.resource, "focus": focus})) is None


@pytest.mark.parametrize(("kind", "about"), [("Patient", None), ("Device", ReferenceTarget("Patient", "ada"))])
def test_a_result_about_an_unidentified_person_has_no_known_subject(kind: str, about: ReferenceTarget | None) -> None:
    result = result_of({"reference": "Patient/ada"})
    donor = {"type": kind, "identifier": {"value": "donor 7"}}
    assert SubjectFinder([ADA]).find_subject(ChartEntry({**result.resource, "focus": [donor]})) == about


def test_a_patient_without_an_id_is_matched_by_the_uuid_of_its_entry() -> None:
    nameless = ChartEntry({"resourceType": "Patient"}, f"urn:uuid:{UUID}")
    entries = [nameless, result_of({"reference": f"urn:uuid:{UUID}"})]
    assert find_patient_id(entries) == UUID
    assert SubjectFinder(entries).find_subject(entries[1]) == ReferenceTarget("Patient", UUID)


@pytest.mark.parametrize(
    ("entries", "patient"),
    [
        ([ADA], "ada"),
        ([ADA, ADA], "ada"),
        ([ADA, result_of({"reference": "Patient/eve"})], "ada"),
        ([result_of({"reference": "Patient/ada"}), result_of({"reference": "https://ehr.example/Patient/ada"})], "ada"),
        ([result_of({"reference": "Patient/ada"}), result_of({"reference": "Group/ward"}), result_of(None)], "ada"),
        ([result_of({"reference": f"urn:uuid:{UUID}"})], UUID),
    ],
)
def test_a_bundle_of_one_patient_has_that_patient_s_id(entries: list[ChartEntry], patient: str) -> None:
    assert find_patient_id(entries) == patient


@pytest.mark.parametrize(
    "entries",
    [
        [ADA, ChartEntry({"resourceType": "Patient", "id": "eve"})],
        [result_of({"reference": "Patient/ada"}), result_of({"reference": "Patient/eve"})],
    ],
)
def test_a_bundle_of_several_patients_is_rejected(entries: list[ChartEntry]) -> None:
    with pytest.raises(SeveralPatientsError):
        find_patient_id(entries)


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [result_of(None)],
        [result_of({"reference": "Group/ward"})],
        [ChartEntry({"resourceType": "Patient"})],
        [ChartEntry({"resourceType": "Practitioner", "id": "ada"})],
    ],
)
def test_a_bundle_without_a_patient_is_rejected(entries: list[ChartEntry]) -> None:
    with pytest.raises(NoPatientError):
        find_patient_id(entries)
