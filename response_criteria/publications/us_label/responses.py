"""The label's major cytogenetic response, which includes exactly 35% Ph-positive metaphases; the paper's does not."""

from response_criteria.publications.publication import Definition
from response_criteria.publications.us_label.label import LABEL
from response_criteria.rules.bands import at_most

CYTOGENETIC_RESPONSE = LABEL.cite("response in CML studies, note on cytogenetic response")

MAJOR_CYTOGENETIC_RESPONSE = at_most("35")
"""Ph-positive metaphases, %. ELN uses the same limit."""

MAJOR_CYTOGENETIC_RESPONSE_DEFINITION = Definition(
    "Major cytogenetic response (label; shown where it differs from the protocol)",
    CYTOGENETIC_RESPONSE,
    f"Ph-positive metaphases {MAJOR_CYTOGENETIC_RESPONSE}%, as in ELN.",
)
