"""The reasons for which the label increases the dose in chronic phase (decision 0033).

The label increases it only without a severe adverse reaction, and without severe neutropenia or thrombocytopenia that
the leukemia does not explain.
"""

from enum import StrEnum

from response_criteria.model.citation import Interpretation
from response_criteria.publications.publication import Definition, format_list
from response_criteria.publications.us_label.doses import (
    ADVANCED_DOSE_INCREASE,
    ADVANCED_PHASE_STEPS,
    CHRONIC_PHASE_STEPS,
    DOSE_INCREASE,
)
from response_criteria.rules.bands import at_most

HEMATOLOGIC_MONTHS = 3
CYTOGENETIC_FROM_MONTH, CYTOGENETIC_TO_MONTH = 6, 12

ANY_CYTOGENETIC_RESPONSE = at_most("90")
"""A minor response or better: Ph-positive metaphases, % (decision 0033)."""

# Not a member of DoseIncreaseReason: the label gives no criteria by which progression could be assessed.
PROGRESSION = "disease progression (not assessed: the label gives no criteria for it within chronic phase)"


class DoseIncreaseReason(StrEnum):
    """A reason for a dose increase that can be assessed, as the label words it."""

    NO_HEMATOLOGIC_RESPONSE = f"no satisfactory hematologic response after {HEMATOLOGIC_MONTHS} months or more"
    NO_CYTOGENETIC_RESPONSE = f"no cytogenetic response after {CYTOGENETIC_FROM_MONTH} to {CYTOGENETIC_TO_MONTH} months"
    LOSS = "loss of a hematologic or cytogenetic response"


INTERPRETATIONS = (
    Interpretation("0033", "a satisfactory hematologic response is a complete one, as in the protocol's criterion 1"),
    Interpretation(
        "0033",
        f"any cytogenetic response counts ({ANY_CYTOGENETIC_RESPONSE}% Ph-positive metaphases), whereas the protocol "
        f"requires a major one; it is assessed from month {CYTOGENETIC_FROM_MONTH} on",
    ),
    Interpretation(
        "0033",
        "a loss of response is a relapse by the protocol, no major response after a major one, or no response after "
        "any response",
    ),
)

DOSE_INCREASE_DEFINITION = Definition(
    "Dose increase in chronic phase",
    DOSE_INCREASE,
    format_list(
        (
            *(f"step: {step}" for step in CHRONIC_PHASE_STEPS),
            "condition: no severe adverse reaction, and no severe neutropenia or thrombocytopenia unrelated to the "
            "leukemia",
            f"reason: {PROGRESSION}",
            *(f"reason: {reason}" for reason in DoseIncreaseReason),
        )
    ),
    INTERPRETATIONS,
)

ADVANCED_DOSE_INCREASE_DEFINITION = Definition(
    "Dose increase in accelerated phase and blast crisis",
    ADVANCED_DOSE_INCREASE,
    format_list(f"step: {step}" for step in ADVANCED_PHASE_STEPS),
)
