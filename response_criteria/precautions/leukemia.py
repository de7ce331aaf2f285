"""Precautions about the leukemia: BCR::ABL1 that is discordant with a finding, and resistance mutations."""

from collections.abc import Sequence
from datetime import date

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import UNKNOWN, YES
from response_criteria.model.findings import Evidence, Finding, Values
from response_criteria.model.periods import subtract_months
from response_criteria.model.recommendations import Investigation
from response_criteria.model.results import BcrAbl1Result, KinaseDomainMutation
from response_criteria.precautions.codes import Code, Reason
from response_criteria.precautions.rule import BLOCKS, PrecautionRule, Questions
from response_criteria.precautions.snapshot import (
    PatientSnapshot,
    Trigger,
    combine_triggers,
    find_first_failure,
    is_hematologic,
)
from response_criteria.results import bcr_abl1
from response_criteria.results.bcr_abl1 import cite_bcr_abl1, select_informative, shows_mr2
from response_criteria.results.mutations import POLYMORPHISMS, select_resistance_mutations

T315I = ("T315I", "Thr315Ile")
"""The mutation for which ELN names other treatment, in one-letter and three-letter notation (decision 0015)."""

COMPARED_MONTHS = 3
"""A BCR::ABL1 describes the state that a karyotype, or a blood count, shows so many months later (decision 0114)."""

_DISCORDANT_WITH_COUNTS = (
    Reason.BCR_ABL1_DISCORDANT_WITH_COUNTS,
    Reason.BCR_ABL1_NOT_DETECTED_DISCORDANT_WITH_COUNTS,
)
_DISCORDANT_WITH_KARYOTYPE = (
    Reason.BCR_ABL1_DISCORDANT_WITH_KARYOTYPE,
    Reason.BCR_ABL1_NOT_DETECTED_DISCORDANT_WITH_KARYOTYPE,
)


def find_discordant_bcr_abl1(patient: PatientSnapshot) -> Trigger | None:
    """Check for low BCR::ABL1 while a criterion is met: one of the two results must be wrong."""
    return combine_triggers(_check_discordance(patient, finding) for finding in patient.met_findings)


def _check_discordance(patient: PatientSnapshot, finding: Finding) -> Trigger | None:
    since = subtract_months(_find_compared_day(finding), COMPARED_MONTHS)
    results = select_informative(patient.find_results(BcrAbl1Result))
    # All results of the latest day: neither their order nor their ids tell which of them is right.
    latest = [result for result in results if result.on == results[-1].on and result.on.earliest >= since]
    low = [result for result in latest if shows_mr2(result) is YES]
    possibly_low = [result for result in latest if shows_mr2(result) is UNKNOWN]
    if low:
        return _name_discordance(low, finding)
    if possibly_low:
        on, percent = possibly_low[0].on.earliest, possibly_low[0].percent_is or Amount.between(None, None)
        values: Values = {"percent": percent, "on": on}
        evidence = tuple(map(cite_bcr_abl1, possibly_low))
        return Trigger(Reason.BCR_ABL1_POSSIBLY_DISCORDANT, values, evidence, (finding.criterion.id,))
    return None


def _find_compared_day(finding: Finding) -> date:
    """Return the day of the first failing count, or of the last karyotype, with which BCR::ABL1 is compared."""
    return find_first_failure(finding) if is_hematologic(finding) else max(fact.on for fact in finding.evidence)


def _name_discordance(results: Sequence[BcrAbl1Result], finding: Finding) -> Trigger:
    measured, not_detected = _DISCORDANT_WITH_COUNTS if is_hematologic(finding) else _DISCORDANT_WITH_KARYOTYPE
    evidence, on = tuple(map(cite_bcr_abl1, results)), results[0].on.earliest
    percent, questions = results[0].percent_is, (finding.criterion.id,)
    if percent is None:
        return Trigger(not_detected, {"on": on}, evidence, questions)
    return Trigger(measured, {"percent": percent, "on": on}, evidence, questions)


def find_resistant_mutation(patient: PatientSnapshot) -> Trigger | None:
    """Check for any ABL1 kinase-domain mutation ever reported as present, polymorphisms aside."""
    mutations = select_resistance_mutations(patient.find_results(KinaseDomainMutation))
    if not mutations:
        return None
    evidence = cite_mutations(mutations)
    t315i = [mutation for mutation in mutations if any(name in mutation.change for name in T315I)]
    if t315i:
        return Trigger(Reason.T315I, {"on": t315i[-1].on.earliest}, evidence)
    changes = ", ".join(sorted({mutation.change for mutation in mutations}))
    return Trigger(Reason.KINASE_DOMAIN_MUTATION, {"changes": changes, "on": mutations[-1].on.earliest}, evidence)


def cite_mutations(mutations: Sequence[KinaseDomainMutation]) -> tuple[Evidence, ...]:
    """Return mutations as evidence."""
    return tuple(
        Evidence(mutation.origin, "ABL1 mutation", mutation.on.earliest, reported=mutation.reported)
        for mutation in mutations
    )


RULES = (
    PrecautionRule(
        code=Code.MOLECULAR_RESPONSE,
        name="conflicting BCR::ABL1",
        blocks=BLOCKS,
        evaluate=find_discordant_bcr_abl1,
        when=f"the latest BCR::ABL1 dated from {COMPARED_MONTHS} months before the latest evidence of a criterion that "
        f"is met on (hematologic: before the first failing count) is {bcr_abl1.MR2}% IS or not detected, or may be",
        decision="0114",
        settled_by=(Investigation.BCR_ABL1,),
        questions=Questions.ITS_OWN,
    ),
    PrecautionRule(
        code=Code.RESISTANT_MUTATION,
        name="ABL1 mutation",
        blocks=BLOCKS,
        evaluate=find_resistant_mutation,
        when="any amino-acid change of the ABL1 kinase domain reported as present, except the "
        f"polymorphism {POLYMORPHISMS[0]} (decision 0113); T315I is named",
    ),
)
