"""Doses in the label: the increase in chronic phase, and the most that impaired kidneys allow.

Read beside the label's dosage in adults with CML, and its dose modification in renal impairment.
"""

from dataclasses import dataclass
from decimal import Decimal

from response_criteria.publications.us_label import LABEL
from response_criteria.rules.bands import Band, at_least, below
from response_criteria.rules.dose_step import DoseStep

DOSE_INCREASE = LABEL.at("dosage in Ph+ CML, dose increase in chronic phase")

# fmt: off
CHRONIC_PHASE_STEPS = (
    #        from            to              times a day
    DoseStep(Decimal("400"), Decimal("600"), 1,          DOSE_INCREASE),
)
# fmt: on

ADVANCED_DOSE_INCREASE = LABEL.at("dosage in Ph+ CML, dose increase in accelerated phase and blast crisis")

# fmt: off
ADVANCED_PHASE_STEPS = (
    DoseStep(Decimal("600"), Decimal("800"), 2,          ADVANCED_DOSE_INCREASE),
)
# fmt: on


@dataclass(frozen=True, slots=True)
class RenalRow:
    """A creatinine clearance or eGFR in mL/min, and the most imatinib that a step may reach there.

    ``maximum_mg``: mg a day; None where there is no limit, 0 where the label names no dose and so no step is offered.
    """

    clearance: Band
    maximum_mg: Decimal | None

    def __str__(self) -> str:
        """The most, as a table prints it."""
        match self.maximum_mg:
            case None:
                return "no limit"
            case maximum if maximum:
                return f"{maximum} mg/day"
            case _:
                return "no step: the label names no dose here"


RENAL_IMPAIRMENT = LABEL.at("dose modification in renal impairment")

# fmt: off
RENAL_MAXIMUM = (
    RenalRow(at_least("60"),             None),
    RenalRow(at_least("40").below("60"), Decimal("600")),
    RenalRow(at_least("20").below("40"), Decimal("400")),
    RenalRow(below("20"),                Decimal("0")),
)
# fmt: on
