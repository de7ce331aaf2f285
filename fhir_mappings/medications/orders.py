"""MedicationRequest -> DrugOrder (``tables/orders.toml``)."""

from collections.abc import Mapping
from datetime import date

from fhir_mappings.conditions import is_another_disease
from fhir_mappings.datatypes.dates import start_of, when
from fhir_mappings.datatypes.durations import last_day
from fhir_mappings.datatypes.json_access import NOTHING, Element, flag, parts, text
from fhir_mappings.datatypes.references import Shelf
from fhir_mappings.medications.daily_dose import DailyDose, daily_dose
from fhir_mappings.medications.instructions import as_written, final_day, first_day
from fhir_mappings.medications.products import Product, product
from fhir_mappings.tables import table
from response_criteria.model.answers import Answer
from response_criteria.model.facts import DrugKind, DrugOrder, OrderStatus, Origin, Refusal
from response_criteria.model.periods import When

_TABLE = table("orders")
_ORDERS = frozenset(_TABLE["intent"]["orders"])
_ONLY = _TABLE["evidence_only"]
_REFILLS = "numberOfRepeatsAllowed"

SOME_DAY = When(date(1900, 1, 1), date(2999, 12, 31))
"""A day of which nothing is known."""


def order(origin: Origin, request: Element, shelf: Shelf) -> DrugOrder | Refusal | None:
    """The order a MedicationRequest is; why it is not used; None where it is about another drug. Raises Unusable."""
    its = product(request, shelf)
    if its is None:
        return None
    if because := _refused(request, its, shelf):
        return Refusal(origin, because)
    evidence_only = _evidence_only(request)
    dose = DailyDose(None, evidence_only) if evidence_only else _dose(request, its)
    written = _written(request) or _at_the_latest(request)
    starts = first_day(request) or written
    return DrugOrder(
        drug=its.drug,
        status=_status(request),
        starts=starts,
        written=written,
        origin=origin,
        ends=final_day(request, starts) or _end_of_supply(request, starts),
        daily_dose_mg=dose.mg,
        dose_unknown_because=dose.unknown_because,
        product=its.name,
        strength_mg=its.tablet_mg,
        instruction=dose.instruction,
        times_of_day=dose.parts_of_day,
        binding=Answer.NO if evidence_only else _is_order(request),
        reported=", ".join(filter(None, (its.reported, as_written(request) or dose.instruction))),
    )


def is_for_another_disease(holder: Element, its: Product, shelf: Shelf) -> bool:
    """Whether an order or a use of imatinib gives another disease than chronic myeloid leukemia as its reason."""
    if its.drug.kind is not DrugKind.IMATINIB:
        return False
    referred = (shelf.find(text(each, "reference"), holder) for each in parts(holder, "reasonReference"))
    conditions = (each.get("code") for each in referred if each and each.get("resourceType") == "Condition")
    return is_another_disease((*parts(holder, "reasonCode"), *conditions))


def _refused(request: Element, its: Product, shelf: Shelf) -> str:
    """Why the request orders nothing; empty if it may."""
    status, intent = text(request, "status"), text(request, "intent")
    if flag(request, "doNotPerform"):
        return "it says not to give the drug"
    if because := _TABLE["status_refused"].get(status) or _TABLE["intent_refused"].get(intent):
        return str(because)
    if its.drug.kind is DrugKind.UNRESOLVED and _status(request) is not OrderStatus.ACTIVE:
        return "its medication could not be resolved"
    return "its reason is another disease" if is_for_another_disease(request, its, shelf) else ""


def _evidence_only(request: Element) -> str:
    """Why the request is evidence of therapy and no more; empty if it is, or may be, an order."""
    if text(request, "intent") == "plan":
        return str(_ONLY["plan"])
    if flag(request, "reportedBoolean") or request.get("reportedReference"):
        return str(_ONLY["reported"])
    return "" if _written(request) else str(_ONLY["undated"])


def _is_order(request: Element) -> Answer:
    """Whether the request is an order that its status speaks of: not known where status or intent are not."""
    known = text(request, "status") in _TABLE["status"] and text(request, "intent") in _ORDERS
    return Answer.YES if known else Answer.UNKNOWN


def _status(request: Element) -> OrderStatus:
    """A status that is not known may be active."""
    return OrderStatus(_TABLE["status"].get(text(request, "status"), OrderStatus.ACTIVE))


def _dose(request: Element, its: Product) -> DailyDose:
    """Only of imatinib is the dose asked for."""
    return daily_dose(request, its) if its.drug.kind is DrugKind.IMATINIB else DailyDose(None)


def _written(request: Element) -> When | None:
    """When it was authored; else when its dose starts, or when it may first be dispensed."""
    authored = when(request.get("authoredOn")) or first_day(request)
    return authored or start_of(_dispensing(request).get("validityPeriod"))


def _at_the_latest(request: Element) -> When:
    """Some day until it was filed as it stands."""
    meta = request.get("meta")
    filed = when(meta.get("lastUpdated")) if isinstance(meta, Mapping) else None
    return When(SOME_DAY.earliest, filed.latest) if filed else SOME_DAY


def _end_of_supply(request: Element, starts: When) -> When | None:
    """An order that is completed has lasted as long as what it supplied, refills included."""
    lasts, refills = _dispensing(request).get("expectedSupplyDuration"), _dispensing(request).get(_REFILLS, 0)
    if _status(request) is not OrderStatus.COMPLETED or refills not in range(100):
        return None
    return last_day(starts, lasts, 1 + refills)


def _dispensing(request: Element) -> Element:
    stated = request.get("dispenseRequest")
    return stated if isinstance(stated, Mapping) else NOTHING
