"""What the WHO classification states about the phase where it differs from ELN, whose limits decide (0017)."""

from collections.abc import Iterator
from functools import reduce

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import Answer
from response_criteria.model.findings import ContextStatement, Evidence, Precaution, Values
from response_criteria.model.periods import add_months, days_between
from response_criteria.model.results import Cell, MarrowCount
from response_criteria.precautions import PatientSnapshot
from response_criteria.precautions.blood import BLOOD_VALID_DAYS, MARROW_VALID_MONTHS, cite_marrow
from response_criteria.publications.eln2020.advanced_phase import BLAST_PHASE as BLAST_PHASE_BY_ELN
from response_criteria.publications.eln2020.advanced_phase import BLASTS as ADVANCED_PHASE_BY_ELN
from response_criteria.publications.kantarjian2003.hematologic_resistance import HEMATOLOGIC_RESISTANCE
from response_criteria.publications.who2016 import phases
from response_criteria.results.latest import find_latest

WHO_PHASES = (
    ("who2016/blast-phase", phases.BLASTS_OF_BLAST_PHASE, BLAST_PHASE_BY_ELN.band, phases.BLAST_PHASE),
    (
        "who2016/accelerated-phase",
        phases.BLASTS_OF_ACCELERATED_PHASE,
        ADVANCED_PHASE_BY_ELN.band,
        phases.ACCELERATED_PHASE,
    ),
)
"""Statement, blasts of the phase by WHO, blasts of the same phase by ELN, and citation; most advanced first."""

Blasts = tuple[Amount, tuple[Evidence, ...]]


def build_who_statements(patient: PatientSnapshot, _: tuple[Precaution, ...]) -> Iterator[ContextStatement]:
    """Yield an advanced phase by WHO that ELN does not see, and hematologic resistance to the first TKI."""
    yield from _build_phase(patient)
    is_resistant = any(finding.criterion == HEMATOLOGIC_RESISTANCE for finding in patient.met_findings)
    if patient.treatment.first_line and is_resistant:
        yield ContextStatement("who2016/resistance-to-first-tki", "provisional", phases.PROVISIONAL_CRITERIA)


def _build_phase(patient: PatientSnapshot) -> Iterator[ContextStatement]:
    """Yield the most advanced phase that blasts in blood or marrow show by WHO but not by ELN."""
    reported = [*_find_blasts_in_blood(patient), *_find_blasts_in_marrow(patient)]
    for statement, by_who, by_eln, citation in WHO_PHASES:
        blasts = [(percent, evidence) for percent, evidence in reported if by_who.contains(percent) is Answer.YES]
        if blasts and all(by_eln.contains(percent) is Answer.NO for percent, _ in reported):
            percent, evidence = blasts[0]
            values: Values = {"percent": percent, "on": evidence[0].on}
            yield ContextStatement(statement, "by-blasts", citation, values, evidence)
            return


def _find_blasts_in_blood(patient: PatientSnapshot) -> Iterator[Blasts]:
    count = patient.find_latest_count(Cell.BLASTS)
    if count and days_between(count.on, patient.as_of) <= BLOOD_VALID_DAYS:
        yield count.items[Cell.BLASTS].amount, count.evidence((Cell.BLASTS,))


def _find_blasts_in_marrow(patient: PatientSnapshot) -> Iterator[Blasts]:
    counts = patient.find_results(MarrowCount)
    latest = find_latest([count for count in counts if count.cell is Cell.BLASTS])
    if latest and patient.as_of <= add_months(latest[0].on.earliest, MARROW_VALID_MONTHS):
        yield reduce(Amount.cover, (count.amount for count in latest)), tuple(map(cite_marrow, latest))
