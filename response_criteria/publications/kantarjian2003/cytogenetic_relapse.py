"""The fourth circumstance: Ph-positive cells up by at least 30% on 2 consecutive occasions (decision 0023)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from operator import attrgetter

from response_criteria.model.answers import NO, UNKNOWN, YES, Answer
from response_criteria.model.findings import Criterion, Evidence, Finding, Missing, Value, Values
from response_criteria.model.periods import days_between, months_after
from response_criteria.publications.kantarjian2003 import interpretations as readings
from response_criteria.publications.kantarjian2003.build_finding import finding, not_yet
from response_criteria.publications.kantarjian2003.cytogenetic_findings import (
    LACKING_EARLIER_KARYOTYPE,
    LACKING_KARYOTYPE,
    evidence_of,
    lacking_repeat_karyotype,
    no_recent_karyotype,
)
from response_criteria.publications.kantarjian2003.evaluated_course import JudgedCourse
from response_criteria.publications.kantarjian2003.interpretations import (
    RECENT_STUDY_MONTHS,
    RISE_POINTS,
    RUN_DAYS,
    STUDY_STANDS_MONTHS,
)
from response_criteria.publications.kantarjian2003.paper import CYTOGENETIC_MONTHS, PAPER
from response_criteria.publications.kantarjian2003.reasons import Reason
from response_criteria.results.cytogenetic_analyses import Study
from response_criteria.rules.bands import Band, at_least, at_most, below

CYTOGENETIC_RELAPSE = Criterion(
    "kantarjian2003/cytogenetic-relapse",
    "Cytogenetic relapse",
    "An increase of Ph-positive cells by at least 30% documented on 2 consecutive occasions.",
    PAPER.at("circumstances of dose escalation, 4"),
    (readings.CYTOGENETIC_RELAPSE, readings.RUN, *readings.OF_STUDIES, readings.UNCERTAIN_START),
)

FISH_SUGGESTS_A_RISE = at_least("30")
"""%, by FISH later than the last karyotype: a rise by as many points would show at least so much."""

LEAVES_ROOM_FOR_A_RISE = at_most("70")
"""%, of the lowest karyotype: over a higher one no rise by 30 points is possible."""

TOO_FEW_FOR_A_RISE = below("30")
"""%, of the only karyotype."""


@dataclass(frozen=True, slots=True)
class Rise:
    """The latest karyotype held against the lowest one before it, and the risen ones in a row up to it.

    One of which it is not known whether it is risen neither adds to the row nor breaks it.
    """

    lowest: Study
    latest: Study
    latest_is_risen: Answer
    in_a_row: tuple[Study, ...]

    @property
    def is_a_run(self) -> bool:
        """The row lasts long enough."""
        return bool(self.in_a_row) and days_between(self.in_a_row[0].on, self.in_a_row[-1].on) >= RUN_DAYS


def cytogenetic_relapse(course: JudgedCourse) -> Finding:
    """Whether the latest adequate karyotypes, in a row, have risen above the lowest earlier one of the course."""
    judged_from = months_after(course.started_on, CYTOGENETIC_MONTHS)
    early = course.as_of < judged_from
    karyotypes = course.studies.karyotypes
    rise = rise_of(karyotypes)
    risen = (rise and _risen(course, rise)) or _few_metaphases_after(course) or _fish_after(course)
    if risen:
        return risen
    if early and course.after_raise:
        return not_yet(CYTOGENETIC_RELAPSE, course, judged_from)
    not_risen = _not_risen(course, karyotypes, rise)
    if not_risen:
        return not_risen
    if early:
        return not_yet(CYTOGENETIC_RELAPSE, course, judged_from)
    return _nothing_to_compare(course, karyotypes) or no_recent_karyotype(CYTOGENETIC_RELAPSE, course)


def rise_of(karyotypes: Sequence[Study]) -> Rise | None:
    """The rise among adequate karyotypes, oldest first, each held against the lowest before it; None if under two."""
    if len(karyotypes) < 2:
        return None
    lowest, least = karyotypes[0], karyotypes[0].least
    risen, perhaps_risen = _risen_over(lowest.most), _risen_over(least)
    is_risen = UNKNOWN
    in_a_row: list[Study] = []
    for earlier, study in pairwise(karyotypes):
        if earlier.most < lowest.most:
            lowest, risen = earlier, _risen_over(earlier.most)
        if earlier.least < least:
            least, perhaps_risen = earlier.least, _risen_over(earlier.least)
        is_risen = _is_risen(study, risen, perhaps_risen)
        if is_risen is YES:
            in_a_row.append(study)
        elif is_risen is NO:
            in_a_row.clear()
    return Rise(lowest, karyotypes[-1], is_risen, tuple(in_a_row))


def _risen_over(percent: Decimal) -> Band:
    """The Ph-positive % to which a karyotype is risen."""
    return Band(percent + RISE_POINTS)


def _is_risen(study: Study, over_the_lowest: Band, over_the_least: Band) -> Answer:
    """Yes if it is, whatever the lowest may be; no if it is not, even over the least that an earlier one may be."""
    if over_the_lowest.holds(study.percent) is YES:
        return YES
    return NO if over_the_least.holds(study.percent) is NO else UNKNOWN


def _risen(course: JudgedCourse, rise: Rise) -> Finding | None:
    """The row of risen karyotypes: met where it is long and recent, possible where it is one of the two."""
    recent = course.stands(rise.latest.on, RECENT_STUDY_MONTHS)
    if not rise.in_a_row or not (recent or rise.is_a_run):
        return None
    values, evidence = _values_of(rise), evidence_of((rise.lowest, *rise.in_a_row, rise.latest))
    if rise.latest_is_risen is UNKNOWN:
        values |= {"unclear_on": rise.latest.on, "unclear_percent": rise.latest.percent}
        return _told(Reason.PH_RISE_LATEST_UNCLEAR, values, evidence, LACKING_KARYOTYPE)
    if not recent:
        return _told(Reason.PH_RISE_TOO_OLD, values, evidence, LACKING_KARYOTYPE)
    if rise.is_a_run:
        return _told(Reason.PH_RISE, values, evidence)
    reason = Reason.PH_RISE_ONCE if len(rise.in_a_row) == 1 else Reason.PH_RISE_TOO_SHORT
    return _told(reason, values, evidence, lacking_repeat_karyotype(course, rise.in_a_row[0]))


def _few_metaphases_after(course: JudgedCourse) -> Finding | None:
    """A rise in too few metaphases, recent and later than the last adequate karyotype: possible, and no more."""
    few = _after_karyotypes(course, course.studies.inadequate)
    if few is None:
        return None
    lowest = min(course.studies.karyotypes, key=attrgetter("most"))
    if _risen_over(lowest.most).holds(few.percent) is not YES:
        return None
    values: dict[str, Value] = {"latest": few.on, "percent": few.percent}
    values |= {"lowest": lowest.percent, "lowest_on": lowest.on}
    if few.cells is None:
        return _told(Reason.PH_RISE_METAPHASES_UNKNOWN, values, evidence_of((lowest, few)), LACKING_KARYOTYPE)
    values["metaphases"] = few.cells
    return _told(Reason.PH_RISE_FEW_METAPHASES, values, evidence_of((lowest, few)), LACKING_KARYOTYPE)


def _fish_after(course: JudgedCourse) -> Finding | None:
    """A recent FISH that is later than the last karyotype and may stand for a rise: possible, and no more."""
    fish, karyotypes = _after_karyotypes(course, course.studies.fish), course.studies.karyotypes
    if fish is None or not any(map(_leaves_room, karyotypes)):
        return None
    if FISH_SUGGESTS_A_RISE.holds(fish.percent) is not YES:
        return None
    last = karyotypes[-1]
    values: Values = {"latest": fish.on, "percent": fish.percent, "karyotype_on": last.on}
    return _told(Reason.FISH_AFTER_KARYOTYPE, values, evidence_of((last, fish)), LACKING_KARYOTYPE)


def _after_karyotypes(course: JudgedCourse, lesser: Sequence[Study]) -> Study | None:
    """The latest of lesser studies, where it is recent and later than the last adequate karyotype."""
    karyotypes = course.studies.karyotypes
    if not karyotypes or not lesser or lesser[-1].on <= karyotypes[-1].on:
        return None
    return lesser[-1] if course.stands(lesser[-1].on, RECENT_STUDY_MONTHS) else None


def _not_risen(course: JudgedCourse, karyotypes: Sequence[Study], rise: Rise | None) -> Finding | None:
    """The latest karyotype still stands and is below the line, or is the only one and too low to be a rise."""
    if not karyotypes or not course.stands(karyotypes[-1].on, STUDY_STANDS_MONTHS):
        return None
    latest = karyotypes[-1]
    values: dict[str, Value] = {"latest": latest.on, "percent": latest.percent}
    if rise is None:
        too_few = TOO_FEW_FOR_A_RISE.holds(latest.percent) is Answer.YES
        return _told(Reason.NO_RISE_POSSIBLE, values, evidence_of((latest,))) if too_few else None
    if rise.latest_is_risen is not Answer.NO:
        return None
    values |= {"lowest": rise.lowest.percent, "lowest_on": rise.lowest.on}
    return _told(Reason.NO_RISE, values, evidence_of((rise.lowest, latest)))


def _nothing_to_compare(course: JudgedCourse, karyotypes: Sequence[Study]) -> Finding | None:
    """The only karyotype is recent, and without an earlier one nobody can tell whether it is risen."""
    match karyotypes:
        case [only] if course.stands(only.on, RECENT_STUDY_MONTHS):
            values: Values = {"latest": only.on, "percent": only.percent}
            return _told(Reason.ONLY_KARYOTYPE, values, evidence_of((only,)), LACKING_EARLIER_KARYOTYPE)
        case _:
            return None


def _told(reason: Reason, values: Values, evidence: tuple[Evidence, ...], missing: tuple[Missing, ...] = ()) -> Finding:
    return finding(CYTOGENETIC_RELAPSE, reason, values, evidence=evidence, missing=missing)


def _values_of(rise: Rise) -> dict[str, Value]:
    """The values that tell of a rise, in percentage points and, for comparison, in % of the lowest."""
    latest, lowest = rise.in_a_row[-1], rise.lowest.most
    points = latest.least - lowest
    return {
        "lowest": rise.lowest.percent,
        "lowest_on": rise.lowest.on,
        "first": rise.in_a_row[0].on,
        "latest": latest.on,
        "percent": latest.percent,
        "points": points,
        "relative_percent": round(points * 100 / lowest) if lowest else "unlimited",
    }


def _leaves_room(study: Study) -> bool:
    return LEAVES_ROOM_FOR_A_RISE.holds(study.percent) is not Answer.NO
