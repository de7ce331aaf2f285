"""An option of the assessment -> the FHIR R4 resources that a suggestion drafts (``tables/drafts.toml``).

They are drafts: nothing is ordered until a clinician signs. Built and checked with the R4B models.
"""

from decimal import Decimal

from fhir.resources.R4B.medicationrequest import MedicationRequest
from fhir.resources.R4B.servicerequest import ServiceRequest

from fhir_mappings.datatypes.references import target
from fhir_mappings.datatypes.units import UCUM
from fhir_mappings.export.r4_checks import Json, checked_draft
from fhir_mappings.tables import table
from response_criteria.model.facts import Origin
from response_criteria.model.findings import Assessment, DoseOption, Investigation, Option

_TABLE = table("drafts")


def draft(option: Option, assessment: Assessment) -> list[Json]:
    """The resources of an option as plain JSON: one order for a dose, one request for each investigation."""
    if isinstance(option, DoseOption):
        return [_order(option, assessment)]
    return [_request(each, assessment) for each in option.investigations]


def _order(option: DoseOption, assessment: Assessment) -> Json:
    """The new dose as one order, which names those it replaces."""
    orders = assessment.therapy.orders
    return checked_draft(
        MedicationRequest,
        _common(assessment)
        | {
            "medicationCodeableConcept": _product(_each_time(option)),
            "note": [{"text": _TABLE["words"]["replaces"].format(order=each)} for each in orders],
            "dosageInstruction": [_dosage(option)],
            "priorPrescription": _only(orders),
        },
    )


def _request(investigation: Investigation, assessment: Assessment) -> Json:
    test = _TABLE["tests"][investigation]
    return checked_draft(ServiceRequest, _common(assessment) | {"code": _concept(_TABLE["tests"]["system"], test)})


def _common(assessment: Assessment) -> Json:
    return {
        "status": "draft",
        "intent": "order",
        "subject": {"reference": assessment.person.reference},
        "authoredOn": assessment.as_of.isoformat(),
        "reasonCode": [_concept(_TABLE["reason"]["system"], _TABLE["reason"])],
    }


def _product(each_time: Decimal) -> Json:
    """A tablet of which a single dose takes whole ones; else the drug without a product."""
    drug = _TABLE["drug"]
    tablets = ({"code": each["product"], **each} for each in drug["tablets"] if each_time % Decimal(each["mg"]) == 0)
    return _concept(drug["system"], next(tablets, drug["ingredient"]))


def _dosage(option: DoseOption) -> Json:
    each_time, words = _each_time(option), _TABLE["words"]
    return {
        "text": words["sig"].format(mg=f"{each_time:f}", often=words["often"][str(option.times_a_day)]),
        "timing": {"repeat": {"frequency": option.times_a_day, "period": 1, "periodUnit": "d"}},
        "route": _concept(_TABLE["route"]["system"], _TABLE["route"]),
        "doseAndRate": [{"doseQuantity": {"value": _as_json(each_time), "unit": "mg", "system": UCUM, "code": "mg"}}],
    }


def _each_time(option: DoseOption) -> Decimal:
    return option.daily_dose_mg / option.times_a_day


def _as_json(mg: Decimal) -> int | float:
    return int(mg) if mg == int(mg) else float(mg)


def _only(orders: tuple[Origin, ...]) -> Json | None:
    """The one order that is replaced; None where there are several, or it has no id to refer to."""
    return {"reference": orders[0]} if len(orders) == 1 and target(orders[0]) else None


def _concept(system: str, row: Json) -> Json:
    coding = {"system": system, "code": row["code"], "display": row["display"]}
    return {"coding": [coding], "text": row.get("text", row["display"])}
