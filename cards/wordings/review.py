"""Review facts: for each reason a headline and a sentence, and what guidance says of it."""

from collections.abc import Mapping

from cards.wordings.criteria import Remark
from response_criteria.review.codes import ReviewCode, ReviewReason

# ruff: noqa: E501 -- a sentence stays on one line
# fmt: off
HEADLINES: dict[str, str] = {
    ReviewReason.MUTATION: "ABL1 mutation {changes}",
    ReviewReason.MOLECULAR_FAILURE: "BCR::ABL1 {percent}% IS, failure by ELN 2020",
    ReviewReason.MOLECULAR_FAILURE_CONFIRMED: "BCR::ABL1 {percent}% IS, failure by ELN 2020",
    ReviewReason.LOSS_OF_MMR: "BCR::ABL1 {percent}% IS, loss of MMR",
    ReviewReason.LATE_LOSS: "Ph-positive {percent}%, response lost",
    ReviewReason.ABNORMALITY: "{abnormalities} in Ph-positive cells",
    ReviewReason.PREGNANCY_CODED: "pregnancy",
    ReviewReason.PREGNANCY_REPORTED: "pregnancy",
    ReviewReason.CODED_PHASE: "CML coded as {phase}",
    ReviewReason.LOW_NEUTROPHILS: "neutrophils {amount} ×10⁹/L",
    ReviewReason.LOW_PLATELETS: "platelets {amount} ×10⁹/L",
    ReviewReason.LOW_NEUTROPHILS_AND_PLATELETS: "neutrophils {amount}, platelets {platelets} ×10⁹/L",
}
"""For a card's summary: what was found, with its value."""
HEADLINES_OF_LATER_LINE: dict[str, str] = {
    ReviewReason.MOLECULAR_FAILURE: "BCR::ABL1 {percent}% IS, over ELN's first-line limit",
    ReviewReason.MOLECULAR_FAILURE_CONFIRMED: "BCR::ABL1 {percent}% IS, over ELN's first-line limit",
}
"""ELN's table is verified for first-line treatment alone: after another TKI, or a new start, it is not called a failure."""

FACTS: Mapping[str, str] = {
    ReviewReason.MUTATION: "An ABL1 kinase-domain mutation was reported, last on {on}: {changes}.",
    ReviewReason.MOLECULAR_FAILURE: "BCR::ABL1 was {percent}% IS on {on}, after {months} months of this treatment: a failure by ELN 2020 ({limit}% at {milestone} months).",
    ReviewReason.MOLECULAR_FAILURE_CONFIRMED: "BCR::ABL1 was {percent}% IS on {on}, after {months} months of this treatment, and {first_percent}% on {first_on}: a failure by ELN 2020 ({limit}% at {milestone} months, confirmed).",
    ReviewReason.LOSS_OF_MMR: "BCR::ABL1 was {percent}% IS on {on}, after {lowest} on {lowest_on}: the major molecular response is lost, in {tests} tests in a row since {since}.",
    ReviewReason.LATE_LOSS: "Ph-positive metaphases were {first_percent}% on {first_on} and {percent}% on {on}, after BCR::ABL1 of {level} on {reached_on}: a response that only BCR::ABL1 documented is lost, which is neither resistance nor relapse by the protocol.",
    ReviewReason.ABNORMALITY: "The karyotype of {on} shows an additional abnormality in Ph-positive cells: {abnormalities}.",
    ReviewReason.PREGNANCY_CODED: "An active pregnancy is recorded; imatinib can harm the fetus.",
    ReviewReason.PREGNANCY_REPORTED: "Pregnancy was reported on {on}; imatinib can harm the fetus.",
    ReviewReason.CODED_PHASE: "The chart records CML as {phase}.",
    ReviewReason.LOW_NEUTROPHILS: "Neutrophils were {amount} ×10⁹/L on {on}; at {NEUTROPHILS_HOLD} the US label stops imatinib until recovery.",
    ReviewReason.LOW_PLATELETS: "Platelets were {amount} ×10⁹/L on {on}; at {PLATELETS_HOLD} the US label stops imatinib until recovery.",
    ReviewReason.LOW_NEUTROPHILS_AND_PLATELETS: "Neutrophils were {amount} ×10⁹/L on {on}, platelets {platelets} on {platelets_on}; at {NEUTROPHILS_HOLD} or {PLATELETS_HOLD} the US label stops imatinib until recovery.",
}

REMARKS = (
    Remark("line", "ELN's table is for first-line treatment; here imatinib was started again, or after another TKI.", only="later"),
)

GUIDANCE: dict[str, str] = {
    ReviewCode.MUTATION: "ELN 2020 counts a resistance mutation as failure.",
    ReviewCode.MOLECULAR_FAILURE: "ELN 2020 prefers a change of TKI after failure.",
    ReviewCode.LOSS_OF_MMR: "ELN 2020 counts the loss of MMR as a warning: check adherence and interactions, repeat BCR::ABL1.",
    ReviewCode.LATE_LOSS: "Check adherence and interactions first; ELN 2020 prefers a change of TKI after a loss of response.",
    ReviewCode.ABNORMALITY: "ELN 2020 counts a high-risk additional abnormality as failure.",
    ReviewCode.PREGNANCY: "ELN 2020 advises against TKIs in pregnancy; the US label warns of harm to the fetus.",
    ReviewCode.CODED_PHASE: "Establish the phase: the protocol is for chronic phase alone.",
    ReviewCode.COUNTS_BELOW_STOP: "The US label stops imatinib until the counts recover, before any other change.",
}

GUIDANCE_OF_LATER_LINE: dict[str, str] = {
    ReviewCode.MOLECULAR_FAILURE: "ELN 2020's limits are for first-line treatment; here imatinib was started again, or after another TKI.",
}

NOT_MET = "None of the four circumstances of the 2003 protocol is met; no dose escalation is offered."
UNCLEAR = "Whether there is a {fact} is unclear: a result is a bound, or results of one day differ."
SEPARATOR = "; "
# fmt: on
