"""Runs that follow each other in one process share no patient, no line and no reference."""

from pathlib import Path

import pytest

from tests.cds_service.population.country import Resource, read_assessments, screen, write_lines


def build_patient_of_reference(name: str) -> list[Resource]:
    """A patient whose only sign of CML is a drug in a Medication that an order refers to."""
    subject = {"reference": f"Patient/{name}"}
    medication = {"reference": f"Medication/drug-of-{name}"}
    return [
        {"resourceType": "Patient", "id": name, "birthDate": "1970-01-01"},
        {
            "resourceType": "MedicationRequest",
            "id": f"order-of-{name}",
            "status": "active",
            "intent": "order",
            "subject": subject,
            "medicationReference": medication,
        },
        {"resourceType": "Medication", "id": f"drug-of-{name}", "code": {"text": "imatinib 400 mg"}},
    ]


@pytest.mark.parametrize("folders", [("out", "out"), ("first", "second")], ids=["one folder", "two folders"])
def test_each_run_of_a_process_judges_the_patients_of_its_own_files(folders: tuple[str, str], tmp_path: Path) -> None:
    for name, folder in zip(("anna", "berta"), folders, strict=True):
        lines = write_lines(tmp_path / f"{name}.ndjson", build_patient_of_reference(name))
        summary = screen(lines, out=tmp_path / folder)
        assert (summary.assessed, summary.without_sign, summary.failed) == (1, 0, 0)
        assert read_assessments(tmp_path / folder).keys() == {f"Patient/{name}"}
