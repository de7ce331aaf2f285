"""Orders, supplies and coded conditions as evidence."""

from datetime import date

from response_criteria.model.facts import Denial, Diagnosis, DrugOrder, DrugUse
from response_criteria.model.findings import Evidence


def cited_treatment(treatment: DrugOrder | DrugUse) -> Evidence:
    """An order, a supply or a statement with its daily dose, dated by its beginning."""
    dose = treatment.daily_dose_mg
    unit = "mg/day" if dose is not None else ""
    what = str(treatment.drug.kind)
    return Evidence(treatment.origin, what, treatment.starts.latest, dose, unit, treatment.reported)


def cited_denial(denial: Denial) -> Evidence:
    """A statement that a drug is not taken, dated by the day of which it tells."""
    return Evidence(denial.origin, f"{denial.drug.kind} not taken", denial.on.latest, reported=denial.reported)


def cited_diagnosis(diagnosis: Diagnosis, as_of: date) -> Evidence:
    """A coded condition; one without a date is dated by the day on which it stands in the chart."""
    on = as_of if diagnosis.on is None else diagnosis.on.latest
    return Evidence(diagnosis.origin, str(diagnosis.phase or diagnosis.disease), on, reported=diagnosis.reported)
