"""Orders, supplies and coded conditions as evidence."""

from datetime import date

from response_criteria.facts import Diagnosis, DrugOrder, DrugUse
from response_criteria.findings import Evidence


def cited_treatment(treatment: DrugOrder | DrugUse) -> Evidence:
    """An order with its daily dose, or a supply or statement, dated by its beginning."""
    dose = treatment.daily_dose_mg if isinstance(treatment, DrugOrder) else None
    unit = "mg/day" if dose is not None else ""
    what = str(treatment.drug.kind)
    return Evidence(treatment.origin, what, treatment.starts.latest, dose, unit, treatment.reported)


def cited_diagnosis(diagnosis: Diagnosis, as_of: date) -> Evidence:
    """A coded condition; one without a date is dated by the day on which it stands in the chart."""
    on = as_of if diagnosis.on is None else diagnosis.on.latest
    return Evidence(diagnosis.origin, str(diagnosis.phase or diagnosis.disease), on, reported=diagnosis.reported)
