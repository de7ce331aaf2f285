"""The caution about a dose that was reduced, or counts that would have reduced it (decision 0119)."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from response_criteria.model.answers import YES
from response_criteria.model.findings import Evidence, Values
from response_criteria.model.medications import DrugKind
from response_criteria.model.periods import days_between, subtract_months
from response_criteria.model.results import Cell
from response_criteria.precautions.codes import Code, Reason
from response_criteria.precautions.counts import AFTER_LOW_COUNT_DAYS
from response_criteria.precautions.rule import WARNS, PrecautionRule
from response_criteria.precautions.snapshot import PatientSnapshot, Trigger, combine_triggers
from response_criteria.publications.us_label.holding import TOO_FEW
from response_criteria.results.evidence import cite_treatment

REDUCTION_MONTHS = 12
"""For so long any reduction of the dose, and counts below the label's stop, call for caution (decision 0119)."""


def find_earlier_reduction(patient: PatientSnapshot) -> Trigger | None:
    """Check for a reduced dose as high as the escalated one, any recent reduction, and counts below the stop."""
    return combine_triggers(
        (
            _find_reduction_from_step(patient),
            _find_recent_reduction(patient),
            *(_find_count_below_stop(patient, cell) for cell in TOO_FEW),
        )
    )


def _find_reduction_from_step(patient: PatientSnapshot) -> Trigger | None:
    if patient.protocol_step is None:
        return None
    for earlier, later in pairwise(patient.treatment.doses):
        dose_mg = earlier.daily_dose_mg
        if dose_mg is not None and dose_mg >= patient.protocol_step.to_mg and dose_mg != later.daily_dose_mg:
            values: Values = {"dose_mg": dose_mg, "on": later.starts}
            return Trigger(Reason.EARLIER_DOSE_REDUCTION, values, tuple(_cite_begun(patient, earlier.starts)))
    return None


def _find_recent_reduction(patient: PatientSnapshot) -> Trigger | None:
    since = subtract_months(patient.as_of, REDUCTION_MONTHS)
    # A time of which the dose is unknown lies between two doses and hides no reduction from one to the other.
    known = [(period.starts, period.daily_dose_mg) for period in patient.treatment.doses if period.daily_dose_mg]
    reductions = [(earlier, later) for earlier, later in pairwise(known) if later[1] < earlier[1] and later[0] >= since]
    if not reductions:
        return None
    (started, from_mg), (on, to_mg) = reductions[-1]
    values: Values = {"from_mg": from_mg, "to_mg": to_mg, "on": on}
    return Trigger(Reason.RECENT_DOSE_REDUCTION, values, tuple(_cite_begun(patient, started, on)))


def _find_count_below_stop(patient: PatientSnapshot, cell: Cell) -> Trigger | None:
    since = subtract_months(patient.as_of, REDUCTION_MONTHS)
    counts = [count for count in patient.results.counts if cell in count.items and count.on >= since]
    # The latest count, and those of the last weeks, are contraindications: they are told once.
    earlier = (count for count in counts[:-1] if days_between(count.on, patient.as_of) > AFTER_LOW_COUNT_DAYS)
    low = [count for count in earlier if TOO_FEW[cell].contains(count.items[cell].amount) is YES]
    if not low:
        return None
    amount, on = low[-1].items[cell].amount, low[-1].on
    values: Values = {"cells": str(cell), "amount": amount, "on": on, "stop": str(TOO_FEW[cell])}
    return Trigger(Reason.COUNT_BELOW_STOP, values, low[-1].evidence((cell,)))


def _cite_begun(patient: PatientSnapshot, *days: date) -> Iterator[Evidence]:
    """Yield the orders and uses of imatinib that begin on these days."""
    for treatment in patient.find_medications(DrugKind.IMATINIB):
        if treatment.starts.earliest in days:
            yield cite_treatment(treatment)


RULES = (
    PrecautionRule(
        code=Code.EARLIER_REDUCTION,
        name="earlier dose reduction",
        blocks=WARNS,
        evaluate=find_earlier_reduction,
        when="a dose as high as the escalated one was given before and reduced; or any reduction of the dose, or "
        f"neutrophils {TOO_FEW[Cell.NEUTROPHILS]} or platelets {TOO_FEW[Cell.PLATELETS]} ×10⁹/L, in the last "
        f"{REDUCTION_MONTHS} months, unless a contraindication about the latest counts states the same",
        decision="0119",
    ),
)
