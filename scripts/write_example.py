"""Write a demonstration patient's chart on one day: to try `imatinib-cds assess` with, and to warm the service up."""

import json
from datetime import date
from pathlib import Path

from cds_service.demonstration.patients import bundle, patients

PATIENT = "rowan-thunder"
ON = date(2024, 6, 15)
ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / f"{PATIENT}.json"
WARM_UP = ROOT / "cds_service" / "warm_up_chart.json"


def written() -> dict[Path, str]:
    """Both files as they have to be."""
    chart = bundle(next(patient for patient in patients(ON) if patient.id == PATIENT))
    return {EXAMPLE: f"{json.dumps(chart, indent=2)}\n", WARM_UP: f"{json.dumps(chart, separators=(',', ':'))}\n"}


if __name__ == "__main__":
    for path, text in written().items():
        path.write_text(text, "utf-8")
