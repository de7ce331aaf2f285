"""Response in the current course and after a dose escalation."""

from collections.abc import Mapping

# ruff: noqa: E501 -- a sentence stays on one line
# fmt: off
GRADE: Mapping[str, str] = {
    "complete": "complete",
    "partial": "partial",
    "minor": "minor",
    "none": "none",
    "unknown": "unknown",
}

# In a list of categories "none" alone would be misread as an empty list.
CATEGORY: Mapping[str, str] = {**GRADE, "none": "no response"}

HEMATOLOGIC: Mapping[str, str] = {
    "complete": "Hematologic response: complete, confirmed on {on}.",
    "partial": "Hematologic response: partial as defined by the paper, by the blood count of {on}: normal except for immature cells, or spleen or platelets improved by more than half.",
    "none": "Hematologic response: none, by the blood count of {on}.",
    "unknown": "Hematologic response: unknown.",
}
CYTOGENETIC = "Cytogenetic response: {grade}, {percent}% of {cells} metaphases Ph-positive on {on} ({lowest})."
CYTOGENETIC_BY_FISH = "Cytogenetic response: {grade} by FISH, which is not equivalent to a karyotype: {percent}% positive cells on {on} ({lowest})."
LOWEST = "lowest of the course: {percent}% on {on}"
LOWEST_IS_LATEST = "the lowest of the course"
CYTOGENETIC_UNKNOWN = "Cytogenetic response: unknown."
MOLECULAR = "BCR::ABL1: {percent}% IS on {on}."
MOLECULAR_AT_LEVEL = "BCR::ABL1: {percent}% IS on {on} ({level})."
MOLECULAR_AT_LEAST = "BCR::ABL1: {percent}% IS on {on} ({level} or deeper)."
MOLECULAR_NOT_DETECTED = "BCR::ABL1: not detected on {on}; the level is unknown without the limit of detection."
MOLECULAR_REACHED = "BCR::ABL1, first result at each level: {reached}."
MOLECULAR_REACHED_ON = "{level} on {on} ({percent}% IS)"
MOLECULAR_LOWEST = "BCR::ABL1, lowest of the course: {percent}% IS on {on}."
MOLECULAR_UNKNOWN = "BCR::ABL1: no result on the International Scale."
ESCALATED = "The dose was escalated on {escalated_on}. Cytogenetic response before: {before}; best after: {best}. Hematologic response before: {hematologic_before}; best after: {hematologic}."
IMPROVED = "Improvement after escalation: {kind}, from {since} to {last_seen_on} ({months} months so far)."
IMPROVED_AND_LOST = "Improvement after escalation: {kind}, from {since} to {last_seen_on}, lost on {lost_on} (after {months} months)."
NOT_IMPROVED: Mapping[str, str] = {
    "none": "Improvement after escalation: none documented.",
    "unknown": "Improvement after escalation: cannot be assessed.",
}
LOWEST_PH = "Ph-positive metaphases before escalation: lowest {before}, last {last}; lowest after: {since}."
PERCENT = "{percent}%"
NOT_KNOWN = "unknown"
TOXICITY: Mapping[str, str] = {
    "neutropenia": "Toxicity after escalation: neutrophils {amount} ×10⁹/L on {on}; at {NEUTROPHILS_HOLD} the US label stops imatinib until recovery.",
    "thrombocytopenia": "Toxicity after escalation: platelets {amount} ×10⁹/L on {on}; at {PLATELETS_HOLD} the US label stops imatinib until recovery.",
    "hepatotoxicity": "Toxicity after escalation: {what} {amount} {unit} on {on}; the US label withholds imatinib and resumes it at a reduced dose.",
}
ADVANCED_PHASE = "After escalation, blood or marrow showed signs of an advanced phase, first on {on} ({what} {amount}%)."

REACHED = "By {method}, first result in each category: {reached}."
REACHED_ON = "{category} on {on} ({percent}% of {cells})"
CELLS_NOT_KNOWN = "an unknown number"
BEST = "By {method}, best of the course: {category}, {seen}."
BEST_LOST = "By {method}, best of the course: {category}, from {since} to {last_seen_on}, lost on {lost_on} (after {months} months)."
CURRENT = "By {method}, current: {category}, {seen}."
SEEN = "from {since} to {last_seen_on} ({months} months so far)"
SEEN_ONCE = "on {since} only"
NOT_GRADED = "Karyotypes with too few metaphases to grade: {cytogenetic_analyses}."
NOT_GRADED_ON = "{percent}% of {cells} on {on}"
# fmt: on
