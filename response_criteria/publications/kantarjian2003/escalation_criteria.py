"""The four escalation criteria: each with the function that evaluates it and with its decision table in words.

A table is read from the top; the first row that applies decides.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from response_criteria.model.findings import Criterion, Finding
from response_criteria.publications.kantarjian2003.cytogenetic_relapse import (
    ALLOWS_INCREASE,
    CYTOGENETIC_RELAPSE,
    FISH_SUGGESTING_INCREASE,
    TOO_LOW_FOR_INCREASE,
    evaluate_cytogenetic_relapse,
)
from response_criteria.publications.kantarjian2003.cytogenetic_resistance import (
    CYTOGENETIC_RESISTANCE,
    evaluate_cytogenetic_resistance,
)
from response_criteria.publications.kantarjian2003.evaluated_course import EvaluatedCourse
from response_criteria.publications.kantarjian2003.grades import MAJOR_CYTOGENETIC_RESPONSE as MAJOR
from response_criteria.publications.kantarjian2003.hematologic_relapse import (
    HEMATOLOGIC_RELAPSE,
    evaluate_hematologic_relapse,
)
from response_criteria.publications.kantarjian2003.hematologic_resistance import (
    HEMATOLOGIC_RESISTANCE,
    evaluate_hematologic_resistance,
)
from response_criteria.publications.kantarjian2003.interpretations import (
    COUNT_VALID_MONTHS,
    INCREASE_POINTS,
    KARYOTYPE_COUNTS_FROM_MONTH,
    KARYOTYPE_VALID_MONTHS,
    MIN_SPAN_DAYS,
    MOLECULAR_RESPONSE_MONTHS,
    RECENT_COUNT_DAYS,
    RECENT_KARYOTYPE_MONTHS,
)
from response_criteria.publications.kantarjian2003.paper import CYTOGENETIC_MONTHS, HEMATOLOGIC_MONTHS
from response_criteria.publications.kantarjian2003.reasons import REASONS, Reason
from response_criteria.publications.publication import format_table
from response_criteria.results.bcr_abl1 import MR2
from response_criteria.results.cytogenetic_analyses import MINIMUM_METAPHASES


class DecisionRow(NamedTuple):
    """A reason of a criterion, and the condition under which it is given."""

    reason: Reason
    condition: str

    @property
    def cells(self) -> tuple[str, str, str]:
        """The row as the decision table prints it."""
        return REASONS[self.reason].status, self.condition, f"`{self.reason}`"


@dataclass(frozen=True, slots=True)
class EscalationCriterion:
    """A criterion, the function that evaluates it for a course, and its decision table."""

    criterion: Criterion
    evaluate: Callable[[EvaluatedCourse], Finding]
    rows: tuple[DecisionRow, ...]

    def as_markdown(self) -> str:
        """Return the decision table."""
        header = ("Result", "Condition (the first row that applies decides)", "Reason")
        return format_table(header, (row.cells for row in self.rows))


def _list_early_rows(months: int) -> tuple[DecisionRow, DecisionRow]:
    early = f"less than {months} months into the course"
    return (
        DecisionRow(Reason.START_UNCERTAIN, f"{early}, and imatinib may have started before the documented start"),
        DecisionRow(Reason.TOO_EARLY, early),
    )


COUNTS_AFTER_ESCALATION = DecisionRow(
    Reason.AFTER_ESCALATION, f"less than {HEMATOLOGIC_MONTHS} months after a dose escalation"
)
KARYOTYPES_AFTER_ESCALATION = DecisionRow(
    Reason.AFTER_ESCALATION, f"less than {CYTOGENETIC_MONTHS} months after a dose escalation"
)
KARYOTYPES_SHOW_NO_PH = DecisionRow(
    Reason.PH_NEGATIVE,
    "no karyotype before imatinib showed a Ph-positive cell; karyotypes of the course with 0% are not counted in the "
    "rows above",
)

SPLEEN_IN_DISPUTE = DecisionRow(
    Reason.SPLEEN_DISPUTED,
    "as in the row before, but examinations of one moment disagree on whether the spleen is palpable",
)

HEMATOLOGIC_RESISTANCE_ROWS = (
    DecisionRow(
        Reason.NO_CHR,
        f"{HEMATOLOGIC_MONTHS} months or more into the course, no CHR confirmed in it; the latest evaluable CBC is at "
        f"most {RECENT_COUNT_DAYS} days old and ends a series of failing CBCs, all at {HEMATOLOGIC_MONTHS} months or "
        f"later and at least {MIN_SPAN_DAYS} days from first to last",
    ),
    DecisionRow(Reason.NO_CHR_LATER_COUNT_UNKNOWN, "as in the first row, but a later CBC is not evaluable"),
    DecisionRow(Reason.NO_CHR_UNCONFIRMED, "as in the first row, but the latest evaluable CBC fails without a series"),
    COUNTS_AFTER_ESCALATION,
    DecisionRow(Reason.CHR_DOCUMENTED, "CHR is confirmed in the course; its loss would be hematologic relapse"),
    *_list_early_rows(HEMATOLOGIC_MONTHS),
    DecisionRow(Reason.NO_COUNT_JUDGED, "no evaluable CBC"),
    DecisionRow(
        Reason.SPLEEN_PALPABLE, "the latest evaluable CBC meets the CHR criteria, but a palpable spleen excludes CHR"
    ),
    SPLEEN_IN_DISPUTE,
    DecisionRow(Reason.LATEST_COUNT_PASSES, "the latest evaluable CBC meets the CHR criteria"),
    DecisionRow(
        Reason.LATEST_COUNT_TOO_OLD, f"the latest evaluable CBC fails and is more than {RECENT_COUNT_DAYS} days old"
    ),
)

CYTOGENETIC_RESISTANCE_ROWS = (
    KARYOTYPES_AFTER_ESCALATION,
    *_list_early_rows(CYTOGENETIC_MONTHS),
    DecisionRow(
        Reason.NO_MAJOR_RESPONSE,
        f"no adequate karyotype of the course shows a major response (Ph-positive {MAJOR}%); the latest is of month "
        f"{KARYOTYPE_COUNTS_FROM_MONTH} or later and at most {RECENT_KARYOTYPE_MONTHS} months old",
    ),
    DecisionRow(
        Reason.MAJOR_RESPONSE_LOST,
        f"the latest adequate karyotype, at most {RECENT_KARYOTYPE_MONTHS} months old, shows no major response; an "
        "earlier one did",
    ),
    DecisionRow(
        Reason.MOLECULAR_RESPONSE_LOST,
        f"the latest adequate karyotype, at most {RECENT_KARYOTYPE_MONTHS} months old, shows no major response; a "
        f"BCR::ABL1 of the course, more than {MOLECULAR_RESPONSE_MONTHS} months before it, was {MR2}% IS or not "
        "detected",
    ),
    DecisionRow(
        Reason.EARLIER_RESPONSE_UNCLEAR,
        f"as for `{Reason.NO_MAJOR_RESPONSE}`, but an earlier adequate karyotype is a bound that may be a major "
        "response",
    ),
    DecisionRow(Reason.MAJOR_RESPONSE_REACHED, "an adequate karyotype of the course shows a major response"),
    DecisionRow(
        Reason.NO_MAJOR_RESPONSE_BY_FISH,
        f"as for `{Reason.NO_MAJOR_RESPONSE}`, but by the latest FISH",
    ),
    DecisionRow(
        Reason.NO_MAJOR_RESPONSE_FEW_METAPHASES,
        f"as for `{Reason.NO_MAJOR_RESPONSE}`, but by a karyotype of fewer than {MINIMUM_METAPHASES} metaphases",
    ),
    DecisionRow(
        Reason.NO_MAJOR_RESPONSE_METAPHASES_UNKNOWN,
        f"as for `{Reason.NO_MAJOR_RESPONSE}`, but by a karyotype of an unknown number of metaphases",
    ),
    KARYOTYPES_SHOW_NO_PH,
    DecisionRow(Reason.NO_RECENT_KARYOTYPE, "none of the rows above"),
)

HEMATOLOGIC_RELAPSE_ROWS = (
    DecisionRow(
        Reason.CHR_LOST,
        "CHR confirmed in the course, then a series of failing CBCs, at least "
        f"{MIN_SPAN_DAYS} days from first to last, that ends in the latest evaluable CBC, at most {RECENT_COUNT_DAYS} "
        "days old",
    ),
    DecisionRow(Reason.CHR_LOSS_LATER_COUNT_UNKNOWN, "as in the first row, but a later CBC is not evaluable"),
    DecisionRow(
        Reason.CHR_LOSS_UNCONFIRMED, "as in the first row, but the latest evaluable CBC fails without a series"
    ),
    COUNTS_AFTER_ESCALATION,
    DecisionRow(Reason.NO_COUNT_JUDGED, "no evaluable CBC"),
    DecisionRow(Reason.LATEST_COUNT_TOO_OLD, f"the latest evaluable CBC is more than {COUNT_VALID_MONTHS} months old"),
    DecisionRow(
        Reason.SPLEEN_PALPABLE,
        "the latest evaluable CBC meets the CHR criteria, but CHR was confirmed in the course and a palpable spleen "
        "now excludes it",
    ),
    SPLEEN_IN_DISPUTE,
    DecisionRow(Reason.LATEST_COUNT_PASSES, "the latest evaluable CBC meets the CHR criteria"),
    DecisionRow(Reason.NO_CHR_DOCUMENTED, "the latest evaluable CBC fails, and CHR was never confirmed in the course"),
    DecisionRow(
        Reason.LATEST_COUNT_TOO_OLD,
        f"the latest evaluable CBC fails after a confirmed CHR and is more than {RECENT_COUNT_DAYS} days old",
    ),
)

CYTOGENETIC_RELAPSE_ROWS = (
    DecisionRow(
        Reason.PH_RISE,
        f"the latest adequate karyotypes, two or more in a row and at least {MIN_SPAN_DAYS} days from first to last, "
        f"are all at least {INCREASE_POINTS} percentage points above the lowest earlier one of the course; the latest "
        f"is at most {RECENT_KARYOTYPE_MONTHS} months old",
    ),
    DecisionRow(Reason.PH_RISE_ONCE, "as in the first row, but only one karyotype shows the increase"),
    DecisionRow(
        Reason.PH_RISE_TOO_SHORT, f"as in the first row, but less than {MIN_SPAN_DAYS} days from first to last"
    ),
    DecisionRow(
        Reason.PH_RISE_TOO_OLD, f"as in the first row, but the latest is more than {RECENT_KARYOTYPE_MONTHS} months old"
    ),
    DecisionRow(
        Reason.PH_RISE_LATEST_UNCLEAR,
        "karyotypes with the increase, but the latest is a bound that may or may not show it; it is at most "
        f"{RECENT_KARYOTYPE_MONTHS} months old, or those before it span at least {MIN_SPAN_DAYS} days",
    ),
    DecisionRow(
        Reason.PH_RISE_FEW_METAPHASES,
        f"a karyotype of fewer than {MINIMUM_METAPHASES} metaphases, at most {RECENT_KARYOTYPE_MONTHS} months old and "
        f"later than the last adequate one, is at least {INCREASE_POINTS} percentage points above the lowest adequate "
        "one",
    ),
    DecisionRow(
        Reason.PH_RISE_METAPHASES_UNKNOWN,
        f"as for `{Reason.PH_RISE_FEW_METAPHASES}`, but with an unknown number of metaphases",
    ),
    DecisionRow(
        Reason.FISH_AFTER_KARYOTYPE,
        f"a FISH of {FISH_SUGGESTING_INCREASE}%, at most {RECENT_KARYOTYPE_MONTHS} months old and later than the last "
        f"adequate karyotype; the lowest karyotype of the course is {ALLOWS_INCREASE}%",
    ),
    DecisionRow(
        Reason.PH_AFTER_MOLECULAR_RESPONSE,
        f"the adequate karyotypes of the course are all at least {INCREASE_POINTS}%, all more than "
        f"{MOLECULAR_RESPONSE_MONTHS} months after a BCR::ABL1 of the course of {MR2}% IS or not detected, the latest "
        f"at most {RECENT_KARYOTYPE_MONTHS} months old",
    ),
    KARYOTYPES_AFTER_ESCALATION,
    DecisionRow(
        Reason.NO_RISE,
        f"the latest adequate karyotype, at most {KARYOTYPE_VALID_MONTHS} months old, is less than {INCREASE_POINTS} "
        "percentage points above the lowest earlier one",
    ),
    DecisionRow(
        Reason.NO_RISE_POSSIBLE,
        f"the only adequate karyotype, at most {KARYOTYPE_VALID_MONTHS} months old, is {TOO_LOW_FOR_INCREASE}%",
    ),
    *_list_early_rows(CYTOGENETIC_MONTHS),
    DecisionRow(
        Reason.ONLY_KARYOTYPE,
        f"the only adequate karyotype is at most {RECENT_KARYOTYPE_MONTHS} months old; there is no earlier one to "
        "compare it with",
    ),
    KARYOTYPES_SHOW_NO_PH,
    DecisionRow(Reason.NO_RECENT_KARYOTYPE, "none of the rows above"),
)

# In the order in which an assessment lists them: that of the paper.
ESCALATION_CRITERIA = (
    EscalationCriterion(HEMATOLOGIC_RESISTANCE, evaluate_hematologic_resistance, HEMATOLOGIC_RESISTANCE_ROWS),
    EscalationCriterion(CYTOGENETIC_RESISTANCE, evaluate_cytogenetic_resistance, CYTOGENETIC_RESISTANCE_ROWS),
    EscalationCriterion(HEMATOLOGIC_RELAPSE, evaluate_hematologic_relapse, HEMATOLOGIC_RELAPSE_ROWS),
    EscalationCriterion(CYTOGENETIC_RELAPSE, evaluate_cytogenetic_relapse, CYTOGENETIC_RELAPSE_ROWS),
)
