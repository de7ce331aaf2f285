"""Describe a fact for an integrator: its name, the value in the unit of comparison, and its date."""

from functools import singledispatch
from typing import NamedTuple

from fhir_mappings.medications.orders import UNKNOWN_DAY
from response_criteria.model.amounts import Amount
from response_criteria.model.answers import Answer
from response_criteria.model.diagnoses import Diagnosis
from response_criteria.model.history import Person
from response_criteria.model.medications import DrugOrder, DrugUse, NotTakenStatement
from response_criteria.model.periods import PartialDate
from response_criteria.model.results import (
    BcrAbl1Result,
    BloodCount,
    Chemistry,
    CytogeneticResult,
    KinaseDomainMutation,
    ManualDifferential,
    MarrowCount,
    NegativeMutationAnalysis,
    Observed,
    Pregnancy,
    SpleenSize,
)

Fact = Observed | Diagnosis | DrugOrder | DrugUse | NotTakenStatement | Person


class FactDescription(NamedTuple):
    """A fact: ``value`` in ``unit`` as the criteria compare it, ``reported`` as in the chart, ``note`` for the rest."""

    label: str
    value: str = ""
    unit: str = ""
    on: PartialDate | None = None
    reported: str = ""
    note: str = ""

    @property
    def date_text(self) -> str:
        """The date as written; "until ..." if only its latest day is known; empty for facts without a date."""
        if self.on is None or self.on.earliest > UNKNOWN_DAY.earliest:
            return str(self.on or "")
        return f"until {self.on.latest}" if self.on.latest < UNKNOWN_DAY.latest else "date not known"


@singledispatch
def describe_fact(fact: Fact) -> FactDescription:
    """Describe a fact."""
    raise TypeError(type(fact).__name__)


@describe_fact.register
def _(fact: BloodCount) -> FactDescription:
    note = f"method: {fact.method}"
    return FactDescription(
        f"{fact.cell} in the blood", str(fact.amount), str(fact.measure), fact.on, fact.reported, note
    )


@describe_fact.register
def _(fact: ManualDifferential) -> FactDescription:
    listed = ", ".join(sorted(fact.listed_classes))
    return FactDescription(
        "manual differential, all classes", f"{fact.total_percent:f}", "%", fact.on, note=f"lists {listed}"
    )


@describe_fact.register
def _(fact: MarrowCount) -> FactDescription:
    return FactDescription(f"{fact.cell} in the marrow", str(fact.amount), "%", fact.on, fact.reported)


@describe_fact.register
def _(fact: CytogeneticResult) -> FactDescription:
    cells = f"{fact.cells} cells analyzed" if fact.cells is not None else "number of cells analyzed not known"
    note = "; ".join((cells, *fact.additional_abnormalities))
    return FactDescription(f"Ph-positive cells, {fact.method}", str(fact.percent), "%", fact.on, fact.reported, note)


@describe_fact.register
def _(fact: BcrAbl1Result) -> FactDescription:
    note = f"detected: {fact.detected}"
    if fact.percent_is is None:
        return FactDescription("BCR::ABL1", on=fact.on, reported=fact.reported, note=note)
    return FactDescription("BCR::ABL1", str(fact.percent_is), "% IS", fact.on, fact.reported, note)


@describe_fact.register
def _(fact: Chemistry) -> FactDescription:
    note = f"upper limit {fact.upper_limit:f}" if fact.upper_limit is not None else "no upper limit"
    return FactDescription(str(fact.analyte), str(fact.amount), fact.unit, fact.on, fact.reported, note)


@describe_fact.register
def _(fact: SpleenSize) -> FactDescription:
    return FactDescription(
        "spleen below the costal margin", str(fact.below_costal_margin_cm), "cm", fact.on, fact.reported
    )


@describe_fact.register
def _(fact: Pregnancy) -> FactDescription:
    return FactDescription("pregnant", str(fact.pregnant), on=fact.on, reported=fact.reported)


@describe_fact.register
def _(fact: KinaseDomainMutation) -> FactDescription:
    return FactDescription("ABL1 mutation", fact.change, on=fact.on, reported=fact.reported)


@describe_fact.register
def _(fact: NegativeMutationAnalysis) -> FactDescription:
    return FactDescription("ABL1 mutation", "none", on=fact.on, reported=fact.reported)


@describe_fact.register
def _(fact: Diagnosis) -> FactDescription:
    note = ", ".join(filter(None, ("active" if fact.active else "not active", fact.phase)))
    return FactDescription("diagnosis", str(fact.disease), on=fact.on, reported=fact.reported, note=note)


# An order that is a plan or a report shows that the drug was taken, and never gives a current dose (decision 0012).
_BINDING = {
    Answer.YES: "",
    Answer.NO: "evidence of therapy only",
    Answer.UNKNOWN: "evidence of therapy only, not known to be an active order",
}


@describe_fact.register
def _(fact: DrugOrder) -> FactDescription:
    dose, unit = _dose(fact.daily_dose_mg)
    notes = (str(fact.status), _BINDING[fact.binding], fact.dose_unknown_reason)
    return FactDescription(
        f"order for {fact.drug.name}", dose, unit, fact.starts, fact.reported, "; ".join(filter(None, notes))
    )


@describe_fact.register
def _(fact: DrugUse) -> FactDescription:
    dose, unit = _dose(fact.daily_dose_mg)
    lasts = f"{fact.days_supplied} days supplied" if fact.days_supplied is not None else ""
    ends = f"until {fact.ends}" if fact.ends else ""
    notes = (lasts, ends, "ongoing" if fact.ongoing else "")
    return FactDescription(
        f"{fact.kind} of {fact.drug.name}", dose, unit, fact.starts, fact.reported, "; ".join(filter(None, notes))
    )


@describe_fact.register
def _(fact: NotTakenStatement) -> FactDescription:
    return FactDescription(f"{fact.drug.name} is stated not to be taken", on=fact.on, reported=fact.reported)


@describe_fact.register
def _(fact: Person) -> FactDescription:
    death = f"has died on {fact.died_on}" if fact.died_on else "has died" if fact.deceased else ""
    return FactDescription("birth date", str(fact.birth_date or "not known"), note=death)


def _dose(daily_mg: Amount | None) -> tuple[str, str]:
    return (str(daily_mg), "mg/day") if daily_mg is not None else ("", "")
