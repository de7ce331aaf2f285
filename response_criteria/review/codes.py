"""Stable codes: of review facts, and of their reasons.

``cards`` has a sentence for each reason. ``REASONS`` lists the values that always come with it: dates are days,
``percent`` and ``amount`` are amounts.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class ReviewCode(StrEnum):
    """Every review fact of the contract, in the contract's order."""

    MUTATION = "mutation"
    MOLECULAR_FAILURE = "molecular-failure"
    LOSS_OF_MMR = "loss-of-mmr"
    LATE_LOSS = "late-loss"
    ABNORMALITY = "abnormality"
    PREGNANCY = "pregnancy"
    CODED_PHASE = "coded-phase"
    COUNTS_BELOW_STOP = "counts-below-stop"


class ReviewReason(StrEnum):
    """Why a review fact holds."""

    MUTATION = "mutation"
    MOLECULAR_FAILURE = "molecular-failure"
    MOLECULAR_FAILURE_CONFIRMED = "molecular-failure-confirmed"
    LOSS_OF_MMR = "loss-of-mmr"
    LATE_LOSS = "late-loss"
    ABNORMALITY = "abnormality"
    PREGNANCY_CODED = "pregnancy-coded"
    PREGNANCY_REPORTED = "pregnancy-reported"
    CODED_PHASE = "coded-phase"
    LOW_NEUTROPHILS = "low-neutrophils"
    LOW_PLATELETS = "low-platelets"
    LOW_NEUTROPHILS_AND_PLATELETS = "low-neutrophils-and-platelets"


# months: of treatment, at the result; limit: the band of ELN's failure, milestone: its month; line: "first" or "later"
_FAILURE = ("percent", "on", "months", "limit", "milestone", "line")

REASONS: Mapping[ReviewReason, tuple[str, ...]] = MappingProxyType(
    {
        ReviewReason.MUTATION: ("changes", "on"),
        ReviewReason.MOLECULAR_FAILURE: _FAILURE,
        ReviewReason.MOLECULAR_FAILURE_CONFIRMED: (*_FAILURE, "first_percent", "first_on"),
        # lowest: "0.04% IS" or "not detected"; since: the first of the tests without MMR
        ReviewReason.LOSS_OF_MMR: ("percent", "on", "tests", "since", "lowest", "lowest_on"),
        # the two karyotypes that show the loss; level: BCR::ABL1 as "0.5% IS" or "not detected", on reached_on
        ReviewReason.LATE_LOSS: ("percent", "on", "first_percent", "first_on", "level", "reached_on"),
        ReviewReason.ABNORMALITY: ("abnormalities", "on"),
        ReviewReason.PREGNANCY_CODED: (),
        ReviewReason.PREGNANCY_REPORTED: ("on",),
        ReviewReason.CODED_PHASE: ("phase",),
        ReviewReason.LOW_NEUTROPHILS: ("amount", "on"),
        ReviewReason.LOW_PLATELETS: ("amount", "on"),
        ReviewReason.LOW_NEUTROPHILS_AND_PLATELETS: ("amount", "on", "platelets", "platelets_on"),
    }
)

UNCLEAR_FACT = "review-fact-unclear"
"""The code of a review fact that a bound, or results of one day that differ, leave open; its value is ``fact``."""
