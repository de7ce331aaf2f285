"""The product of an order or a use: a concept, a contained Medication, or a Medication of the chart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from fhir_mappings.datatypes.codings import read_texts
from fhir_mappings.datatypes.json_access import EMPTY_ELEMENT, Element, get_object, get_objects, get_text
from fhir_mappings.datatypes.references import ReferenceIndex
from fhir_mappings.errors import UnusableDataError
from fhir_mappings.medications.dose_units import Dose, DoseUnit, is_bare_one, parse_dose, to_decimal
from fhir_mappings.medications.drugs import Strength, find_drug_codes, identify_drug, to_base_mg
from response_criteria.model.medications import Drug, DrugKind

UNNAMED = "a medication without a name"


@dataclass(frozen=True, slots=True)
class Product:
    """A drug as it is supplied. ``strengths`` are those that its codes and ingredients state, which may disagree."""

    drug: Drug
    reported: str
    strengths: frozenset[Strength] = frozenset()

    @property
    def tablet_mg(self) -> Decimal | None:
        """The mg in one tablet; None if unknown or contradictory."""
        tablets = [strength.mg for strength in self.strengths if strength.per is DoseUnit.TABLETS]
        return to_decimal(tablets[0]) if len(tablets) == 1 else None

    @property
    def name(self) -> str:
        """The drug with its strength, whatever the brand, the maker and the code."""
        return f"{self.drug.name} {self.tablet_mg} mg" if self.tablet_mg else self.drug.name

    def get_mg_per(self, unit: DoseUnit) -> Fraction:
        """Return the mg of base in one tablet or milliliter. Raises UnusableDataError if unknown or contradictory."""
        strengths = {strength.mg for strength in self.strengths if strength.per is unit}
        if not strengths:
            raise UnusableDataError(f"its dose is in {unit}s, and the strength of a {unit} is not known")
        if len(strengths) > 1:
            raise UnusableDataError(f"its dose is in {unit}s, and the chart states several strengths of a {unit}")
        return strengths.pop()


def find_product(holder: Element, reference_index: ReferenceIndex) -> Product | None:
    """Return the product of an order or a use; None if its drug is not in the table.

    Raises UnusableDataError for a malformed medication.
    """
    reference = get_object(holder, "medicationReference")
    if not reference:
        return _build_product(get_object(holder, "medicationCodeableConcept"), ())
    medication = reference_index.find(get_text(reference, "reference"), holder)
    display = get_text(reference, "display")
    if medication is None or medication.get("status") == "entered-in-error":
        return _build_unresolved(display, get_text(reference, "reference"))
    active = [
        _resolve_ingredient(ingredient, medication, holder, reference_index)
        for ingredient in get_objects(medication, "ingredient")
        if ingredient.get("isActive") is not False
    ]
    return _build_product(get_object(medication, "code"), active, display)


def _build_unresolved(display: str, reference: str) -> Product:
    """Return the product of a reference that leads nowhere: only its display can say what it is."""
    hinted = identify_drug([{"text": display}]) if display else None
    if hinted is not None and hinted.kind is DrugKind.OTHER_TKI:
        return Product(hinted, display)
    name = display or reference or UNNAMED
    return Product(Drug(DrugKind.UNRESOLVED, name), name)


def _resolve_ingredient(
    ingredient: Element, medication: Element, holder: Element, reference_index: ReferenceIndex
) -> Element:
    """Return an ingredient with the code of the Medication or Substance that it refers to, else with its display."""
    reference = get_object(ingredient, "itemReference")
    if not reference:
        return ingredient
    target = get_text(reference, "reference")
    found = reference_index.find(target, medication) or reference_index.find(target, holder)
    code = get_object(found, "code") if found else EMPTY_ELEMENT
    texts = {"text": get_text(reference, "display")} if reference.get("display") else {}
    return {**ingredient, "itemCodeableConcept": {**texts, **code}}


def _build_product(concept: Element, ingredients: Sequence[Element], display: str = "") -> Product | None:
    # The display of a reference is only a hint, as every text is.
    shown = [{"text": display}] if display else []
    concepts = [concept, *shown, *(get_object(ingredient, "itemCodeableConcept") for ingredient in ingredients)]
    drug = identify_drug(concepts)
    if drug is None:
        return None
    by_code = {code.strength for code in find_drug_codes(concepts) if code.strength}
    by_ingredient = {
        strength for ingredient in _select_ingredients(ingredients, drug) if (strength := _parse_strength(ingredient))
    }
    by_text = _read_strength_in_words(concepts) if by_code else set()
    reported = next((text for concept in concepts for text in read_texts(concept)), drug.name)
    return Product(drug, reported, frozenset(by_code | by_ingredient | by_text))


def _read_strength_in_words(concepts: Sequence[Element]) -> set[Strength]:
    """Return the strength of a tablet that the words of a product name, if they name just one.

    It is only compared: where it differs from the strength of the code, that of the tablet is not known.
    """
    texts = (text for concept in concepts for text in read_texts(concept))
    amounts = {Fraction(amount) for text in texts for amount in _MG_IN_WORDS.findall(text)}
    return {Strength(to_base_mg(mg), DoseUnit.TABLETS) for mg in amounts} if len(amounts) == 1 else set()


_MG_IN_WORDS = re.compile(r"(?<![\d.,/])(\d{2,3}) ?mg(?! ?/)", re.IGNORECASE)


def _select_ingredients(ingredients: Sequence[Element], drug: Drug) -> Sequence[Element]:
    # A single ingredient needs no name of its own: often it is only "active substance".
    if len(ingredients) == 1:
        return ingredients
    named = ((ingredient, identify_drug([get_object(ingredient, "itemCodeableConcept")])) for ingredient in ingredients)
    return [ingredient for ingredient, other in named if other and other.name == drug.name]


def _parse_strength(ingredient: Element) -> Strength | None:
    ratio = get_object(ingredient, "strength")
    try:
        mass, per = parse_dose(get_object(ratio, "numerator")), _parse_denominator(get_object(ratio, "denominator"))
    except UnusableDataError:
        return None
    is_known = mass.unit is DoseUnit.MG and per.unit is not DoseUnit.MG
    return Strength(to_base_mg(mass.value / per.value), per.unit) if is_known else None


def _parse_denominator(denominator: Element) -> Dose:
    return Dose(Fraction(1), DoseUnit.TABLETS) if is_bare_one(denominator) else parse_dose(denominator)
