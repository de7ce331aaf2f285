"""What the WHO classification says of the phase where it differs from ELN, whose lines decide here (decision 0017)."""

from collections.abc import Iterator
from functools import reduce

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import Answer
from response_criteria.model.facts import Cell, MarrowCount
from response_criteria.model.findings import ContextStatement, Evidence, Values
from response_criteria.model.periods import days_between, months_after
from response_criteria.precautions import Case
from response_criteria.precautions.blood import BLOOD_STANDS_DAYS, MARROW_STANDS_MONTHS, cited_marrow
from response_criteria.publications.eln2020.advanced_phase import BLAST_PHASE as BLAST_PHASE_BY_ELN
from response_criteria.publications.eln2020.advanced_phase import BLASTS as ADVANCED_PHASE_BY_ELN
from response_criteria.publications.kantarjian2003.hematologic_resistance import HEMATOLOGIC_RESISTANCE
from response_criteria.publications.who2016 import phases
from response_criteria.results.latest import last_of

BY_WHO_ALONE = (
    ("who2016/blast-phase", phases.BLASTS_OF_BLAST_PHASE, BLAST_PHASE_BY_ELN.band, phases.BLAST_PHASE),
    (
        "who2016/accelerated-phase",
        phases.BLASTS_OF_ACCELERATED_PHASE,
        ADVANCED_PHASE_BY_ELN.band,
        phases.ACCELERATED_PHASE,
    ),
)
"""A statement, the blasts of the phase by WHO, those from which on it is the phase by ELN as well, and the place."""


def who(case: Case) -> Iterator[ContextStatement]:
    """Blasts that are an advanced phase by WHO and none, or a less advanced one, by ELN; circumstance 1."""
    yield from _by_blasts(case)
    if case.treatment.first_line and any(each.criterion == HEMATOLOGIC_RESISTANCE for each in case.met):
        yield ContextStatement("who2016/resistance-to-first-tki", "provisional", phases.PROVISIONAL)


def _by_blasts(case: Case) -> Iterator[ContextStatement]:
    """The most advanced phase that blasts in blood or marrow show by WHO alone."""
    reported = [*_in_blood(case), *_in_marrow(case)]
    for statement, by_who, by_eln, citation in BY_WHO_ALONE:
        shown = [each for each in reported if by_who.holds(each[0]) is Answer.YES]
        if shown and all(by_eln.holds(percent) is Answer.NO for percent, _ in reported):
            percent, evidence = shown[0]
            values: Values = {"percent": percent, "on": evidence[0].on}
            yield ContextStatement(statement, "by-blasts", citation, values, evidence)
            return


def _in_blood(case: Case) -> Iterator[tuple[Amount, tuple[Evidence, ...]]]:
    day = case.latest_count(Cell.BLASTS)
    if day and days_between(day.on, case.as_of) <= BLOOD_STANDS_DAYS:
        yield day.items[Cell.BLASTS].amount, day.evidence((Cell.BLASTS,))


def _in_marrow(case: Case) -> Iterator[tuple[Amount, tuple[Evidence, ...]]]:
    last = last_of([each for each in case.of(MarrowCount) if each.cell is Cell.BLASTS])
    if last and case.as_of <= months_after(last[0].on.earliest, MARROW_STANDS_MONTHS):
        yield reduce(Amount.or_else, (each.amount for each in last)), tuple(map(cited_marrow, last))
