"""A fact as an integrator checks it: what it is, the value as compared, and its date."""

from functools import singledispatch
from typing import NamedTuple

from fhir_mappings.medications.orders import SOME_DAY
from response_criteria.model.amounts import Amount
from response_criteria.model.answers import Answer
from response_criteria.model.facts import (
    BloodCount,
    Chemistry,
    Cytogenetics,
    Denial,
    Diagnosis,
    DrugOrder,
    DrugUse,
    KinaseDomainMutation,
    ManualDifferential,
    MarrowCount,
    Observed,
    Person,
    Pregnancy,
    SpleenSize,
    Transcript,
)
from response_criteria.model.periods import When

Fact = Observed | Diagnosis | DrugOrder | DrugUse | Denial | Person


class InWords(NamedTuple):
    """A fact. ``value`` and ``unit`` are as compared, ``reported`` is as it stood; ``note`` is what else counts."""

    what: str
    value: str = ""
    unit: str = ""
    on: When | None = None
    reported: str = ""
    note: str = ""

    @property
    def dated(self) -> str:
        """Its date as written, or what is known of it; empty where it has none."""
        if self.on is None or self.on.earliest > SOME_DAY.earliest:
            return str(self.on or "")
        return f"until {self.on.latest}" if self.on.latest < SOME_DAY.latest else "date not known"


@singledispatch
def in_words(fact: Fact) -> InWords:
    """A fact in words."""
    raise TypeError(type(fact).__name__)


@in_words.register
def _(fact: BloodCount) -> InWords:
    note = f"counted: {fact.method}"
    return InWords(f"{fact.cell} of the blood", str(fact.amount), str(fact.measure), fact.on, fact.reported, note)


@in_words.register
def _(fact: ManualDifferential) -> InWords:
    listed = ", ".join(sorted(fact.listed))
    return InWords("manual differential, all classes", f"{fact.total_percent:f}", "%", fact.on, note=f"lists {listed}")


@in_words.register
def _(fact: MarrowCount) -> InWords:
    return InWords(f"{fact.cell} of the marrow", str(fact.amount), "%", fact.on, fact.reported)


@in_words.register
def _(fact: Cytogenetics) -> InWords:
    counted = f"of {fact.cells} cells" if fact.cells is not None else "number of cells not known"
    note = "; ".join((counted, *fact.additional_abnormalities))
    return InWords(f"Ph-positive cells, {fact.method}", str(fact.percent), "%", fact.on, fact.reported, note)


@in_words.register
def _(fact: Transcript) -> InWords:
    note = f"detected: {fact.detected}"
    if fact.percent_is is None:
        return InWords("BCR::ABL1", on=fact.on, reported=fact.reported, note=note)
    return InWords("BCR::ABL1", str(fact.percent_is), "% IS", fact.on, fact.reported, note)


@in_words.register
def _(fact: Chemistry) -> InWords:
    note = f"upper limit {fact.upper_limit:f}" if fact.upper_limit is not None else "no upper limit"
    return InWords(str(fact.analyte), str(fact.amount), fact.unit, fact.on, fact.reported, note)


@in_words.register
def _(fact: SpleenSize) -> InWords:
    return InWords("spleen below the costal margin", str(fact.below_costal_margin_cm), "cm", fact.on, fact.reported)


@in_words.register
def _(fact: Pregnancy) -> InWords:
    return InWords("pregnant", str(fact.pregnant), on=fact.on, reported=fact.reported)


@in_words.register
def _(fact: KinaseDomainMutation) -> InWords:
    return InWords("ABL1 mutation", fact.change, on=fact.on, reported=fact.reported)


@in_words.register
def _(fact: Diagnosis) -> InWords:
    note = ", ".join(filter(None, ("active" if fact.active else "not active", fact.phase)))
    return InWords("diagnosis", str(fact.disease), on=fact.on, reported=fact.reported, note=note)


_BINDING = {
    Answer.YES: "",
    Answer.NO: "evidence of therapy only",
    Answer.UNKNOWN: "evidence of therapy only, not known to be an order in force",
}


@in_words.register
def _(fact: DrugOrder) -> InWords:
    dose, unit = _dose(fact.daily_dose_mg)
    notes = (str(fact.status), _BINDING[fact.binding], fact.dose_unknown_because)
    return InWords(
        f"order for {fact.drug.name}", dose, unit, fact.starts, fact.reported, "; ".join(filter(None, notes))
    )


@in_words.register
def _(fact: DrugUse) -> InWords:
    dose, unit = _dose(fact.daily_dose_mg)
    lasts = f"{fact.days_supplied} days supplied" if fact.days_supplied is not None else ""
    ends = f"until {fact.ends}" if fact.ends else ""
    notes = (lasts, ends, "ongoing" if fact.ongoing else "")
    return InWords(
        f"{fact.kind} of {fact.drug.name}", dose, unit, fact.starts, fact.reported, "; ".join(filter(None, notes))
    )


@in_words.register
def _(fact: Denial) -> InWords:
    return InWords(f"{fact.drug.name} is said not to be taken", on=fact.on, reported=fact.reported)


@in_words.register
def _(fact: Person) -> InWords:
    return InWords("birth date", str(fact.born or "not known"), note="has died" if fact.died else "")


def _dose(daily_mg: Amount | None) -> tuple[str, str]:
    return (str(daily_mg), "mg/day") if daily_mg is not None else ("", "")
