"""The paper's categories of cytogenetic response, by karyotype and by FISH."""

from response_criteria.model.citation import Interpretation
from response_criteria.model.results import CytogeneticMethod
from response_criteria.publications.kantarjian2003.paper import PAPER
from response_criteria.results.cytogenetic_analyses import CytogeneticAnalysis
from response_criteria.rules.bands import above, at_least, at_most, below
from response_criteria.rules.grades import Grades

COMPLETE, PARTIAL, MINOR, NONE = "complete", "partial", "minor", "none"
UNKNOWN = "unknown"
BEST_FIRST = (COMPLETE, PARTIAL, MINOR, NONE, UNKNOWN)
"""Categories of a response, the best first."""

NUCLEI_FOR_COMPLETE = 200
"""Fewer nuclei cannot distinguish a complete response by FISH from a partial one (decision 0025)."""

# The paper gives whole percentages: complete 0, partial 1-34, minor 35-90.
FRACTIONS = Interpretation(
    "0008", "a percentage between 0 and 1, or between 34 and 35, is a partial response; exactly 35 is a minor one"
)
FISH_COMPLETE = below("1")
BY_FISH = Interpretation(
    "0025",
    f"the paper does not say how it graded FISH: {FISH_COMPLETE}% of at least {NUCLEI_FOR_COMPLETE} nuclei is "
    "complete, as in later publications",
)

# fmt: off
CYTOGENETIC_RESPONSE = Grades("Cytogenetic response", PAPER.cite("response criteria"), "Ph-positive metaphases, %", (
    (COMPLETE, at_most("0")),
    (PARTIAL,  above("0").below("35")),
    (MINOR,    at_least("35").up_to("90")),
    (NONE,     above("90")),
), (FRACTIONS,))

RESPONSE_BY_FISH = Grades("Cytogenetic response by FISH", PAPER.cite("Table 3"), "positive nuclei, %", (
    (COMPLETE, FISH_COMPLETE),
    (PARTIAL,  at_least("1").below("35")),
    (MINOR,    at_least("35").up_to("90")),
    (NONE,     above("90")),
), (FRACTIONS, BY_FISH))
# fmt: on

MAJOR_CYTOGENETIC_RESPONSE = below("35")
"""Complete or partial: Ph-positive metaphases, %."""


def grade_analysis(analysis: CytogeneticAnalysis) -> str:
    """Return the category of an analysis; unknown if a bound lies in several, or a FISH has too few nuclei."""
    if analysis.method is CytogeneticMethod.KARYOTYPE:
        return CYTOGENETIC_RESPONSE.grade(analysis.percent) or UNKNOWN
    grade = RESPONSE_BY_FISH.grade(analysis.percent) or UNKNOWN
    has_enough_nuclei = analysis.cells is not None and analysis.cells >= NUCLEI_FOR_COMPLETE
    return UNKNOWN if grade == COMPLETE and not has_enough_nuclei else grade
