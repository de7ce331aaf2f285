"""Short builders for the facts of an invented patient. Dates are ISO text; 2024-03 and 2024 are partial dates."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import Answer
from response_criteria.model.diagnoses import Diagnosis, Disease, Phase
from response_criteria.model.facts import Origin
from response_criteria.model.history import History, Person
from response_criteria.model.medications import Drug, DrugKind, DrugOrder, DrugUse, OrderStatus, UseKind
from response_criteria.model.periods import PartialDate
from response_criteria.model.results import (
    Analyte,
    BcrAbl1Result,
    BloodCount,
    Cell,
    Chemistry,
    CountMethod,
    CytogeneticMethod,
    CytogeneticResult,
    KinaseDomainMutation,
    MarrowCount,
    Measure,
    NegativeMutationAnalysis,
    Observed,
    Pregnancy,
)

IMATINIB = Drug(DrugKind.IMATINIB, "imatinib")
DASATINIB = Drug(DrugKind.OTHER_TKI, "dasatinib")
ADULT = Person(reference="Patient/acacia", birth_date=PartialDate.on(date(1970, 1, 1)))
_NUMBERS = count(1)

# fmt: off
NORMAL = {
    Cell.LEUKOCYTES: "6.0", Cell.PLATELETS: "250", Cell.NEUTROPHILS: "3.5",
    Cell.BLASTS: "0", Cell.PROMYELOCYTES: "0", Cell.MYELOCYTES: "0", Cell.METAMYELOCYTES: "0", Cell.BASOPHILS: "1",
}
# fmt: on
_CONCENTRATIONS = (Cell.LEUKOCYTES, Cell.PLATELETS, Cell.NEUTROPHILS)


def day(written: str) -> date:
    """Parse a day."""
    return date.fromisoformat(written)


def when(written: str) -> PartialDate:
    """Parse a day, a month or a year."""
    parts = [int(part) for part in written.split("-")]
    match parts:
        case [year]:
            return PartialDate.in_year(year)
        case [year, month]:
            return PartialDate.in_month(year, month)
        case _:
            return PartialDate.on(day(written))


def origin(kind: str) -> Origin:
    """Build a unique origin."""
    return Origin(f"{kind}/{next(_NUMBERS)}")


def amount(written: str) -> Amount:
    """Parse an amount such as ``12.0``, ``<0.01`` or ``>=5``."""
    digits = written.lstrip("<>=")
    return Amount.from_comparator(written.removesuffix(digits), digits)


def blood(on: str, *only: Cell, **changes: str) -> tuple[BloodCount, ...]:
    """Build a normal blood count with a manual differential, with some items changed or only some of its items."""
    items = NORMAL | {Cell(name): value for name, value in changes.items()}
    return tuple(_count_item(on, cell, value) for cell, value in items.items() if not only or cell in only)


def _count_item(on: str, cell: Cell, value: str) -> BloodCount:
    return BloodCount(
        on=when(on),
        origin=origin("Observation"),
        reported=value,
        cell=cell,
        measure=Measure.CONCENTRATION if cell in _CONCENTRATIONS else Measure.SHARE,
        method=CountMethod.MANUAL,
        amount=amount(value),
    )


def marrow(on: str, cell: Cell, percent: str) -> MarrowCount:
    """One class of a marrow differential."""
    return MarrowCount(on=when(on), origin=origin("Observation"), reported=percent, cell=cell, amount=amount(percent))


def karyotype(on: str, percent: str, *, cells: int | None = 20) -> CytogeneticResult:
    """Ph-positive metaphases in %."""
    return CytogeneticResult(
        on=when(on),
        origin=origin("Observation"),
        reported=percent,
        method=CytogeneticMethod.KARYOTYPE,
        percent=amount(percent),
        cells=cells,
    )


def bcr_abl1(on: str, percent_is: str) -> BcrAbl1Result:
    """BCR::ABL1 in % IS; ``not detected`` and ``detected`` where no level was reported."""
    if percent_is.endswith("detected"):
        detected = Answer.NO if percent_is.startswith("not") else Answer.YES
        return BcrAbl1Result(on=when(on), origin=origin("Observation"), percent_is=None, detected=detected)
    return BcrAbl1Result(on=when(on), origin=origin("Observation"), reported=percent_is, percent_is=amount(percent_is))


def chemistry(on: str, analyte: Analyte, value: str, *, upper_limit: str | None = None, unit: str = "U/L") -> Chemistry:
    """A chemistry result with the laboratory's own upper limit."""
    limit = None if upper_limit is None else Decimal(upper_limit)
    return Chemistry(
        on=when(on),
        origin=origin("Observation"),
        reported=value,
        analyte=analyte,
        amount=amount(value),
        unit=unit,
        upper_limit=limit,
    )


def healthy_chemistry(on: str) -> tuple[Chemistry, ...]:
    """Build normal liver and kidney values."""
    return (
        chemistry(on, Analyte.BILIRUBIN, "0.6", upper_limit="1.2", unit="mg/dL"),
        chemistry(on, Analyte.ALT, "24", upper_limit="45"),
        chemistry(on, Analyte.AST, "22", upper_limit="40"),
        chemistry(on, Analyte.EGFR, "92", unit="mL/min/{1.73_m2}"),
    )


def pregnancy(on: str, pregnant: Answer = Answer.YES) -> Pregnancy:
    """A pregnancy status or test."""
    return Pregnancy(on=when(on), origin=origin("Observation"), pregnant=pregnant)


def mutation(on: str, change: str) -> KinaseDomainMutation:
    """An ABL1 kinase-domain change reported as present."""
    return KinaseDomainMutation(on=when(on), origin=origin("Observation"), change=change, reported=change)


def no_mutation(on: str) -> NegativeMutationAnalysis:
    """An ABL1 mutation analysis that found no change."""
    return NegativeMutationAnalysis(on=when(on), origin=origin("Observation"), reported="no mutation detected")


def diagnosis(
    disease: Disease = Disease.CML, on: str | None = None, *, active: bool = True, phase: Phase | None = None
) -> Diagnosis:
    """A coded condition."""
    return Diagnosis(
        disease=disease,
        active=active,
        on=None if on is None else when(on),
        origin=origin("Condition"),
        phase=phase,
        reported=disease.value,
    )


def order(
    starts: str,
    daily_dose_mg: str | None = "400",
    *,
    drug: Drug = IMATINIB,
    status: OrderStatus = OrderStatus.ACTIVE,
    ends: str | None = None,
    written: str | None = None,
    tablet_mg: str = "400",
    instruction: str | None = None,
    binding: Answer = Answer.YES,
) -> DrugOrder:
    """Build an order for tablets of one strength; the instruction states the dose unless another one is given."""
    return DrugOrder(
        drug=drug,
        status=status,
        starts=when(starts),
        written=when(written or starts),
        ends=None if ends is None else when(ends),
        origin=origin("MedicationRequest"),
        daily_dose_mg=None if daily_dose_mg is None else amount(daily_dose_mg),
        dose_unknown_reason="" if daily_dose_mg else "as directed",
        product=f"{drug.name} {tablet_mg} mg",
        strength_mg=Decimal(tablet_mg),
        instruction=f"{daily_dose_mg} mg a day" if instruction is None else instruction,
        binding=binding,
    )


def use(
    starts: str,
    *,
    kind: UseKind = UseKind.DISPENSE,
    drug: Drug = IMATINIB,
    ends: str | None = None,
    ongoing: bool = False,
    days_supplied: int | None = None,
) -> DrugUse:
    """Build a dispense, a statement or an administration."""
    return DrugUse(
        drug=drug,
        kind=kind,
        starts=when(starts),
        origin=origin("MedicationDispense"),
        ends=None if ends is None else when(ends),
        ongoing=ongoing,
        days_supplied=days_supplied,
    )


def combine(*parts: Observed | tuple[Observed, ...]) -> tuple[Observed, ...]:
    """Combine results and tuples of results into one tuple."""
    return tuple(resource for part in parts for resource in as_tuple(part))


def as_tuple(part: Any) -> tuple[Any, ...]:
    """Return a fact or several facts as a tuple."""
    # A fact is a named tuple itself: its origin tells it from a tuple of facts.
    return (part,) if hasattr(part, "origin") else part


def replace_members(value: Any, **members: Any) -> Any:
    """Return a fact or another value of the engine with some members replaced."""
    return value._replace(**members) if hasattr(value, "_replace") else replace(value, **members)


TODAY = day("2024-06-15")
"""The day on which the histories below are assessed."""


def resistant_history(
    *more: Observed | tuple[Observed, ...],
    orders: tuple[DrugOrder, ...] | None = None,
    diagnoses: tuple[Diagnosis, ...] = (),
    uses: tuple[DrugUse, ...] = (),
    count: tuple[Observed, ...] | None = None,
    chemistries: tuple[Observed, ...] | None = None,
) -> History:
    """Build cytogenetic resistance without cautions: 400 mg for 17 months, normal counts, 60% Ph-positive metaphases.

    ``count``, ``chemistries`` and ``orders`` replace the latest blood count, the chemistry and the order.
    """
    return History(
        person=ADULT,
        observed=combine(
            karyotype("2023-08-01", "80"),
            karyotype("2024-06-01", "60"),
            blood("2024-03-01"),
            blood("2024-06-10") if count is None else count,
            healthy_chemistry("2024-06-10") if chemistries is None else chemistries,
            *more,
        ),
        diagnoses=(diagnosis(on="2023-01-05"), *diagnoses),
        orders=(order("2023-01-10"),) if orders is None else orders,
        uses=uses,
    )


def relapsed_history(*more: Observed | tuple[Observed, ...]) -> History:
    """Build a hematologic relapse: 400 mg for 17 months, a complete hematologic response, lost for five weeks."""
    failing = {"leukocytes": "18", "myelocytes": "6"}
    return History(
        person=ADULT,
        observed=combine(
            karyotype("2024-01-10", "10"),
            blood("2023-05-01"),
            blood("2023-07-01"),
            blood("2024-05-06", **failing),
            blood("2024-06-10", **failing),
            healthy_chemistry("2024-06-10"),
            *more,
        ),
        diagnoses=(diagnosis(on="2023-01-05"),),
        orders=(order("2023-01-10"),),
    )
