"""A history judged in one reading of its dates: what applies, what was found, and what is to be weighed.

Every date is a day here, except that of a diagnosis.
"""

from dataclasses import dataclass, replace
from datetime import date

from response_criteria.assessment.applicability import applicability
from response_criteria.context import context
from response_criteria.model.facts import History, Transcript
from response_criteria.model.findings import (
    Applicability,
    Applies,
    ContextStatement,
    CytogeneticResponse,
    Finding,
    HematologicResponse,
    Missing,
    Precaution,
    Responses,
    Therapy,
)
from response_criteria.precautions import Case, precautions, unchecked
from response_criteria.publications.kantarjian2003 import findings
from response_criteria.publications.kantarjian2003.dose_steps import DOSE_STEPS
from response_criteria.publications.kantarjian2003.evaluated_course import judged_course
from response_criteria.publications.kantarjian2003.grades import UNKNOWN
from response_criteria.responses.summary import responses_of
from response_criteria.results.bcr_abl1 import response_is_deep
from response_criteria.results.by_kind import results_of
from response_criteria.rules.dose_step import step_from
from response_criteria.treatment.courses import Treatment, treatment
from response_criteria.treatment.current_tki import current_tki
from response_criteria.treatment.imatinib_orders import Dose, newest_first

NO_RESPONSES = Responses(HematologicResponse(UNKNOWN), CytogeneticResponse(UNKNOWN))


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgment:
    """What one reading comes to. Findings and precautions are made only where the protocol applies."""

    applicability: Applicability
    therapy: Therapy
    responses: Responses = NO_RESPONSES
    findings: tuple[Finding, ...] = ()
    precautions: tuple[Precaution, ...] = ()
    unchecked: tuple[Missing, ...] = ()
    context: tuple[ContextStatement, ...] = ()
    response_is_deep: bool = False


def judgment(history: History, as_of: date, dose: Dose, *, for_clinician: bool) -> Judgment:
    """The history judged on a day, under the current dose of imatinib."""
    history = _in_order(history)
    results = results_of(history.observed)
    applies = applicability(history, current_tki(history, as_of), as_of, for_clinician=for_clinician)
    imatinib = treatment(history, results, as_of)
    therapy = _therapy(imatinib, dose)
    if imatinib is None or applies.status is not Applies.APPLICABLE:
        return Judgment(applicability=applies, therapy=therapy)
    judged = judged_course(imatinib.course, as_of)
    case = Case(
        as_of=as_of,
        history=history,
        results=results,
        treatment=imatinib,
        judged=judged,
        dose=dose,
        findings=findings(judged),
        step=step_from(dose.mg, DOSE_STEPS),
    )
    return _weighed(case, applies, therapy)


def _weighed(case: Case, applies: Applicability, therapy: Therapy) -> Judgment:
    """The findings of a case, with what is to be weighed and what other works say."""
    raised = precautions(case)
    return Judgment(
        applicability=applies,
        therapy=therapy,
        responses=responses_of(case.judged, case.treatment.before_raise),
        findings=case.findings,
        precautions=raised,
        unchecked=unchecked(case),
        context=context(case, raised),
        response_is_deep=response_is_deep(case.of(Transcript), case.as_of),
    )


def _in_order(history: History) -> History:
    """The same history, the results apart, in an order that does not depend on how it was entered."""
    return replace(
        history,
        diagnoses=tuple(sorted(history.diagnoses, key=lambda each: each.origin)),
        orders=newest_first(history.orders),
        uses=tuple(sorted(history.uses, key=lambda each: (each.starts, each.origin))),
    )


def _therapy(imatinib: Treatment | None, dose: Dose) -> Therapy:
    """What the assessment tells of imatinib: also of a treatment that is over."""
    return Therapy(
        started_on=imatinib.started_on if imatinib else None,
        current_daily_dose_mg=dose.mg,
        raised_on=imatinib.raised_on if imatinib else None,
        doses=imatinib.doses if imatinib else (),
        orders=tuple(dict.fromkeys(each.origin for each in dose.orders)),
        dose_unknown_because=dose.unknown_because or "",
    )
