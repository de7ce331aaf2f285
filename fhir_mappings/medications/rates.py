"""Amounts of a drug in mg, and rates: 400 mg per day, 1 tablet per 24 hours."""

from fractions import Fraction

from fhir_mappings.datatypes.json_access import Element, get_object, get_text
from fhir_mappings.datatypes.timing import convert_to_days
from fhir_mappings.errors import UnusableDataError
from fhir_mappings.medications.dose_units import DoseUnit, parse_dose
from fhir_mappings.medications.drugs import to_base_mg
from fhir_mappings.medications.products import Product

RATE_DIFFERS = "the dose and the rate of its instruction do not agree"
_DAY = frozenset({"d", "day", "24h", "(24.h)"})


def to_mg(quantity: Element, product: Product) -> Fraction:
    """Convert a Quantity to mg of base, by the strength of the product if it is in tablets or milliliters.

    Raises UnusableDataError if the unit or the strength is not known.
    """
    dose = parse_dose(quantity)
    return to_base_mg(dose.value) if dose.unit is DoseUnit.MG else dose.value * product.get_mg_per(dose.unit)


def parse_rate(dose: Element, product: Product) -> Fraction | None:
    """Return the mg a day of a rate; None without one. Raises UnusableDataError for a rate that cannot be read."""
    ratio, quantity = get_object(dose, "rateRatio"), get_object(dose, "rateQuantity")
    if dose.get("rateRange") or (ratio and quantity):
        raise UnusableDataError(RATE_DIFFERS)
    if not (ratio or quantity):
        return None
    amount, time = (get_object(ratio, "numerator"), get_object(ratio, "denominator")) if ratio else _split(quantity)
    days = convert_to_days(time)
    if not days:
        raise UnusableDataError(RATE_DIFFERS)
    return to_mg(amount, product) / days


def _split(quantity: Element) -> tuple[Element, Element]:
    """Return the amount and the time of a quantity such as 400 mg/d."""
    parts = {name: get_text(quantity, name).rpartition("/") for name in ("unit", "code")}
    amount = {**quantity, **{name: amount for name, (amount, _, _) in parts.items() if name in quantity}}
    time = parts["code"][2] or parts["unit"][2]
    return amount, {"value": 1, "code": "d" if time in _DAY else time}
