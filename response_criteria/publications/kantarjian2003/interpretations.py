"""What the paper leaves open, as we read it: each choice once, with the number of its record in docs/decisions/."""

from response_criteria.model.citation import OurReading
from response_criteria.publications.kantarjian2003.grades import FRACTIONS
from response_criteria.publications.study110.hematologic import COMPLETE_HEMATOLOGIC_RESPONSE
from response_criteria.results.cytogenetic_analyses import MINIMUM_METAPHASES

RUN_DAYS = 28
RECENT_COUNT_DAYS = 42
COUNT_STANDS_MONTHS = 6
RECENT_STUDY_MONTHS = 6
STUDY_STANDS_MONTHS = 12
STUDY_COUNTS_FROM_MONTH = 11
RISE_POINTS = 30

CHR = COMPLETE_HEMATOLOGIC_RESPONSE.readings
RECENCY_OF_COUNTS = OurReading(
    "0009",
    f"a blood count is recent for {RECENT_COUNT_DAYS} days; a pass speaks against a relapse for "
    f"{COUNT_STANDS_MONTHS} months",
)
RECENCY_OF_STUDIES = OurReading(
    "0009",
    f"a chromosome study is recent for {RECENT_STUDY_MONTHS} months; a karyotype without a rise speaks against a "
    f"relapse for {STUDY_STANDS_MONTHS}",
)
RUN = OurReading(
    "0010", f"a run is an unbroken series of failing or risen results, at least {RUN_DAYS} days from first to last"
)
BOUNDS = OurReading("0011", "a bound, or results of one moment that differ, decide only what holds for all they may be")
HEMATOLOGIC_RESISTANCE = OurReading(
    "0020", "the failing run lies wholly at 3 months or later and ends in a recent blood count"
)
CYTOGENETIC_RESISTANCE = OurReading(
    "0021",
    f"a karyotype of month {STUDY_COUNTS_FROM_MONTH} or later answers for month 12; a major response lost by fewer "
    f"than {RISE_POINTS} points is possible resistance",
)
HEMATOLOGIC_RELAPSE = OurReading("0022", "a failing run after a confirmed CHR of the same course")
CYTOGENETIC_RELAPSE = OurReading(
    "0023",
    f"{RISE_POINTS} percentage points over the lowest earlier karyotype of the course, on karyotypes in a row; "
    "one in between without the rise starts anew",
)
ADEQUATE_KARYOTYPE = OurReading("0024", f"a karyotype decides from {MINIMUM_METAPHASES} metaphases on")
PH_NEGATIVE = OurReading(
    "0036", "where no karyotype before imatinib showed a Ph-positive cell, 0% is no response and decides nothing"
)
FISH = OurReading("0025", "FISH is never mixed with karyotypes in one difference, and alone is possible at most")
METHOD_OF_PERCENT = OurReading(
    "0026", "a percentage under a code that names no method is a karyotype only where the method says so, else FISH"
)
AFTER_A_RAISE = OurReading(
    "0027", "after a raise the response to it is judged: hematologic from 3 months on, cytogenetic from 12 months on"
)
POSSIBLE = OurReading("0028", "possible keeps every condition of met except the one it names")
OF_COUNTS = (*CHR, RECENCY_OF_COUNTS, RUN, BOUNDS, POSSIBLE, AFTER_A_RAISE)
OF_STUDIES = (
    ADEQUATE_KARYOTYPE,
    FISH,
    PH_NEGATIVE,
    METHOD_OF_PERCENT,
    RECENCY_OF_STUDIES,
    FRACTIONS,
    BOUNDS,
    POSSIBLE,
    AFTER_A_RAISE,
)
UNCERTAIN_START = OurReading(
    "0004", "where the chart shows the disease long before the first imatinib, not yet becomes indeterminate"
)
