"""Complete hematologic response as the label defines it for study 110, the study of the founding paper."""

from response_criteria.publications.publication import Publication
from response_criteria.publications.record import OF_US_LABEL, Record
from response_criteria.publications.study110.hematologic import COMPLETE_HEMATOLOGIC_RESPONSE
from response_criteria.publications.us_label.label import LABEL

__all__ = ["PUBLICATION"]

PUBLICATION = Publication(
    id="study110",
    work=LABEL,
    year=2022,
    decides=True,
    definitions=(COMPLETE_HEMATOLOGIC_RESPONSE,),
    record=Record(license=OF_US_LABEL),
)
