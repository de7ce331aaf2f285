"""Complete and partial hematologic response (decision 0029).

A partial response is a complete one except for persisting immature cells (blasts, promyelocytes, myelocytes), or for a
spleen or platelets that persist but have decreased by more than half.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import reduce

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import Answer, all_of, any_of
from response_criteria.model.citation import Interpretation
from response_criteria.model.responses import HematologicResponse
from response_criteria.model.results import Cell, SpleenSize
from response_criteria.publications.kantarjian2003.evaluated_course import EvaluatedCourse
from response_criteria.publications.kantarjian2003.grades import COMPLETE, NONE, PARTIAL, UNKNOWN
from response_criteria.publications.kantarjian2003.paper import PAPER
from response_criteria.publications.publication import Definition, format_list
from response_criteria.publications.study110.hematologic import BASOPHILS, LEUKOCYTES, PLATELETS, EvaluatedCount
from response_criteria.results.by_kind import Results
from response_criteria.results.count_conditions import CountCondition
from response_criteria.results.latest import find_latest
from response_criteria.rules.bands import Band, below

MAX_REMAINING_SHARE = Decimal("0.5")
"""Of the baseline: a decrease by more than half leaves less than that."""

# The label limits myelocytes and metamyelocytes together; the paper accepts persisting myelocytes.
METAMYELOCYTES = CountCondition((Cell.METAMYELOCYTES,), below("5"))

MUST_BE_NORMAL = (LEUKOCYTES, METAMYELOCYTES, BASOPHILS)

PARTIAL_HEMATOLOGIC_RESPONSE = PAPER.cite("response criteria")

_NOT_COMPLETE = {Answer.YES: PARTIAL, Answer.NO: NONE, Answer.UNKNOWN: UNKNOWN}

BASELINE = Interpretation(
    "0029",
    "a decrease is measured from the last value up to the day of the first imatinib; without one it is unknown",
)

_DECREASED = "or decreased by more than half"

PARTIAL_RESPONSE_DEFINITION = Definition(
    "Partial hematologic response",
    PARTIAL_HEMATOLOGIC_RESPONSE,
    "No complete response, and:\n\n"
    + format_list(
        (
            *MUST_BE_NORMAL,
            f"{PLATELETS}, {_DECREASED}",
            f"spleen not known to be palpable, {_DECREASED}",
            "blasts, promyelocytes and myelocytes may persist",
        )
    ),
    (BASELINE,),
)


@dataclass(frozen=True, slots=True)
class Baseline:
    """Platelets (×10⁹/L) and spleen (cm below the costal margin) before imatinib; None if unknown."""

    platelets: Amount | None = None
    spleen: Amount | None = None


def find_baseline(results: Results) -> Baseline:
    """Find the last platelets and the last spleen size among the results up to the first imatinib."""
    platelets = (day.items[Cell.PLATELETS].amount for day in reversed(results.counts) if Cell.PLATELETS in day.items)
    spleens = [spleen.below_costal_margin_cm for spleen in find_latest(results.of(SpleenSize))]
    return Baseline(next(platelets, None), reduce(Amount.cover, spleens) if spleens else None)


def is_partial(count: EvaluatedCount, before: Baseline) -> Answer:
    """Return whether a blood count that shows no complete response shows a partial one."""
    normal = (condition.is_met_by(count.day) for condition in MUST_BE_NORMAL)
    return all_of(
        (*normal, _are_platelets_improved(count, before.platelets), _is_spleen_improved(count, before.spleen))
    )


def _are_platelets_improved(count: EvaluatedCount, before: Amount | None) -> Answer:
    """Return whether platelets are normal or have decreased by more than half."""
    normal = PLATELETS.is_met_by(count.day)
    if normal is Answer.YES or Cell.PLATELETS not in count.day.items:
        return normal
    return any_of((normal, _has_halved(count.day.items[Cell.PLATELETS].amount, before)))


def _is_spleen_improved(count: EvaluatedCount, before: Amount | None) -> Answer:
    """Return whether the spleen is not known to be palpable or has decreased by more than half."""
    if count.spleen is None or count.spleen_palpable is not Answer.YES:
        return Answer.YES
    return _has_halved(count.spleen.below_costal_margin_cm, before)


def _has_halved(now: Amount, before: Amount | None) -> Answer:
    """Return whether an amount is less than half of another, whatever the two may be within their bounds."""
    if before is None:
        return Answer.UNKNOWN
    half = before.scale(MAX_REMAINING_SHARE)
    if half.low is not None and Band(ceiling=half.low, includes_ceiling=False).contains(now) is Answer.YES:
        return Answer.YES
    if half.high is not None and Band(ceiling=half.high, includes_ceiling=False).contains(now) is Answer.NO:
        return Answer.NO
    return Answer.UNKNOWN


def find_hematologic_response(course: EvaluatedCourse, baseline: Baseline) -> HematologicResponse:
    """Return the response shown by the latest evaluable count; unknown if it would be complete and is unconfirmed."""
    latest = course.latest_count
    if latest is None:
        return HematologicResponse(UNKNOWN)
    if not latest.shows_chr:
        status = _NOT_COMPLETE[is_partial(latest, baseline)]
        return HematologicResponse(status, latest.on if status != UNKNOWN else None)
    confirmed = course.confirmed_chr
    if confirmed is None or any(count.fails for count in course.evaluable_counts if count.on > confirmed.second.on):
        return HematologicResponse(UNKNOWN)
    return HematologicResponse(COMPLETE, confirmed.second.on, confirmed.method)
