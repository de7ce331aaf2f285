"""The ELN recommendations of 2013, where they define more than those of 2020. Shown for information."""

from response_criteria.publications.eln2013.confirmed_loss import CONFIRMED_LOSS_OF_MMR
from response_criteria.publications.eln2013.paper import PAPER
from response_criteria.publications.publication import Publication
from response_criteria.publications.record import OF_BLOOD, Record

__all__ = ["PAPER", "PUBLICATION"]

PUBLICATION = Publication(
    id=PAPER.id,
    work=PAPER,
    year=2013,
    decides=False,
    definitions=(CONFIRMED_LOSS_OF_MMR,),
    record=Record(license=OF_BLOOD, superseded_by="European LeukemiaNet 2020; shown for its confirmed loss of MMR"),
)
