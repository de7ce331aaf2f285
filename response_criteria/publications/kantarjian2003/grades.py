"""Cytogenetic response as the paper grades it.

Read beside the paper's response criteria, which give whole percentages: complete 0, partial 1-34, minor 35-90.
"""

from response_criteria.model.citation import OurReading
from response_criteria.model.facts import CytogeneticMethod
from response_criteria.publications.kantarjian2003.paper import PAPER
from response_criteria.results.cytogenetic_analyses import Study
from response_criteria.rules.bands import above, at_least, at_most, below
from response_criteria.rules.grades import Grades

COMPLETE, PARTIAL, MINOR, NONE = "complete", "partial", "minor", "none"
UNKNOWN = "unknown"
BEST_FIRST = (COMPLETE, PARTIAL, MINOR, NONE, UNKNOWN)
"""Categories of a response, the best first."""

FRACTIONS = OurReading("0008", "above 0 and below 1 is partial, and so is above 34 and below 35; exactly 35 is minor")
BY_FISH = OurReading(
    "0025", "the paper graded FISH without saying how: below 1% of at least 200 nuclei is complete, as later works say"
)

# fmt: off
CYTOGENETIC_RESPONSE = Grades("Cytogenetic response", PAPER.at("response criteria"), "Ph-positive metaphases, %", (
    (COMPLETE, at_most("0")),
    (PARTIAL,  above("0").below("35")),
    (MINOR,    at_least("35").up_to("90")),
    (NONE,     above("90")),
), (FRACTIONS,))

RESPONSE_BY_FISH = Grades("Cytogenetic response by FISH", PAPER.at("Table 3"), "positive nuclei, %", (
    (COMPLETE, below("1")),
    (PARTIAL,  at_least("1").below("35")),
    (MINOR,    at_least("35").up_to("90")),
    (NONE,     above("90")),
), (FRACTIONS, BY_FISH))
# fmt: on

MAJOR_CYTOGENETIC_RESPONSE = below("35")
"""Complete or partial: Ph-positive metaphases, %."""

NUCLEI_FOR_COMPLETE = 200
"""Fewer cannot tell a complete response by FISH from a partial one (decision 0025)."""


def response_grade(study: Study) -> str:
    """The grade of a study, or unknown where a bound, or too few nuclei, leave it open."""
    if study.method is CytogeneticMethod.KARYOTYPE:
        return CYTOGENETIC_RESPONSE.grade(study.percent) or UNKNOWN
    grade = RESPONSE_BY_FISH.grade(study.percent) or UNKNOWN
    enough = study.cells is not None and study.cells >= NUCLEI_FOR_COMPLETE
    return UNKNOWN if grade == COMPLETE and not enough else grade
