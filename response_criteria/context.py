"""What other works say of the same facts, for information: it decides nothing (decision 0017)."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from response_criteria.answers import Answer
from response_criteria.dose_step import step_from
from response_criteria.eln2020 import PAPER as ELN
from response_criteria.eln2020.advanced_phase import ADVANCED_PHASE, PLATELETS_TO_MENTION
from response_criteria.eln2020.hematologic import COMPLETE_HEMATOLOGIC_RESPONSE
from response_criteria.eln2020.milestones import MILESTONE_TABLE, Milestone, milestones
from response_criteria.facts import Cell, Cytogenetics, Transcript
from response_criteria.findings import ContextStatement, Evidence, Precaution, Values
from response_criteria.periods import days_between
from response_criteria.precautions import Case, Code
from response_criteria.precautions.blood import BLOOD_STANDS_DAYS
from response_criteria.transcripts import cited_transcript
from response_criteria.us_label import doses, holding

CHANGE_OF_TREATMENT = ELN.at("abstract, change of treatment")

_JUDGED = ("months", "due_on", "level", "on")
_OPEN = ("months", "due_on")
_MILESTONE: Mapping[str, tuple[str, ...]] = {
    Milestone.OPTIMAL: _JUDGED,
    Milestone.WARNING: _JUDGED,
    Milestone.FAILURE: _JUDGED,
    Milestone.NOT_DUE: _OPEN,
    Milestone.UNKNOWN: _OPEN,
}

STATEMENTS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        # level: "0.3% IS" or "not detected"
        "eln2020/milestone-3-months": _MILESTONE,
        "eln2020/milestone-6-months": _MILESTONE,
        "eln2020/milestone-12-months": _MILESTONE,
        "eln2020/milestone-any-time": _MILESTONE,
        # failing: the cells that the stricter list does not accept, as "basophils, myelocytes"
        "eln2020/complete-hematologic-response": {"stricter": ("on", "failing")},
        "eln2020/low-platelets": {"mentioned": ("amount", "on")},
        "eln2020/additional-abnormalities": {"reported": ("abnormalities", "on")},
        "eln2020/change-of-tki": {"preferred": ()},
        "us-label/dose-increase": {
            "differs": ("from_mg", "label_mg", "protocol_mg"),
            "no-step": ("from_mg",),
        },
        "us-label/hold-for-counts": {"hold": ("neutrophils", "platelets")},
        "us-label/hold-for-liver": {
            "hold": ("bilirubin", "transaminases"),
            "hold-and-reduce": ("bilirubin", "transaminases", "from_mg", "reduced_mg"),
        },
    }
)
"""Every statement by its id, its statuses, and beside each the names of its values, all of them always given."""


def context(case: Case, raised: tuple[Precaution, ...]) -> tuple[ContextStatement, ...]:
    """What ELN and the label say: always of milestones and signs, of a change of treatment where a criterion is met."""
    statements = [*_milestones(case), *_stricter_response(case), *_signs(case)]
    if case.met:
        statements += [ContextStatement("eln2020/change-of-tki", "preferred", CHANGE_OF_TREATMENT), *_increase(case)]
    return (*statements, *_held(case, {each.code for each in raised}))


def _milestones(case: Case) -> Iterator[ContextStatement]:
    """Milestones of first-line imatinib; unknown where its start is only the latest possible one."""
    if not case.treatment.first_line:
        return
    for each in milestones(case.of(Transcript), case.treatment.started_on, case.as_of):
        status, results = each.status, each.results
        if case.treatment.start_may_be_earlier and not each.row.at_any_time:
            status, results = Milestone.UNKNOWN, ()
        values: Values = {"months": each.row.months, "due_on": each.due_on}
        if results:
            level = results[0].percent_is
            told = "not detected" if level is None else f"{level}% IS"
            values = {**values, "level": told, "on": results[0].on.earliest}
        evidence = tuple(map(cited_transcript, results))
        yield ContextStatement(f"eln2020/milestone-{each.row.name}", status, MILESTONE_TABLE, values, evidence)


def _stricter_response(case: Case) -> Iterator[ContextStatement]:
    """Where the latest count passes by study 110, which decides, and not by the list of ELN."""
    latest = case.judged.latest
    if latest and latest.affirms and COMPLETE_HEMATOLOGIC_RESPONSE.by_counts(latest.day) is Answer.NO:
        cells = COMPLETE_HEMATOLOGIC_RESPONSE.cells_that(latest.day, Answer.NO)
        values: Values = {"on": latest.on, "failing": ", ".join(cells)}
        citation, evidence = COMPLETE_HEMATOLOGIC_RESPONSE.citation, latest.day.evidence(cells)
        yield ContextStatement("eln2020/complete-hematologic-response", "stricter", citation, values, evidence)


def _signs(case: Case) -> Iterator[ContextStatement]:
    """Few platelets, which speak for an advanced phase only where the drug does not explain them; clonal changes."""
    day = case.latest_count(Cell.PLATELETS)
    if day and days_between(day.on, case.as_of) <= BLOOD_STANDS_DAYS:
        amount = day.items[Cell.PLATELETS].amount
        if PLATELETS_TO_MENTION.holds(amount) is Answer.YES:
            values: Values = {"amount": amount, "on": day.on}
            evidence = day.evidence((Cell.PLATELETS,))
            yield ContextStatement("eln2020/low-platelets", "mentioned", ADVANCED_PHASE, values, evidence)
    latest = next(reversed(case.of(Cytogenetics)), None)
    if latest and latest.additional_abnormalities:
        on = latest.on.earliest
        values = {"abnormalities": ", ".join(latest.additional_abnormalities), "on": on}
        cited = (Evidence(latest.origin, "additional abnormalities", on, reported=latest.reported),)
        yield ContextStatement("eln2020/additional-abnormalities", "reported", ADVANCED_PHASE, values, cited)


def _increase(case: Case) -> Iterator[ContextStatement]:
    """The label's own step from the current dose, beside the protocol's."""
    if case.dose.mg is None:
        return
    step = step_from(case.dose.mg, doses.CHRONIC_PHASE_STEPS)
    if step is None:
        yield ContextStatement("us-label/dose-increase", "no-step", doses.DOSE_INCREASE, {"from_mg": case.dose.mg})
    elif case.step:
        values = {"from_mg": case.dose.mg, "label_mg": step.to_mg, "protocol_mg": case.step.to_mg}
        yield ContextStatement("us-label/dose-increase", "differs", doses.DOSE_INCREASE, values)


def _held(case: Case, raised: set[str]) -> Iterator[ContextStatement]:
    """When the label holds imatinib altogether, and when it resumes it."""
    if raised & {Code.NEUTROPENIA, Code.THROMBOCYTOPENIA}:
        values = {"neutrophils": str(holding.NEUTROPHILS_RECOVERED), "platelets": str(holding.PLATELETS_RECOVERED)}
        yield ContextStatement("us-label/hold-for-counts", "hold", holding.HEMATOLOGIC, values)
    if Code.HEPATOTOXICITY in raised:
        resume: Values = {
            "bilirubin": holding.BILIRUBIN_RECOVERED_BELOW,
            "transaminases": holding.TRANSAMINASES_RECOVERED_BELOW,
        }
        reduced = holding.REDUCED_DOSE_MG.get(case.dose.mg) if case.dose.mg is not None else None
        if case.dose.mg is None or reduced is None:
            yield ContextStatement("us-label/hold-for-liver", "hold", holding.HEPATIC, resume)
        else:
            resume = {**resume, "from_mg": case.dose.mg, "reduced_mg": reduced}
            yield ContextStatement("us-label/hold-for-liver", "hold-and-reduce", holding.HEPATIC, resume)
