"""Which drug an order or a use that was not read is about, so that it can withhold an escalation."""

from collections.abc import Iterator
from typing import Any

from fhir_mappings.datatypes.codings import is_well_formed
from fhir_mappings.datatypes.dates import parse_date, parse_start
from fhir_mappings.datatypes.json_access import Element
from fhir_mappings.datatypes.loose_concepts import read_loosely
from fhir_mappings.datatypes.references import ReferenceIndex
from fhir_mappings.errors import UnusableDataError
from fhir_mappings.medications.drugs import identify_drug
from fhir_mappings.medications.products import Product, find_product
from response_criteria.model.facts import Origin
from response_criteria.model.history import ExcludedData
from response_criteria.model.medications import Drug, DrugKind, DrugOrder, DrugUse, NotTakenStatement
from response_criteria.model.periods import PartialDate
from response_criteria.results.doubts import find_drug_subject

ATC = "http://www.whocc.no/atc"
CODE_UNREADABLE = "its medication cannot be read"

_ELEMENTS = ("medicationCodeableConcept", "medicationReference", "code", "ingredient", "contained")
_CONCEPTS = ("medicationCodeableConcept", "contained")
_NOT_GIVEN = frozenset({"cancelled", "entered-in-error", "not-done", "declined", "draft"})
_ENDED = frozenset({"completed", "stopped"})
_ORDERS = frozenset({"MedicationRequest"})
_ORDERS_AND_STATEMENTS = frozenset({"MedicationRequest", "MedicationStatement"})
_DATES = ("authoredOn", "whenHandedOver", "whenPrepared", "effectiveDateTime", "dateAsserted")
_PERIODS = ("effectivePeriod",)
_DAY_LENGTH = len("2024-05-31")
# Of several drugs that one resource names the one that withholds most.
_BY_WEIGHT = (DrugKind.OTHER_TKI, DrugKind.IMATINIB, DrugKind.GROWTH_FACTOR)
_UNIDENTIFIED = Product(Drug(DrugKind.UNRESOLVED, "a medication"), "")


def exclude_medication(origin: Origin, resource: Element, reference_index: ReferenceIndex, reason: str) -> ExcludedData:
    """Return an order or a use that could not be read as excluded data, with its drug as far as it is named."""
    product = _find_product(resource, reference_index) or _find_named_product(resource, reference_index)
    return exclude_product(origin, resource, product or _UNIDENTIFIED, reason)


def exclude_product(
    origin: Origin, resource: Element, product: Product, reason: str, *, withdrawn: bool = False
) -> ExcludedData:
    """Return an order or a use of a product as excluded data."""
    # A use without a drug says nothing of what is taken; an order may be for imatinib or another inhibitor, unless it
    # names what it is for.
    is_irrelevant = product is _UNIDENTIFIED and (_names_a_drug(resource) or resource["resourceType"] not in _ORDERS)
    return ExcludedData(
        origin,
        reason,
        None if is_irrelevant else find_drug_subject(product.drug.kind, is_order=_is_order_or_statement(resource)),
        _find_day(resource),
        product.reported,
        withdrawn=withdrawn or _is_over(resource),
    )


def exclude_treatment(
    treatment: DrugOrder | DrugUse | NotTakenStatement, resource: Element, reason: str, *, withdrawn: bool
) -> ExcludedData:
    """Return an order or a use that was read, and may not be used for a reason outside of its content."""
    product = Product(treatment.drug, treatment.reported)
    return exclude_product(treatment.origin, resource, product, reason, withdrawn=withdrawn)


def find_unread_drug(origin: Origin, resource: Element, reference_index: ReferenceIndex) -> ExcludedData | None:
    """Return a resource whose medication has another shape than in FHIR, and names a drug of interest."""
    if is_well_formed(resource.get("medicationCodeableConcept")):
        return None  # it was read, and names no drug of interest
    product = _find_named_product(resource, reference_index)
    return exclude_product(origin, resource, product, CODE_UNREADABLE) if product else None


def find_named_drugs(resource: Element) -> Iterator[Drug]:
    """Find the drugs that the codes and texts of a resource name, in whatever shape."""
    loose = read_loosely([resource.get(name) for name in _ELEMENTS])
    # Each code and text for itself: a kit, or a text about two drugs, must not hide the one of interest.
    codings = ({"coding": [{"system": system or ATC, "code": code}]} for system, code in loose.codings)
    concepts = (*codings, *({"text": text} for text in loose.texts))
    return (drug for concept in concepts if (drug := identify_drug([concept])))


def _find_product(resource: Element, reference_index: ReferenceIndex) -> Product | None:
    try:
        product = find_product(resource, reference_index)
    except UnusableDataError:
        return None
    return product if product and product.drug.kind is not DrugKind.UNRESOLVED else None


def _find_named_product(resource: Element, reference_index: ReferenceIndex) -> Product | None:
    """Return the drug of interest that a resource or the Medication behind it names, in whatever shape."""
    referred = [reference_index.find(name, resource) for name in _list_references(resource)]
    drugs = [drug for source in (resource, *filter(None, referred)) for drug in find_named_drugs(source)]
    found = sorted((drug for drug in drugs if drug.kind in _BY_WEIGHT), key=lambda drug: _BY_WEIGHT.index(drug.kind))
    return Product(found[0], found[0].name) if found else None


def _names_a_drug(resource: Element) -> bool:
    return bool(read_loosely([resource.get(name) for name in _CONCEPTS]).texts)


def _list_references(resource: Element) -> Iterator[str]:
    reference: Any = resource.get("medicationReference")
    name = reference.get("reference") if isinstance(reference, dict) else reference
    if isinstance(name, str):
        yield name


def _is_order_or_statement(resource: Element) -> bool:
    return resource.get("resourceType") in _ORDERS_AND_STATEMENTS


def _is_over(resource: Element) -> bool:
    """Whether it was never given, or ended on a day that is not known."""
    status = str(resource.get("status")).casefold()
    is_ended = status in _ENDED and _is_order_or_statement(resource)
    return status in _NOT_GIVEN or (is_ended and _find_day(resource) is None)


def _find_day(resource: Element) -> PartialDate | None:
    """Return the day of an order or a use, else that of its last update."""
    meta = resource.get("meta")
    periods = [parse_start(resource.get(name)) for name in _PERIODS]
    stated = [*(resource.get(name) for name in _DATES), meta.get("lastUpdated") if isinstance(meta, dict) else None]
    # The rest of a date that cannot be read, such as "+0000", does not change its day.
    days = [*periods, *(parse_date(text[:_DAY_LENGTH]) for text in stated if isinstance(text, str))]
    return next((day for day in days if day), None)
