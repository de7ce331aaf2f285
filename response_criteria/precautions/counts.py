"""Precautions about low or missing neutrophils and platelets (decisions 0015 and 0112)."""

from collections.abc import Iterator, Mapping
from functools import partial

from response_criteria.model.answers import Answer
from response_criteria.model.findings import Values
from response_criteria.model.periods import days_between
from response_criteria.model.recommendations import Investigation
from response_criteria.model.results import Cell
from response_criteria.precautions.codes import Code, Reason
from response_criteria.precautions.rule import BLOCKS, PrecautionRule
from response_criteria.precautions.snapshot import PatientSnapshot, Trigger
from response_criteria.publications.us_label.holding import (
    HEMATOLOGIC,
    NEUTROPHILS_RECOVERED,
    NEUTROPHILS_TOO_FEW,
    PLATELETS_RECOVERED,
    PLATELETS_TOO_FEW,
    RECOVERED,
    TOO_FEW,
)
from response_criteria.results.blood_counts import DayCount
from response_criteria.rules.bands import Band

RECENT_COUNT_DAYS = 28
"""Maximum age of neutrophils and platelets before an escalation (decision 0015)."""

AFTER_LOW_COUNT_DAYS = 28
"""For so long a count below the label's stop argues against a higher dose, though it has recovered (decision 0112)."""


_BELOW_STOP: Mapping[Cell, Mapping[Answer, Reason]] = {
    Cell.NEUTROPHILS: {Answer.YES: Reason.LOW_NEUTROPHILS, Answer.UNKNOWN: Reason.POSSIBLY_LOW_NEUTROPHILS},
    Cell.PLATELETS: {Answer.YES: Reason.LOW_PLATELETS, Answer.UNKNOWN: Reason.POSSIBLY_LOW_PLATELETS},
}
"""By whether the latest count is below the label's stop; a bound may leave it open."""


def find_count_below_stop(cell: Cell, patient: PatientSnapshot) -> Trigger | None:
    """Check the latest count of neutrophils, or of platelets, against the label's stop."""
    count = patient.find_latest_count(cell)
    if count is None:
        return None
    amount = count.items[cell].amount
    reason = _BELOW_STOP[cell].get(TOO_FEW[cell].contains(amount))
    return Trigger(reason, {"amount": amount, "on": count.on}, count.evidence((cell,))) if reason else None


def find_outdated_counts(patient: PatientSnapshot) -> Trigger | None:
    """Check that neutrophils and platelets were counted in the last four weeks."""
    latest = {cell: patient.find_latest_count(cell) for cell in (Cell.NEUTROPHILS, Cell.PLATELETS)}
    outdated = [cell for cell, count in latest.items() if not (count and _is_recent(patient, count))]
    if not outdated:
        return None
    reason_of = {Cell.NEUTROPHILS: Reason.NO_RECENT_NEUTROPHILS, Cell.PLATELETS: Reason.NO_RECENT_PLATELETS}
    reason = reason_of[outdated[0]] if len(outdated) == 1 else Reason.NO_RECENT_COUNTS
    evidence = (item for cell in outdated if (count := latest[cell]) for item in count.evidence((cell,)))
    return Trigger(reason, {"days": RECENT_COUNT_DAYS}, tuple(evidence))


def _is_recent(patient: PatientSnapshot, count: DayCount) -> bool:
    return days_between(count.on, patient.as_of) <= RECENT_COUNT_DAYS


def find_low_counts(patient: PatientSnapshot) -> Trigger | None:
    """Check for neutrophils or platelets that have not recovered, or were below the label's stop a short time ago."""
    found = [trigger for cell in RECOVERED for trigger in _find_low_counts_of(patient, cell)]
    if not found:
        return None
    # What is certain goes before a bound that leaves it open; the evidence is that of both cells.
    first = next((trigger for trigger in found if trigger.reason in _CERTAIN), found[0])
    return Trigger(first.reason, first.values, tuple(item for trigger in found for item in trigger.evidence))


_CERTAIN = (Reason.COUNT_NOT_RECOVERED, Reason.COUNT_RECENTLY_BELOW_STOP)


def _find_low_counts_of(patient: PatientSnapshot, cell: Cell) -> Iterator[Trigger]:
    counts = [count for count in patient.results.counts if cell in count.items]
    # A latest count below the stop is neutropenia or thrombocytopenia, which say more.
    if not counts or TOO_FEW[cell].contains(counts[-1].items[cell].amount) is not Answer.NO:
        return
    recovered = RECOVERED[cell].contains(counts[-1].items[cell].amount)
    if recovered is not Answer.YES:
        reasons = (Reason.COUNT_NOT_RECOVERED, Reason.COUNT_POSSIBLY_NOT_RECOVERED)
        yield _build_low_count(counts[-1], cell, reasons[recovered is Answer.UNKNOWN], {"recovered": RECOVERED[cell]})
        return
    recent = [count for count in counts if days_between(count.on, patient.as_of) <= AFTER_LOW_COUNT_DAYS]
    for sought, reason in _RECENTLY_BELOW_STOP:
        low = [count for count in recent if TOO_FEW[cell].contains(count.items[cell].amount) is sought]
        if low:
            yield _build_low_count(low[-1], cell, reason, {"stop": TOO_FEW[cell]})
            return


_RECENTLY_BELOW_STOP = (
    (Answer.YES, Reason.COUNT_RECENTLY_BELOW_STOP),
    (Answer.UNKNOWN, Reason.COUNT_POSSIBLY_RECENTLY_BELOW_STOP),
)


def _build_low_count(count: DayCount, cell: Cell, reason: Reason, limit: dict[str, Band]) -> Trigger:
    limits = {name: str(band) for name, band in limit.items()}
    values: Values = {"cells": str(cell), "amount": count.items[cell].amount, "on": count.on, **limits}
    return Trigger(reason, values, count.evidence((cell,)))


RULES = (
    PrecautionRule(
        code=Code.LOW_COUNTS,
        name="low counts",
        blocks=BLOCKS,
        evaluate=find_low_counts,
        when=f"latest neutrophils not {NEUTROPHILS_RECOVERED} or latest platelets not {PLATELETS_RECOVERED} ×10⁹/L, "
        f"the label's limits for resuming; or neutrophils {NEUTROPHILS_TOO_FEW} or platelets {PLATELETS_TOO_FEW} "
        f"×10⁹/L in the last {AFTER_LOW_COUNT_DAYS} days",
        decision="0112",
        settled_by=(Investigation.BLOOD_COUNT,),
    ),
    PrecautionRule(
        code=Code.NEUTROPENIA,
        name="neutropenia",
        blocks=BLOCKS,
        evaluate=partial(find_count_below_stop, Cell.NEUTROPHILS),
        when=f"latest neutrophils {NEUTROPHILS_TOO_FEW} ×10⁹/L",
        citation=HEMATOLOGIC,
    ),
    PrecautionRule(
        code=Code.THROMBOCYTOPENIA,
        name="thrombocytopenia",
        blocks=BLOCKS,
        evaluate=partial(find_count_below_stop, Cell.PLATELETS),
        when=f"latest platelets {PLATELETS_TOO_FEW} ×10⁹/L",
        citation=HEMATOLOGIC,
    ),
    PrecautionRule(
        code=Code.COUNTS_NOT_RECENT,
        name="no recent counts",
        blocks=BLOCKS,
        evaluate=find_outdated_counts,
        when=f"no neutrophil count or no platelet count in the last {RECENT_COUNT_DAYS} days",
        settled_by=(Investigation.BLOOD_COUNT,),
    ),
)
