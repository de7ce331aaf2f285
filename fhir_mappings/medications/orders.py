"""Parse a MedicationRequest into an order (``tables/orders.toml``)."""

from collections.abc import Mapping
from datetime import date

from fhir_mappings.conditions import has_only_other_diseases
from fhir_mappings.datatypes.codings import is_well_formed
from fhir_mappings.datatypes.dates import parse_date, parse_start
from fhir_mappings.datatypes.durations import compute_last_day
from fhir_mappings.datatypes.json_access import EMPTY_ELEMENT, Element, get_flag, get_objects, get_text
from fhir_mappings.datatypes.references import ReferenceIndex, parse_reference
from fhir_mappings.errors import UnusableDataError
from fhir_mappings.medications.daily_dose import DailyDose, calculate_daily_dose
from fhir_mappings.medications.exclusion import exclude_product
from fhir_mappings.medications.instructions import find_first_day, find_last_day, quote_instructions
from fhir_mappings.medications.products import Product, find_product
from fhir_mappings.tables import load_table
from response_criteria.model.answers import Answer
from response_criteria.model.facts import Origin
from response_criteria.model.history import ExcludedData
from response_criteria.model.medications import DrugKind, DrugOrder, OrderStatus
from response_criteria.model.periods import PartialDate

_TABLE = load_table("orders")
_ORDER_INTENTS = frozenset(_TABLE["intent"]["orders"])
_EVIDENCE_ONLY = _TABLE["evidence_only"]
UNIDENTIFIED = "its medication could not be identified"
_REFILLS = "numberOfRepeatsAllowed"

MAX_REFERENCE = 255
"""Characters of a reference to another order."""

UNKNOWN_DAY = PartialDate(date(1900, 1, 1), date(2999, 12, 31))
"""A day about which nothing is known."""


def parse_order(origin: Origin, request: Element, reference_index: ReferenceIndex) -> DrugOrder | ExcludedData | None:
    """Parse a MedicationRequest into an order, or why it is excluded; None if its drug is not in the table.

    Raises UnusableDataError for a malformed request.
    """
    product = find_product(request, reference_index)
    if product is None:
        return None
    if reason := _find_exclusion(request, product, reference_index):
        return exclude_product(origin, request, product, reason, withdrawn=True)
    evidence_only = _find_evidence_reason(request)
    dose = DailyDose(None, evidence_only) if evidence_only else _calculate_dose(request, product)
    written = _parse_written(request) or _bound_by_filing(request)
    starts = find_first_day(request) or written
    return DrugOrder(
        drug=product.drug,
        status=_parse_status(request),
        starts=starts,
        written=written,
        origin=origin,
        ends=find_last_day(request, starts) or _find_end_of_supply(request, starts),
        daily_dose_mg=dose.mg,
        dose_unknown_reason=dose.unknown_reason,
        product=product.name,
        strength_mg=product.tablet_mg,
        instruction=dose.instruction,
        instruction_text=quote_instructions(request).casefold(),
        times_of_day=dose.parts_of_day,
        binding=Answer.NO if evidence_only else _is_order(request),
        replaces=_find_replaced_order(request),
        reported=", ".join(filter(None, (product.reported, quote_instructions(request) or dose.instruction))),
    )


def _find_replaced_order(request: Element) -> Origin | None:
    prior = request.get("priorPrescription")
    reference = prior.get("reference") if isinstance(prior, Mapping) else None
    # A reference that cannot be read names no order: both stay, and leave the dose unknown.
    target = parse_reference(reference) if isinstance(reference, str) and len(reference) <= MAX_REFERENCE else None
    return Origin(f"{target.type}/{target.id}") if target and target.type == "MedicationRequest" else None


def find_undated_order(origin: Origin, request: Element, order: DrugOrder) -> ExcludedData | None:
    """Return an active order without a date as excluded data: it may be newer than the others; None for any other."""
    if order.status is not OrderStatus.ACTIVE or _find_evidence_reason(request) != _EVIDENCE_ONLY["undated"]:
        return None
    return exclude_product(origin, request, Product(order.drug, order.reported), _EVIDENCE_ONLY["undated"])


def is_for_another_disease(resource: Element, product: Product, reference_index: ReferenceIndex) -> bool:
    """Whether an order or a use of imatinib has an indication other than chronic myeloid leukemia."""
    if product.drug.kind is not DrugKind.IMATINIB:
        return False
    references = (get_text(reason, "reference") for reason in get_objects(resource, "reasonReference"))
    reasons = (reference_index.find(reference, resource) for reference in references)
    conditions = (reason.get("code") for reason in reasons if reason and reason.get("resourceType") == "Condition")
    return has_only_other_diseases((*get_objects(resource, "reasonCode"), *conditions))


def _find_exclusion(request: Element, product: Product, reference_index: ReferenceIndex) -> str:
    """Return why a request is neither an order nor evidence of therapy; empty if it is either."""
    status, intent = _parse_code(request, "status"), _parse_code(request, "intent")
    if get_flag(request, "doNotPerform"):
        return "it is an order not to give the drug"
    if reason := _TABLE["status_excluded"].get(status) or _TABLE["intent_excluded"].get(intent):
        return str(reason)
    # An active order for an unidentified drug may be for imatinib or another TKI, so it is kept.
    is_kept = is_well_formed(request.get("medicationCodeableConcept")) and _parse_status(request) is OrderStatus.ACTIVE
    if product.drug.kind is DrugKind.UNRESOLVED and not is_kept:
        raise UnusableDataError(UNIDENTIFIED)
    return "its indication is another disease" if is_for_another_disease(request, product, reference_index) else ""


def _find_evidence_reason(request: Element) -> str:
    """Return why a request is evidence of therapy only; empty if it is, or may be, an order."""
    if _parse_code(request, "intent") == "plan":
        return str(_EVIDENCE_ONLY["plan"])
    if get_flag(request, "reportedBoolean") or request.get("reportedReference"):
        return str(_EVIDENCE_ONLY["reported"])
    return "" if _parse_written(request) else str(_EVIDENCE_ONLY["undated"])


def _is_order(request: Element) -> Answer:
    """Whether the request is an order of its status; UNKNOWN if its status or its intent is."""
    is_known = _parse_code(request, "status") in _TABLE["status"] and _parse_code(request, "intent") in _ORDER_INTENTS
    return Answer.YES if is_known else Answer.UNKNOWN


def _parse_status(request: Element) -> OrderStatus:
    # An order of unknown status may be active.
    return OrderStatus(_TABLE["status"].get(_parse_code(request, "status"), OrderStatus.ACTIVE))


def _parse_code(request: Element, name: str) -> str:
    # Closed value sets of FHIR, which some systems write in capitals.
    return get_text(request, name).casefold()


def _calculate_dose(request: Element, product: Product) -> DailyDose:
    # The criteria compare doses of imatinib only; strengths of other drugs are not in the table.
    return calculate_daily_dose(request, product) if product.drug.kind is DrugKind.IMATINIB else DailyDose(None)


def _parse_written(request: Element) -> PartialDate | None:
    """Return when an order was written, else when its dose starts, else when it may first be dispensed."""
    authored = parse_date(request.get("authoredOn")) or find_first_day(request)
    return authored or parse_start(_get_dispense_request(request).get("validityPeriod"))


def _bound_by_filing(request: Element) -> PartialDate:
    """Return the days until the request was last filed, as the possible days on which it was written."""
    meta = request.get("meta")
    filed = parse_date(meta.get("lastUpdated")) if isinstance(meta, Mapping) else None
    return PartialDate(UNKNOWN_DAY.earliest, filed.latest) if filed else UNKNOWN_DAY


def _find_end_of_supply(request: Element, starts: PartialDate) -> PartialDate | None:
    """Return the last day of the supply of a completed order, refills included."""
    dispense_request = _get_dispense_request(request)
    supply, refills = dispense_request.get("expectedSupplyDuration"), dispense_request.get(_REFILLS, 0)
    # An active order goes on after its supply: it is renewed. The limit also rejects a number that is none.
    if _parse_status(request) is not OrderStatus.COMPLETED or refills not in range(100):
        return None
    return compute_last_day(starts, supply, 1 + refills)


def _get_dispense_request(request: Element) -> Element:
    dispense_request = request.get("dispenseRequest")
    return dispense_request if isinstance(dispense_request, Mapping) else EMPTY_ELEMENT
