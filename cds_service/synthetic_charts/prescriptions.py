"""Prescriptions: one daily dose, written in the different ways of pharmacies and EHRs."""

from collections.abc import Callable
from enum import Enum

from cds_service.synthetic_charts.entry import Ago, Entry, EntryContext, Resource
from cds_service.synthetic_charts.observation import SNOMED, UCUM, concept

_RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
_DOSE_FORMS = "http://terminology.hl7.org/CodeSystem/v3-orderableDrugForm"
_ORAL = concept(SNOMED, "26643006", "Oral route")
_IMATINIB_TABLETS = {100: "403878", 400: "403879"}
_TIMES_A_DAY = {1: "once daily", 2: "twice daily"}


class DoseUnit(Enum):
    """The unit in which an order states its dose."""

    MILLIGRAMS = "mg"
    TABLETS = "tablets"


DrugNaming = Callable[[EntryContext, Resource], Resource]
"""Name the drug of an order: return the elements of the order that carry it."""


def name_by_code(_context: EntryContext, drug: Resource) -> Resource:
    """Put the drug's code into the order."""
    return {"medicationCodeableConcept": drug}


def name_by_contained_medication(_context: EntryContext, drug: Resource) -> Resource:
    """Put a contained Medication into the order."""
    contained = {"resourceType": "Medication", "id": "drug", "code": drug}
    return {"contained": [contained], "medicationReference": {"reference": "#drug"}}


def name_by_reference(context: EntryContext, drug: Resource) -> Resource:
    """Refer to a Medication that the server holds."""
    return {"medicationReference": {"reference": f"Medication/{context.id_of('drug')}", "display": drug["text"]}}


def imatinib(
    tablet_mg: int,
    *,
    tablets: int = 1,
    times_a_day: int = 1,
    until: Ago | None = None,
    ended: str = "completed",
    drug_naming: DrugNaming = name_by_code,
    dose_unit: DoseUnit = DoseUnit.MILLIGRAMS,
) -> Entry:
    """Order imatinib: ``tablets`` per dose, ``times_a_day`` doses a day; active unless ``until`` is given."""
    drug = concept(_RXNORM, _IMATINIB_TABLETS[tablet_mg], f"imatinib {tablet_mg} MG Oral Tablet")
    dose_mg = tablet_mg * tablets
    dose = {
        DoseUnit.MILLIGRAMS: {"value": dose_mg, "unit": "mg", "system": UCUM, "code": "mg"},
        DoseUnit.TABLETS: {"value": tablets, "unit": "TAB", "system": _DOSE_FORMS, "code": "TAB"},
    }[dose_unit]
    sig = {
        "text": f"{dose_mg} mg by mouth {_TIMES_A_DAY[times_a_day]} with a meal",
        "timing": {"repeat": {"frequency": times_a_day, "period": 1, "periodUnit": "d"}},
        "route": _ORAL,
        "doseAndRate": [{"doseQuantity": dose}],
    }
    return lambda context: _write_order(context, drug, sig, until, ended, drug_naming)


def imatinib_as_directed() -> Entry:
    """Order imatinib without a dose: the instruction refers to the patient's own schedule."""
    drug = concept(_RXNORM, _IMATINIB_TABLETS[100], "imatinib 100 MG Oral Tablet")
    return lambda context: _write_order(
        context, drug, {"text": "Take as directed in your schedule"}, None, "", name_by_code
    )


def dasatinib(*, until: Ago | None = None) -> Entry:
    """Order another TKI: dasatinib 100 mg once daily, active unless ``until`` is given."""
    drug = concept(_RXNORM, "799047", "dasatinib 100 MG Oral Tablet")
    dose = {"value": 100, "unit": "mg", "system": UCUM, "code": "mg"}
    sig = {
        "text": "100 mg by mouth once daily",
        "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}},
        "doseAndRate": [{"doseQuantity": dose}],
    }
    return lambda context: _write_order(context, drug, sig, until, "stopped", name_by_code)


def _write_order(
    context: EntryContext, drug: Resource, sig: Resource, until: Ago | None, ended: str, drug_naming: DrugNaming
) -> list[Resource]:
    bounds = {"start": context.on.isoformat()} | ({"end": until.before(context.today).isoformat()} if until else {})
    if "timing" in sig:
        sig = sig | {"timing": {"repeat": {"boundsPeriod": bounds, **sig["timing"]["repeat"]}}}
    order = {
        "resourceType": "MedicationRequest",
        "id": context.id_of("order"),
        "status": ended if until else "active",
        "intent": "order",
        **drug_naming(context, drug),
        "subject": context.subject,
        "authoredOn": context.on.isoformat(),
        "dosageInstruction": [sig],
    }
    if drug_naming is name_by_reference:
        return [{"resourceType": "Medication", "id": context.id_of("drug"), "code": drug}, order]
    return [order]


def dispense(tablet_mg: int, *, days_supplied: int) -> Entry:
    """Dispense imatinib: one tablet per day supplied."""
    drug = concept(_RXNORM, _IMATINIB_TABLETS[tablet_mg], f"imatinib {tablet_mg} MG Oral Tablet")
    return lambda context: [
        {
            "resourceType": "MedicationDispense",
            "id": context.id_of("dispense"),
            "status": "completed",
            "medicationCodeableConcept": drug,
            "subject": context.subject,
            "quantity": {"value": days_supplied, "unit": "TAB", "system": _DOSE_FORMS, "code": "TAB"},
            "daysSupply": {"value": days_supplied, "unit": "days", "system": UCUM, "code": "d"},
            "whenHandedOver": context.on.isoformat(),
        }
    ]
