"""Assessing one packaged chart before the first call, so that the first is answered as fast as any other.

The chart is that of a synthetic patient; ``scripts/write_example.py`` writes it.
"""

from datetime import date
from importlib.resources import files
from uuid import uuid4

from cds_service import decimal_json
from cds_service.decision import Decision, decide
from fhir_mappings import Chart, ChartEntry, find_patient_id

# The day on which the chart ends: on that day the assessment takes every path, so that everything is built.
WARM_UP_DATE = date(2024, 6, 15)


def assess_packaged_chart() -> Decision:
    """Return the decision for the packaged chart."""
    bundle = decimal_json.read((files("cds_service") / "warm_up_chart.json").read_bytes())
    entries = tuple(ChartEntry(entry["resource"], entry["fullUrl"]) for entry in bundle["entry"])
    chart = Chart(find_patient_id(entries), entries)
    return decide(chart, WARM_UP_DATE, for_clinician=True, new_uuid=lambda: str(uuid4()))
