"""Precautions about the leukemia itself: BCR::ABL1 that contradicts a finding, and resistance mutations."""

from collections.abc import Sequence
from datetime import date

from response_criteria.model.answers import YES
from response_criteria.model.facts import KinaseDomainMutation, Transcript
from response_criteria.model.findings import Evidence, Finding
from response_criteria.precautions.case import Case, Found, is_hematologic
from response_criteria.precautions.reasons import Reason
from response_criteria.results.bcr_abl1 import cited_transcript, is_deep, latest_standing, telling

T315I = ("T315I", "Thr315Ile")
"""The change for which ELN names other treatment, in one-letter and in three-letter notation (decision 0015)."""


def molecular_response(case: Case) -> Found | None:
    """BCR::ABL1 is low while a criterion is met: the results disagree."""
    transcripts = telling(case.of(Transcript))
    if any(map(is_hematologic, case.met)):
        low = _deep(latest_standing(transcripts, case.as_of))
        if low:
            return _low(low, Reason.LOW_TRANSCRIPTS_DESPITE_COUNTS, Reason.NO_TRANSCRIPTS_DESPITE_COUNTS)
    first_days = [_first_evidence(each) for each in case.met if not is_hematologic(each)]
    if first_days:
        low = _deep([each for each in transcripts if each.on.earliest >= min(first_days)])
        if low:
            return _low(low[-1:], Reason.LOW_TRANSCRIPTS_DESPITE_KARYOTYPE, Reason.NO_TRANSCRIPTS_DESPITE_KARYOTYPE)
    return None


def _deep(transcripts: Sequence[Transcript]) -> tuple[Transcript, ...]:
    return tuple(each for each in transcripts if is_deep(each) is YES)


def _low(transcripts: Sequence[Transcript], measured: Reason, not_detected: Reason) -> Found:
    evidence, on = tuple(map(cited_transcript, transcripts)), transcripts[0].on.earliest
    percent = transcripts[0].percent_is
    if percent is None:
        return Found(not_detected, {"on": on}, evidence)
    return Found(measured, {"percent": percent, "on": on}, evidence)


def _first_evidence(finding: Finding) -> date:
    """The first result that speaks for the finding. A rise begins with its first risen karyotype, not the lowest."""
    first = finding.values.get("first")
    return first if isinstance(first, date) else min(each.on for each in finding.evidence)


def resistant_mutation(case: Case) -> Found | None:
    """Any change of the ABL1 kinase domain was ever reported as present; T315I is named."""
    present = case.of(KinaseDomainMutation)
    if not present:
        return None
    evidence = cited_mutations(present)
    t315i = [each for each in present if any(name in each.change for name in T315I)]
    if t315i:
        return Found(Reason.T315I, {"on": t315i[-1].on.earliest}, evidence)
    changes = ", ".join(sorted({each.change for each in present}))
    return Found(Reason.KINASE_DOMAIN_MUTATION, {"changes": changes, "on": present[-1].on.earliest}, evidence)


def cited_mutations(present: Sequence[KinaseDomainMutation]) -> tuple[Evidence, ...]:
    """Mutations as evidence."""
    return tuple(Evidence(each.origin, "ABL1 mutation", each.on.earliest, reported=each.reported) for each in present)
