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

CATEGORY: Mapping[str, str] = {**GRADE, "none": "no response"}
"""The same in a list, where "none" would say that there is no category."""

HEMATOLOGIC: Mapping[str, str] = {
    "complete": "Hematologic response: complete, confirmed on {on}.",
    "partial": "Hematologic response: partial in the paper's sense, by the blood count of {on}: normal but for immature cells, or for a spleen or platelets improved by more than half.",
    "none": "Hematologic response: none, by the blood count of {on}.",
    "unknown": "Hematologic response: not known.",
}
CYTOGENETIC = "Cytogenetic response: {grade}, {percent}% of {cells} metaphases Ph-positive on {on} ({lowest})."
CYTOGENETIC_BY_FISH = "Cytogenetic response: {grade} by FISH, which is not equivalent to a karyotype: {percent}% positive on {on} ({lowest})."
LOWEST = "lowest of the course: {percent}% on {on}"
LOWEST_IS_LATEST = "the lowest of the course"
CYTOGENETIC_UNKNOWN = "Cytogenetic response: not known."
MOLECULAR = "BCR::ABL1: {percent}% IS on {on}."
MOLECULAR_AT_LEVEL = "BCR::ABL1: {percent}% IS on {on} ({level})."
MOLECULAR_AT_LEAST = "BCR::ABL1: {percent}% IS on {on} ({level} or deeper)."
MOLECULAR_NOT_DETECTED = "BCR::ABL1: not detected on {on}; without its limit of detection this tells no level."
MOLECULAR_REACHED = "BCR::ABL1, each level first seen: {reached}."
MOLECULAR_REACHED_ON = "{level} on {on} ({percent}% IS)"
MOLECULAR_LOWEST = "BCR::ABL1, lowest of the course: {percent}% IS on {on}."
MOLECULAR_UNKNOWN = "BCR::ABL1: no result on the International Scale."
RAISED = "The dose was raised on {raised_on}. Cytogenetic response before: {before}; best since: {best}. Hematologic response before: {hematologic_before}; best since: {hematologic}."
IMPROVED = "Improvement since the raise: {kind}, first seen on {since}, last on {last_seen_on} ({months} months so far)."
IMPROVED_AND_LOST = "Improvement since the raise: {kind}, first seen on {since}, last on {last_seen_on}, and lost on {lost_on} (after {months} months)."
NOT_IMPROVED: Mapping[str, str] = {
    "none": "Improvement since the raise: none is documented.",
    "unknown": "Improvement since the raise: cannot be told.",
}
LOWEST_PH = "Lowest Ph-positive percentage before the raise: {before}; last before it: {last}; lowest since: {since}."
PERCENT = "{percent}%"
NOT_KNOWN = "not known"
TOXICITY: Mapping[str, str] = {
    "neutropenia": "Toxicity since the raise: neutrophils {amount} ×10⁹/L on {on}; below 1.0 the US label stops imatinib until they recover.",
    "thrombocytopenia": "Toxicity since the raise: platelets {amount} ×10⁹/L on {on}; below 50 the US label stops imatinib until they recover.",
    "hepatotoxicity": "Toxicity since the raise: {what} {amount} {unit} on {on}; the US label then withholds imatinib, and resumes it at a reduced dose.",
}
ADVANCED_PHASE = "Since the raise blood or marrow showed signs of an advanced phase, first on {on} ({what} {amount}%)."

REACHED = "By {method}, each category first seen: {reached}."
REACHED_ON = "{category} on {on} ({percent}% of {cells})"
CELLS_NOT_KNOWN = "an unknown number"
BEST = "By {method}, best of the course: {category}, {seen}."
BEST_LOST = "By {method}, best of the course: {category}, from {since}, last seen on {last_seen_on} and lost on {lost_on} ({months} months)."
CURRENT = "By {method}, current: {category}, {seen}."
SEEN = "from {since} to {last_seen_on} ({months} months so far)"
SEEN_ONCE = "seen on {since} alone"
NOT_COUNTED = "Karyotypes that are not graded, for want of metaphases: {studies}."
NOT_COUNTED_ON = "{percent}% of {cells} on {on}"
# fmt: on
