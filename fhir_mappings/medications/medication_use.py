"""MedicationStatement, MedicationDispense, MedicationAdministration -> DrugUse, Denial (``tables/uses.toml``)."""

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from typing import Any

from fhir_mappings.datatypes.dates import end_of, start_of, when
from fhir_mappings.datatypes.durations import days_supplied
from fhir_mappings.datatypes.errors import Unusable
from fhir_mappings.datatypes.json_access import Element, part, text
from fhir_mappings.datatypes.references import Shelf
from fhir_mappings.datatypes.values import quantity
from fhir_mappings.medications.daily_dose import daily_dose, mg_of, must_be_plausible
from fhir_mappings.medications.dose_units import decimal
from fhir_mappings.medications.instructions import as_written
from fhir_mappings.medications.orders import SOME_DAY, is_for_another_disease
from fhir_mappings.medications.products import Product, product
from fhir_mappings.tables import table
from response_criteria.model.amounts import Amount
from response_criteria.model.facts import Denial, DrugKind, DrugUse, Origin, Refusal, UseKind
from response_criteria.model.periods import When


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
        days_supplied=days_supplied(resource),
        daily_dose_mg=_daily_dose(resource, its),
        product=its.name,
        reported=", ".join((its.reported, *_stated(resource))),
    )


def denial(origin: Origin, resource: Element, shelf: Shelf) -> Denial | None:
    """What a statement says against a drug's being taken; None where it says nothing of the kind. Raises Unusable."""
    if text(resource, "status") not in table("uses")[resource["resourceType"]].get("denies", ()):
        return None
    its = product(resource, shelf)
    if its is None or _refused(resource, its, shelf):
        return None
    return Denial(drug=its.drug, on=_told_of(resource), origin=origin, reported=its.reported)


def _told_of(statement: Element) -> When:
    """The last day of which a statement tells: its end, else when it was made, else when it begins."""
    period = statement.get("effectivePeriod")
    told = (
        end_of(period),
        when(statement.get("dateAsserted")),
        when(statement.get("effectiveDateTime")),
        start_of(period),
    )
    return next((each for each in told if each), SOME_DAY)


def _daily_dose(resource: Element, its: Product) -> Amount | None:
    """The mg of one day: as a statement's instructions say, or as the quantity dispensed comes to. Only of imatinib."""
    if its.drug.kind is not DrugKind.IMATINIB:
        return None
    if resource["resourceType"] == "MedicationStatement":
        return daily_dose({"dosageInstruction": resource.get("dosage")}, its).mg
    lasts = days_supplied(resource)
    try:
        return _supplied(mg_of(part(resource, "quantity"), its) / lasts) if lasts else None
    except Unusable:  # a supply whose dose is not known is still a supply
        return None


def _supplied(mg_a_day: Fraction) -> Amount:
    must_be_plausible(mg_a_day)
    return Amount.exactly(decimal(mg_a_day))


def _stated(resource: Element) -> Iterator[str]:
    """What dose and days rest on, in the chart's own words and numbers."""
    if words := as_written({"dosageInstruction": resource.get("dosage") or resource.get("dosageInstruction")}):
        yield words
    for name, shown in (("quantity", "{}"), ("daysSupply", "for {}")):
        with suppress(Unusable):  # what cannot be read is said where it is asked for
            yield shown.format(quantity(resource.get(name)).reported)


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
