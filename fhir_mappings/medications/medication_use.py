"""Parse statements, dispenses and administrations into uses of a drug (``tables/uses.toml``)."""

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from typing import Any

from fhir_mappings.datatypes.dates import parse_date, parse_end, parse_start
from fhir_mappings.datatypes.durations import parse_days_supply
from fhir_mappings.datatypes.json_access import Element, get_object, get_text
from fhir_mappings.datatypes.references import ReferenceIndex
from fhir_mappings.datatypes.value_x import parse_quantity
from fhir_mappings.errors import UnusableDataError
from fhir_mappings.medications.daily_dose import calculate_daily_dose, require_plausible_dose
from fhir_mappings.medications.dose_units import to_decimal
from fhir_mappings.medications.exclusion import exclude_product
from fhir_mappings.medications.instructions import quote_instructions
from fhir_mappings.medications.orders import UNIDENTIFIED, UNKNOWN_DAY, is_for_another_disease
from fhir_mappings.medications.products import Product, find_product
from fhir_mappings.medications.rates import to_mg
from fhir_mappings.tables import load_table
from response_criteria.model.amounts import Amount
from response_criteria.model.facts import Origin
from response_criteria.model.history import ExcludedData
from response_criteria.model.medications import DrugKind, DrugUse, NotTakenStatement, UseKind
from response_criteria.model.periods import PartialDate

NO_DATE = "it has no date that can be read"
NO_STATUS = "its status is not one of FHIR's"


def parse_use(origin: Origin, resource: Element, reference_index: ReferenceIndex) -> DrugUse | ExcludedData | None:
    """Parse a resource into a use, or why it is excluded; None if its drug is not in the table.

    Raises UnusableDataError for a malformed resource.
    """
    product = find_product(resource, reference_index)
    if product is None:
        return None
    if product.drug.kind is DrugKind.UNRESOLVED:
        raise UnusableDataError(UNIDENTIFIED)
    rules = load_table("uses")[resource["resourceType"]]
    status, starts = _parse_status(resource, rules), _parse_start_of_use(resource)
    reason = rules["excluded"].get(status) or _find_exclusion(resource, product, reference_index)
    if reason or starts is None:
        # A status that says what was not done, and an indication, are read: they leave no doubt.
        withdrawn = bool(reason) and status != "unknown"
        return exclude_product(origin, resource, product, reason or NO_DATE, withdrawn=withdrawn)
    return DrugUse(
        drug=product.drug,
        kind=UseKind(rules["kind"]),
        starts=starts,
        origin=origin,
        ends=parse_end(resource.get("effectivePeriod")),
        ongoing=status in rules["ongoing"],
        days_supplied=parse_days_supply(resource),
        daily_dose_mg=_calculate_dose(resource, product),
        product=product.name,
        reported=", ".join((product.reported, *_quote_dose_and_supply(resource))),
    )


def find_unclear_statement(origin: Origin, resource: Element, use: DrugUse) -> ExcludedData | None:
    """Return a statement of imatinib with a status that is none as excluded data: it may say that it is not taken."""
    if use.kind is not UseKind.STATEMENT or use.drug.kind is not DrugKind.IMATINIB:
        return None
    rules = load_table("uses")[resource["resourceType"]]
    is_known = get_text(resource, "status").casefold() in {*rules["ongoing"], *rules["past"]}
    product = Product(use.drug, use.reported)
    return None if is_known else exclude_product(origin, resource, product, NO_STATUS)


def parse_not_taken_statement(
    origin: Origin, resource: Element, reference_index: ReferenceIndex
) -> NotTakenStatement | None:
    """Parse a MedicationStatement that a drug is not, or no longer, taken (decision 0032); None for any other.

    Raises UnusableDataError for a malformed statement.
    """
    if get_text(resource, "status").casefold() not in load_table("uses")[resource["resourceType"]].get("not_taken", ()):
        return None
    product = find_product(resource, reference_index)
    if product is None or product.drug.kind is DrugKind.UNRESOLVED:
        return None
    if _find_exclusion(resource, product, reference_index):
        return None
    return NotTakenStatement(
        drug=product.drug, on=_find_last_stated_day(resource), origin=origin, reported=product.reported
    )


def _find_last_stated_day(statement: Element) -> PartialDate:
    """Return the last day that a statement covers: its end, else the day of assertion, else its start."""
    period = statement.get("effectivePeriod")
    days = (
        parse_end(period),
        parse_date(statement.get("dateAsserted")),
        parse_date(statement.get("effectiveDateTime")),
        parse_start(period),
    )
    return next((day for day in days if day), UNKNOWN_DAY)


def _calculate_dose(resource: Element, product: Product) -> Amount | None:
    """Return the mg of imatinib per day: by a statement's instructions, or by the quantity dispensed."""
    if product.drug.kind is not DrugKind.IMATINIB:
        return None
    if resource["resourceType"] == "MedicationStatement":
        return calculate_daily_dose({"dosageInstruction": resource.get("dosage")}, product).mg
    days = parse_days_supply(resource)
    try:
        return _build_amount(to_mg(get_object(resource, "quantity"), product) / days) if days else None
    except UnusableDataError:  # a dispense counts as supply even if its dose is unknown
        return None


def _build_amount(mg_per_day: Fraction) -> Amount:
    require_plausible_dose(mg_per_day)
    return Amount.exactly(to_decimal(mg_per_day))


def _quote_dose_and_supply(resource: Element) -> Iterator[str]:
    """Return the texts and numbers behind dose and days of supply, as the chart states them."""
    if text := quote_instructions({"dosageInstruction": resource.get("dosage") or resource.get("dosageInstruction")}):
        yield text
    for name, template in (("quantity", "{}"), ("daysSupply", "for {}")):
        with suppress(UnusableDataError):  # an unreadable quantity only leaves its text out
            yield template.format(parse_quantity(resource.get(name)).reported)


def _find_exclusion(resource: Element, product: Product, reference_index: ReferenceIndex) -> str:
    return "its indication is another disease" if is_for_another_disease(resource, product, reference_index) else ""


def _parse_status(resource: Element, rules: dict[str, Any]) -> str:
    """Return the status; "unknown" if it is missing or not one of FHIR's."""
    status = get_text(resource, "status").casefold()
    known = {*rules["ongoing"], *rules["past"], *rules["excluded"]}
    return status if status in known else "unknown"


def _parse_start_of_use(resource: Element) -> PartialDate | None:
    """Return when the drug was first taken, given or handed over; None if only a supply without a date is known."""
    names = ("effectiveDateTime", "whenHandedOver", "whenPrepared")
    dates = (parse_date(resource.get(name)) for name in names)
    starts = next((day for day in dates if day), None) or parse_start(resource.get("effectivePeriod"))
    # A statement without a start still shows that the drug was taken by the day it was asserted.
    if starts is None and resource["resourceType"] == "MedicationStatement":
        asserted = parse_date(resource.get("dateAsserted"))
        return PartialDate(UNKNOWN_DAY.earliest, asserted.latest) if asserted else UNKNOWN_DAY
    return starts
