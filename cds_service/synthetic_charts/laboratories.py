"""How laboratories send a blood count: the same count looks different everywhere.

Codes: LOINC, all with verified displays in the project's reference list. Units: as real interfaces send them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from response_criteria.model.facts import Cell


class Grouping(Enum):
    """How the lines of one differential hang together."""

    SEPARATE = "each line stands alone"
    MEMBERS = "a panel names its lines"
    COMPONENTS = "the lines are components of the panel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Laboratory:
    """A laboratory's habits.

    ``ucum`` is empty where the unit is text only, ``hour`` where results are dated by the day alone.
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
