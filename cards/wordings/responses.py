"""What is said of the response in the current course, and of the response to a raise of the dose."""

from collections.abc import Mapping

# ruff: noqa: E501 -- a sentence stays on one line
# fmt: off
GRADE: Mapping[str, str] = {
    "complete": "complete",
    "partial": "partial",
    "minor": "minor",
    "none": "none",
    "unknown": "not known",
}

HEMATOLOGIC: Mapping[str, str] = {
    "complete": "Hematologic response: complete, confirmed on {on}.",
    "partial": "Hematologic response: partial, by the blood count of {on}.",
    "none": "Hematologic response: none, by the blood count of {on}.",
    "unknown": "Hematologic response: not known.",
}
CYTOGENETIC = "Cytogenetic response: {grade}, {percent}% Ph-positive metaphases on {on} (lowest of the course: {lowest}%)."
CYTOGENETIC_BY_FISH = "Cytogenetic response: {grade} by FISH, which is not equivalent to a karyotype: {percent}% positive on {on} (lowest of the course: {lowest}%)."
CYTOGENETIC_UNKNOWN = "Cytogenetic response: not known."
MOLECULAR = "BCR::ABL1: {percent}% IS on {on}."
MOLECULAR_NOT_DETECTED = "BCR::ABL1: not detected on {on}."
MOLECULAR_UNKNOWN = "BCR::ABL1: no result on the International Scale."
RAISED = "The dose was raised on {raised_on}. Cytogenetic response before: {before}; best since: {best}. Best hematologic response since: {hematologic}."
RAISED_SINCE = "The dose was raised on {raised_on}. Cytogenetic response before: {before}; best since: {best}. Best hematologic response since: {hematologic}. The improvement was first seen on {since}."
# fmt: on
