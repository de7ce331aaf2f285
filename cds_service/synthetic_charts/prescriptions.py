"""Prescriptions: the same daily dose, written in the ways in which pharmacies and EHRs write it."""

from collections.abc import Callable
from enum import Enum

from cds_service.synthetic_charts.observation import SNOMED, UCUM, concept
from cds_service.synthetic_charts.page import Ago, Entry, Page, Resource

_RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
_DOSE_FORMS = "http://terminology.hl7.org/CodeSystem/v3-orderableDrugForm"
_ORAL = concept(SNOMED, "26643006", "Oral route")
_IMATINIB_TABLETS = {100: "403878", 400: "403879"}
_TIMES_A_DAY = {1: "once daily", 2: "twice daily"}


class Counted(Enum):
    """How a dose is written down."""

    IN_MILLIGRAMS = "mg"
    IN_TABLETS = "tablets"


NamedBy = Callable[[Page, Resource], Resource]
"""How an order names its drug: returns the members of the order that say it."""


def by_code(_page: Page, drug: Resource) -> Resource:
    """The drug's code stands in the order."""
    return {"medicationCodeableConcept": drug}


def by_contained_medication(_page: Page, drug: Resource) -> Resource:
    """The order contains a Medication of its own."""
    contained = {"resourceType": "Medication", "id": "drug", "code": drug}
    return {"contained": [contained], "medicationReference": {"reference": "#drug"}}


def by_reference(page: Page, drug: Resource) -> Resource:
    """The order points at a Medication that the server holds."""
    return {"medicationReference": {"reference": f"Medication/{page.id_of('drug')}", "display": drug["text"]}}


def imatinib(
    tablet_mg: int,
    *,
    tablets: int = 1,
    times_a_day: int = 1,
    until: Ago | None = None,
    ended: str = "completed",
    named: NamedBy = by_code,
    counted: Counted = Counted.IN_MILLIGRAMS,
) -> Entry:
    """An order for imatinib tablets: so many at a time, so often a day; in force unless it says until when."""
    drug = concept(_RXNORM, _IMATINIB_TABLETS[tablet_mg], f"imatinib {tablet_mg} MG Oral Tablet")
    dose_mg = tablet_mg * tablets
    dose = {
        Counted.IN_MILLIGRAMS: {"value": dose_mg, "unit": "mg", "system": UCUM, "code": "mg"},
        Counted.IN_TABLETS: {"value": tablets, "unit": "TAB", "system": _DOSE_FORMS, "code": "TAB"},
    }[counted]
    sig = {
        "text": f"{dose_mg} mg by mouth {_TIMES_A_DAY[times_a_day]} with a meal",
        "timing": {"repeat": {"frequency": times_a_day, "period": 1, "periodUnit": "d"}},
        "route": _ORAL,
        "doseAndRate": [{"doseQuantity": dose}],
    }
    return lambda page: _order(page, drug, sig, until, ended, named)


def imatinib_as_directed() -> Entry:
    """An order in force whose dose stands nowhere but in the patient's own schedule."""
    drug = concept(_RXNORM, _IMATINIB_TABLETS[100], "imatinib 100 MG Oral Tablet")
    return lambda page: _order(page, drug, {"text": "Take as directed in your schedule"}, None, "", by_code)


def dasatinib() -> Entry:
    """Another TKI: dasatinib 100 mg once daily, in force."""
    drug = concept(_RXNORM, "799047", "dasatinib 100 MG Oral Tablet")
    dose = {"value": 100, "unit": "mg", "system": UCUM, "code": "mg"}
    sig = {
        "text": "100 mg by mouth once daily",
        "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}},
        "doseAndRate": [{"doseQuantity": dose}],
    }
    return lambda page: _order(page, drug, sig, None, "", by_code)


def _order(page: Page, drug: Resource, sig: Resource, until: Ago | None, ended: str, named: NamedBy) -> list[Resource]:
    bounds = {"start": page.on.isoformat()} | ({"end": until.before(page.today).isoformat()} if until else {})
    if "timing" in sig:
        sig = sig | {"timing": {"repeat": {"boundsPeriod": bounds, **sig["timing"]["repeat"]}}}
    order = {
        "resourceType": "MedicationRequest",
        "id": page.id_of("order"),
        "status": ended if until else "active",
        "intent": "order",
        **named(page, drug),
        "subject": page.subject,
        "authoredOn": page.on.isoformat(),
        "dosageInstruction": [sig],
    }
    if named is by_reference:
        return [{"resourceType": "Medication", "id": page.id_of("drug"), "code": drug}, order]
    return [order]


def dispensed(tablet_mg: int, *, days_supplied: int) -> Entry:
    """Imatinib tablets handed over, one for each day."""
    drug = concept(_RXNORM, _IMATINIB_TABLETS[tablet_mg], f"imatinib {tablet_mg} MG Oral Tablet")
    return lambda page: [
        {
            "resourceType": "MedicationDispense",
            "id": page.id_of("dispense"),
            "status": "completed",
            "medicationCodeableConcept": drug,
            "subject": page.subject,
            "quantity": {"value": days_supplied, "unit": "TAB", "system": _DOSE_FORMS, "code": "TAB"},
            "daysSupply": {"value": days_supplied, "unit": "days", "system": UCUM, "code": "d"},
            "whenHandedOver": page.on.isoformat(),
        }
    ]
