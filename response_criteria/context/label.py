"""What the US label says of the patient today, beside the protocol: whether and how far it raises, when it holds."""

from collections.abc import Iterator, Mapping

from response_criteria.context.label_circumstances import label_circumstances
from response_criteria.model.answers import Answer
from response_criteria.model.findings import ContextStatement, Precaution, Values
from response_criteria.precautions import Case, Code
from response_criteria.publications.kantarjian2003.grades import MAJOR_CYTOGENETIC_RESPONSE as MAJOR_BY_PAPER
from response_criteria.publications.us_label import doses, holding, responses
from response_criteria.publications.us_label.doses import DOSE_INCREASE
from response_criteria.publications.us_label.holding import CountHold, count_holds
from response_criteria.rules.dose_step import step_from

RULED_OUT_BY = (Code.NEUTROPENIA, Code.THROMBOCYTOPENIA, Code.HEPATOTOXICITY)
"""Precautions under which the label does not raise the dose."""

_WORDS = "; "

_RECOVERED: Mapping[str, str] = {
    "neutrophils": str(holding.NEUTROPHILS_RECOVERED),
    "platelets": str(holding.PLATELETS_RECOVERED),
}


def label(case: Case, raised: tuple[Precaution, ...]) -> Iterator[ContextStatement]:
    """Its circumstances for an increase; its step in chronic phase where a criterion is met; when it holds imatinib."""
    codes = {each.code for each in raised}
    if case.met and Code.ADVANCED_PHASE not in codes:
        yield from _increase(case)
    yield _circumstances(case, codes)
    yield from _major_response(case)
    yield from _held_for_counts(case, codes)
    yield from _held_for_liver(case, codes)


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


def _circumstances(case: Case, codes: set[str]) -> ContextStatement:
    """Whether one of the label's own circumstances for an increase is documented."""
    if Code.ADVANCED_PHASE in codes:
        return _increase_in_advanced_phase()
    judged = label_circumstances(case)
    documented = _WORDS.join(each for each, answer in judged.items() if answer is Answer.YES)
    left_open = _WORDS.join(each for each, answer in judged.items() if answer is Answer.UNKNOWN)
    against = ", ".join(code for code in RULED_OUT_BY if code in codes)
    values: Values = {}
    if documented and against:
        status, values = "excluded", {"circumstances": documented, "against": against}
    elif documented:
        status, values = "documented", {"circumstances": documented}
    elif left_open:
        status, values = "open", {"open": left_open}
    else:
        status = "protocol-alone" if case.met else "not-documented"
    return ContextStatement("us-label/increase-circumstances", status, DOSE_INCREASE, values)


def _major_response(case: Case) -> Iterator[ContextStatement]:
    """Where the latest karyotype of the course is a major response by the label, and none by the paper."""
    for latest in case.judged.studies.karyotypes[-1:]:
        by_both = (responses.MAJOR_CYTOGENETIC_RESPONSE.holds(latest.percent), MAJOR_BY_PAPER.holds(latest.percent))
        if by_both == (Answer.YES, Answer.NO):
            values: Values = {"percent": latest.percent, "on": latest.on}
            citation, evidence = responses.CYTOGENETIC_RESPONSE, latest.evidence
            yield ContextStatement("us-label/cytogenetic-response", "major", citation, values, evidence)


def _increase_in_advanced_phase() -> ContextStatement:
    (step,) = doses.ADVANCED_PHASE_STEPS
    values: Values = {"from_mg": step.from_mg, "label_mg": step.to_mg}
    return ContextStatement("us-label/increase-circumstances", "other-phase", step.citation, values)


def _held_for_counts(case: Case, codes: set[str]) -> Iterator[ContextStatement]:
    """The rule for few neutrophils or platelets: today's, or that of counts that have not recovered yet."""
    since_start = [each for each in case.results.counts if each.on >= case.treatment.started_on]
    holds = count_holds(since_start)
    open_hold = holds[-1] if holds and holds[-1].recovered_on is None else None
    if codes & {Code.NEUTROPENIA, Code.THROMBOCYTOPENIA}:
        yield _too_few_today(case, codes, holds)
    elif open_hold and Code.COUNTS_NOT_RECENT not in codes:
        values: Values = {**_RECOVERED, "since": open_hold.since}
        yield ContextStatement("us-label/hold-for-counts", "not-recovered", holding.HEMATOLOGIC, values)


def _too_few_today(case: Case, codes: set[str], holds: tuple[CountHold, ...]) -> ContextStatement:
    statement = "us-label/hold-for-counts"
    if Code.ADVANCED_PHASE in codes:
        values: Values = {
            "neutrophils": str(holding.ADVANCED_NEUTROPHILS_TOO_FEW),
            "platelets": str(holding.ADVANCED_PLATELETS_TOO_FEW),
        }
        return ContextStatement(statement, "advanced-phase", holding.HEMATOLOGIC_ADVANCED, values)
    row = holding.after_hold(case.dose.mg)
    if row is None:
        return ContextStatement(statement, "hold", holding.HEMATOLOGIC, _RECOVERED)
    values = {**_RECOVERED, "from_mg": row.from_mg, "again_mg": row.again_mg}
    recovered = [each for each in holds if each.recovered_on]
    if recovered:
        return ContextStatement(statement, "hold-again", row.citation, {**values, "earlier_on": recovered[-1].since})
    return ContextStatement(statement, "hold-and-resume", row.citation, {**values, "resume_mg": row.resume_mg})


def _held_for_liver(case: Case, codes: set[str]) -> Iterator[ContextStatement]:
    """The rule for high bilirubin or transaminases."""
    if Code.HEPATOTOXICITY not in codes:
        return
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
