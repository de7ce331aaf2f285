"""What ELN says of the same facts: milestones, losses, mutations, signs and phase; a change of TKI (decision 0017)."""

from collections.abc import Iterator, Sequence

from response_criteria.model.answers import Answer
from response_criteria.model.facts import Cell, Cytogenetics, KinaseDomainMutation, Transcript
from response_criteria.model.findings import ContextStatement, Evidence, Precaution, Values
from response_criteria.model.periods import days_between
from response_criteria.precautions import Case, Code
from response_criteria.precautions.blood import BLOOD_STANDS_DAYS, SHOWN_BY_A_RESULT
from response_criteria.precautions.leukemia import cited_mutations
from response_criteria.publications.eln2013.confirmed_loss import RESPONSE_TABLE, is_confirmed
from response_criteria.publications.eln2020 import PAPER
from response_criteria.publications.eln2020.advanced_phase import ADVANCED_PHASE, BLAST_PHASE, PLATELETS_TO_MENTION
from response_criteria.publications.eln2020.hematologic import COMPLETE_HEMATOLOGIC_RESPONSE
from response_criteria.publications.eln2020.loss_of_mmr import LOSS_OF_MMR, loss_of_mmr
from response_criteria.publications.eln2020.milestones import MILESTONE_TABLE, Milestone, milestones
from response_criteria.results.bcr_abl1 import cited_transcript

CHANGE_OF_TREATMENT = PAPER.at("abstract, change of treatment")
PREGNANCY = PAPER.at("abstract, pregnancy")

_JUDGED = (Milestone.OPTIMAL, Milestone.WARNING, Milestone.FAILURE)


def guidance(case: Case, raised: tuple[Precaution, ...]) -> Iterator[ContextStatement]:
    """What is always said; what is preferred to the protocol's step, where a criterion is met or ELN sees failure."""
    reached = tuple(_milestones(case))
    yield from reached
    yield from _loss_of_mmr(case)
    yield from _stricter_response(case)
    yield from _phase(raised)
    yield from _signs(case)
    yield from _mutations(case)
    if case.met or _latest_is_failure(reached):
        yield ContextStatement("eln2020/change-of-tki", "preferred", CHANGE_OF_TREATMENT)
    if any(each.code == Code.PREGNANCY for each in raised):
        yield ContextStatement("eln2020/pregnancy", "withhold", PREGNANCY)


def _latest_is_failure(reached: Sequence[ContextStatement]) -> bool:
    """The latest milestone that could be judged was not reached; one missed before it may have been made good."""
    judged = [each for each in reached if each.status in _JUDGED]
    return bool(judged) and judged[-1].status == Milestone.FAILURE


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
            values = {**values, "level": _level(results[0]), "on": results[0].on.earliest}
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


def _loss_of_mmr(case: Case) -> Iterator[ContextStatement]:
    """In first-line treatment, since its start: the loss, and its confirmation by the older definition."""
    results = [each for each in case.of(Transcript) if each.on.earliest >= case.treatment.started_on]
    lost = loss_of_mmr(results, case.as_of) if case.treatment.first_line else None
    if lost is None:
        return
    latest = lost.without[-1]
    values: Values = {
        "last_on": lost.last_with.on.earliest,
        "level": _level(latest),
        "on": latest.on.earliest,
    }
    evidence = tuple(map(cited_transcript, (latest, lost.last_with)))
    yield ContextStatement("eln2020/loss-of-mmr", "warning", LOSS_OF_MMR, values, evidence)
    if is_confirmed(lost.without):
        values = {"tests": len(lost.without), "from_on": lost.without[0].on.earliest, "on": latest.on.earliest}
        evidence = tuple(map(cited_transcript, lost.without))
        yield ContextStatement("eln2013/confirmed-loss-of-mmr", "failure", RESPONSE_TABLE, values, evidence)


def _phase(raised: tuple[Precaution, ...]) -> Iterator[ContextStatement]:
    """Which advanced phase blood or marrow shows: blasts tell them apart. The precaution cites the results."""
    for shown in raised:
        if shown.code != Code.ADVANCED_PHASE or shown.reason not in SHOWN_BY_A_RESULT:
            continue
        blasts = [each for each in shown.evidence if each.what.startswith(Cell.BLASTS) and each.amount]
        answers = {BLAST_PHASE.band.holds(each.amount) for each in blasts if each.amount}
        status = "accelerated-or-blast" if Answer.UNKNOWN in answers else "accelerated"
        status = "blast" if Answer.YES in answers else status
        yield ContextStatement("eln2020/phase", status, ADVANCED_PHASE)


def _mutations(case: Case) -> Iterator[ContextStatement]:
    """A mutation of the kinase domain that was ever reported as present."""
    present = case.of(KinaseDomainMutation)
    if present:
        changes = ", ".join(dict.fromkeys(each.change for each in present))
        values: Values = {"changes": changes, "on": present[-1].on.earliest}
        yield ContextStatement("eln2020/mutation", "failure", MILESTONE_TABLE, values, cited_mutations(present))


def _level(transcript: Transcript) -> str:
    return "not detected" if transcript.percent_is is None else f"{transcript.percent_is}% IS"
