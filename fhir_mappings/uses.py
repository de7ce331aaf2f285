"""MedicationStatement, MedicationDispense, MedicationAdministration -> DrugUse (``tables/uses.toml``)."""

from typing import Any

from fhir_mappings.dates import end_of, start_of, when
from fhir_mappings.durations import days
from fhir_mappings.elements import Element, text
from fhir_mappings.medications import Product, product
from fhir_mappings.orders import SOME_DAY, is_for_another_disease
from fhir_mappings.references import Shelf
from fhir_mappings.tables import table
from response_criteria.facts import DrugKind, DrugUse, Origin, Refusal, UseKind
from response_criteria.periods import When


def use(origin: Origin, resource: Element, shelf: Shelf) -> DrugUse | Refusal | None:
    """The use that a resource shows; why it shows none; None where it is about another drug. Raises Unusable."""
    its = product(resource, shelf)
    if its is None:
        return None
    rules = table("uses")[resource["resourceType"]]
    status, starts = _status(resource, rules), _starts(resource)
    because = rules["refused"].get(status) or _refused(resource, its, shelf)
    if because or starts is None:
        return Refusal(origin, because or "it has no date that can be read")
    return DrugUse(
        drug=its.drug,
        kind=UseKind(rules["kind"]),
        starts=starts,
        origin=origin,
        ends=end_of(resource.get("effectivePeriod")),
        ongoing=status in rules["ongoing"],
        days_supplied=days(resource.get("daysSupply")),
        reported=its.reported,
    )


def _refused(resource: Element, its: Product, shelf: Shelf) -> str:
    if its.drug.kind is DrugKind.UNRESOLVED:
        return "its medication could not be resolved"
    return "its reason is another disease" if is_for_another_disease(resource, its, shelf) else ""


def _status(resource: Element, rules: dict[str, Any]) -> str:
    """A status that is missing, or none of FHIR's, is not known."""
    stated = text(resource, "status")
    listed = {*rules["ongoing"], *rules["over"], *rules["refused"]}
    return stated if stated in listed else "unknown"


def _starts(resource: Element) -> When | None:
    """When the drug was taken, given or handed over; a statement at the latest when it was asserted."""
    names = ("effectiveDateTime", "whenHandedOver", "whenPrepared")
    stated = (when(resource.get(name)) for name in names)
    starts = next((each for each in stated if each), None) or start_of(resource.get("effectivePeriod"))
    if starts is None and resource["resourceType"] == "MedicationStatement":
        asserted = when(resource.get("dateAsserted"))
        return When(SOME_DAY.earliest, asserted.latest) if asserted else SOME_DAY
    return starts
