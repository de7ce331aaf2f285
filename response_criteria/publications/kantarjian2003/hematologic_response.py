"""Hematologic response, complete and partial (decision 0029).

Read beside the paper's response criteria: as a complete response, but for persisting immature cells (blasts,
promyelocytes, myelocytes), or for a spleen or platelets that persist and have improved by more than half.
"""

from dataclasses import dataclass
from decimal import Decimal

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import Answer, all_of, any_of
from response_criteria.model.citation import OurReading
from response_criteria.model.facts import Cell, SpleenSize
from response_criteria.model.findings import HematologicResponse
from response_criteria.publications.kantarjian2003.evaluated_course import JudgedCourse
from response_criteria.publications.kantarjian2003.grades import COMPLETE, NONE, PARTIAL, UNKNOWN
from response_criteria.publications.kantarjian2003.paper import PAPER
from response_criteria.publications.study110.hematologic import BASOPHILS, LEUKOCYTES, PLATELETS, JudgedCount
from response_criteria.results.by_kind import Results
from response_criteria.results.count_conditions import CountCondition
from response_criteria.rules.bands import Band, below

MORE_THAN_HALF = Decimal("0.5")
"""Of the baseline: an improvement is to less than that."""

METAMYELOCYTES = CountCondition((Cell.METAMYELOCYTES,), below("5"))
"""The label's limit for both, of which the paper excuses the myelocytes."""

MUST_BE_NORMAL = (LEUKOCYTES, METAMYELOCYTES, BASOPHILS)

PARTIAL_HEMATOLOGIC_RESPONSE = PAPER.at("response criteria")

_NOT_COMPLETE = {Answer.YES: PARTIAL, Answer.NO: NONE, Answer.UNKNOWN: UNKNOWN}

BASELINE = OurReading(
    "0029",
    "an improvement is measured from the last value up to the day of the first imatinib; without one it is unknown",
)


@dataclass(frozen=True, slots=True)
class Baseline:
    """Platelets (×10⁹/L) and spleen (cm below the costal margin) before imatinib; None where not known."""

    platelets: Amount | None = None
    spleen: Amount | None = None


def as_markdown() -> str:
    """The list as a reader compares it with the paper's words."""
    fallen = "or fallen by more than half"
    lines = (*MUST_BE_NORMAL, f"{PLATELETS}, {fallen}", f"spleen not known to be palpable, {fallen}")
    return "\n".join((*(f"- {line}" for line in lines), "- blasts, promyelocytes and myelocytes may persist"))


def baseline_of(results: Results) -> Baseline:
    """The last platelets and the last spleen among the results up to the first imatinib."""
    platelets = (day.items[Cell.PLATELETS].amount for day in reversed(results.counts) if Cell.PLATELETS in day.items)
    spleens = (each.below_costal_margin_cm for each in reversed(results.of(SpleenSize)))
    return Baseline(next(platelets, None), next(spleens, None))


def is_partial(count: JudgedCount, before: Baseline) -> Answer:
    """Whether a blood count, with the spleen of that time, is a partial response if it is no complete one."""
    normal = (each.holds(count.day) for each in MUST_BE_NORMAL)
    return all_of((*normal, _platelets(count, before.platelets), _spleen(count, before.spleen)))


def _platelets(count: JudgedCount, before: Amount | None) -> Answer:
    """They are normal or have improved."""
    normal = PLATELETS.holds(count.day)
    if normal is Answer.YES or Cell.PLATELETS not in count.day.items:
        return normal
    return any_of((normal, _improved(count.day.items[Cell.PLATELETS].amount, before)))


def _spleen(count: JudgedCount, before: Amount | None) -> Answer:
    """It is not known to be palpable, or has improved."""
    if count.spleen is None or count.spleen_palpable is not Answer.YES:
        return Answer.YES
    return _improved(count.spleen.below_costal_margin_cm, before)


def _improved(now: Amount, before: Amount | None) -> Answer:
    """By more than half: yes and no where it is so whatever the two amounts may be."""
    if before is None:
        return Answer.UNKNOWN
    half = before.times(MORE_THAN_HALF)
    if half.low is not None and Band(ceiling=half.low, ceiling_counts=False).holds(now) is Answer.YES:
        return Answer.YES
    if half.high is not None and Band(ceiling=half.high, ceiling_counts=False).holds(now) is Answer.NO:
        return Answer.NO
    return Answer.UNKNOWN


def hematologic_response(judged: JudgedCourse, baseline: Baseline) -> HematologicResponse:
    """By the latest CBC that passes or fails. A pass that nothing confirms yet leaves it unknown."""
    latest = judged.latest
    if latest is None:
        return HematologicResponse(UNKNOWN)
    if not latest.affirms:
        status = _NOT_COMPLETE[is_partial(latest, baseline)]
        return HematologicResponse(status, latest.on if status != UNKNOWN else None)
    confirmed_on = judged.confirmed.second.on if judged.confirmed else None
    if confirmed_on is None or any(each.fails for each in judged.decided if each.on > confirmed_on):
        return HematologicResponse(UNKNOWN)
    return HematologicResponse(COMPLETE, confirmed_on)
