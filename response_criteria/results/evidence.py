"""Orders, drug use and coded conditions as evidence of a finding."""

from datetime import date

from response_criteria.model.diagnoses import Diagnosis
from response_criteria.model.findings import Evidence
from response_criteria.model.medications import DrugOrder, DrugUse, NotTakenStatement


def cite_treatment(treatment: DrugOrder | DrugUse) -> Evidence:
    """Cite an order, a dispense or a statement with its daily dose, dated by its start."""
    dose = treatment.daily_dose_mg
    unit = "mg/day" if dose is not None else ""
    what = str(treatment.drug.kind)
    return Evidence(treatment.origin, what, treatment.starts.latest, dose, unit, treatment.reported)


def cite_not_taken_statement(not_taken_statement: NotTakenStatement) -> Evidence:
    """Cite a statement that a drug is not taken, dated by the day to which it applies."""
    return Evidence(
        not_taken_statement.origin,
        f"{not_taken_statement.drug.kind} not taken",
        not_taken_statement.on.latest,
        reported=not_taken_statement.reported,
    )


def cite_diagnosis(diagnosis: Diagnosis, as_of: date) -> Evidence:
    """Cite a coded condition. One without a date is dated by the day of the assessment, on which the chart has it."""
    on = as_of if diagnosis.on is None else diagnosis.on.latest
    return Evidence(diagnosis.origin, str(diagnosis.phase or diagnosis.disease), on, reported=diagnosis.reported)
