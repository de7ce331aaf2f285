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
CYTOGENETIC = "Cytogenetic response: {grade}, {percent}% of {cells} metaphases Ph-positive on {on} (lowest of the course: {lowest}% on {lowest_on})."
CYTOGENETIC_BY_FISH = "Cytogenetic response: {grade} by FISH, which is not equivalent to a karyotype: {percent}% positive on {on} (lowest of the course: {lowest}% on {lowest_on})."
CYTOGENETIC_UNKNOWN = "Cytogenetic response: not known."
MOLECULAR = "BCR::ABL1: {percent}% IS on {on}."
MOLECULAR_AT_LEVEL = "BCR::ABL1: {percent}% IS on {on} ({level})."
MOLECULAR_AT_LEAST = "BCR::ABL1: {percent}% IS on {on} ({level} or deeper)."
MOLECULAR_NOT_DETECTED = "BCR::ABL1: not detected on {on}; without its limit of detection this tells no level."
MOLECULAR_REACHED = "BCR::ABL1, each level first seen: {reached}."
MOLECULAR_REACHED_ON = "{level} on {on} ({percent}% IS)"
MOLECULAR_LOWEST = "BCR::ABL1, lowest of the course: {percent}% IS on {on}."
MOLECULAR_UNKNOWN = "BCR::ABL1: no result on the International Scale."
RAISED = "The dose was raised on {raised_on}. Cytogenetic response before: {before}; best since: {best}. Best hematologic response since: {hematologic}."
RAISED_SINCE = "The dose was raised on {raised_on}. Cytogenetic response before: {before}; best since: {best}. Best hematologic response since: {hematologic}. The improvement was first seen on {since}."

REACHED = "By {method}, each category first seen: {reached}."
REACHED_ON = "{category} on {on} ({percent}% of {cells})"
CELLS_NOT_KNOWN = "an unknown number"
BEST = "By {method}, best of the course: {category}, from {since} to {last_seen_on} ({months} months so far)."
BEST_LOST = "By {method}, best of the course: {category}, from {since}, last seen on {last_seen_on} and lost on {lost_on} ({months} months)."
CURRENT = "By {method}, current: {category}, from {since} to {last_seen_on} ({months} months so far)."
NOT_COUNTED = "Karyotypes that are not graded, for want of metaphases: {studies}."
NOT_COUNTED_ON = "{percent}% of {cells} on {on}"
# fmt: on
