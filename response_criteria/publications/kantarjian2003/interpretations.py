"""The project's choices where the paper leaves a question open, each with the number of its decision record."""

from response_criteria.model.citation import Interpretation
from response_criteria.publications.kantarjian2003.grades import FRACTIONS
from response_criteria.publications.kantarjian2003.paper import CYTOGENETIC_MONTHS, HEMATOLOGIC_MONTHS
from response_criteria.publications.study110.hematologic import COMPLETE_HEMATOLOGIC_RESPONSE
from response_criteria.results.bcr_abl1 import MR2
from response_criteria.results.cytogenetic_analyses import MINIMUM_METAPHASES

MIN_SPAN_DAYS = 28
"""From the first to the last of consecutive results that confirm one another."""

RECENT_COUNT_DAYS = 42
COUNT_VALID_MONTHS = 6
RECENT_KARYOTYPE_MONTHS = 6
KARYOTYPE_VALID_MONTHS = 12
KARYOTYPE_COUNTS_FROM_MONTH = 11
INCREASE_POINTS = 30
MOLECULAR_RESPONSE_MONTHS = 3

RECENCY_OF_COUNTS = Interpretation(
    "0009",
    f"a CBC is recent for {RECENT_COUNT_DAYS} days; a CBC that meets the CHR criteria argues against a relapse for "
    f"{COUNT_VALID_MONTHS} months",
)
RECENCY_OF_KARYOTYPES = Interpretation(
    "0009",
    f"a cytogenetic analysis is recent for {RECENT_KARYOTYPE_MONTHS} months; a karyotype without an increase argues "
    f"against a relapse for {KARYOTYPE_VALID_MONTHS} months",
)
CONSECUTIVE_RESULTS = Interpretation(
    "0010",
    "a series is two or more consecutive failing CBCs, or consecutive karyotypes with the increase, at least "
    f"{MIN_SPAN_DAYS} days from first to last",
)
BOUNDS = Interpretation(
    "0011",
    "a result given as a bound, such as <10, and results of the same time that differ decide only if every possible "
    "value gives the same answer",
)
HEMATOLOGIC_RESISTANCE = Interpretation(
    "0020", f"the series of failing CBCs lies entirely at {HEMATOLOGIC_MONTHS} months or later and ends in a recent CBC"
)
CYTOGENETIC_RESISTANCE = Interpretation(
    "0021",
    f"a karyotype of month {KARYOTYPE_COUNTS_FROM_MONTH} or later is accepted for month {CYTOGENETIC_MONTHS}; a major "
    f"response lost by an increase of less than {INCREASE_POINTS} percentage points is possible resistance",
)
HEMATOLOGIC_RELAPSE = Interpretation("0022", "a series of failing CBCs after a confirmed CHR in the same course")
CYTOGENETIC_RELAPSE = Interpretation(
    "0023",
    f"an increase of {INCREASE_POINTS} percentage points over the lowest earlier karyotype of the course, on "
    "consecutive karyotypes; a karyotype without the increase ends the series",
)
ADEQUATE_KARYOTYPE = Interpretation("0024", f"only a karyotype of at least {MINIMUM_METAPHASES} metaphases decides")
PH_NEGATIVE = Interpretation(
    "0036", "if no karyotype before imatinib showed a Ph-positive cell, 0% is not a response and decides nothing"
)
FISH = Interpretation(
    "0025", "FISH and karyotypes are never compared with each other; FISH alone makes a criterion possible at most"
)
METHOD_OF_PERCENT = Interpretation(
    "0026",
    "a percentage under a code that names no method is a karyotype only if the result states that method, otherwise "
    "FISH",
)
AFTER_ESCALATION = Interpretation(
    "0027",
    "after a dose escalation the response to the new dose is assessed: hematologic from "
    f"{HEMATOLOGIC_MONTHS} months on, cytogenetic from {CYTOGENETIC_MONTHS} months on",
)
POSSIBLE = Interpretation("0028", "a possible criterion fulfills every condition for met except the one named")
UNCERTAIN_START = Interpretation(
    "0004", "if the chart documents CML long before the first imatinib, not-yet becomes indeterminate"
)

RESPONSE_BY_BCR_ABL1 = Interpretation(
    "0116",
    f"a BCR::ABL1 of {MR2}% IS in the course, more than {MOLECULAR_RESPONSE_MONTHS} months before the karyotypes, is a "
    "response that they did not document: its loss is possible at most",
)

FOR_BLOOD_COUNTS = (
    *COMPLETE_HEMATOLOGIC_RESPONSE.interpretations,
    RECENCY_OF_COUNTS,
    CONSECUTIVE_RESULTS,
    BOUNDS,
    POSSIBLE,
    AFTER_ESCALATION,
)
"""Shared by both hematologic criteria."""

FOR_KARYOTYPES = (
    ADEQUATE_KARYOTYPE,
    FISH,
    PH_NEGATIVE,
    METHOD_OF_PERCENT,
    RECENCY_OF_KARYOTYPES,
    FRACTIONS,
    BOUNDS,
    POSSIBLE,
    AFTER_ESCALATION,
    RESPONSE_BY_BCR_ABL1,
)
"""Shared by both cytogenetic criteria."""
