"""The precaution about a hematologic criterion that rests on mildly raised counts alone (decision 0115)."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from response_criteria.model.answers import NO, YES
from response_criteria.model.findings import Finding, Status, Values
from response_criteria.model.periods import add_months, subtract_months
from response_criteria.model.recommendations import Investigation
from response_criteria.model.results import BcrAbl1Result, Cell, CytogeneticResult
from response_criteria.precautions.codes import Code, Reason
from response_criteria.precautions.rule import BLOCKS, PrecautionRule, Questions
from response_criteria.precautions.snapshot import (
    PatientSnapshot,
    Trigger,
    combine_triggers,
    find_first_failure,
    is_hematologic,
)
from response_criteria.publications.study110.hematologic import COMPLETE_HEMATOLOGIC_RESPONSE as CHR
from response_criteria.publications.study110.hematologic import LEUKOCYTES, PLATELETS, EvaluatedCount
from response_criteria.rules.bands import Band, above, at_least, below

MILD: Mapping[Cell, Band] = MappingProxyType({Cell.LEUKOCYTES: below("20"), Cell.PLATELETS: below("1000")})
"""×10⁹/L. Counts above the limits of CHR that infection, smoking or iron deficiency reach as well."""

PH_POSITIVE_OF_LEUKEMIA = at_least("35")
BCR_ABL1_OF_LEUKEMIA = above("10")
"""Ph-positive cells in %, and BCR::ABL1 in % IS, with which the leukemia explains such counts."""

COURSE_MONTHS = 2
"""An earlier result of the course still shows the leukemia as it was before treatment."""

BEFORE_COUNTS_MONTHS = 3
"""A result describes the counts from so many months before the first of them on."""


def list_counts_alone(patient: PatientSnapshot) -> tuple[str, ...]:
    """Return the ids of the hematologic criteria, met or possible, that rest on mildly raised counts alone."""
    return tuple(
        finding.criterion.id
        for finding in patient.findings
        if finding.status in (Status.MET, Status.POSSIBLE) and _find_raised_cells(patient, finding)
    )


def find_counts_alone(patient: PatientSnapshot) -> Trigger | None:
    """Check whether a hematologic criterion that is met rests on mildly raised counts alone."""
    return combine_triggers(_check(patient, finding) for finding in patient.met_findings)


def _check(patient: PatientSnapshot, finding: Finding) -> Trigger | None:
    cells, count = _find_raised_cells(patient, finding), patient.course.latest_count
    if not cells or count is None:
        return None
    values: Values = {"failing": ", ".join(cells), "on": count.on}
    return Trigger(Reason.COUNTS_ALONE, values, count.day.evidence(cells), (finding.criterion.id,))


def _find_raised_cells(patient: PatientSnapshot, finding: Finding) -> tuple[Cell, ...]:
    """Return the cells that are mildly raised where nothing else speaks for the leukemia; else none."""
    count = patient.course.latest_count
    if not is_hematologic(finding) or count is None or not _is_mild(count):
        return ()
    if _is_leukemia_shown(patient, find_first_failure(finding)):
        return ()
    return CHR.select_cells(count.day, NO)


def _is_mild(count: EvaluatedCount) -> bool:
    # A blast, a promyelocyte, or too many immature cells or basophils fail as well: then the counts are not alone.
    failing = CHR.select_cells(count.day, NO)
    if count.spleen_palpable is YES or not set(failing) <= set(MILD):
        return False
    # Two counts of one day may lie on both sides of the limit: a precaution that is unknown blocks.
    return all(MILD[cell].contains(count.day.items[cell].amount) is not NO for cell in failing)


def _is_leukemia_shown(patient: PatientSnapshot, first_on: date) -> bool:
    results, started_on = patient.course.course.results, patient.course.started_on
    since = max(add_months(started_on, COURSE_MONTHS), subtract_months(first_on, BEFORE_COUNTS_MONTHS))
    analyses = (result.percent for result in results.of(CytogeneticResult) if result.on.earliest >= since)
    levels = (result.percent_is for result in results.of(BcrAbl1Result) if result.on.earliest >= since)
    return any(PH_POSITIVE_OF_LEUKEMIA.contains(percent) is YES for percent in analyses) or any(
        BCR_ABL1_OF_LEUKEMIA.contains(level) is YES for level in levels if level is not None
    )


RULES = (
    PrecautionRule(
        code=Code.COUNTS_ALONE,
        name="counts alone",
        blocks=BLOCKS,
        evaluate=find_counts_alone,
        when="a hematologic criterion is met, and in its latest count nothing fails but leukocytes (not "
        f"{LEUKOCYTES.band}, and {MILD[Cell.LEUKOCYTES]}) or platelets (not {PLATELETS.band}, and "
        f"{MILD[Cell.PLATELETS]} ×10⁹/L), with no palpable spleen; and no Ph-positive {PH_POSITIVE_OF_LEUKEMIA}% "
        f"(karyotype or FISH) and no BCR::ABL1 {BCR_ABL1_OF_LEUKEMIA}% IS of the course, {COURSE_MONTHS} months or "
        f"more after its start, from {BEFORE_COUNTS_MONTHS} months before the first of the failing counts on",
        decision="0115",
        settled_by=(Investigation.BCR_ABL1,),
        questions=Questions.ITS_OWN,
    ),
)
