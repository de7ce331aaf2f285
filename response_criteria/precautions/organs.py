"""Precautions about liver, kidneys, heart, pregnancy and transplant."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from response_criteria.model.answers import Answer
from response_criteria.model.diagnoses import Diagnosis, Disease
from response_criteria.model.findings import Evidence, Missing, Values
from response_criteria.model.periods import days_between
from response_criteria.model.results import Analyte, Chemistry, Pregnancy
from response_criteria.precautions.codes import Code, MissingInput, Reason
from response_criteria.precautions.rule import BLOCKS, WARNS, PrecautionRule
from response_criteria.precautions.snapshot import PatientFacts, PatientSnapshot, Trigger
from response_criteria.publications.us_label import LABEL
from response_criteria.publications.us_label.doses import RENAL_IMPAIRMENT, RENAL_MAXIMUM
from response_criteria.publications.us_label.holding import (
    BILIRUBIN_TOO_HIGH,
    HEPATIC,
    TRANSAMINASES_TOO_HIGH,
    OverUpperLimit,
)
from response_criteria.results.doubts import PREGNANCY_MONTHS, may_be_pregnant
from response_criteria.results.evidence import cite_diagnosis
from response_criteria.results.latest import find_latest

VALUE_VALID_DAYS = 90
"""Maximum age of liver and kidney values; older ones are shown and never block (decision 0015)."""

PREGNANCY_VALID_DAYS = 42 * 7
"""Maximum age of a coded pregnancy, and of a positive status or test: the length of a pregnancy (decision 0124)."""

LIVER = (
    (Analyte.BILIRUBIN, BILIRUBIN_TOO_HIGH),
    (Analyte.ALT, TRANSAMINASES_TOO_HIGH),
    (Analyte.AST, TRANSAMINASES_TOO_HIGH),
)


def find_hepatotoxicity(patient: PatientSnapshot) -> Trigger | None:
    """Check recent bilirubin, ALT and AST against the label's multiples of the upper limit."""
    assessed = [
        (*_assess(result, limit, _list_upper_limits(patient, result)), limit)
        for analyte, limit in LIVER
        for result in _find_recent(patient, analyte)
    ]
    # A value that is certainly too high goes before one that may be.
    for sought in (Answer.YES, Answer.UNKNOWN):
        high = [(result, limit) for answer, result, limit in assessed if answer is sought]
        if high:
            return _build_liver_trigger(sought, *high[0], tuple(_cite(result) for result, _ in high))
    return None


def _build_liver_trigger(
    answer: Answer, result: Chemistry, limit: OverUpperLimit, evidence: tuple[Evidence, ...]
) -> Trigger:
    on = result.on.earliest
    values: Values = {
        "what": str(result.analyte), "amount": result.amount, "unit": result.unit, "times": limit.times, "on": on
    }  # fmt: skip
    if not _has_limit(result) or result.upper_limit is None:
        return Trigger(Reason.LIVER_VALUE_WITHOUT_LIMIT, values, evidence)
    reason = Reason.LIVER_VALUE_HIGH if answer is Answer.YES else Reason.LIVER_VALUE_POSSIBLY_HIGH
    return Trigger(reason, {**values, "upper_limit": result.upper_limit}, evidence)


def _assess(result: Chemistry, limit: OverUpperLimit, other_limits: Sequence[Decimal]) -> tuple[Answer, Chemistry]:
    """Return whether a result exceeds the multiple, and the result with the limit by which that is known (0106)."""
    if _has_limit(result):
        return limit.exceeded(result), result
    if result.is_not_high:
        return Answer.NO, result
    # Without a limit of its own it is compared with those of the patient's other results: all have to agree.
    compared = [result._replace(upper_limit=upper_limit) for upper_limit in other_limits]
    answers = {limit.exceeded(item) for item in compared}
    return (answers.pop(), compared[-1]) if len(answers) == 1 else (Answer.UNKNOWN, result)


def _has_limit(result: Chemistry) -> bool:
    return result.upper_limit is not None and result.upper_limit > 0


def _list_upper_limits(patient: PatientSnapshot, result: Chemistry) -> list[Decimal]:
    """Return the upper limits of the patient's results of the same analyte and unit, the lowest first."""
    others = (other for other in patient.find_results(Chemistry) if _has_limit(other))
    alike = (other for other in others if (other.analyte, other.unit) == (result.analyte, result.unit))
    return sorted({other.upper_limit for other in alike if other.upper_limit})


def find_renal_impairment(patient: PatientSnapshot) -> Trigger | None:
    """Compare the dose after the protocol's escalation with the label's maximum at the latest eGFR."""
    if patient.protocol_step is None:
        return None
    dose_mg = patient.protocol_step.to_mg
    for result in _find_recent(patient, Analyte.EGFR):
        # A bound such as <60 fits several rows; the maximum is certain only if all of them are too low.
        possible = [row for row in RENAL_MAXIMUM if row.clearance.contains(result.amount) is not Answer.NO]
        too_low = [row.maximum_mg for row in possible if row.maximum_mg is not None and row.maximum_mg < dose_mg]
        if too_low:
            return _above_renal_maximum(result, dose_mg, min(too_low), certain=len(too_low) == len(possible))
    return None


def _above_renal_maximum(result: Chemistry, dose_mg: Decimal, maximum_mg: Decimal, *, certain: bool) -> Trigger:
    values: Values = {"egfr": result.amount, "on": result.on.earliest, "step_mg": dose_mg}
    if not certain:
        return Trigger(Reason.DOSE_POSSIBLY_ABOVE_RENAL_MAXIMUM, values, (_cite(result),))
    if not maximum_mg:
        return Trigger(Reason.NO_ESCALATION_IN_RENAL_FAILURE, values, (_cite(result),))
    return Trigger(Reason.DOSE_ABOVE_RENAL_MAXIMUM, {**values, "maximum_mg": maximum_mg}, (_cite(result),))


def find_pregnancy(patient: PatientFacts) -> Trigger | None:
    """Check for an active coded pregnancy, or a latest status or test that is positive, neither of them too old."""
    if not may_be_pregnant(patient.history.person, patient.as_of):
        return None
    latest = find_latest(patient.find_results(Pregnancy))
    diagnoses = patient.find_conditions(Disease.PREGNANCY)
    coded = [
        diagnosis for diagnosis in diagnoses if diagnosis.active and not _is_past(diagnosis, latest, patient.as_of)
    ]
    if coded:
        evidence = tuple(cite_diagnosis(diagnosis, patient.as_of) for diagnosis in coded)
        return Trigger(Reason.PREGNANCY_CODED, evidence=evidence)
    stated = [result for result in latest if result.pregnant is not Answer.UNKNOWN]
    answers = {result.pregnant for result in stated}
    if Answer.YES not in answers or days_between(stated[0].on.earliest, patient.as_of) > PREGNANCY_VALID_DAYS:
        return None
    evidence = tuple(
        Evidence(result.origin, "pregnancy", result.on.earliest, reported=result.reported) for result in stated
    )
    # Of one moment, a positive result and a negative one leave it open.
    reason = Reason.PREGNANCY_REPORTED if answers == {Answer.YES} else Reason.PREGNANCY_UNCLEAR
    return Trigger(reason, {"on": stated[0].on.earliest}, evidence)


def _is_past(diagnosis: Diagnosis, latest: Sequence[Pregnancy], as_of: date) -> bool:
    """Return whether a coded pregnancy is over: too long ago, or followed by a negative status or test."""
    # Problem lists are rarely closed; one without a day may be of today.
    if diagnosis.on is None:
        return False
    is_denied = bool(latest) and all(result.pregnant is Answer.NO for result in latest)
    is_later = is_denied and latest[0].on.earliest > diagnosis.on.latest
    return is_later or days_between(diagnosis.on.latest, as_of) > PREGNANCY_VALID_DAYS


def find_transplant(patient: PatientSnapshot) -> Trigger | None:
    """Check for a coded stem cell transplant, active or not."""
    # Allogeneic and autologous transplants count alike: the codes often do not distinguish them.
    return _find_coded(patient, Disease.TRANSPLANT, Reason.TRANSPLANT_CODED)


def find_heart_failure(patient: PatientSnapshot) -> Trigger | None:
    """Check for coded heart failure, active or not."""
    return _find_coded(patient, Disease.HEART_FAILURE, Reason.HEART_FAILURE_CODED)


def _find_coded(patient: PatientSnapshot, disease: Disease, reason: Reason) -> Trigger | None:
    diagnoses = patient.find_conditions(disease)
    evidence = tuple(cite_diagnosis(diagnosis, patient.as_of) for diagnosis in diagnoses)
    return Trigger(reason, evidence=evidence) if evidence else None


def _find_missing_liver_values(patient: PatientSnapshot) -> Iterator[Missing]:
    yield from _find_missing(patient, Analyte.BILIRUBIN)
    # One of the two transaminases is enough.
    yield from min((_find_missing(patient, Analyte.ALT), _find_missing(patient, Analyte.AST)), key=len)


def _find_missing_egfr(patient: PatientSnapshot) -> tuple[Missing, ...]:
    return _find_missing(patient, Analyte.EGFR)


def _find_missing(patient: PatientSnapshot, analyte: Analyte) -> tuple[Missing, ...]:
    """Return why the latest value cannot be assessed; empty if it can."""
    what = {"what": "ALT or AST" if analyte in (Analyte.ALT, Analyte.AST) else str(analyte)}
    latest = _find_latest(patient, analyte)
    if not latest:
        return (Missing(MissingInput.VALUE_MISSING, what),)
    on = latest[0].on.earliest
    if not _is_recent(patient, latest[0]):
        return (Missing(MissingInput.VALUE_TOO_OLD, {**what, "on": on, "days": VALUE_VALID_DAYS}),)
    return ()


def _find_latest(patient: PatientSnapshot, analyte: Analyte) -> tuple[Chemistry, ...]:
    return find_latest([result for result in patient.find_results(Chemistry) if result.analyte is analyte])


def _find_recent(patient: PatientSnapshot, analyte: Analyte) -> tuple[Chemistry, ...]:
    return tuple(result for result in _find_latest(patient, analyte) if _is_recent(patient, result))


def _is_recent(patient: PatientSnapshot, result: Chemistry) -> bool:
    return days_between(result.on.earliest, patient.as_of) <= VALUE_VALID_DAYS


def _cite(result: Chemistry) -> Evidence:
    on = result.on.earliest
    return Evidence(result.origin, str(result.analyte), on, result.amount, result.unit, result.reported)


RULES = (
    PrecautionRule(
        code=Code.HEPATOTOXICITY,
        name="liver values",
        blocks=BLOCKS,
        evaluate=find_hepatotoxicity,
        when=f"latest bilirubin {BILIRUBIN_TOO_HIGH}, or ALT or AST {TRANSAMINASES_TOO_HIGH}, at most "
        f"{VALUE_VALID_DAYS} days old; without an upper limit of its own a value is compared with those of the "
        "patient's other results, unless the laboratory calls it normal or low, and blocks where it cannot be",
        citation=HEPATIC,
        decision="0106",
        find_missing=_find_missing_liver_values,
    ),
    PrecautionRule(
        code=Code.RENAL_IMPAIRMENT,
        name="kidney function",
        blocks=BLOCKS,
        evaluate=find_renal_impairment,
        when=f"the escalated dose exceeds the label's maximum at the latest eGFR, at most {VALUE_VALID_DAYS} days old",
        citation=RENAL_IMPAIRMENT,
        find_missing=_find_missing_egfr,
    ),
    PrecautionRule(
        code=Code.PREGNANCY,
        name="pregnancy",
        blocks=BLOCKS,
        evaluate=find_pregnancy,
        when=f"in a patient not recorded male, {PREGNANCY_MONTHS.start // 12} to {PREGNANCY_MONTHS.stop // 12 - 1} "
        "completed years of age: an active coded pregnancy of which no later status or test is negative, or the latest "
        "status or test positive (with a negative one of the same moment it is unclear, and blocks), each at most "
        f"{PREGNANCY_VALID_DAYS} days old (one coded without a day counts)",
        citation=LABEL.cite("embryo-fetal toxicity"),
        decision="0124",
    ),
    PrecautionRule(
        code=Code.TRANSPLANT,
        name="transplant",
        blocks=BLOCKS,
        evaluate=find_transplant,
        when="coded stem cell transplant, active or not",
    ),
    PrecautionRule(
        code=Code.HEART_FAILURE,
        name="heart failure",
        blocks=WARNS,
        evaluate=find_heart_failure,
        when="coded heart failure, active or not",
        citation=LABEL.cite("congestive heart failure and left ventricular dysfunction"),
    ),
)
