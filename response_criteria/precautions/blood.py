"""The precaution about an advanced phase: its signs in blood and marrow, and coded diagnoses."""

from collections.abc import Iterator
from datetime import date
from functools import reduce

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import Answer
from response_criteria.model.diagnoses import Disease, Phase
from response_criteria.model.findings import Evidence, Values
from response_criteria.model.periods import add_months, days_between
from response_criteria.model.recommendations import Investigation
from response_criteria.model.results import Cell, MarrowCount
from response_criteria.precautions.codes import Code, Reason
from response_criteria.precautions.rule import BLOCKS, PrecautionRule
from response_criteria.precautions.snapshot import PatientSnapshot, Trigger
from response_criteria.publications.eln2020 import advanced_phase as signs
from response_criteria.publications.eln2020.advanced_phase import (
    ADVANCED_PHASE,
    BASOPHILS,
    BLASTS,
    BLASTS_AND_PROMYELOCYTES,
    Sign,
)
from response_criteria.results.automated_differential import LIMITS
from response_criteria.results.evidence import cite_diagnosis
from response_criteria.results.latest import find_latest
from response_criteria.rules.bands import at_least

BLOOD_VALID_DAYS = 42
"""Maximum age of a blood differential that shows the phase of the disease (decision 0015)."""

MARROW_VALID_MONTHS = 6
"""Maximum age of a marrow differential that shows the phase of the disease (decision 0015)."""

BLASTS_AGAINST_ESCALATION = Sign((Cell.BLASTS,), at_least("10"))
"""Below ELN's limit for accelerated phase, since WHO's is lower (decision 0111)."""

UNSTAINED_CELLS = LIMITS[Cell.LARGE_UNSTAINED_CELLS]
"""% of the leukocytes that hide no blasts (decision 0117)."""

SignInChart = tuple[Answer, Trigger]
"""YES if a result shows a sign of advanced phase, UNKNOWN if a bound such as >5% does not exclude it."""


def find_advanced_phase(patient: PatientSnapshot) -> Trigger | None:
    """Check blood, marrow and coded diagnoses for accelerated or blast phase."""
    signs_in_chart = [
        *_find_signs_in_blood(patient),
        *_find_signs_in_marrow(patient),
        *_find_unstained_cells(patient),
    ]
    triggers = [trigger for answer, trigger in signs_in_chart if answer is Answer.YES] + list(_find_coded(patient))
    if triggers:
        # One sentence gives the reason, but the clinician needs to see every sign: all of them are evidence.
        evidence = dict.fromkeys(item for trigger in triggers for item in trigger.evidence)
        return Trigger(triggers[0].reason, triggers[0].values, tuple(evidence))
    return next((trigger for answer, trigger in signs_in_chart if answer is Answer.UNKNOWN), None)


ADVANCED_PHASE_BY_ELN = frozenset(
    {
        Reason.BLASTS_IN_BLOOD,
        Reason.BLASTS_AND_PROMYELOCYTES_IN_BLOOD,
        Reason.BASOPHILS_IN_BLOOD,
        Reason.BLASTS_IN_MARROW,
        Reason.BLASTS_AND_PROMYELOCYTES_IN_MARROW,
    }
)
"""Reasons of advanced phase by which ELN names a phase."""

ADVANCED_PHASE_BY_RESULT = ADVANCED_PHASE_BY_ELN | {Reason.RAISED_BLASTS_IN_BLOOD, Reason.RAISED_BLASTS_IN_MARROW}
# A coded phase may be old, and a bound is not a result: they hold no dose without a criterion (decision 0018).
"""Reasons of advanced phase that hold the dose whether or not a criterion is met."""


def _find_signs_in_blood(patient: PatientSnapshot) -> Iterator[SignInChart]:
    for sign, reason in (
        (signs.BLASTS, Reason.BLASTS_IN_BLOOD),
        (signs.BLASTS_AND_PROMYELOCYTES, Reason.BLASTS_AND_PROMYELOCYTES_IN_BLOOD),
        (signs.BASOPHILS, Reason.BASOPHILS_IN_BLOOD),
        (BLASTS_AGAINST_ESCALATION, Reason.RAISED_BLASTS_IN_BLOOD),
    ):
        count = patient.find_latest_count(*sign.cells)
        if count and days_between(count.on, patient.as_of) <= BLOOD_VALID_DAYS:
            percent = reduce(Amount.add, [count.items[cell].amount for cell in sign.cells])
            yield from _compare_with_sign(sign, percent, reason, count.evidence(sign.cells))


def _find_unstained_cells(patient: PatientSnapshot) -> Iterator[SignInChart]:
    """Yield large cells that an analyzer could not name, which may be blasts, if nobody has looked since."""
    count = patient.find_latest_count(Cell.LARGE_UNSTAINED_CELLS)
    if count is None or days_between(count.on, patient.as_of) > BLOOD_VALID_DAYS:
        return
    if any(later.can_confirm(Cell.BLASTS) for later in patient.results.counts if later.on >= count.on):
        return
    percent = count.items[Cell.LARGE_UNSTAINED_CELLS].amount
    if UNSTAINED_CELLS.contains(percent) is not Answer.YES:
        evidence = count.evidence((Cell.LARGE_UNSTAINED_CELLS,))
        values: Values = {"cells": str(Cell.LARGE_UNSTAINED_CELLS), "percent": percent, "on": count.on}
        yield Answer.UNKNOWN, Trigger(Reason.ADVANCED_PHASE_NOT_EXCLUDED, values, evidence)


def _find_signs_in_marrow(patient: PatientSnapshot) -> Iterator[SignInChart]:
    # ELN's limit for basophils is about blood alone.
    for sign, reason in (
        (signs.BLASTS, Reason.BLASTS_IN_MARROW),
        (signs.BLASTS_AND_PROMYELOCYTES, Reason.BLASTS_AND_PROMYELOCYTES_IN_MARROW),
        (BLASTS_AGAINST_ESCALATION, Reason.RAISED_BLASTS_IN_MARROW),
    ):
        counts = patient.find_results(MarrowCount)
        latest = [find_latest([count for count in counts if count.cell is cell]) for cell in sign.cells]
        days = {result.on.earliest for results in latest for result in results}
        # Percentages of different marrow samples must not be added up.
        if not all(latest) or len(days) != 1 or not _shows_present_phase(patient, min(days)):
            continue
        percents = [reduce(Amount.cover, [result.amount for result in results]) for results in latest]
        evidence = tuple(cite_marrow(result) for results in latest for result in results)
        yield from _compare_with_sign(sign, reduce(Amount.add, percents), reason, evidence)


def _shows_present_phase(patient: PatientSnapshot, marrow_on: date) -> bool:
    """Return whether a marrow is recent, and not from before a course in which CHR was confirmed."""
    if patient.as_of > add_months(marrow_on, MARROW_VALID_MONTHS):
        return False
    # On its first day the drug has not acted yet.
    return marrow_on > patient.course.started_on or patient.course.confirmed_chr is None


def _compare_with_sign(
    sign: Sign, percent: Amount, reason: Reason, evidence: tuple[Evidence, ...]
) -> Iterator[SignInChart]:
    answer = sign.band.contains(percent)
    values: Values = {"percent": percent, "on": evidence[0].on}
    if answer is Answer.YES:
        yield answer, Trigger(reason, values, evidence)
    elif answer is Answer.UNKNOWN:
        values = {"cells": " + ".join(sign.cells), **values}
        yield answer, Trigger(Reason.ADVANCED_PHASE_NOT_EXCLUDED, values, evidence)


def _find_coded(patient: PatientSnapshot) -> Iterator[Trigger]:
    for diagnosis in patient.find_conditions(Disease.CML):
        if diagnosis.active and diagnosis.phase in (Phase.ACCELERATED, Phase.BLAST):
            evidence = (cite_diagnosis(diagnosis, patient.as_of),)
            yield Trigger(Reason.PHASE_CODED, {"phase": str(diagnosis.phase)}, evidence)


def cite_marrow(result: MarrowCount) -> Evidence:
    """Return a marrow count as evidence."""
    what = f"{result.cell} in marrow"
    return Evidence(result.origin, what, result.on.earliest, result.amount, "%", result.reported)


RULES = (
    PrecautionRule(
        code=Code.ADVANCED_PHASE,
        name="possible advanced phase",
        blocks=BLOCKS,
        evaluate=find_advanced_phase,
        when=f"{BLASTS_AGAINST_ESCALATION} (our interpretation, decision 0111; ELN: {BLASTS}) or "
        f"{BLASTS_AND_PROMYELOCYTES} in blood or marrow, or {BASOPHILS} in blood (blood at most {BLOOD_VALID_DAYS} "
        f"days old, marrow at most {MARROW_VALID_MONTHS} months old, one of before the course only until CHR is "
        "confirmed in it), or an active coded accelerated or blast phase; not excluded: large unstained cells in blood "
        f"that are not {UNSTAINED_CELLS}%, with no blast count by hand since (decision 0117)",
        citation=ADVANCED_PHASE,
        settled_by=(Investigation.BLOOD_COUNT, Investigation.MANUAL_DIFFERENTIAL, Investigation.MARROW_KARYOTYPE),
    ),
)
