"""A small population for the tests: the patients of the demonstration, and others without CML."""

import gzip
import json
from collections.abc import Iterable
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any

from cds_service.demonstration.patients import build_chart_bundle, build_patients
from cds_service.population.batch.finish import ASSESSMENTS, Summary
from cds_service.population.batch.run import Run
from cds_service.population.batch.start import Options, prepare_run

AS_OF = date(2024, 6, 15)
KEY = b"a key of thirty-two bytes or more"
Resource = dict[str, Any]

EMPTY_TYPES = ("DiagnosticReport", "MedicationStatement", "MedicationAdministration", "MedicationDispense")


def build_charts() -> dict[str, list[Resource]]:
    """The resources of each patient of the demonstration, by the patient's id."""
    charts = {}
    for patient in build_patients(AS_OF):
        resources = [entry["resource"] for entry in build_chart_bundle(patient)["entry"]]
        patient_id = next(item["id"] for item in resources if item["resourceType"] == "Patient")
        charts[patient_id] = [item for item in resources if _is_of(item, patient_id)]
    return charts


# One chart of the demonstration holds a result of another patient, which no search by patient would give.
def _is_of(resource: Resource, patient_id: str) -> bool:
    return "subject" not in resource or resource["subject"]["reference"] == f"Patient/{patient_id}"


def build_other_patient(number: int) -> list[Resource]:
    """A patient without CML, with a cough, a drug for it, and a blood count."""
    subject = {"reference": f"Patient/other-{number}"}
    return [
        {"resourceType": "Patient", "id": f"other-{number}", "birthDate": "1970-01-01"},
        {"resourceType": "Condition", "id": f"c-{number}", "subject": subject, "code": {"text": "Cough"}},
        {
            "resourceType": "MedicationRequest",
            "id": f"m-{number}",
            "subject": subject,
            "medicationCodeableConcept": {"text": "codeine"},
        },
        {"resourceType": "Observation", "id": f"o-{number}", "subject": subject, "code": {"text": "Leukocytes"}},
        *({"resourceType": name, "id": f"{name}-{number}", "subject": subject} for name in EMPTY_TYPES),
    ]


def build_country() -> list[Resource]:
    """All resources of the population, one patient after the other."""
    others = [resource for number in range(40) for resource in build_other_patient(number)]
    return [*(resource for chart in build_charts().values() for resource in chart), *others]


def write_lines(path: Path, resources: Iterable[Resource]) -> Path:
    """Write resources as NDJSON, compressed if the name says so."""
    text = "".join(f"{json.dumps(resource, ensure_ascii=False)}\n" for resource in resources).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return path


def write_by_type(folder: Path, resources: Iterable[Resource]) -> Path:
    """Write resources as a FHIR server exports them: one file per type."""
    files: dict[str, list[Resource]] = {}
    for resource in resources:
        files.setdefault(resource["resourceType"], []).append(resource)
    for resource_type, of_type in files.items():
        write_lines(folder / f"{resource_type}.ndjson", of_type)
    return folder


def prepare(*paths: Path, out: Path, workers: int = 1, **options: Any) -> Run:
    """Prepare a run without a progress bar, with ids and words unless stated otherwise."""
    chosen = Options(**({"with_ids": True, "with_words": True} | options))
    return prepare_run(
        paths,
        out,
        AS_OF,
        chosen,
        today=AS_OF,
        progress=lambda _title, _pieces: nullcontext(lambda: None),
        workers=workers,
    )


def screen(*paths: Path, out: Path, **options: Any) -> Summary:
    """Screen files, and return the summary."""
    return prepare(*paths, out=out, **options).finish()


def read_assessments(out: Path) -> dict[str, Resource]:
    """The assessments that a run has written, by their subject."""
    documents = map(json.loads, (out / ASSESSMENTS).read_text("utf-8").splitlines())
    return {document["subject"]: document for document in documents}
