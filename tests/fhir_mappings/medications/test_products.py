"""Which drug an order is about, wherever and however the medication is stated."""

from fractions import Fraction
from typing import Any

import pytest

from fhir_mappings.datatypes.references import ChartEntry, ReferenceIndex
from fhir_mappings.errors import UnusableDataError
from fhir_mappings.medications.dose_units import DoseUnit
from fhir_mappings.medications.drugs import Strength
from fhir_mappings.medications.products import Product, find_product
from response_criteria.model.medications import Drug, DrugKind
from tests.patients import IMATINIB_400, NDC, RXNORM, SNOMED, Resource, concept, medication, mg, tablets

IMATINIB = Drug(DrugKind.IMATINIB, "imatinib")
ATC = "http://www.whocc.no/atc"
NCIT = "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl"
LOCAL = "https://hospital.example/formulary"


def named_by(medication: Any, *reference_index: ChartEntry) -> Product | None:
    return find_product({"medicationCodeableConcept": medication}, ReferenceIndex(reference_index))


def referred(reference: str, *reference_index: ChartEntry, **holder: Any) -> Product | None:
    return find_product({"medicationReference": {"reference": reference}, **holder}, ReferenceIndex(reference_index))


@pytest.mark.parametrize(
    "coded",
    [
        concept(RXNORM, "282388"),
        concept(RXNORM, "403879"),
        concept(RXNORM, "404588"),
        concept(ATC, "L01EA01"),
        concept(ATC, "L01XE01"),
        concept(SNOMED, "414460008"),
        concept(NCIT, "C62035"),
        concept(RXNORM, "282388", text="bortezomib"),  # the display is never compared
        {"coding": [{"system": LOCAL, "code": "42"}, {"system": RXNORM, "code": "282388"}]},
    ],
)
def test_imatinib_is_known_by_system_and_code(coded: Resource) -> None:
    found = named_by(coded)
    assert found is not None
    assert found.drug == IMATINIB


@pytest.mark.parametrize(
    "code",
    [
        "0078-0401",
        "0078-0401-34",
        "00078-0401-34",
        "00078040134",
        "0078040134",
        "81927-201-01",
        "81927-0201-01",
        "81927020101",
        "8192720101",
    ],
)
def test_a_national_drug_code_is_found_in_any_form(code: str) -> None:
    found = named_by(concept(NDC, code))
    assert found is not None
    assert found.drug == IMATINIB


@pytest.mark.parametrize("code", ["0069-2587-41", "0078-0402-34", "00780-401-34", "10078-0401-34", "78040134", "", "-"])
def test_an_unlisted_national_drug_code_is_another_drug(code: str) -> None:
    assert named_by(concept(NDC, code)) is None


@pytest.mark.parametrize(
    ("coded", "kind", "name"),
    [
        (concept(RXNORM, "475342"), DrugKind.OTHER_TKI, "dasatinib"),
        (concept(RXNORM, "997653"), DrugKind.OTHER_TKI, "nilotinib"),
        (concept(RXNORM, "1307635"), DrugKind.OTHER_TKI, "bosutinib"),
        (concept(ATC, "L01EA05"), DrugKind.OTHER_TKI, "ponatinib"),
        (concept(RXNORM, "2584330"), DrugKind.OTHER_TKI, "asciminib"),
        (concept(RXNORM, "9384"), DrugKind.CYP3A4_INDUCER, "rifampin"),
        (concept(RXNORM, "6135"), DrugKind.CYP3A4_INHIBITOR, "ketoconazole"),
        (concept(RXNORM, "338036"), DrugKind.GROWTH_FACTOR, "pegfilgrastim"),
        (concept(ATC, "L03AA02"), DrugKind.GROWTH_FACTOR, "filgrastim"),
    ],
)
def test_the_other_drugs_of_the_assessment(coded: Resource, kind: DrugKind, name: str) -> None:
    found = named_by(coded)
    assert found is not None
    assert found.drug == Drug(kind, name)


@pytest.mark.parametrize(
    ("stated", "kind", "name"),
    [
        ({"text": "Imatinib 400 mg tab"}, DrugKind.IMATINIB, "imatinib"),
        ({"text": "GLEEVEC"}, DrugKind.IMATINIB, "imatinib"),
        ({"text": "Sprycel 100 mg"}, DrugKind.OTHER_TKI, "dasatinib"),
        ({"text": "St. John's wort"}, DrugKind.CYP3A4_INDUCER, "St. John's wort"),
        ({"text": "grapefruit juice"}, DrugKind.CYP3A4_INHIBITOR, "grapefruit juice"),
        (concept(RXNORM, "197853", text="ketoconazole 200 MG Oral Tablet"), DrugKind.CYP3A4_INHIBITOR, "ketoconazole"),
        # a tramadol product's code that a public generator pairs with imatinib's display
        (
            {"coding": [{"system": RXNORM, "code": "835603", "display": "imatinib 400 MG Oral Tablet"}]},
            DrugKind.IMATINIB,
            "imatinib",
        ),
        (concept(RXNORM, "284924"), DrugKind.IMATINIB, "imatinib"),  # imatinib mesylate: the code is not verified
        (concept(RXNORM, "68442"), DrugKind.GROWTH_FACTOR, "filgrastim"),
    ],
)
def test_texts_and_unverified_codes_only_hint_at_a_drug(stated: Resource, kind: DrugKind, name: str) -> None:
    found = named_by(stated)
    assert found is not None
    assert found.drug == Drug(kind, name, coded=False)


@pytest.mark.parametrize(
    "stated",
    [
        concept(RXNORM, "161", text="acetaminophen"),
        concept(LOCAL, "42"),
        {"text": "fosphenytoin"},
        {"text": "hydroxyurea"},
        concept(SNOMED, "282388", text="another system's code"),
    ],
)
def test_any_other_drug_is_skipped(stated: Resource) -> None:
    assert named_by(stated) is None


@pytest.mark.parametrize(
    ("stated", "name"),
    [
        (
            {"coding": [{"system": RXNORM, "code": "282388"}, {"system": RXNORM, "code": "475342"}]},
            "dasatinib or imatinib",
        ),
        (concept(RXNORM, "403879", text="dasatinib 100 MG Oral Tablet"), "dasatinib or imatinib"),
        ({"text": "imatinib or nilotinib"}, "imatinib or nilotinib"),
        ({}, "a medication without a name"),
        ({"coding": [{"code": "403879"}]}, "a medication without a name"),
        ({"coding": [{}]}, "a medication without a name"),
    ],
)
def test_a_medication_that_names_two_drugs_or_none_is_unresolved(stated: Resource, name: str) -> None:
    found = named_by(stated)
    assert found is not None
    assert found.drug == Drug(DrugKind.UNRESOLVED, name)


def test_a_combination_of_two_interacting_drugs_counts_as_one_of_them() -> None:
    found = named_by({"coding": [{"system": RXNORM, "code": "85762"}, {"system": RXNORM, "code": "343047"}]})
    assert found is not None
    assert found.drug == Drug(DrugKind.CYP3A4_INHIBITOR, "atazanavir")


IN_CHART = ChartEntry(medication(code=IMATINIB_400), "urn:uuid:6f1f6f3e-0a52-4b0c-8a8e-7a3d5f0e2c11")


@pytest.mark.parametrize(
    "reference",
    [
        "Medication/m1",
        "Medication/m1/_history/2",
        "https://ehr.example/fhir/Medication/m1",
        "urn:uuid:6f1f6f3e-0a52-4b0c-8a8e-7a3d5f0e2c11",
    ],
)
def test_a_medication_of_the_chart_is_found_by_any_reference(reference: str) -> None:
    found = referred(reference, IN_CHART)
    assert found is not None
    assert found.drug == IMATINIB


def test_a_contained_medication_is_found_in_its_holder_alone() -> None:
    contained = [medication("med0304", code=IMATINIB_400)]
    found = referred("#med0304", contained=contained)
    elsewhere = referred("#med0304", ChartEntry(medication("med0304", code=IMATINIB_400)))
    assert found is not None
    assert found.drug == IMATINIB
    assert elsewhere is not None
    assert elsewhere.drug == Drug(DrugKind.UNRESOLVED, "#med0304")


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        ({"reference": "Medication/none"}, "Medication/none"),
        ({"reference": "Medication/none", "display": "metformin"}, "metformin"),
        ({"display": "imatinib 400 mg"}, "imatinib 400 mg"),
        ({"identifier": {"value": "42"}}, "a medication without a name"),
        ({"reference": "Condition/m1"}, "Condition/m1"),
    ],
)
def test_a_reference_to_a_missing_medication_is_unresolved(reference: Resource, name: str) -> None:
    found = find_product({"medicationReference": reference}, ReferenceIndex([IN_CHART]))
    assert found == Product(Drug(DrugKind.UNRESOLVED, name), name)


def test_a_medication_entered_in_error_is_unresolved() -> None:
    entered_in_error = ChartEntry(medication(code=IMATINIB_400, status="entered-in-error"))
    found = referred("Medication/m1", entered_in_error)
    assert found is not None
    assert found.drug.kind is DrugKind.UNRESOLVED


def ingredient(item: Resource, numerator: Any = None, denominator: Any = None, **rest: Any) -> Resource:
    strength = {"numerator": numerator, "denominator": denominator}
    stated = {name: value for name, value in strength.items() if value is not None}
    return {"itemCodeableConcept": item, **({"strength": stated} if stated else {}), **rest}


def compound(*ingredients: Resource, code: Resource | None = None) -> Product:
    found = referred("Medication/m1", ChartEntry(medication(code=code, ingredient=list(ingredients))))
    assert found is not None
    return found


BASE = concept(RXNORM, "282388")
ONE = {"value": 1}


@pytest.mark.parametrize(
    ("ingredients", "code", "strength"),
    [
        ([ingredient(BASE, mg(400), tablets(1))], concept(LOCAL, "42"), Strength(Fraction(400), DoseUnit.TABLETS)),
        ([ingredient(BASE, mg(400), ONE)], None, Strength(Fraction(400), DoseUnit.TABLETS)),
        ([ingredient(BASE, mg(400), {"value": 1, "unit": "1"})], None, Strength(Fraction(400), DoseUnit.TABLETS)),
        ([ingredient(BASE, mg(400))], None, Strength(Fraction(400), DoseUnit.TABLETS)),
        ([ingredient(BASE, {"value": "0.1", "unit": "g"}, ONE)], None, Strength(Fraction(100), DoseUnit.TABLETS)),
        ([ingredient(BASE, mg(800), tablets(2))], None, Strength(Fraction(400), DoseUnit.TABLETS)),
        (
            [ingredient(BASE, mg(11200), {"value": 140, "unit": "mL"})],
            None,
            Strength(Fraction(80), DoseUnit.MILLILITERS),
        ),
        ([ingredient(BASE, mg(478), ONE)], None, Strength(Fraction(400), DoseUnit.TABLETS)),  # of the mesylate
        ([ingredient(BASE, mg("119.5"), ONE)], None, Strength(Fraction(100), DoseUnit.TABLETS)),
        ([ingredient({"text": "active substance"}, mg(400), ONE)], BASE, Strength(Fraction(400), DoseUnit.TABLETS)),
        (
            [ingredient({"text": "lactose"}, mg(50), ONE), ingredient(BASE, mg(400), ONE)],
            None,
            Strength(Fraction(400), DoseUnit.TABLETS),
        ),
        (
            [ingredient({"text": "lactose"}, mg(50), ONE, isActive=False), ingredient(BASE, mg(400), ONE)],
            None,
            Strength(Fraction(400), DoseUnit.TABLETS),
        ),
        ([ingredient(BASE, mg(400), ONE)], IMATINIB_400, Strength(Fraction(400), DoseUnit.TABLETS)),
    ],
)
def test_an_ingredient_gives_the_strength(
    ingredients: list[Resource], code: Resource | None, strength: Strength
) -> None:
    found = compound(*ingredients, code=code)
    assert found.drug == IMATINIB
    assert found.strengths == {strength}


@pytest.mark.parametrize(
    "unclear",
    [
        ingredient(BASE),
        ingredient(BASE, {"value": 400}, ONE),
        ingredient(BASE, mg("400 mg"), ONE),
        ingredient(BASE, mg(400), mg(1000)),
        ingredient(BASE, tablets(1), ONE),
        ingredient(BASE, mg(400), {"value": 1, "unit": "vial"}),
    ],
)
def test_an_unreadable_strength_is_unknown(unclear: Resource) -> None:
    found = compound(unclear)
    assert found.strengths == frozenset()
    assert (found.tablet_mg, found.name) == (None, "imatinib")


def test_a_contradictory_strength_is_unknown() -> None:
    found = compound(ingredient(BASE, mg(100), ONE), code=IMATINIB_400)
    assert found.tablet_mg is None
    with pytest.raises(UnusableDataError) as disputed:
        found.get_mg_per(DoseUnit.TABLETS)
    assert "several strengths" in disputed.value.reason


def test_a_product_has_one_name_whatever_its_brand() -> None:
    generic, brand = named_by(concept(RXNORM, "403879")), named_by(concept(RXNORM, "404589"))
    assert generic is not None
    assert brand is not None
    assert generic.name == brand.name == "imatinib 400 mg"
