"""The label's major cytogenetic response, which goes one percent further than the paper's.

Read beside the note on cytogenetic response to the label's table of responses in the CML studies. ELN agrees with it.
"""

from response_criteria.publications.us_label import LABEL
from response_criteria.rules.bands import at_most

CYTOGENETIC_RESPONSE = LABEL.at("response in CML studies, note on cytogenetic response")

MAJOR_CYTOGENETIC_RESPONSE = at_most("35")
"""Ph-positive metaphases, %."""
