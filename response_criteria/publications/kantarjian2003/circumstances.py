"""The four circumstances: each criterion with the function that decides it, and with its operational table in words.

A table is read from the top; the first line that holds decides. "The same" is the first line.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from response_criteria.model.findings import Criterion, Finding
from response_criteria.publications.kantarjian2003.cytogenetic_relapse import (
    CYTOGENETIC_RELAPSE,
    FISH_SUGGESTS_A_RISE,
    LEAVES_ROOM_FOR_A_RISE,
    TOO_FEW_FOR_A_RISE,
    cytogenetic_relapse,
)
from response_criteria.publications.kantarjian2003.cytogenetic_resistance import (
    CYTOGENETIC_RESISTANCE,
    cytogenetic_resistance,
)
from response_criteria.publications.kantarjian2003.evaluated_course import JudgedCourse
from response_criteria.publications.kantarjian2003.grades import MAJOR_CYTOGENETIC_RESPONSE as MAJOR
from response_criteria.publications.kantarjian2003.hematologic_relapse import HEMATOLOGIC_RELAPSE, hematologic_relapse
from response_criteria.publications.kantarjian2003.hematologic_resistance import (
    HEMATOLOGIC_RESISTANCE,
    hematologic_resistance,
)
from response_criteria.publications.kantarjian2003.interpretations import (
    COUNT_STANDS_MONTHS,
    RECENT_COUNT_DAYS,
    RECENT_STUDY_MONTHS,
    RISE_POINTS,
    RUN_DAYS,
    STUDY_COUNTS_FROM_MONTH,
    STUDY_STANDS_MONTHS,
)
from response_criteria.publications.kantarjian2003.paper import CYTOGENETIC_MONTHS, HEMATOLOGIC_MONTHS
from response_criteria.publications.kantarjian2003.reasons import REASONS, Reason
from response_criteria.results.cytogenetic_analyses import MINIMUM_METAPHASES


class Line(NamedTuple):
    """When a criterion gives that reason."""

    reason: Reason
    when: str


@dataclass(frozen=True, slots=True)
class Circumstance:
    """A criterion, the function that judges a course by it, and how it does so in words."""

    criterion: Criterion
    find: Callable[[JudgedCourse], Finding]
    lines: tuple[Line, ...]

    def as_markdown(self) -> str:
        """The operational table, as a clinician reviews it."""
        rows = (f"| {REASONS[line.reason].status} | {line.when} | `{line.reason}` |" for line in self.lines)
        return "\n".join(("| Answer | When: the first line that holds | Reason |", "| --- | --- | --- |", *rows))


COUNTS_ARE_EARLY = (
    Line(Reason.START_UNCERTAIN, f"before {HEMATOLOGIC_MONTHS} months, and the start is only the latest possible one"),
    Line(Reason.TOO_EARLY, f"before {HEMATOLOGIC_MONTHS} months"),
)
STUDIES_ARE_EARLY = (
    Line(Reason.START_UNCERTAIN, f"before {CYTOGENETIC_MONTHS} months, and the start is only the latest possible one"),
    Line(Reason.TOO_EARLY, f"before {CYTOGENETIC_MONTHS} months"),
)
COUNTS_AFTER_A_RAISE = Line(Reason.AFTER_RAISE, f"before {HEMATOLOGIC_MONTHS} months after a raise")
STUDIES_AFTER_A_RAISE = Line(Reason.AFTER_RAISE, f"before {CYTOGENETIC_MONTHS} months after a raise")
KARYOTYPES_SHOW_NO_PH = Line(
    Reason.PH_NEGATIVE,
    "no karyotype before imatinib showed a Ph-positive cell: those of the course with 0% are not counted above",
)

OF_HEMATOLOGIC_RESISTANCE = (
    Line(
        Reason.NO_CHR,
        f"{HEMATOLOGIC_MONTHS} months or more into the course, no CHR confirmed in it, and the latest CBC that passes "
        f"or fails is at most {RECENT_COUNT_DAYS} days old and ends a failing run that lies wholly at "
        f"{HEMATOLOGIC_MONTHS} months or later",
    ),
    Line(Reason.NO_CHR_LATER_COUNT_UNKNOWN, "the same, but a later CBC could not be judged"),
    Line(Reason.NO_CHR_UNCONFIRMED, "the same, but it fails without such a run"),
    COUNTS_AFTER_A_RAISE,
    Line(Reason.CHR_DOCUMENTED, "CHR is confirmed in the course: its loss would be relapse"),
    *COUNTS_ARE_EARLY,
    Line(Reason.NO_COUNT_JUDGED, "no CBC passes or fails"),
    Line(Reason.SPLEEN_PALPABLE, "the latest CBC that passes or fails does pass, but a palpable spleen denies CHR"),
    Line(Reason.LATEST_COUNT_PASSES, "it passes"),
    Line(Reason.LATEST_COUNT_TOO_OLD, f"it fails and is more than {RECENT_COUNT_DAYS} days old"),
)

OF_CYTOGENETIC_RESISTANCE = (
    STUDIES_AFTER_A_RAISE,
    *STUDIES_ARE_EARLY,
    Line(
        Reason.NO_MAJOR_RESPONSE,
        f"no adequate karyotype of the course is {MAJOR}%; the latest adequate one, of month {STUDY_COUNTS_FROM_MONTH} "
        f"or later and at most {RECENT_STUDY_MONTHS} months old, is not",
    ),
    Line(
        Reason.MAJOR_RESPONSE_LOST,
        f"the latest adequate karyotype, at most {RECENT_STUDY_MONTHS} months old, is not {MAJOR}%, an earlier one was",
    ),
    Line(
        Reason.EARLIER_RESPONSE_UNCLEAR,
        f"met, but whether an earlier adequate one was {MAJOR}% is left open by a bound",
    ),
    Line(Reason.MAJOR_RESPONSE_REACHED, f"an adequate karyotype of the course is {MAJOR}%"),
    Line(Reason.NO_MAJOR_RESPONSE_BY_FISH, "met, but by the latest FISH in place of a karyotype"),
    Line(Reason.NO_MAJOR_RESPONSE_FEW_METAPHASES, f"met, but by fewer than {MINIMUM_METAPHASES} metaphases"),
    Line(Reason.NO_MAJOR_RESPONSE_METAPHASES_UNKNOWN, "met, but by an unknown number of metaphases"),
    KARYOTYPES_SHOW_NO_PH,
    Line(Reason.NO_RECENT_KARYOTYPE, "none of these"),
)

OF_HEMATOLOGIC_RELAPSE = (
    Line(
        Reason.CHR_LOST,
        "CHR confirmed in the course, then a failing run that ends in the latest CBC, which is at most "
        f"{RECENT_COUNT_DAYS} days old",
    ),
    Line(Reason.CHR_LOSS_LATER_COUNT_UNKNOWN, "the same, but a later CBC could not be judged"),
    Line(Reason.CHR_LOSS_UNCONFIRMED, "the same, but it fails without such a run"),
    COUNTS_AFTER_A_RAISE,
    Line(Reason.NO_COUNT_JUDGED, "no CBC passes or fails"),
    Line(Reason.LATEST_COUNT_TOO_OLD, f"the latest that does is more than {COUNT_STANDS_MONTHS} months old"),
    Line(Reason.SPLEEN_PALPABLE, "it passes, but CHR was confirmed in the course and a palpable spleen now denies it"),
    Line(Reason.LATEST_COUNT_PASSES, "it passes"),
    Line(Reason.NO_CHR_DOCUMENTED, "it fails, and CHR was never confirmed in the course"),
    Line(Reason.LATEST_COUNT_TOO_OLD, f"it fails after a confirmed CHR and is more than {RECENT_COUNT_DAYS} days old"),
)

OF_CYTOGENETIC_RELAPSE = (
    Line(
        Reason.PH_RISE,
        f"the latest adequate karyotypes, two or more in a row over {RUN_DAYS} days or more, are all at least "
        f"{RISE_POINTS} percentage points above the lowest earlier one of the course, the latest at most "
        f"{RECENT_STUDY_MONTHS} months old",
    ),
    Line(Reason.PH_RISE_ONCE, "the same, but on one karyotype"),
    Line(Reason.PH_RISE_TOO_SHORT, f"the same, but over less than {RUN_DAYS} days"),
    Line(Reason.PH_RISE_TOO_OLD, f"the same, but the latest is more than {RECENT_STUDY_MONTHS} months old"),
    Line(
        Reason.PH_RISE_LATEST_UNCLEAR,
        "risen, but whether the latest still is so is left open by a bound; that one is at most "
        f"{RECENT_STUDY_MONTHS} months old, or a run goes before it",
    ),
    Line(
        Reason.PH_RISE_FEW_METAPHASES,
        f"a karyotype of fewer than {MINIMUM_METAPHASES} metaphases, at most {RECENT_STUDY_MONTHS} months old and "
        f"later than the last adequate one, at least {RISE_POINTS} percentage points above the lowest adequate one",
    ),
    Line(Reason.PH_RISE_METAPHASES_UNKNOWN, "the same, of an unknown number of metaphases"),
    Line(
        Reason.FISH_AFTER_KARYOTYPE,
        f"a FISH {FISH_SUGGESTS_A_RISE}%, at most {RECENT_STUDY_MONTHS} months old and later than the last adequate "
        f"karyotype, where the lowest of the course is {LEAVES_ROOM_FOR_A_RISE}%",
    ),
    STUDIES_AFTER_A_RAISE,
    Line(Reason.NO_RISE, f"the latest adequate one, at most {STUDY_STANDS_MONTHS} months old, is below that line"),
    Line(Reason.NO_RISE_POSSIBLE, f"it is the only one, and {TOO_FEW_FOR_A_RISE}%"),
    *STUDIES_ARE_EARLY,
    Line(
        Reason.ONLY_KARYOTYPE, f"the only adequate one, at most {RECENT_STUDY_MONTHS} months old: none to compare with"
    ),
    KARYOTYPES_SHOW_NO_PH,
    Line(Reason.NO_RECENT_KARYOTYPE, "none of these"),
)

CIRCUMSTANCES = (
    Circumstance(HEMATOLOGIC_RESISTANCE, hematologic_resistance, OF_HEMATOLOGIC_RESISTANCE),
    Circumstance(CYTOGENETIC_RESISTANCE, cytogenetic_resistance, OF_CYTOGENETIC_RESISTANCE),
    Circumstance(HEMATOLOGIC_RELAPSE, hematologic_relapse, OF_HEMATOLOGIC_RELAPSE),
    Circumstance(CYTOGENETIC_RELAPSE, cytogenetic_relapse, OF_CYTOGENETIC_RELAPSE),
)
"""In the order in which an assessment lists them."""
