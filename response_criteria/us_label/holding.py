"""When the label holds imatinib: few neutrophils or platelets, and liver values far above their upper limit.

Read beside the label's dose adjustments for hematologic adverse reactions (chronic phase, starting dose 400 mg) and for
hepatotoxicity.
"""

from dataclasses import dataclass
from decimal import Decimal

from response_criteria.answers import Answer
from response_criteria.bands import Band, at_least, below
from response_criteria.facts import Chemistry
from response_criteria.us_label import LABEL

HEMATOLOGIC = LABEL.at("dose adjustment for neutropenia and thrombocytopenia, chronic phase")

NEUTROPHILS_TOO_FEW = below("1.0")
PLATELETS_TOO_FEW = below("50")
NEUTROPHILS_RECOVERED = at_least("1.5")
PLATELETS_RECOVERED = at_least("75")
"""All four in ×10⁹/L."""


@dataclass(frozen=True, slots=True)
class OverUpperLimit:
    """A multiple of the laboratory's own upper limit that a result must not exceed."""

    times: Decimal

    def exceeded(self, result: Chemistry) -> Answer:
        """Whether the result lies over the multiple; unknown without an upper limit."""
        if not result.upper_limit or result.upper_limit < 0:
            return Answer.UNKNOWN
        return Band(floor=self.times * result.upper_limit, floor_counts=False).holds(result.amount)

    def __str__(self) -> str:
        return f">{self.times} × ULN"


HEPATIC = LABEL.at("dose adjustment for hepatotoxicity")

BILIRUBIN_TOO_HIGH = OverUpperLimit(Decimal("3"))
TRANSAMINASES_TOO_HIGH = OverUpperLimit(Decimal("5"))
BILIRUBIN_RECOVERED_BELOW = Decimal("1.5")
TRANSAMINASES_RECOVERED_BELOW = Decimal("2.5")
"""Multiples of the upper limit below which the label resumes imatinib, at a reduced dose."""

# fmt: off
REDUCED_DOSE_MG = {
    Decimal("400"): Decimal("300"),
    Decimal("600"): Decimal("400"),
    Decimal("800"): Decimal("600"),
}
# fmt: on
