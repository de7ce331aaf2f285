"""Write examples/rowan-thunder.json: a demonstration patient's chart on one day, to try `imatinib-cds assess` with."""

import json
from datetime import date
from pathlib import Path

from cds_service.demonstration.patients import bundle, patients

PATIENT = "rowan-thunder"
ON = date(2024, 6, 15)
EXAMPLE = Path(__file__).parent.parent / "examples" / f"{PATIENT}.json"


def example() -> str:
    """The example as it has to stand in the file."""
    patient = next(each for each in patients(ON) if each.id == PATIENT)
    return f"{json.dumps(bundle(patient), indent=2)}\n"


if __name__ == "__main__":
    EXAMPLE.write_text(example(), "utf-8")
