"""Which drug an order or a use that could not be read is about, so that it can withhold an escalation."""

from fhir_mappings.datatypes.dates import parse_date
from fhir_mappings.datatypes.json_access import Element
from fhir_mappings.datatypes.references import ReferenceIndex
from fhir_mappings.errors import UnusableDataError
from fhir_mappings.medications.products import Product, find_product
from response_criteria.model.facts import Origin
from response_criteria.model.history import ExcludedData, Subject
from response_criteria.model.medications import DrugKind
from response_criteria.model.periods import PartialDate

# An entry that is over says nothing about what is taken now.
_ENDED = frozenset({"completed", "stopped", "cancelled", "entered-in-error", "not-done", "declined"})
_DATES = ("authoredOn", "dateAsserted", "whenHandedOver", "whenPrepared", "effectiveDateTime")
_DAY_LENGTH = len("2024-05-31")
_SUBJECTS = {DrugKind.IMATINIB: Subject.IMATINIB, DrugKind.OTHER_TKI: Subject.OTHER_TKI}


def find_subject(product: Product) -> Subject:
    """Return what an order of a product is about."""
    return _SUBJECTS.get(product.drug.kind, Subject.OTHER_DRUG)


def exclude_medication(origin: Origin, resource: Element, reference_index: ReferenceIndex, reason: str) -> ExcludedData:
    """Return an order or a use that could not be read as excluded data, with its drug if that can be read."""
    product = _find_product(resource, reference_index)
    return ExcludedData(
        origin,
        reason,
        find_subject(product) if product else None,
        _find_day(resource),
        product.reported if product else "",
        withdrawn=str(resource.get("status")).lower() in _ENDED,
    )


def _find_product(resource: Element, reference_index: ReferenceIndex) -> Product | None:
    try:
        return find_product(resource, reference_index)
    except UnusableDataError:
        return None


def _find_day(resource: Element) -> PartialDate | None:
    for name in _DATES:
        text = resource.get(name)
        try:
            if isinstance(text, str) and (day := parse_date(text[:_DAY_LENGTH])):
                return day
        except UnusableDataError:
            continue
    return None
