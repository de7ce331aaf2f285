"""Precautions about blood and marrow: too few cells, counts too old, signs of an advanced phase."""

from collections.abc import Iterator
from functools import reduce

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import Answer
from response_criteria.model.facts import Cell, Disease, MarrowCount, Phase
from response_criteria.model.findings import Evidence, Values
from response_criteria.model.periods import days_between, months_after
from response_criteria.precautions.case import Case, Found
from response_criteria.precautions.reasons import Reason
from response_criteria.publications.eln2020 import advanced_phase as signs
from response_criteria.publications.eln2020.advanced_phase import Sign
from response_criteria.publications.us_label.holding import NEUTROPHILS_TOO_FEW, PLATELETS_TOO_FEW
from response_criteria.results.blood_counts import DayCount
from response_criteria.results.evidence import cited_diagnosis
from response_criteria.results.latest import last_of
from response_criteria.rules.bands import Band

RECENT_COUNT_DAYS = 28
"""Neutrophils and platelets older than that do not speak for today (decision 0015)."""

BLOOD_STANDS_DAYS = 42
MARROW_STANDS_MONTHS = 6
"""So long blood and marrow speak for the phase of the disease (decision 0015)."""


def neutropenia(case: Case) -> Found | None:
    """The latest neutrophils are too few, or a bound does not exclude it."""
    return _too_few(
        case, Cell.NEUTROPHILS, NEUTROPHILS_TOO_FEW, (Reason.FEW_NEUTROPHILS, Reason.PERHAPS_FEW_NEUTROPHILS)
    )


def thrombocytopenia(case: Case) -> Found | None:
    """The latest platelets are too few, or a bound does not exclude it."""
    return _too_few(case, Cell.PLATELETS, PLATELETS_TOO_FEW, (Reason.FEW_PLATELETS, Reason.PERHAPS_FEW_PLATELETS))


def _too_few(case: Case, cell: Cell, band: Band, reasons: tuple[Reason, Reason]) -> Found | None:
    day = case.latest_count(cell)
    if day is None:
        return None
    held = band.holds(day.items[cell].amount)
    if held is Answer.NO:
        return None
    values: Values = {"amount": day.items[cell].amount, "on": day.on}
    return Found(reasons[held is Answer.UNKNOWN], values, day.evidence((cell,)))


def counts_not_recent(case: Case) -> Found | None:
    """No neutrophils or no platelets of the last four weeks are known."""
    latest = {cell: case.latest_count(cell) for cell in (Cell.NEUTROPHILS, Cell.PLATELETS)}
    old = [cell for cell, day in latest.items() if not (day and _is_recent(case, day))]
    if not old:
        return None
    only = {Cell.NEUTROPHILS: Reason.NO_RECENT_NEUTROPHILS, Cell.PLATELETS: Reason.NO_RECENT_PLATELETS}
    reason = only[old[0]] if len(old) == 1 else Reason.NO_RECENT_COUNTS
    evidence = (each for cell in old if (day := latest[cell]) for each in day.evidence((cell,)))
    return Found(reason, {"days": RECENT_COUNT_DAYS}, tuple(evidence))


def _is_recent(case: Case, day: DayCount) -> bool:
    return days_between(day.on, case.as_of) <= RECENT_COUNT_DAYS


def advanced_phase(case: Case) -> Found | None:
    """Blood or marrow shows an advanced phase, or one is coded, or a bound does not exclude it.

    The first sign gives the reason; every sign that is shown is evidence.
    """
    looked_at = [*_in_blood(case), *_in_marrow(case)]
    shown = [found for held, found in looked_at if held is Answer.YES] + list(_coded(case))
    if shown:
        evidence = dict.fromkeys(each for found in shown for each in found.evidence)
        return Found(shown[0].reason, shown[0].values, tuple(evidence))
    return next((found for held, found in looked_at if held is Answer.UNKNOWN), None)


SHOWN_BY_A_RESULT = frozenset(
    {
        Reason.BLASTS_IN_BLOOD,
        Reason.BLASTS_AND_PROMYELOCYTES_IN_BLOOD,
        Reason.BASOPHILS_IN_BLOOD,
        Reason.BLASTS_IN_MARROW,
        Reason.BLASTS_AND_PROMYELOCYTES_IN_MARROW,
    }
)
"""Reasons of an advanced phase that hold the dose whatever the criteria say."""


def _in_blood(case: Case) -> Iterator[tuple[Answer, Found]]:
    for sign, reason in (
        (signs.BLASTS, Reason.BLASTS_IN_BLOOD),
        (signs.BLASTS_AND_PROMYELOCYTES, Reason.BLASTS_AND_PROMYELOCYTES_IN_BLOOD),
        (signs.BASOPHILS, Reason.BASOPHILS_IN_BLOOD),
    ):
        day = case.latest_count(*sign.cells)
        if day and days_between(day.on, case.as_of) <= BLOOD_STANDS_DAYS:
            percent = reduce(Amount.plus, [day.items[cell].amount for cell in sign.cells])
            held = sign.band.holds(percent)
            if held is not Answer.NO:
                yield held, _found(sign, held, percent, reason, day.evidence(sign.cells))


def _in_marrow(case: Case) -> Iterator[tuple[Answer, Found]]:
    for sign, reason in (
        (signs.BLASTS, Reason.BLASTS_IN_MARROW),
        (signs.BLASTS_AND_PROMYELOCYTES, Reason.BLASTS_AND_PROMYELOCYTES_IN_MARROW),
    ):
        last = [last_of([each for each in case.of(MarrowCount) if each.cell is cell]) for cell in sign.cells]
        days = {each.on.earliest for results in last for each in results}
        if not all(last) or len(days) != 1 or case.as_of > months_after(min(days), MARROW_STANDS_MONTHS):
            continue
        percent = reduce(Amount.plus, [reduce(Amount.or_else, [each.amount for each in some]) for some in last])
        held = sign.band.holds(percent)
        if held is not Answer.NO:
            evidence = tuple(cited_marrow(each) for results in last for each in results)
            yield held, _found(sign, held, percent, reason, evidence)


def _found(sign: Sign, held: Answer, percent: Amount, reason: Reason, evidence: tuple[Evidence, ...]) -> Found:
    """What is to be said where the sum of the cells shows the sign, or may show it."""
    values: Values = {"percent": percent, "on": evidence[0].on}
    if held is Answer.YES:
        return Found(reason, values, evidence)
    return Found(Reason.ADVANCED_PHASE_NOT_EXCLUDED, {"cells": " + ".join(sign.cells), **values}, evidence)


def _coded(case: Case) -> Iterator[Found]:
    for diagnosis in case.coded(Disease.CML):
        if diagnosis.active and diagnosis.phase in (Phase.ACCELERATED, Phase.BLAST):
            evidence = (cited_diagnosis(diagnosis, case.as_of),)
            yield Found(Reason.PHASE_CODED, {"phase": str(diagnosis.phase)}, evidence)


def cited_marrow(result: MarrowCount) -> Evidence:
    """The evidence that a count of the marrow is."""
    what = f"{result.cell} in marrow"
    return Evidence(result.origin, what, result.on.earliest, result.amount, "%", result.reported)
