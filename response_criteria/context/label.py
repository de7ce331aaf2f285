"""What the US label states today: whether and how far it increases the dose, and when it withholds imatinib."""

from collections.abc import Iterator, Mapping

from response_criteria.context.label_increase_reasons import evaluate_increase_reasons
from response_criteria.model.answers import Answer
from response_criteria.model.findings import ContextStatement, Precaution, Values
from response_criteria.precautions import Code, PatientSnapshot
from response_criteria.publications.kantarjian2003.grades import MAJOR_CYTOGENETIC_RESPONSE as MAJOR_BY_PAPER
from response_criteria.publications.us_label import doses, holding, responses
from response_criteria.publications.us_label.doses import DOSE_INCREASE
from response_criteria.publications.us_label.holding import CountHold, find_count_holds
from response_criteria.rules.dose_step import find_step

INCREASE_CONTRAINDICATIONS = (Code.NEUTROPENIA, Code.THROMBOCYTOPENIA, Code.HEPATOTOXICITY)
"""Precautions under which the label does not increase the dose."""

# The label's own phrases contain commas.
_SEPARATOR = "; "

_RECOVERED: Mapping[str, str] = {
    "neutrophils": str(holding.NEUTROPHILS_RECOVERED),
    "platelets": str(holding.PLATELETS_RECOVERED),
}


def build_label_statements(patient: PatientSnapshot, precautions: tuple[Precaution, ...]) -> Iterator[ContextStatement]:
    """Yield the label's statements about a dose increase and about withholding imatinib."""
    codes = {precaution.code for precaution in precautions}
    # In advanced phase the label has another step, which the increase reasons state instead.
    if patient.met_findings and Code.ADVANCED_PHASE not in codes:
        yield from _build_increase(patient)
    yield _build_increase_reasons(patient, codes)
    yield from _build_major_response(patient)
    yield from _build_hold_for_counts(patient, codes)
    yield from _build_hold_for_liver(patient, codes)


def _build_increase(patient: PatientSnapshot) -> Iterator[ContextStatement]:
    """Yield the label's step from the current dose if it differs from the protocol's."""
    if patient.dose.mg is None:
        return
    step = find_step(patient.dose.mg, doses.CHRONIC_PHASE_STEPS)
    if step is None:
        yield ContextStatement("us-label/dose-increase", "no-step", DOSE_INCREASE, {"from_mg": patient.dose.mg})
    elif patient.protocol_step:
        values = {"from_mg": patient.dose.mg, "label_mg": step.to_mg, "protocol_mg": patient.protocol_step.to_mg}
        yield ContextStatement("us-label/dose-increase", "differs", DOSE_INCREASE, values)


def _build_increase_reasons(patient: PatientSnapshot, codes: set[str]) -> ContextStatement:
    if Code.ADVANCED_PHASE in codes:
        return _build_increase_in_advanced_phase()
    answers = evaluate_increase_reasons(patient)
    documented = _SEPARATOR.join(reason for reason, answer in answers.items() if answer is Answer.YES)
    unknown = _SEPARATOR.join(reason for reason, answer in answers.items() if answer is Answer.UNKNOWN)
    against = ", ".join(code for code in INCREASE_CONTRAINDICATIONS if code in codes)
    values: Values = {}
    if documented and against:
        status, values = "excluded", {"circumstances": documented, "against": against}
    elif documented:
        status, values = "documented", {"circumstances": documented}
    elif unknown:
        status, values = "open", {"open": unknown}
    else:
        status = "protocol-alone" if patient.met_findings else "not-documented"
    return ContextStatement("us-label/increase-circumstances", status, DOSE_INCREASE, values)


def _build_increase_in_advanced_phase() -> ContextStatement:
    (step,) = doses.ADVANCED_PHASE_STEPS
    values: Values = {"from_mg": step.from_mg, "label_mg": step.to_mg}
    return ContextStatement("us-label/increase-circumstances", "other-phase", step.citation, values)


def _build_major_response(patient: PatientSnapshot) -> Iterator[ContextStatement]:
    # Exactly 35% is a major response by the label and none by the paper.
    for latest in patient.course.cytogenetic_analyses.karyotypes[-1:]:
        by_label = responses.MAJOR_CYTOGENETIC_RESPONSE.contains(latest.percent)
        if (by_label, MAJOR_BY_PAPER.contains(latest.percent)) == (Answer.YES, Answer.NO):
            values: Values = {"percent": latest.percent, "on": latest.on}
            citation, evidence = responses.CYTOGENETIC_RESPONSE, latest.evidence
            yield ContextStatement("us-label/cytogenetic-response", "major", citation, values, evidence)


def _build_hold_for_counts(patient: PatientSnapshot, codes: set[str]) -> Iterator[ContextStatement]:
    """Yield the label's rule for low counts: today's, or earlier ones that have not recovered yet."""
    counts = [count for count in patient.results.counts if count.on >= patient.treatment.started_on]
    holds = find_count_holds(counts)
    current = holds[-1] if holds and holds[-1].recovered_on is None else None
    if codes & {Code.NEUTROPENIA, Code.THROMBOCYTOPENIA}:
        yield _build_hold_today(patient, codes, holds)
    elif current and Code.COUNTS_NOT_RECENT not in codes:
        values: Values = {**_RECOVERED, "since": current.since}
        yield ContextStatement("us-label/hold-for-counts", "not-recovered", holding.HEMATOLOGIC, values)


def _build_hold_today(patient: PatientSnapshot, codes: set[str], holds: tuple[CountHold, ...]) -> ContextStatement:
    statement = "us-label/hold-for-counts"
    if Code.ADVANCED_PHASE in codes:
        values: Values = {
            "neutrophils": str(holding.ADVANCED_NEUTROPHILS_TOO_FEW),
            "platelets": str(holding.ADVANCED_PLATELETS_TOO_FEW),
        }
        return ContextStatement(statement, "advanced-phase", holding.HEMATOLOGIC_ADVANCED, values)
    row = holding.find_resumed_dose(patient.dose.mg)
    if row is None:
        return ContextStatement(statement, "hold", holding.HEMATOLOGIC, _RECOVERED)
    values = {**_RECOVERED, "from_mg": row.from_mg, "again_mg": row.repeat_mg}
    # The label resumes the same dose the first time and reduces it when the counts fall again.
    earlier = [hold for hold in holds if hold.recovered_on]
    if earlier:
        return ContextStatement(statement, "hold-again", row.citation, {**values, "earlier_on": earlier[-1].since})
    return ContextStatement(statement, "hold-and-resume", row.citation, {**values, "resume_mg": row.resume_mg})


def _build_hold_for_liver(patient: PatientSnapshot, codes: set[str]) -> Iterator[ContextStatement]:
    if Code.HEPATOTOXICITY not in codes:
        return
    values: Values = {
        "bilirubin": holding.BILIRUBIN_RECOVERED_BELOW,
        "transaminases": holding.TRANSAMINASES_RECOVERED_BELOW,
    }
    dose_mg = patient.dose.mg
    reduced_mg = holding.REDUCED_DOSE_MG.get(dose_mg) if dose_mg is not None else None
    if dose_mg is None or reduced_mg is None:
        yield ContextStatement("us-label/hold-for-liver", "hold", holding.HEPATIC, values)
    else:
        values = {**values, "from_mg": dose_mg, "reduced_mg": reduced_mg}
        yield ContextStatement("us-label/hold-for-liver", "hold-and-reduce", holding.HEPATIC, values)
