"""Cytogenetic relapse: Ph-positive cells increased by at least 30% on two consecutive occasions (decision 0023)."""

from collections.abc import Sequence
from operator import attrgetter

from response_criteria.model.answers import NO, UNKNOWN, YES
from response_criteria.model.findings import Criterion, Evidence, Finding, Missing, Value, Values
from response_criteria.model.periods import add_months
from response_criteria.publications.kantarjian2003 import interpretations
from response_criteria.publications.kantarjian2003.evaluated_course import EvaluatedCourse
from response_criteria.publications.kantarjian2003.findings import (
    EARLIER_KARYOTYPE_MISSING,
    KARYOTYPE_MISSING,
    build_finding,
    build_no_recent_karyotype,
    build_not_yet,
    cite_analyses,
    describe_molecular_response,
    find_molecular_response,
    require_repeat_karyotype,
)
from response_criteria.publications.kantarjian2003.interpretations import (
    INCREASE_POINTS,
    KARYOTYPE_VALID_MONTHS,
    RECENT_KARYOTYPE_MONTHS,
)
from response_criteria.publications.kantarjian2003.paper import CYTOGENETIC_MONTHS, PAPER
from response_criteria.publications.kantarjian2003.ph_increase import PhIncrease, find_increase, find_increase_band
from response_criteria.publications.kantarjian2003.reasons import Reason
from response_criteria.results.bcr_abl1 import cite_bcr_abl1
from response_criteria.results.cytogenetic_analyses import CytogeneticAnalysis
from response_criteria.rules.bands import at_least, at_most, below

CYTOGENETIC_RELAPSE = Criterion(
    "kantarjian2003/cytogenetic-relapse",
    "Cytogenetic relapse",
    f"An increase of Ph-positive cells by at least {INCREASE_POINTS}% documented on 2 consecutive occasions.",
    PAPER.cite("circumstances of dose escalation, 4"),
    (
        interpretations.CYTOGENETIC_RELAPSE,
        interpretations.CONSECUTIVE_RESULTS,
        *interpretations.FOR_KARYOTYPES,
        interpretations.UNCERTAIN_START,
    ),
)

FISH_SUGGESTING_INCREASE = at_least(f"{INCREASE_POINTS}")
"""Positive nuclei, %, by FISH after the last karyotype: after the full increase there are at least so many."""

ALLOWS_INCREASE = at_most(f"{100 - INCREASE_POINTS}")
"""Ph-positive %, of the lowest karyotype: over a higher one the full increase is impossible."""

TOO_LOW_FOR_INCREASE = below(f"{INCREASE_POINTS}")
"""Ph-positive %, of the only karyotype."""


def evaluate_cytogenetic_relapse(course: EvaluatedCourse) -> Finding:
    """Return whether consecutive adequate karyotypes have increased over the lowest earlier one of the course."""
    due_on = add_months(course.started_on, CYTOGENETIC_MONTHS)
    is_early = course.as_of < due_on
    karyotypes = course.cytogenetic_analyses.karyotypes
    increase = find_increase(karyotypes)
    # An increase is relapse at any time of the course; without one, the first months answer "not yet".
    relapse = (
        (increase and _evaluate_increase(course, increase))
        or _evaluate_few_metaphases(course)
        or _evaluate_fish(course)
        or _evaluate_after_molecular_response(course)
    )
    if relapse:
        return relapse
    if is_early and course.after_escalation:
        return build_not_yet(CYTOGENETIC_RELAPSE, course, due_on)
    no_relapse = _exclude_increase(course, karyotypes, increase)
    if no_relapse:
        return no_relapse
    if is_early:
        return build_not_yet(CYTOGENETIC_RELAPSE, course, due_on)
    return _require_earlier_karyotype(course, karyotypes) or build_no_recent_karyotype(CYTOGENETIC_RELAPSE, course)


def _evaluate_increase(course: EvaluatedCourse, increase: PhIncrease | None) -> Finding | None:
    """Return met if the increase is sustained and recent, possible if it is only one of the two."""
    if increase is None or not increase.consecutive:
        return None
    is_recent = course.is_within_months(increase.latest.on, RECENT_KARYOTYPE_MONTHS)
    if not (is_recent or increase.is_sustained):
        return None
    values = _describe_increase(increase)
    evidence = cite_analyses((increase.lowest, *increase.consecutive, increase.latest))
    if increase.latest_is_increased is UNKNOWN:
        values |= {"unclear_on": increase.latest.on, "unclear_percent": increase.latest.percent}
        return _build(Reason.PH_RISE_LATEST_UNCLEAR, values, evidence, KARYOTYPE_MISSING)
    if not is_recent:
        return _build(Reason.PH_RISE_TOO_OLD, values, evidence, KARYOTYPE_MISSING)
    if increase.is_sustained:
        return _build(Reason.PH_RISE, values, evidence)
    reason = Reason.PH_RISE_ONCE if len(increase.consecutive) == 1 else Reason.PH_RISE_TOO_SHORT
    return _build(reason, values, evidence, require_repeat_karyotype(course, increase.consecutive[0]))


def _evaluate_few_metaphases(course: EvaluatedCourse) -> Finding | None:
    """Return possible if a recent karyotype of too few metaphases, after the last adequate one, shows the increase."""
    few = _find_recent_after_karyotypes(course, course.cytogenetic_analyses.inadequate)
    if few is None:
        return None
    lowest = min(course.cytogenetic_analyses.karyotypes, key=attrgetter("max_percent"))
    if find_increase_band(lowest.max_percent).contains(few.percent) is not YES:
        return None
    values: dict[str, Value] = {"latest": few.on, "percent": few.percent}
    values |= {"lowest": lowest.percent, "lowest_on": lowest.on}
    if few.cells is None:
        return _build(Reason.PH_RISE_METAPHASES_UNKNOWN, values, cite_analyses((lowest, few)), KARYOTYPE_MISSING)
    values["metaphases"] = few.cells
    return _build(Reason.PH_RISE_FEW_METAPHASES, values, cite_analyses((lowest, few)), KARYOTYPE_MISSING)


def _evaluate_fish(course: EvaluatedCourse) -> Finding | None:
    """Return possible if a recent FISH after the last karyotype suggests an increase."""
    karyotypes = course.cytogenetic_analyses.karyotypes
    fish = _find_recent_after_karyotypes(course, course.cytogenetic_analyses.fish)
    # Karyotype and FISH are never subtracted from each other: each is compared with a limit of its own.
    if fish is None or not any(ALLOWS_INCREASE.contains(karyotype.percent) is not NO for karyotype in karyotypes):
        return None
    if FISH_SUGGESTING_INCREASE.contains(fish.percent) is not YES:
        return None
    last = karyotypes[-1]
    values: Values = {"latest": fish.on, "percent": fish.percent, "karyotype_on": last.on}
    return _build(Reason.FISH_AFTER_KARYOTYPE, values, cite_analyses((last, fish)), KARYOTYPE_MISSING)


def _evaluate_after_molecular_response(course: EvaluatedCourse) -> Finding | None:
    """Return possible if every karyotype came long after a response by BCR::ABL1, and none is too low for a loss."""
    karyotypes = course.cytogenetic_analyses.karyotypes
    if not karyotypes or not course.is_within_months(karyotypes[-1].on, RECENT_KARYOTYPE_MONTHS):
        return None
    response = find_molecular_response(course, karyotypes[0])
    if not response or any(TOO_LOW_FOR_INCREASE.contains(karyotype.percent) is not NO for karyotype in karyotypes):
        return None
    return _build(
        Reason.PH_AFTER_MOLECULAR_RESPONSE,
        describe_molecular_response(response, karyotypes[-1]),
        (cite_bcr_abl1(response), *cite_analyses(karyotypes)),
        require_repeat_karyotype(course, karyotypes[0]),
    )


def _find_recent_after_karyotypes(
    course: EvaluatedCourse, analyses: Sequence[CytogeneticAnalysis]
) -> CytogeneticAnalysis | None:
    """Return the latest of other analyses if it is recent and later than the last adequate karyotype."""
    karyotypes = course.cytogenetic_analyses.karyotypes
    if not karyotypes or not analyses or analyses[-1].on <= karyotypes[-1].on:
        return None
    return analyses[-1] if course.is_within_months(analyses[-1].on, RECENT_KARYOTYPE_MONTHS) else None


def _exclude_increase(
    course: EvaluatedCourse, karyotypes: Sequence[CytogeneticAnalysis], increase: PhIncrease | None
) -> Finding | None:
    """Return not met if the latest karyotype is still valid and shows no increase, or is alone and too low for one."""
    if not karyotypes or not course.is_within_months(karyotypes[-1].on, KARYOTYPE_VALID_MONTHS):
        return None
    latest = karyotypes[-1]
    values: dict[str, Value] = {"latest": latest.on, "percent": latest.percent}
    if increase is None:
        is_too_low = TOO_LOW_FOR_INCREASE.contains(latest.percent) is YES
        return _build(Reason.NO_RISE_POSSIBLE, values, cite_analyses((latest,))) if is_too_low else None
    if increase.latest_is_increased is not NO:
        return None
    values |= {"lowest": increase.lowest.percent, "lowest_on": increase.lowest.on}
    return _build(Reason.NO_RISE, values, cite_analyses((increase.lowest, latest)))


def _require_earlier_karyotype(course: EvaluatedCourse, karyotypes: Sequence[CytogeneticAnalysis]) -> Finding | None:
    """Return indeterminate if the only karyotype is recent and has no earlier one to compare with."""
    match karyotypes:
        case [only] if course.is_within_months(only.on, RECENT_KARYOTYPE_MONTHS):
            values: Values = {"latest": only.on, "percent": only.percent}
            return _build(Reason.ONLY_KARYOTYPE, values, cite_analyses((only,)), EARLIER_KARYOTYPE_MISSING)
        case _:
            return None


def _build(
    reason: Reason, values: Values, evidence: tuple[Evidence, ...], missing: tuple[Missing, ...] = ()
) -> Finding:
    return build_finding(CYTOGENETIC_RELAPSE, reason, values, evidence=evidence, missing=missing)


def _describe_increase(increase: PhIncrease) -> dict[str, Value]:
    """Return the increase in percentage points, which decide, and relative to the lowest, which is shown only."""
    latest, lowest = increase.consecutive[-1], increase.lowest.max_percent
    points = latest.min_percent - lowest
    return {
        "lowest": increase.lowest.percent,
        "lowest_on": increase.lowest.on,
        "first": increase.consecutive[0].on,
        "latest": latest.on,
        "percent": latest.percent,
        "points": points,
        "relative_percent": round(points * 100 / lowest) if lowest else "unlimited",
    }
