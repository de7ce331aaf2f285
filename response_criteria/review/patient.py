"""Review facts about the patient and the chart: pregnancy, a coded phase, counts at which the label stops (0120)."""

from collections.abc import Mapping
from types import MappingProxyType

from response_criteria.model.answers import UNKNOWN, YES
from response_criteria.model.diagnoses import Diagnosis, Disease, Phase
from response_criteria.model.findings import Value
from response_criteria.model.periods import days_between
from response_criteria.model.results import Cell
from response_criteria.precautions.codes import Reason
from response_criteria.precautions.organs import find_pregnancy
from response_criteria.publications.eln2020 import PAPER
from response_criteria.publications.us_label.holding import HEMATOLOGIC, TOO_FEW
from response_criteria.results.blood_counts import DayCount
from response_criteria.results.evidence import cite_diagnosis
from response_criteria.review.codes import ReviewCode, ReviewReason
from response_criteria.review.rule import ReviewRule
from response_criteria.review.snapshot import NOT_CLEAR, Reviewed, ReviewSnapshot, hold_fact

COUNT_DAYS = 28
"""Maximum age of a count that is below the label's stop."""

ADVANCED = (Phase.ACCELERATED, Phase.BLAST)

_PREGNANCY_REASONS: Mapping[str, ReviewReason] = MappingProxyType(
    {
        Reason.PREGNANCY_CODED: ReviewReason.PREGNANCY_CODED,
        Reason.PREGNANCY_REPORTED: ReviewReason.PREGNANCY_REPORTED,
    }
)


def find_reviewed_pregnancy(patient: ReviewSnapshot) -> Reviewed | None:
    """Check for a pregnancy, as the precaution does."""
    trigger = find_pregnancy(patient)
    if trigger is None:
        return None
    if trigger.reason == Reason.PREGNANCY_UNCLEAR:
        return NOT_CLEAR
    return hold_fact(_PREGNANCY_REASONS[trigger.reason], trigger.values, trigger.evidence)


def find_coded_phase(patient: ReviewSnapshot) -> Reviewed | None:
    """Check for an active coded accelerated or blast phase that no later quiet BCR::ABL1 has left behind."""
    coded = [
        diagnosis
        for diagnosis in patient.find_conditions(Disease.CML)
        if diagnosis.active and diagnosis.phase in ADVANCED and not _is_past(diagnosis, patient)
    ]
    if not coded:
        return None
    # Blast phase goes before accelerated phase.
    worst = max(coded, key=lambda diagnosis: ADVANCED.index(diagnosis.phase) if diagnosis.phase else -1)
    evidence = tuple(cite_diagnosis(diagnosis, patient.as_of) for diagnosis in coded)
    return hold_fact(ReviewReason.CODED_PHASE, {"phase": str(worst.phase)}, evidence)


def _is_past(diagnosis: Diagnosis, patient: ReviewSnapshot) -> bool:
    if not patient.is_quiet:
        return False
    return diagnosis.on is None or patient.course_tests.tests[-1].on > diagnosis.on.latest


def find_counts_below_stop(patient: ReviewSnapshot) -> Reviewed | None:
    """Check the latest neutrophils and platelets, each if recent, against the limits at which the label stops."""
    latest = {cell: patient.find_latest_count(cell) for cell in TOO_FEW}
    recent = {cell: count for cell, count in latest.items() if count and _is_recent(count, patient)}
    answers = {cell: TOO_FEW[cell].contains(count.items[cell].amount) for cell, count in recent.items()}
    low = {cell: recent[cell] for cell, answer in answers.items() if answer is YES}
    if not low:
        return NOT_CLEAR if UNKNOWN in answers.values() else None
    evidence = tuple(item for cell, count in low.items() for item in count.evidence((cell,)))
    if len(low) == 1:
        ((cell, count),) = low.items()
        reason = {Cell.NEUTROPHILS: ReviewReason.LOW_NEUTROPHILS, Cell.PLATELETS: ReviewReason.LOW_PLATELETS}[cell]
        return hold_fact(reason, {"amount": count.items[cell].amount, "on": count.on}, evidence)
    neutrophils, platelets = low[Cell.NEUTROPHILS], low[Cell.PLATELETS]
    values: dict[str, Value] = {
        "amount": neutrophils.items[Cell.NEUTROPHILS].amount,
        "on": neutrophils.on,
        "platelets": platelets.items[Cell.PLATELETS].amount,
        "platelets_on": platelets.on,
    }
    return hold_fact(ReviewReason.LOW_NEUTROPHILS_AND_PLATELETS, values, evidence)


def _is_recent(count: DayCount, patient: ReviewSnapshot) -> bool:
    return days_between(count.on, patient.as_of) <= COUNT_DAYS


RULES = (
    ReviewRule(
        code=ReviewCode.PREGNANCY,
        name="pregnancy",
        evaluate=find_reviewed_pregnancy,
        when="as the precaution `pregnancy`",
        needs_course=False,
        citation=PAPER.cite("abstract, pregnancy"),
    ),
    ReviewRule(
        code=ReviewCode.CODED_PHASE,
        name="coded advanced phase",
        evaluate=find_coded_phase,
        when=f"a coded {' or '.join(ADVANCED)} that is active, unless BCR::ABL1 is quiet and later than its day "
        "(onset, else the day it was recorded; without a day: while BCR::ABL1 is quiet)",
        needs_course=False,
    ),
    ReviewRule(
        code=ReviewCode.COUNTS_BELOW_STOP,
        name="counts below the label's stop",
        evaluate=find_counts_below_stop,
        when=f"the latest neutrophils {TOO_FEW[Cell.NEUTROPHILS]} or platelets {TOO_FEW[Cell.PLATELETS]} ×10⁹/L, at "
        f"most {COUNT_DAYS} days old",
        needs_course=False,
        citation=HEMATOLOGIC,
    ),
)
