"""Doses in the label: the dose increases in adults with CML, and the maximum dose in renal impairment."""

from dataclasses import dataclass
from decimal import Decimal

from response_criteria.publications.publication import Definition, format_table
from response_criteria.publications.us_label.label import LABEL
from response_criteria.rules.bands import Band, at_least, below
from response_criteria.rules.dose_step import DoseStep

DOSE_INCREASE = LABEL.cite("dosage in Ph+ CML, dose increase in chronic phase")

# fmt: off
CHRONIC_PHASE_STEPS = (
    #        from            to              times a day
    DoseStep(Decimal("400"), Decimal("600"), 1,          DOSE_INCREASE),
)
# fmt: on

ADVANCED_DOSE_INCREASE = LABEL.cite("dosage in Ph+ CML, dose increase in accelerated phase and blast crisis")

# fmt: off
ADVANCED_PHASE_STEPS = (
    DoseStep(Decimal("600"), Decimal("800"), 2,          ADVANCED_DOSE_INCREASE),
)
# fmt: on


@dataclass(frozen=True, slots=True)
class RenalDoseLimit:
    """The maximum daily dose of imatinib in mg for a creatinine clearance or eGFR in mL/min.

    ``maximum_mg`` is None if there is no limit, and 0 if the label gives no dose for this clearance.
    """

    clearance: Band
    maximum_mg: Decimal | None

    def __str__(self) -> str:
        """Return the maximum as a table prints it."""
        match self.maximum_mg:
            case None:
                return "no limit"
            case maximum if maximum:
                return f"{maximum} mg/day"
            case _:
                return "no escalation: the label gives no dose for this clearance"


RENAL_IMPAIRMENT = LABEL.cite("dose modification in renal impairment")

# fmt: off
RENAL_MAXIMUM = (
    RenalDoseLimit(at_least("60"),             None),
    RenalDoseLimit(at_least("40").below("60"), Decimal("600")),
    RenalDoseLimit(at_least("20").below("40"), Decimal("400")),
    RenalDoseLimit(below("20"),                Decimal("0")),
)
# fmt: on

RENAL_MAXIMUM_DEFINITION = Definition(
    "Maximum dose in renal impairment",
    RENAL_IMPAIRMENT,
    format_table(
        ("Creatinine clearance or eGFR", "Maximum dose"),
        ((f"{limit.clearance} mL/min", str(limit)) for limit in RENAL_MAXIMUM),
    ),
)
