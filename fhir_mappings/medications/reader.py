"""Read a MedicationRequest, -Statement, -Dispense or -Administration."""

from collections.abc import Iterator

from fhir_mappings.datatypes.references import ChartEntry, ReferenceIndex
from fhir_mappings.errors import UnusableDataError
from fhir_mappings.medications.exclusion import exclude_medication, find_unread_drug
from fhir_mappings.medications.medication_use import find_unclear_statement, parse_use
from fhir_mappings.medications.orders import find_undated_order, parse_order
from response_criteria.model.facts import Origin
from response_criteria.model.history import ExcludedData
from response_criteria.model.medications import DrugOrder, DrugUse

_USES = frozenset({"MedicationStatement", "MedicationDispense", "MedicationAdministration"})


def read_medication(
    origin: Origin, entry: ChartEntry, reference_index: ReferenceIndex
) -> tuple[DrugOrder | DrugUse | ExcludedData, ...]:
    """Read an order or a use, and why it is excluded; both if a part of it that decides cannot be read."""
    try:
        return tuple(_read(origin, entry, reference_index))
    except UnusableDataError as error:
        return (exclude_medication(origin, entry.resource, reference_index, error.reason),)


def _read(
    origin: Origin, entry: ChartEntry, reference_index: ReferenceIndex
) -> Iterator[DrugOrder | DrugUse | ExcludedData]:
    fact: DrugOrder | DrugUse | ExcludedData | None = None
    unread: ExcludedData | None = None
    if entry.type == "MedicationRequest":
        fact = parse_order(origin, entry.resource, reference_index)
    elif entry.type in _USES:
        fact = parse_use(origin, entry.resource, reference_index)
    else:
        return
    match fact:
        case DrugOrder():
            unread = find_undated_order(origin, entry.resource, fact)
        case DrugUse():
            unread = find_unclear_statement(origin, entry.resource, fact)
        case None:
            unread = find_unread_drug(origin, entry.resource, reference_index)
    yield from (data for data in (fact, unread) if data)
