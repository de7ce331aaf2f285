"""Draft the FHIR R4 orders and requests of an option of the assessment (``tables/drafts.toml``).

They are drafts: nothing is ordered until a clinician signs.
"""

from decimal import Decimal

from fhir.resources.R4B.medicationrequest import MedicationRequest
from fhir.resources.R4B.servicerequest import ServiceRequest

from fhir_mappings.datatypes.references import parse_reference
from fhir_mappings.datatypes.units import UCUM
from fhir_mappings.export.r4_checks import Json, validate_draft
from fhir_mappings.tables import load_table
from response_criteria.model.assessment import Assessment
from response_criteria.model.facts import Origin
from response_criteria.model.recommendations import DoseOption, Investigation, Option

_TABLE = load_table("drafts")


def draft_orders(option: Option, assessment: Assessment) -> list[Json]:
    """Draft the resources of an option: an order for a dose, then one request for each investigation."""
    requests = [_draft_request(investigation, assessment) for investigation in option.investigations]
    return [_draft_order(option, assessment), *requests] if isinstance(option, DoseOption) else requests


def _draft_order(option: DoseOption, assessment: Assessment) -> Json:
    """Draft the new dose as one order, which names the orders that it replaces."""
    replaced = assessment.therapy.orders
    return validate_draft(
        MedicationRequest,
        _build_common_elements(assessment)
        | {
            "medicationCodeableConcept": _choose_product(_calculate_single_dose(option)),
            "note": [{"text": _TABLE["words"]["replaces"].format(order=order)} for order in replaced],
            "dosageInstruction": [_build_dosage(option)],
            "priorPrescription": _build_prior_prescription(replaced),
        },
    )


def _draft_request(investigation: Investigation, assessment: Assessment) -> Json:
    tests = _TABLE["tests"]
    code = _build_concept(tests["system"], tests[investigation])
    return validate_draft(ServiceRequest, _build_common_elements(assessment) | {"code": code})


def _build_common_elements(assessment: Assessment) -> Json:
    return {
        "status": "draft",
        "intent": "order",
        "subject": {"reference": assessment.person.reference},
        "authoredOn": assessment.as_of.isoformat(),
        "reasonCode": [_build_concept(_TABLE["reason"]["system"], _TABLE["reason"])],
    }


def _choose_product(single_dose_mg: Decimal) -> Json:
    """Return the first tablet of which whole ones make the dose, else the drug without a product."""
    drug = _TABLE["drug"]
    tablets = (
        {"code": tablet["product"], **tablet}
        for tablet in drug["tablets"]
        if single_dose_mg % Decimal(tablet["mg"]) == 0
    )
    return _build_concept(drug["system"], next(tablets, drug["ingredient"]))


def _build_dosage(option: DoseOption) -> Json:
    mg, words = _calculate_single_dose(option), _TABLE["words"]
    return {
        "text": words["sig"].format(mg=f"{mg:f}", frequency=words["frequency"][str(option.times_a_day)]),
        "timing": {"repeat": {"frequency": option.times_a_day, "period": 1, "periodUnit": "d"}},
        "route": _build_concept(_TABLE["route"]["system"], _TABLE["route"]),
        "doseAndRate": [{"doseQuantity": {"value": _to_json_number(mg), "unit": "mg", "system": UCUM, "code": "mg"}}],
    }


def _calculate_single_dose(option: DoseOption) -> Decimal:
    return option.daily_dose_mg / option.times_a_day


def _to_json_number(mg: Decimal) -> int | float:
    return int(mg) if mg == int(mg) else float(mg)


def _build_prior_prescription(replaced: tuple[Origin, ...]) -> Json | None:
    # FHIR R4 allows one priorPrescription, and an order without an id cannot be referred to: the notes name all orders.
    return {"reference": replaced[0]} if len(replaced) == 1 and parse_reference(replaced[0]) else None


def _build_concept(system: str, row: Json) -> Json:
    coding = {"system": system, "code": row["code"], "display": row["display"]}
    return {"coding": [coding], "text": row.get("text", row["display"])}
