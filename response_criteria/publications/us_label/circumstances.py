"""When the label raises the dose in chronic phase, in its own circumstances.

Read beside the label's dose increase in adults with CML. It does it only without a severe adverse reaction, and without
severe neutropenia or thrombocytopenia that the leukemia does not explain.
"""

from enum import StrEnum

from response_criteria.model.citation import OurReading
from response_criteria.rules.bands import at_most

HEMATOLOGIC_MONTHS = 3
CYTOGENETIC_FROM_MONTH, CYTOGENETIC_TO_MONTH = 6, 12

ANY_CYTOGENETIC_RESPONSE = at_most("90")
"""A minor response or a better one: Ph-positive metaphases, % (decision 0033)."""


class Circumstance(StrEnum):
    """A circumstance, as the label words it."""

    PROGRESSION = "disease progression"
    NO_HEMATOLOGIC_RESPONSE = f"no satisfactory hematologic response after {HEMATOLOGIC_MONTHS} months or more"
    NO_CYTOGENETIC_RESPONSE = f"no cytogenetic response after {CYTOGENETIC_FROM_MONTH} to {CYTOGENETIC_TO_MONTH} months"
    LOSS = "loss of a hematologic or cytogenetic response"


def as_markdown() -> str:
    """The circumstances as a reader compares them with the label's."""
    return "\n".join(f"- {each}" for each in Circumstance)


READINGS = (
    OurReading(
        "0033", "a hematologic response is satisfactory where it is complete, as the protocol's circumstance 1 has it"
    ),
    OurReading(
        "0033",
        f"any cytogenetic response is one ({ANY_CYTOGENETIC_RESPONSE}% Ph-positive metaphases), where the protocol "
        f"asks for a major one; it is asked for from month {CYTOGENETIC_FROM_MONTH} on",
    ),
    OurReading(
        "0033", "a loss is a relapse of the protocol, or no major response after a major one, or none after any"
    ),
    OurReading("0033", "progression within the chronic phase is not judged: the label does not say by what"),
)
