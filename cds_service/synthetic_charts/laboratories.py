"""How laboratories send a blood count: each of three laboratories codes the same count differently.

Codes are LOINC codes whose display names were verified. Units are written as real interfaces send them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from response_criteria.model.results import Cell


class Grouping(Enum):
    """How the results of one differential are linked."""

    SEPARATE = "single results, not linked"
    MEMBERS = "a panel whose hasMember refers to the results"
    COMPONENTS = "components of one panel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Laboratory:
    """How one laboratory codes, dates and groups its results.

    ``ucum`` is empty if the unit is text only; ``hour`` is empty if results carry a date without a time.
    """

    unit: str
    ucum: str
    hour: str
    grouping: Grouping
    codes: Mapping[Cell, str]


# fmt: off
MANUAL = {
    Cell.BLASTS:         "709-6",
    Cell.PROMYELOCYTES:  "783-1",
    Cell.MYELOCYTES:     "749-2",
    Cell.METAMYELOCYTES: "740-1",
    Cell.BASOPHILS:      "707-0",
}
UNSPECIFIED = {
    Cell.BLASTS:         "26446-5",
    Cell.PROMYELOCYTES:  "26524-9",
    Cell.MYELOCYTES:     "26498-6",
    Cell.METAMYELOCYTES: "28541-1",
    Cell.BASOPHILS:      "30180-4",
}
ANALYZER = {Cell.LEUKOCYTES: "6690-2", Cell.PLATELETS: "777-3", Cell.NEUTROPHILS: "751-8"}
ANY_METHOD = {Cell.LEUKOCYTES: "26464-8", Cell.PLATELETS: "26515-7", Cell.NEUTROPHILS: "26499-4"}
# fmt: on

HARBOR = Laboratory(
    unit="K/uL",
    ucum="10*3/uL",
    hour="T08:15:00-05:00",
    grouping=Grouping.SEPARATE,
    codes=ANALYZER | MANUAL,
)
ALPINE = Laboratory(
    unit="10*9/L",
    ucum="10*9/L",
    hour="T07:40:00+01:00",
    grouping=Grouping.MEMBERS,
    codes=ANY_METHOD | UNSPECIFIED,
)
ISLAND = Laboratory(
    unit="x10E3/uL",
    ucum="",
    hour="",
    grouping=Grouping.COMPONENTS,
    codes=ANALYZER | MANUAL,
)
