"""The WHO classification of 2016, where its phases differ from those of ELN. Shown for information."""

from response_criteria.publications.publication import Publication
from response_criteria.publications.record import OF_BLOOD, Record
from response_criteria.publications.who2016.paper import PAPER
from response_criteria.publications.who2016.phases import PHASES

__all__ = ["PAPER", "PUBLICATION"]

PUBLICATION = Publication(
    id=PAPER.id,
    work=PAPER,
    year=2016,
    decides=False,
    definitions=(PHASES,),
    record=Record(
        license=OF_BLOOD,
        superseded_by="WHO classification, 5th edition: it has no accelerated phase, and counts 10-19% blasts and "
        "basophils from 20% on as high-risk features",
    ),
)
