"""The responses as the paper defines them.

Read beside the paragraph on response criteria, which gives whole percentages: complete 0, partial 1-34, minor 35-90.
"""

from response_criteria.bands import above, at_least, at_most, below
from response_criteria.citation import OurReading
from response_criteria.grades import Grades
from response_criteria.kantarjian2003.paper import PAPER

FRACTIONS = OurReading("0008", "above 0 and below 1 is partial, and so is above 34 and below 35; exactly 35 is minor")

COMPLETE, PARTIAL, MINOR, NONE = "complete", "partial", "minor", "none"

CYTOGENETIC_RESPONSE = Grades(
    "Cytogenetic response",
    PAPER.at("response criteria"),
    "Ph-positive metaphases, %",
    (
        (COMPLETE, at_most("0")),
        (PARTIAL, above("0").below("35")),
        (MINOR, at_least("35").up_to("90")),
        (NONE, above("90")),
    ),
    (FRACTIONS,),
)

MAJOR_CYTOGENETIC_RESPONSE = below("35")
"""Complete or partial: Ph-positive metaphases, %."""
