"""One patient, judged on one day: the engine's only entrance.

The same history on the same day gives the same assessment, whatever the order of its parts.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from response_criteria.assessment.evaluate import judgment
from response_criteria.assessment.implausible_data import without_contradictions
from response_criteria.assessment.merge_date_variants import agreed
from response_criteria.assessment.options import options
from response_criteria.assessment.partial_dates import readings
from response_criteria.assessment.recommendation import recommendation
from response_criteria.model.facts import History, Refusal
from response_criteria.model.findings import Assessment
from response_criteria.precautions import NOT_EVALUATED
from response_criteria.publications.kantarjian2003 import EDITION
from response_criteria.treatment.imatinib_orders import Dose, DoseUnknown, current_dose

DOSES_CONTRADICT = "its dose and that of another active order cannot both be right"


def assess(history: History, as_of: date, *, for_clinician: bool = True) -> Assessment:
    """The assessment of a patient on a day. It never raises about a patient.

    ``for_clinician`` is False where the reader is not a clinician: then nothing is judged.
    """
    possible = without_contradictions(history, as_of)
    read = readings(possible, as_of)
    dose = _dose_of_all(read.histories, as_of)
    judged = agreed([judgment(each, as_of, dose, for_clinician=for_clinician) for each in read.histories], read)
    recommended = recommendation(
        judged.applicability,
        judged.findings,
        judged.precautions,
        dose_mg=dose.mg,
        response_is_deep=judged.response_is_deep,
        all_read=not history.unread,
    )
    return Assessment(
        as_of=as_of,
        person=history.person,
        rule_set=EDITION,
        applicability=judged.applicability,
        therapy=judged.therapy,
        responses=judged.responses,
        findings=judged.findings,
        precautions=judged.precautions,
        recommendation=recommended,
        options=options(recommended, judged.findings, judged.precautions),
        context=judged.context,
        set_aside=_in_order((*possible.refusals, *read.refusals, *_contradicting_doses(dose))),
        unread=tuple(sorted(history.unread, key=lambda each: (each.key, each.because))),
        not_evaluated=NOT_EVALUATED,
        unchecked=judged.unchecked,
    )


def _dose_of_all(histories: Sequence[History], as_of: date) -> Dose:
    """The current dose in every reading of the dates; unknown where they differ."""
    doses = [current_dose(each.orders, as_of) for each in histories]
    if len({each.mg for each in doses}) == 1:
        return doses[-1]
    return Dose(None, doses[-1].orders, DoseUnknown.DATES_NOT_KNOWN)


def _contradicting_doses(dose: Dose) -> Iterable[Refusal]:
    """Active orders whose doses cannot all hold: none of them is used."""
    if dose.unknown_because is DoseUnknown.ORDERS_DIFFER:
        yield from (Refusal(each.origin, DOSES_CONTRADICT) for each in dose.orders)


def _in_order(refusals: Iterable[Refusal]) -> tuple[Refusal, ...]:
    return tuple(sorted(dict.fromkeys(refusals), key=lambda each: (each.origin, each.because)))
