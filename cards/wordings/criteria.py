"""What is said of the four criteria: one sentence for each reason of the engine, and its remarks."""

from collections.abc import Mapping
from typing import NamedTuple

from response_criteria.model.findings import Values
from response_criteria.publications.kantarjian2003.reasons import Lack, Reason

# ruff: noqa: E501 -- a sentence stays on one line
# fmt: off
FINDINGS: Mapping[str, str] = {
    # any criterion
    Reason.TOO_EARLY: "Too early: imatinib started on {started_on}, and this is judged from {judged_from}.",
    Reason.START_UNCERTAIN: "The first imatinib in the chart, of {started_on}, may not be the first taken: the disease is dated more than 90 days earlier. Counted from it, this would be judged from {judged_from}.",
    Reason.AFTER_RAISE: "The dose was raised on {raised_on}; the response to it is judged from {judged_from}.",
    Reason.DATES_DISAGREE: "Dates are not known to the day ({dates}), and what they may be leads to different answers.",
    # blood counts
    Reason.LATEST_COUNT_PASSES: "The latest blood count that could be judged, of {latest}, meets the list for a complete hematologic response.",
    Reason.LATEST_COUNT_TOO_OLD: "The latest blood count that could be judged, of {latest}, is too old to decide.",
    Reason.NO_COUNT_JUDGED: "No blood count of this course is complete enough to be judged.",
    Reason.SPLEEN_PALPABLE: "The blood count of {latest} meets the list, but the spleen was palpable on {spleen_on}, which denies a complete hematologic response.",
    # hematologic resistance
    Reason.NO_CHR: "No complete hematologic response is documented in this course: {counts} blood counts in a row, from {first} to {latest}, do not meet it. The latest fails on {failing}.",
    Reason.NO_CHR_UNCONFIRMED: "No complete hematologic response is documented in this course, and the blood count of {latest} does not meet it ({failing}). This is not confirmed yet.",
    Reason.NO_CHR_LATER_COUNT_UNKNOWN: "No complete hematologic response is documented in this course, and the blood count of {latest} does not meet it ({failing}), but a later one, of {unknown_on}, could not be judged.",
    Reason.CHR_DOCUMENTED: "A complete hematologic response is documented from {first}, confirmed on {confirmed_on}; its loss would be hematologic relapse.",
    # hematologic relapse
    Reason.CHR_LOST: "The complete hematologic response confirmed on {confirmed_on} is lost: {counts} blood counts in a row, from {first} to {latest}, do not meet it. The latest fails on {failing}.",
    Reason.CHR_LOSS_UNCONFIRMED: "After the complete hematologic response confirmed on {confirmed_on}, the blood count of {latest} does not meet it ({failing}). This is not confirmed yet.",
    Reason.CHR_LOSS_LATER_COUNT_UNKNOWN: "After the complete hematologic response confirmed on {confirmed_on}, the blood count of {latest} does not meet it ({failing}), but a later one, of {unknown_on}, could not be judged.",
    Reason.NO_CHR_DOCUMENTED: "No confirmed complete hematologic response is documented in this course that could have been lost.",
    # karyotypes
    Reason.NO_RECENT_KARYOTYPE: "There is no recent and adequate karyotype that decides.",
    Reason.PH_NEGATIVE: "No karyotype before imatinib showed a Ph-positive cell, so that 0% on {latest} tells of no response.",
    # cytogenetic resistance
    Reason.NO_MAJOR_RESPONSE: "No major cytogenetic response is documented in this course; the karyotype of {latest} has {percent}% Ph-positive metaphases.",
    Reason.NO_MAJOR_RESPONSE_BY_FISH: "FISH of {latest} has {percent}% positive cells, which points against a major cytogenetic response; only a karyotype decides.",
    Reason.NO_MAJOR_RESPONSE_FEW_METAPHASES: "The karyotype of {latest} has {percent}% Ph-positive cells, but in only {metaphases} metaphases.",
    Reason.NO_MAJOR_RESPONSE_METAPHASES_UNKNOWN: "The karyotype of {latest} has {percent}% Ph-positive cells, but the number of metaphases is not known.",
    Reason.MAJOR_RESPONSE_LOST: "The major cytogenetic response of {reached_on} ({reached_percent}% Ph-positive) is lost: {percent}% on {latest}. A loss is one of the four circumstances only as a rise by 30 percentage points, which is cytogenetic relapse; the paper treated one patient without such a rise (from 20% to 40%).",
    Reason.EARLIER_RESPONSE_UNCLEAR: "The karyotype of {latest} has {percent}% Ph-positive metaphases, but whether {unclear_percent}% on {unclear_on} was a major cytogenetic response is not clear.",
    Reason.MAJOR_RESPONSE_REACHED: "A major cytogenetic response is documented: {reached_percent}% Ph-positive on {reached_on}.",
    # cytogenetic relapse
    Reason.PH_RISE: "Ph-positive metaphases have risen to {percent}% on {latest}, {points} percentage points above the lowest ({lowest}% on {lowest_on}), and have been at least 30 above it since {first}.",
    Reason.PH_RISE_ONCE: "Ph-positive metaphases have risen to {percent}% on {latest}, {points} percentage points above the lowest ({lowest}% on {lowest_on}), so far on one occasion.",
    Reason.PH_RISE_TOO_SHORT: "Ph-positive metaphases have risen to {percent}% on {latest}, {points} percentage points above the lowest ({lowest}% on {lowest_on}), but the risen karyotypes, from {first}, lie less than 28 days apart.",
    Reason.PH_RISE_TOO_OLD: "Ph-positive metaphases had risen to {percent}% on {latest}, {points} percentage points above the lowest ({lowest}% on {lowest_on}), but no karyotype is recent enough to say so of today.",
    Reason.PH_RISE_LATEST_UNCLEAR: "Ph-positive metaphases had risen to {percent}% on {latest}, {points} percentage points above the lowest ({lowest}% on {lowest_on}); whether {unclear_percent}% on {unclear_on} is still a rise is not clear.",
    Reason.PH_RISE_FEW_METAPHASES: "The karyotype of {latest} has {percent}% Ph-positive cells, at least 30 percentage points above the lowest ({lowest}% on {lowest_on}), but in only {metaphases} metaphases.",
    Reason.PH_RISE_METAPHASES_UNKNOWN: "The karyotype of {latest} has {percent}% Ph-positive cells, at least 30 percentage points above the lowest ({lowest}% on {lowest_on}), but the number of metaphases is not known.",
    Reason.FISH_AFTER_KARYOTYPE: "FISH of {latest} has {percent}% positive cells, later than the last adequate karyotype ({karyotype_on}); FISH and karyotype are never compared with each other.",
    Reason.NO_RISE: "The karyotype of {latest} has {percent}% Ph-positive metaphases: no rise by 30 percentage points over the lowest before it ({lowest}% on {lowest_on}).",
    Reason.NO_RISE_POSSIBLE: "The only adequate karyotype, of {latest}, has {percent}% Ph-positive metaphases: too few to be a rise of 30 percentage points.",
    Reason.ONLY_KARYOTYPE: "The only adequate karyotype of this course, of {latest}, has {percent}% Ph-positive metaphases; without an earlier one to compare it with, a rise cannot be told.",
}


class Remark(NamedTuple):
    """A sentence added where a value of the finding says so: it equals ``only``, or is given and is not ``never``."""

    value: str
    says: str
    only: str = ""
    never: str = ""

    def belongs_to(self, values: Values) -> bool:
        """Whether the sentence is true for these values."""
        given = values.get(self.value)
        return given is not None and given != self.never and (not self.only or given == self.only)


REMARKS = (
    Remark("leukocytes_alone", "Only the leukocytes fail, at 10 to 20 ×10⁹/L: ask about infection, corticosteroids and adherence.", only="yes"),
    Remark("relative_percent", "As a relative rise it is {relative_percent}%; the percentage points decide.", never="unlimited"),
)

LACKS: Mapping[str, str] = {
    Lack.START_OF_IMATINIB: "the day of the first imatinib (the chart shows {started_on})",
    Lack.EXACT_DATES: "the exact day of what is dated {dates}",
    Lack.RECENT_BLOOD_COUNT: "a blood count with manual differential of the last {days} days",
    Lack.REPEAT_BLOOD_COUNT: "a repeat blood count with manual differential (confirming from {from} on)",
    Lack.COUNTS_OF_DAY: "{cells} for the blood count of {on}",
    Lack.DIFFERENTIAL_OF_DAY: "a manual differential for the blood count of {on} ({cells})",
    Lack.SPLEEN_EXAMINATION: "an examination of the spleen in the last {days} days",
    Lack.MARROW_KARYOTYPE: "a marrow karyotype of at least {metaphases} metaphases in the last {months} months",
    Lack.REPEAT_KARYOTYPE: "a repeat marrow karyotype of at least {metaphases} metaphases (confirming from {from} on)",
    Lack.EARLIER_KARYOTYPE: "an earlier karyotype of this course, of at least {metaphases} metaphases, to compare with",
    Lack.PH_POSITIVE_KARYOTYPE: "a karyotype from before imatinib that shows Ph-positive cells; without one the disease is followed by BCR::ABL1",
}
# fmt: on
