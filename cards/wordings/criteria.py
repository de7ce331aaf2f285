"""Escalation criteria: one sentence for each reason of a status, and remarks.

A finding is explained by the sentence of its reason and every remark that applies to its values.
"""

from collections.abc import Mapping
from typing import NamedTuple

from response_criteria.model.findings import Values
from response_criteria.publications.kantarjian2003.reasons import MissingCode, Reason

# ruff: noqa: E501 -- a sentence stays on one line
# fmt: off
FINDINGS: Mapping[str, str] = {
    # any criterion
    Reason.TOO_EARLY: "Imatinib was started on {started_on}; this criterion is assessed from {judged_from}.",
    Reason.START_UNCERTAIN: "The first imatinib in the chart, on {started_on}, may not be the first taken: the chart documents CML more than {EARLIER_DISEASE_DAYS} days earlier. Counted from {started_on}, this criterion would be assessed from {judged_from}.",
    Reason.AFTER_ESCALATION: "The dose was escalated on {escalated_on}; the response to it is assessed from {judged_from}.",
    Reason.DATES_DISAGREE: "Some dates are incomplete ({dates}), and the result depends on them.",
    Reason.MET_BEFORE_UNREAD_RESULT: "By the results up to {latest} this criterion is met, but a later one ({what}, of {unread_on}) could not be read: {why}.",
    Reason.NOT_MET_BEFORE_UNREAD_RESULT: "By the results up to {latest} this criterion is not met, but a later one ({what}, of {unread_on}) could not be read: {why}.",
    # blood counts
    Reason.LATEST_COUNT_PASSES: "The latest evaluable blood count, of {latest}, meets the criteria for a complete hematologic response.",
    Reason.LATEST_COUNT_TOO_OLD: "The latest evaluable blood count, of {latest}, is too old to decide.",
    Reason.NO_COUNT_JUDGED: "No blood count of this course is complete enough to be evaluated.",
    Reason.SPLEEN_PALPABLE: "The blood count of {latest} meets the criteria, but the spleen was palpable on {spleen_on}, which excludes a complete hematologic response.",
    Reason.SPLEEN_DISPUTED: "The blood count of {latest} meets the criteria, but examinations of {spleen_on} disagree on whether the spleen was palpable; a palpable one excludes a complete hematologic response.",
    # hematologic resistance
    Reason.NO_CHR: "No complete hematologic response is documented in this course: {counts} consecutive blood counts, from {first} to {latest}, do not meet the criteria. Not met by the latest: {failing}.",
    Reason.NO_CHR_UNCONFIRMED: "No complete hematologic response is documented in this course, and the blood count of {latest} does not meet the criteria ({failing}). This is not yet confirmed.",
    Reason.NO_CHR_LATER_COUNT_UNKNOWN: "No complete hematologic response is documented in this course, and the blood count of {latest} does not meet the criteria ({failing}), but a later one, of {unknown_on}, could not be evaluated.",
    Reason.CHR_DOCUMENTED: "A complete hematologic response is documented from {first}, confirmed on {confirmed_on}; its loss would be hematologic relapse.",
    # hematologic relapse
    Reason.CHR_LOST: "The complete hematologic response confirmed on {confirmed_on} is lost: {counts} consecutive blood counts, from {first} to {latest}, do not meet the criteria. Not met by the latest: {failing}.",
    Reason.CHR_LOSS_UNCONFIRMED: "After the complete hematologic response confirmed on {confirmed_on}, the blood count of {latest} does not meet the criteria ({failing}). This is not yet confirmed.",
    Reason.CHR_LOSS_LATER_COUNT_UNKNOWN: "After the complete hematologic response confirmed on {confirmed_on}, the blood count of {latest} does not meet the criteria ({failing}), but a later one, of {unknown_on}, could not be evaluated.",
    Reason.NO_CHR_DOCUMENTED: "No confirmed complete hematologic response is documented in this course, so none can have been lost.",
    # karyotypes
    Reason.NO_RECENT_KARYOTYPE: "No recent karyotype with enough metaphases is available.",
    Reason.PH_NEGATIVE: "No karyotype before imatinib showed a Ph-positive cell, so their absence on {latest} is no evidence of a response.",
    # cytogenetic resistance
    Reason.NO_MAJOR_RESPONSE: "No major cytogenetic response is documented in this course; the karyotype of {latest} shows {percent}% Ph-positive metaphases.",
    Reason.NO_MAJOR_RESPONSE_BY_FISH: "FISH of {latest} shows {percent}% positive cells, which suggests that there is no major cytogenetic response; only a karyotype decides.",
    Reason.NO_MAJOR_RESPONSE_FEW_METAPHASES: "The karyotype of {latest} shows {percent}% Ph-positive cells, but in only {metaphases} metaphases.",
    Reason.NO_MAJOR_RESPONSE_METAPHASES_UNKNOWN: "The karyotype of {latest} shows {percent}% Ph-positive cells, but the number of metaphases is unknown.",
    Reason.MAJOR_RESPONSE_LOST: "The major cytogenetic response of {reached_on} ({reached_percent}% Ph-positive) is lost: {percent}% on {latest}. The protocol counts a loss only as cytogenetic relapse, a rise by {INCREASE_POINTS} percentage points; the paper escalated the dose of one patient with a smaller rise (from 20% to 40%).",
    Reason.MOLECULAR_RESPONSE_LOST: "The karyotype of {latest} shows {percent}% Ph-positive metaphases, after a response that BCR::ABL1 documented on {reached_on} ({level}) and no karyotype did. This is a loss of response, not resistance; the protocol names no such loss.",
    Reason.EARLIER_RESPONSE_UNCLEAR: "The karyotype of {latest} shows {percent}% Ph-positive metaphases; whether {unclear_percent}% on {unclear_on} was a major cytogenetic response is unclear.",
    Reason.MAJOR_RESPONSE_REACHED: "A major cytogenetic response is documented: {reached_percent}% Ph-positive on {reached_on}.",
    # cytogenetic relapse
    Reason.PH_RISE: "Ph-positive metaphases rose to {percent}% on {latest}, {points} percentage points above the lowest value ({lowest}% on {lowest_on}), and have been at least {INCREASE_POINTS} points above it since {first}.",
    Reason.PH_RISE_ONCE: "Ph-positive metaphases rose to {percent}% on {latest}, {points} percentage points above the lowest value ({lowest}% on {lowest_on}), on one occasion so far.",
    Reason.PH_RISE_TOO_SHORT: "Ph-positive metaphases rose to {percent}% on {latest}, {points} percentage points above the lowest value ({lowest}% on {lowest_on}), but the karyotypes that show the rise, from {first} on, are less than {MIN_SPAN_DAYS} days apart.",
    Reason.PH_RISE_TOO_OLD: "Ph-positive metaphases had risen to {percent}% on {latest}, {points} percentage points above the lowest value ({lowest}% on {lowest_on}), but no karyotype is recent enough to show the current state.",
    Reason.PH_RISE_LATEST_UNCLEAR: "Ph-positive metaphases had risen to {percent}% on {latest}, {points} percentage points above the lowest value ({lowest}% on {lowest_on}); whether {unclear_percent}% on {unclear_on} is still such a rise is unclear.",
    Reason.PH_RISE_FEW_METAPHASES: "The karyotype of {latest} shows {percent}% Ph-positive cells, at least {INCREASE_POINTS} percentage points above the lowest value ({lowest}% on {lowest_on}), but in only {metaphases} metaphases.",
    Reason.PH_RISE_METAPHASES_UNKNOWN: "The karyotype of {latest} shows {percent}% Ph-positive cells, at least {INCREASE_POINTS} percentage points above the lowest value ({lowest}% on {lowest_on}), but the number of metaphases is unknown.",
    Reason.FISH_AFTER_KARYOTYPE: "FISH of {latest} shows {percent}% positive cells, after the last adequate karyotype ({karyotype_on}); FISH and karyotype are never compared with each other.",
    Reason.PH_AFTER_MOLECULAR_RESPONSE: "The karyotype of {latest} shows {percent}% Ph-positive metaphases, after a response that BCR::ABL1 documented on {reached_on} ({level}); without a karyotype of that time, a rise by {INCREASE_POINTS} percentage points cannot be counted.",
    Reason.NO_RISE: "The karyotype of {latest} shows {percent}% Ph-positive metaphases: no rise by {INCREASE_POINTS} percentage points over the lowest earlier value ({lowest}% on {lowest_on}).",
    Reason.NO_RISE_POSSIBLE: "The only adequate karyotype, of {latest}, shows {percent}% Ph-positive metaphases: too few for a rise by {INCREASE_POINTS} percentage points.",
    Reason.ONLY_KARYOTYPE: "The only adequate karyotype of this course, of {latest}, shows {percent}% Ph-positive metaphases; without an earlier one, a rise cannot be assessed.",
}


class Remark(NamedTuple):
    """A sentence that is added where a value of the finding equals ``only``, or is given and differs from ``never``."""

    value: str
    text: str
    only: str = ""
    never: str = ""

    def applies_to(self, values: Values) -> bool:
        """Whether the remark is true for these values."""
        given = values.get(self.value)
        return given is not None and given != self.never and (not self.only or given == self.only)


REMARKS = (
    Remark("leukocytes_alone", "Only leukocytes are above the limit, at {MILD_LEUKOCYTOSIS} ×10⁹/L: ask about infection, corticosteroids and adherence.", only="yes"),
    Remark("confirmed_by", "That response is known by automated differential.", only="automated"),
    Remark("relative_percent", "The relative rise is {relative_percent}%; percentage points decide.", never="unlimited"),
)

MISSING_CODES: Mapping[str, str] = {
    MissingCode.START_OF_IMATINIB: "the date of the first imatinib (the chart shows {started_on})",
    MissingCode.EXACT_DATES: "the exact day of the dates given as {dates}",
    MissingCode.RECENT_BLOOD_COUNT: "a blood count with differential in the last {days} days",
    MissingCode.REPEAT_BLOOD_COUNT: "a repeat blood count with manual differential (confirms from {from} on)",
    MissingCode.COUNTS_OF_DAY: "{cells} for the blood count of {on}",
    MissingCode.DIFFERENTIAL_OF_DAY: "a manual differential for the blood count of {on} ({cells})",
    MissingCode.ANY_DIFFERENTIAL_OF_DAY: "a differential for the blood count of {on}; an automated one suffices",
    MissingCode.SPLEEN_EXAMINATION: "a spleen examination in the last {days} days",
    MissingCode.MARROW_KARYOTYPE: "a marrow karyotype of at least {metaphases} metaphases in the last {months} months",
    MissingCode.REPEAT_KARYOTYPE: "a repeat marrow karyotype of at least {metaphases} metaphases (confirms from {from} on)",
    MissingCode.EARLIER_KARYOTYPE: "an earlier karyotype of this course, of at least {metaphases} metaphases, for comparison",
    MissingCode.READABLE_RESULT: "a result that can be read ({what}, of {unread_on})",
    MissingCode.PH_POSITIVE_KARYOTYPE: "a karyotype from before imatinib that shows Ph-positive cells; without one, BCR::ABL1 monitors the disease",
}
# fmt: on
