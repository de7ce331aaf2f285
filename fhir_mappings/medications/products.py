"""Which product an order or a use is about: a concept, a contained Medication, or a Medication of the chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from fhir_mappings.datatypes.codings import words
from fhir_mappings.datatypes.errors import Unusable
from fhir_mappings.datatypes.json_access import Element, part, parts, text
from fhir_mappings.datatypes.references import Shelf
from fhir_mappings.medications.dose_units import Counted, Dose, decimal, dose, is_one
from fhir_mappings.medications.drugs import Strength, base_mg, drug, listed
from response_criteria.model.facts import Drug, DrugKind

NAMELESS = "a medication without a name"


@dataclass(frozen=True, slots=True)
class Product:
    """A drug as it is supplied. ``strengths`` are all that its codes and ingredients state: they may disagree."""

    drug: Drug
    reported: str
    strengths: frozenset[Strength] = frozenset()

    @property
    def tablet_mg(self) -> Decimal | None:
        """The strength of a tablet, where it is known and not disputed."""
        stated = [each.mg for each in self.strengths if each.per is Counted.TABLETS]
        return decimal(stated[0]) if len(stated) == 1 else None

    @property
    def name(self) -> str:
        """The drug with its strength: the same whatever the brand, the maker and the code."""
        return f"{self.drug.name} {self.tablet_mg} mg" if self.tablet_mg else self.drug.name

    def mg_in_one(self, counted: Counted) -> Fraction:
        """The mg of base in one tablet or milliliter. Raises Unusable where that is not known, or disputed."""
        stated = {each.mg for each in self.strengths if each.per is counted}
        if not stated:
            raise Unusable(f"its dose is in {counted}s, and the strength of a {counted} is not known")
        if len(stated) > 1:
            raise Unusable(f"its dose is in {counted}s, and the chart states several strengths of a {counted}")
        return stated.pop()


def product(holder: Element, shelf: Shelf) -> Product | None:
    """The product that an order or a use is about; None if it is none of our drugs. Raises Unusable."""
    reference = part(holder, "medicationReference")
    if not reference:
        return _described(part(holder, "medicationCodeableConcept"), ())
    medication = shelf.find(text(reference, "reference"), holder)
    if medication is None or medication.get("status") == "entered-in-error":
        called = text(reference, "display") or text(reference, "reference") or NAMELESS
        return Product(Drug(DrugKind.UNRESOLVED, called), called)
    active = [each for each in parts(medication, "ingredient") if each.get("isActive") is not False]
    return _described(part(medication, "code"), active)


def _described(concept: Element, ingredients: Sequence[Element]) -> Product | None:
    concepts = [concept, *(part(each, "itemCodeableConcept") for each in ingredients)]
    named = drug(concepts)
    if named is None:
        return None
    by_code = {each.strength for each in listed(concepts) if each.strength}
    by_ingredient = {strength for each in _its_own(ingredients, named) if (strength := _strength(each))}
    reported = next((each for concept in concepts for each in words(concept)), named.name)
    return Product(named, reported, frozenset(by_code | by_ingredient))


def _its_own(ingredients: Sequence[Element], named: Drug) -> Sequence[Element]:
    """The ingredients that are the drug; a single one needs no name of its own."""
    if len(ingredients) == 1:
        return ingredients
    found = ((each, drug([part(each, "itemCodeableConcept")])) for each in ingredients)
    return [each for each, its in found if its and its.name == named.name]


def _strength(ingredient: Element) -> Strength | None:
    ratio = part(ingredient, "strength")
    try:
        mass, per = dose(part(ratio, "numerator")), _per(part(ratio, "denominator"))
    except Unusable:
        return None
    known = mass.of is Counted.MG and per.of is not Counted.MG
    return Strength(base_mg(mass.value / per.value), per.of) if known else None


def _per(denominator: Element) -> Dose:
    """A bare 1, or nothing, is a tablet."""
    return Dose(Fraction(1), Counted.TABLETS) if is_one(denominator) else dose(denominator)
