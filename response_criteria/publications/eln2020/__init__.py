"""The ELN recommendations of 2020. Shown for information; they never decide a dose escalation."""

from datetime import date

from response_criteria.publications.eln2020.advanced_phase import ADVANCED_PHASE_DEFINITION
from response_criteria.publications.eln2020.hematologic import COMPLETE_HEMATOLOGIC_RESPONSE
from response_criteria.publications.eln2020.loss_of_mmr import LOSS_OF_MMR_DEFINITION
from response_criteria.publications.eln2020.milestones import MILESTONES_DEFINITION
from response_criteria.publications.eln2020.paper import PAPER
from response_criteria.publications.publication import Publication
from response_criteria.publications.record import Record

__all__ = ["PAPER", "PUBLICATION"]

ELN_2025 = (
    "European LeukemiaNet 2025, Leukemia 2025;39:1797 (CC BY 4.0; its abstract was read in November 2026). It changes "
    "the TKI at failure less strictly, by the patient's circumstances. Its numeric tables were not opened and are not "
    "encoded"
)

PUBLICATION = Publication(
    id=PAPER.id,
    work=PAPER,
    year=2020,
    decides=False,
    definitions=(
        COMPLETE_HEMATOLOGIC_RESPONSE,
        MILESTONES_DEFINITION,
        LOSS_OF_MMR_DEFINITION,
        ADVANCED_PHASE_DEFINITION,
    ),
    record=Record(verified_on=date(2026, 12, 1), verified_part="its abstract", superseded_by=ELN_2025),
)
