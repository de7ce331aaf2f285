"""Write a demonstration patient's chart: the example for `imatinib-cds assess`, and the warm-up chart."""

import json
from datetime import date
from pathlib import Path

from cds_service.demonstration.patients import build_chart_bundle, build_patients

PATIENT = "rowan-thunder"
CHART_DATE = date(2024, 6, 15)
ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / f"{PATIENT}.json"
WARM_UP = ROOT / "cds_service" / "warm_up_chart.json"


def build_files() -> dict[Path, str]:
    """Build the text of both files."""
    chart = build_chart_bundle(next(patient for patient in build_patients(CHART_DATE) if patient.id == PATIENT))
    return {EXAMPLE: f"{json.dumps(chart, indent=2)}\n", WARM_UP: f"{json.dumps(chart, separators=(',', ':'))}\n"}


if __name__ == "__main__":
    for path, text in build_files().items():
        path.write_text(text, "utf-8")
