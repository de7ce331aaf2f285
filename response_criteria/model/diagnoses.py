"""Coded conditions, and the phase of CML where it is coded."""

from dataclasses import dataclass
from enum import StrEnum

from response_criteria.model.facts import Origin
from response_criteria.model.periods import PartialDate


class Disease(StrEnum):
    """A condition that the assessment needs to know."""

    CML = "chronic myeloid leukemia"
    ATYPICAL_CML = "atypical chronic myeloid leukemia, BCR::ABL1-negative"
    PREGNANCY = "pregnancy"
    HEART_FAILURE = "heart failure"
    TRANSPLANT = "hematopoietic stem cell transplant"


class Phase(StrEnum):
    """The phase of CML, where it is coded."""

    CHRONIC = "chronic phase"
    ACCELERATED = "accelerated phase"
    BLAST = "blast phase"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """A coded condition, neither refuted nor entered in error.

    ``on`` is its onset, else the date it was recorded, else None.
    """

    # CML in remission is still CML under treatment: only "resolved" and "inactive" are not active.

    disease: Disease
    active: bool
    on: PartialDate | None
    origin: Origin
    phase: Phase | None = None
    reported: str = ""
