"""Write a synthetic country as FHIR Bulk Data: many patients, few of whom have CML, and who they are.

The patients with CML are those of the simulated clinic (decision 0140); the others have a cold, a drug and ordinary
results. All are invented.

python scripts/write_country.py --patients 100000 --one-in 10000 --out DIR [--as-of YYYY-MM-DD] [--gzip]
"""

import argparse
import gzip
import json
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from cds_service.synthetic_charts.clinic import simulate_clinic

TRUTH = "patients-with-cml.txt"
FILE_LINES = 1_000_000
RESULTS = (
    ("2951-2", "Sodium", "140", "mmol/L"),
    ("2823-3", "Potassium", "4.1", "mmol/L"),
    ("2345-7", "Glucose", "92", "mg/dL"),
    ("718-7", "Hemoglobin", "13.5", "g/dL"),
)
VISITS = 8


def build_ordinary_texts() -> list[tuple[str, str]]:
    """Build the lines of a patient without CML, each with its type; the id is a placeholder."""
    subject = {"reference": "Patient/@"}
    resources: list[dict[str, Any]] = [
        {"resourceType": "Patient", "id": "@", "gender": "female", "birthDate": "1970-01-01"},
        {
            "resourceType": "Condition",
            "id": "@-cold",
            "subject": subject,
            "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "J00"}], "text": "Common cold"},
        },
        {
            "resourceType": "MedicationRequest",
            "id": "@-order",
            "status": "completed",
            "intent": "order",
            "subject": subject,
            "medicationCodeableConcept": {"text": "paracetamol 500 mg"},
        },
        *(_build_result(visit, *result) for visit in range(VISITS) for result in RESULTS),
    ]
    return [(resource["resourceType"], json.dumps(resource)) for resource in resources]


def _build_result(visit: int, code: str, name: str, value: str, unit: str) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": f"@-{visit}-{code}",
        "status": "final",
        "subject": {"reference": "Patient/@"},
        "code": {"coding": [{"system": "http://loinc.org", "code": code, "display": name}]},
        "effectiveDateTime": f"20{15 + visit}-03-05",
        "valueQuantity": {"value": float(value), "unit": unit, "system": "http://unitsofmeasure.org", "code": unit},
    }


class TypeFiles:
    """One file for each resource type, and a further one once it is full."""

    def __init__(self, folder: Path, stack: ExitStack, *, compress: bool) -> None:
        self._folder, self._stack, self._compress = folder, stack, compress
        self._files: dict[str, BinaryIO] = {}
        self._lines: dict[str, int] = {}

    def write(self, resource_type: str, text: str) -> None:
        """Write a line to the file of its type."""
        lines = self._lines[resource_type] = self._lines.get(resource_type, 0) + 1
        if lines % FILE_LINES == 1:
            self._files[resource_type] = self._open(resource_type, lines // FILE_LINES + 1)
        self._files[resource_type].write(text.encode() + b"\n")

    def _open(self, resource_type: str, number: int) -> BinaryIO:
        path = self._folder / f"{resource_type}.{number:03}.ndjson{'.gz' if self._compress else ''}"
        file = self._stack.enter_context(path.open("wb"))
        # Without a name and a time, so that the same country gives the same bytes.
        return self._stack.enter_context(gzip.GzipFile("", "wb", fileobj=file, mtime=0)) if self._compress else file


def write_country(patients: int, one_in: int, as_of: date, folder: Path, *, compress: bool = False) -> list[str]:
    """Write the country, and return the ids of its patients with CML."""
    folder.mkdir(parents=True, exist_ok=True)
    clinic = simulate_clinic(max(patients // one_in, 1), today=as_of, noisy=True)
    ordinary = build_ordinary_texts()
    ids = []
    with ExitStack() as stack:
        files = TypeFiles(folder, stack, compress=compress)
        for number in range(patients):
            if number % one_in == 0 and (patient := next(clinic, None)):
                ids.append(patient.identity.id)
                texts = _write_chart(patient.write_resources(as_of))
            else:
                texts = ((resource_type, text.replace("@", f"p{number}")) for resource_type, text in ordinary)
            for resource_type, text in texts:
                files.write(resource_type, text)
    (folder / TRUTH).write_text("".join(f"{patient_id}\n" for patient_id in ids), "utf-8")
    return ids


def _write_chart(resources: Iterator[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    return ((resource["resourceType"], json.dumps(resource, ensure_ascii=False)) for resource in resources)


def main() -> None:
    """Write the country that the arguments ask for."""
    parser = argparse.ArgumentParser(description="Write a synthetic country as FHIR Bulk Data.")
    parser.add_argument("--patients", type=int, required=True)
    parser.add_argument("--one-in", type=int, default=10_000, help="so many patients for each with CML")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--as-of", type=date.fromisoformat, default=date(2024, 6, 15))
    parser.add_argument("--gzip", action="store_true")
    options = parser.parse_args()
    ids = write_country(options.patients, options.one_in, options.as_of, options.out, compress=options.gzip)
    print(f"{options.patients} patients, {len(ids)} with CML: {options.out}")


if __name__ == "__main__":
    main()
