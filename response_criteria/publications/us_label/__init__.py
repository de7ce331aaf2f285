"""The US prescribing information of imatinib: its dose increases, holds and limits.

It never decides a dose escalation. Some of its limits are the basis of contraindications.
"""

from response_criteria.publications.publication import Publication
from response_criteria.publications.record import OF_US_LABEL, Record
from response_criteria.publications.us_label.dose_increase import (
    ADVANCED_DOSE_INCREASE_DEFINITION,
    DOSE_INCREASE_DEFINITION,
)
from response_criteria.publications.us_label.doses import CHRONIC_PHASE_STEPS, RENAL_MAXIMUM_DEFINITION
from response_criteria.publications.us_label.holding import HEMATOLOGIC_DEFINITION, HEPATIC_DEFINITION
from response_criteria.publications.us_label.label import LABEL
from response_criteria.publications.us_label.responses import MAJOR_CYTOGENETIC_RESPONSE_DEFINITION

__all__ = ["LABEL", "PUBLICATION"]

PUBLICATION = Publication(
    id=LABEL.id,
    work=LABEL,
    year=2022,
    decides=False,
    definitions=(
        DOSE_INCREASE_DEFINITION,
        ADVANCED_DOSE_INCREASE_DEFINITION,
        MAJOR_CYTOGENETIC_RESPONSE_DEFINITION,
        HEMATOLOGIC_DEFINITION,
        HEPATIC_DEFINITION,
        RENAL_MAXIMUM_DEFINITION,
    ),
    dose_steps=CHRONIC_PHASE_STEPS,
    record=Record(license=OF_US_LABEL),
)
