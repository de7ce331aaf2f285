"""One packaged chart, judged before the first call, so that the first is answered as fast as the hundredth.

The chart is that of a synthetic patient; ``scripts/write_example.py`` writes it.
"""

from datetime import date
from importlib.resources import files
from uuid import uuid4

from cds_service import decimal_json
from cds_service.decision import Consultation, consult
from fhir_mappings.chart.chart import Chart
from fhir_mappings.chart.patient_matching import one_patient
from fhir_mappings.datatypes.references import ChartEntry

JUDGED_ON = date(2024, 6, 15)
"""The day on which the chart ends, so that everything that a card may need is built."""


def judge_packaged_chart() -> Consultation:
    """The decision on the packaged chart."""
    bundle = decimal_json.read((files("cds_service") / "warm_up_chart.json").read_bytes())
    entries = tuple(ChartEntry(entry["resource"], entry["fullUrl"]) for entry in bundle["entry"])
    chart = Chart(one_patient(entries), entries)
    return consult(chart, JUDGED_ON, for_clinician=True, new_uuid=lambda: str(uuid4()))
