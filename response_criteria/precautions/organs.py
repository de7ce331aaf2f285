"""Precautions about liver, kidneys, heart, pregnancy and transplant, and which values could not be checked."""

from decimal import Decimal

from response_criteria.model.answers import Answer
from response_criteria.model.facts import Analyte, Chemistry, Disease, Pregnancy
from response_criteria.model.findings import Evidence, Missing, Values
from response_criteria.model.periods import days_between
from response_criteria.precautions.case import Case, Found
from response_criteria.precautions.reasons import Reason, Unchecked
from response_criteria.publications.us_label.doses import RENAL_MAXIMUM
from response_criteria.publications.us_label.holding import BILIRUBIN_TOO_HIGH, TRANSAMINASES_TOO_HIGH, OverUpperLimit
from response_criteria.results.evidence import cited_diagnosis
from response_criteria.results.latest import last_of

VALUE_STANDS_DAYS = 90
"""Liver and kidney values older than that are named and do not block (decision 0015)."""

PREGNANCY_STANDS_DAYS = 42 * 7
"""A pregnancy status or test older than 42 weeks does not speak for today (decision 0015)."""

LIVER = (
    (Analyte.BILIRUBIN, BILIRUBIN_TOO_HIGH),
    (Analyte.ALT, TRANSAMINASES_TOO_HIGH),
    (Analyte.AST, TRANSAMINASES_TOO_HIGH),
)


def hepatotoxicity(case: Case) -> Found | None:
    """A recent bilirubin, ALT or AST lies too far above its upper limit, or a bound does not exclude it."""
    answers = [
        (limit.exceeded(result), result, limit)
        for analyte, limit in LIVER
        for result in _standing(case, analyte)
        if result.upper_limit
    ]
    for held, reason in ((Answer.YES, Reason.LIVER_VALUE_HIGH), (Answer.UNKNOWN, Reason.LIVER_VALUE_PERHAPS_HIGH)):
        over = [(result, limit) for answer, result, limit in answers if answer is held]
        if over:
            return Found(reason, _liver_values(*over[0]), tuple(_cited(result) for result, _ in over))
    return None


def _liver_values(result: Chemistry, limit: OverUpperLimit) -> Values:
    return {
        "what": str(result.analyte),
        "amount": result.amount,
        "unit": result.unit,
        "upper_limit": result.upper_limit or Decimal(0),
        "times": limit.times,
        "on": result.on.earliest,
    }


def renal_impairment(case: Case) -> Found | None:
    """The dose of the protocol's step is above what the label allows at the latest eGFR, or may be."""
    if case.step is None:
        return None
    for result in _standing(case, Analyte.EGFR):
        allowed = [row for row in RENAL_MAXIMUM if row.clearance.holds(result.amount) is not Answer.NO]
        too_low = [row for row in allowed if row.maximum_mg is not None and row.maximum_mg < case.step.to_mg]
        if too_low:
            least = min(row.maximum_mg for row in too_low if row.maximum_mg is not None)
            return _above_renal_maximum(result, case.step.to_mg, least, certain=len(too_low) == len(allowed))
    return None


def _above_renal_maximum(result: Chemistry, step_mg: Decimal, maximum_mg: Decimal, *, certain: bool) -> Found:
    values: Values = {"egfr": result.amount, "on": result.on.earliest, "step_mg": step_mg}
    if not certain:
        return Found(Reason.STEP_PERHAPS_ABOVE_RENAL_MAXIMUM, values, (_cited(result),))
    if not maximum_mg:
        return Found(Reason.NO_STEP_IN_RENAL_FAILURE, values, (_cited(result),))
    return Found(Reason.STEP_ABOVE_RENAL_MAXIMUM, {**values, "maximum_mg": maximum_mg}, (_cited(result),))


def pregnancy(case: Case) -> Found | None:
    """An active pregnancy is coded, or the latest status or test is positive and not older than a pregnancy."""
    coded = tuple(cited_diagnosis(each, case.as_of) for each in case.coded(Disease.PREGNANCY) if each.active)
    if coded:
        return Found(Reason.PREGNANCY_CODED, evidence=coded)
    positive = [each for each in last_of(case.of(Pregnancy)) if each.pregnant is Answer.YES]
    if not positive or days_between(positive[0].on.earliest, case.as_of) > PREGNANCY_STANDS_DAYS:
        return None
    evidence = tuple(Evidence(each.origin, "pregnancy", each.on.earliest, reported=each.reported) for each in positive)
    return Found(Reason.PREGNANCY_REPORTED, {"on": positive[0].on.earliest}, evidence)


def transplant(case: Case) -> Found | None:
    """A stem cell transplant is coded, be it active or not: the chart does not tell allogeneic from autologous."""
    coded = tuple(cited_diagnosis(each, case.as_of) for each in case.coded(Disease.TRANSPLANT))
    return Found(Reason.TRANSPLANT_CODED, evidence=coded) if coded else None


def heart_failure(case: Case) -> Found | None:
    """Heart failure is coded, be it active or not."""
    coded = tuple(cited_diagnosis(each, case.as_of) for each in case.coded(Disease.HEART_FAILURE))
    return Found(Reason.HEART_FAILURE_CODED, evidence=coded) if coded else None


def unchecked(case: Case) -> tuple[Missing, ...]:
    """Liver and kidney values that are missing, too old, or without an upper limit: named, never blocking."""
    transaminases = min((_wanting(case, Analyte.ALT), _wanting(case, Analyte.AST)), key=len)
    named = (_wanting(case, Analyte.BILIRUBIN), transaminases, _wanting(case, Analyte.EGFR))
    return tuple(each for some in named for each in some)


def _wanting(case: Case, analyte: Analyte) -> tuple[Missing, ...]:
    """What is wanting of a value, if anything."""
    what = {"what": "ALT or AST" if analyte in (Analyte.ALT, Analyte.AST) else str(analyte)}
    latest = _latest(case, analyte)
    if not latest:
        return (Missing(Unchecked.VALUE_MISSING, what),)
    on = latest[0].on.earliest
    if not _stands(case, latest[0]):
        return (Missing(Unchecked.VALUE_TOO_OLD, {**what, "on": on, "days": VALUE_STANDS_DAYS}),)
    if analyte is not Analyte.EGFR and not any(each.upper_limit for each in latest):
        return (Missing(Unchecked.UPPER_LIMIT_MISSING, {**what, "on": on}),)
    return ()


def _latest(case: Case, analyte: Analyte) -> tuple[Chemistry, ...]:
    return last_of([each for each in case.of(Chemistry) if each.analyte is analyte])


def _standing(case: Case, analyte: Analyte) -> tuple[Chemistry, ...]:
    return tuple(each for each in _latest(case, analyte) if _stands(case, each))


def _stands(case: Case, result: Chemistry) -> bool:
    return days_between(result.on.earliest, case.as_of) <= VALUE_STANDS_DAYS


def _cited(result: Chemistry) -> Evidence:
    on = result.on.earliest
    return Evidence(result.origin, str(result.analyte), on, result.amount, result.unit, result.reported)
