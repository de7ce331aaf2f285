"""What the European LeukemiaNet states: milestones, loss of response, mutations, phase, change of TKI (0017)."""

from collections.abc import Iterator, Sequence

from response_criteria.model.answers import Answer
from response_criteria.model.findings import ContextStatement, Evidence, Precaution, Values
from response_criteria.model.periods import days_between
from response_criteria.model.results import BcrAbl1Result, Cell, CytogeneticResult, KinaseDomainMutation
from response_criteria.precautions import Code, PatientSnapshot
from response_criteria.precautions.blood import ADVANCED_PHASE_BY_ELN, BLOOD_VALID_DAYS
from response_criteria.precautions.leukemia import cite_mutations
from response_criteria.publications.eln2013.confirmed_loss import RESPONSE_TABLE, is_confirmed
from response_criteria.publications.eln2020 import PAPER
from response_criteria.publications.eln2020.advanced_phase import ADVANCED_PHASE, BLAST_PHASE, PLATELETS_TO_MENTION
from response_criteria.publications.eln2020.hematologic import COMPLETE_HEMATOLOGIC_RESPONSE
from response_criteria.publications.eln2020.loss_of_mmr import LOSS_OF_MMR, find_loss_of_mmr
from response_criteria.publications.eln2020.milestones import MILESTONE_TABLE, Milestone, evaluate_milestones
from response_criteria.results.bcr_abl1 import cite_bcr_abl1
from response_criteria.results.mutations import select_resistance_mutations
from response_criteria.review.quiet import misses_transcript

TKI_CHANGE = PAPER.cite("abstract, change of treatment")
PREGNANCY = PAPER.cite("abstract, pregnancy")

_EVALUATED = (Milestone.OPTIMAL, Milestone.WARNING, Milestone.FAILURE)


def build_eln_statements(patient: PatientSnapshot, precautions: tuple[Precaution, ...]) -> Iterator[ContextStatement]:
    """Yield the statements of ELN 2020, and the loss of MMR as ELN 2013 confirms it."""
    milestones = tuple(_build_milestones(patient))
    yield from milestones
    yield from _build_loss_of_mmr(patient)
    yield from _build_stricter_response(patient)
    yield from _build_phase(precautions)
    yield from _build_low_platelets(patient)
    yield from _build_additional_abnormalities(patient)
    yield from _build_mutations(patient)
    if patient.met_findings or _is_latest_failure(milestones):
        yield ContextStatement("eln2020/change-of-tki", "preferred", TKI_CHANGE)
    if any(precaution.code == Code.PREGNANCY for precaution in precautions):
        yield ContextStatement("eln2020/pregnancy", "withhold", PREGNANCY)


def _is_latest_failure(milestones: Sequence[ContextStatement]) -> bool:
    """Return whether the latest milestone with a result is a failure."""
    # A milestone missed earlier may have been reached since.
    evaluated = [milestone for milestone in milestones if milestone.status in _EVALUATED]
    return bool(evaluated) and evaluated[-1].status == Milestone.FAILURE


def _build_milestones(patient: PatientSnapshot) -> Iterator[ContextStatement]:
    # ELN's milestones are those of first-line treatment.
    if not patient.treatment.first_line:
        return
    started_on = patient.treatment.started_on
    for milestone in evaluate_milestones(_select_comparable(patient), started_on, patient.as_of):
        status, results = milestone.status, milestone.results
        # With an uncertain start the months cannot be counted; "at any time" does not depend on them.
        if patient.treatment.start_may_be_earlier and not milestone.row.at_any_time:
            status, results = Milestone.UNKNOWN, ()
        values: Values = {"months": milestone.row.months, "due_on": milestone.due_on}
        if results:
            values = {**values, "level": _format_level(results[0]), "on": results[0].on.earliest}
        evidence = tuple(map(cite_bcr_abl1, results))
        yield ContextStatement(f"eln2020/milestone-{milestone.row.name}", status, MILESTONE_TABLE, values, evidence)


def _select_comparable(patient: PatientSnapshot) -> tuple[BcrAbl1Result, ...]:
    """Return BCR::ABL1 without "not detected" where the test may not measure this patient's transcript (0133)."""
    results = patient.find_results(BcrAbl1Result)
    if not misses_transcript(patient.history, results, patient.treatment.started_on):
        return results
    return tuple(result for result in results if result.percent_is is not None)


def _build_stricter_response(patient: PatientSnapshot) -> Iterator[ContextStatement]:
    """Yield the statement that the latest count meets the criteria of study 110, which decide, but not ELN's."""
    latest = patient.course.latest_count
    if latest and latest.shows_chr and COMPLETE_HEMATOLOGIC_RESPONSE.is_met_by_counts(latest.day) is Answer.NO:
        cells = COMPLETE_HEMATOLOGIC_RESPONSE.select_cells(latest.day, Answer.NO)
        values: Values = {"on": latest.on, "failing": ", ".join(cells)}
        citation, evidence = COMPLETE_HEMATOLOGIC_RESPONSE.citation, latest.day.evidence(cells)
        yield ContextStatement("eln2020/complete-hematologic-response", "stricter", citation, values, evidence)


def _build_low_platelets(patient: PatientSnapshot) -> Iterator[ContextStatement]:
    # Low platelets are a sign of advanced phase only if treatment does not explain them, which the chart cannot show.
    count = patient.find_latest_count(Cell.PLATELETS)
    if count is None or days_between(count.on, patient.as_of) > BLOOD_VALID_DAYS:
        return
    amount = count.items[Cell.PLATELETS].amount
    if PLATELETS_TO_MENTION.contains(amount) is Answer.YES:
        values: Values = {"amount": amount, "on": count.on}
        evidence = count.evidence((Cell.PLATELETS,))
        yield ContextStatement("eln2020/low-platelets", "mentioned", ADVANCED_PHASE, values, evidence)


def _build_additional_abnormalities(patient: PatientSnapshot) -> Iterator[ContextStatement]:
    latest = next(reversed(patient.find_results(CytogeneticResult)), None)
    if latest and latest.additional_abnormalities:
        on = latest.on.earliest
        values: Values = {"abnormalities": ", ".join(latest.additional_abnormalities), "on": on}
        evidence = (Evidence(latest.origin, "additional abnormalities", on, reported=latest.reported),)
        yield ContextStatement("eln2020/additional-abnormalities", "reported", ADVANCED_PHASE, values, evidence)


def _build_loss_of_mmr(patient: PatientSnapshot) -> Iterator[ContextStatement]:
    """Yield the loss of MMR in first-line treatment, and its confirmation as ELN 2013 defines it."""
    started_on = patient.treatment.started_on
    results = [result for result in _select_comparable(patient) if result.on.earliest >= started_on]
    loss = find_loss_of_mmr(results, patient.as_of) if patient.treatment.first_line else None
    if loss is None:
        return
    first, latest = loss.without_mmr[0], loss.without_mmr[-1]
    values: Values = {
        "last_on": loss.last_in_mmr.on.earliest,
        "level": _format_level(latest),
        "on": latest.on.earliest,
    }
    evidence = tuple(map(cite_bcr_abl1, (latest, loss.last_in_mmr)))
    yield ContextStatement("eln2020/loss-of-mmr", "warning", LOSS_OF_MMR, values, evidence)
    if is_confirmed(loss.without_mmr):
        values = {"tests": len(loss.without_mmr), "from_on": first.on.earliest, "on": latest.on.earliest}
        evidence = tuple(map(cite_bcr_abl1, loss.without_mmr))
        yield ContextStatement("eln2013/confirmed-loss-of-mmr", "failure", RESPONSE_TABLE, values, evidence)


def _build_phase(precautions: tuple[Precaution, ...]) -> Iterator[ContextStatement]:
    """Yield accelerated or blast phase if a result shows it by the limits of ELN."""
    for precaution in precautions:
        if precaution.code == Code.ADVANCED_PHASE and precaution.reason in ADVANCED_PHASE_BY_ELN:
            yield ContextStatement("eln2020/phase", _name_phase(precaution.evidence), ADVANCED_PHASE)


def _name_phase(evidence: Sequence[Evidence]) -> str:
    # Blasts alone distinguish blast phase; basophils and promyelocytes show accelerated phase at most.
    blasts = [item.amount for item in evidence if item.what.startswith(Cell.BLASTS) and item.amount]
    answers = {BLAST_PHASE.band.contains(amount) for amount in blasts}
    if Answer.YES in answers:
        return "blast"
    return "accelerated-or-blast" if Answer.UNKNOWN in answers else "accelerated"


def _build_mutations(patient: PatientSnapshot) -> Iterator[ContextStatement]:
    mutations = select_resistance_mutations(patient.find_results(KinaseDomainMutation))
    if mutations:
        changes = ", ".join(dict.fromkeys(mutation.change for mutation in mutations))
        values: Values = {"changes": changes, "on": mutations[-1].on.earliest}
        yield ContextStatement("eln2020/mutation", "failure", MILESTONE_TABLE, values, cite_mutations(mutations))


def _format_level(result: BcrAbl1Result) -> str:
    return "not detected" if result.percent_is is None else f"{result.percent_is}% IS"
