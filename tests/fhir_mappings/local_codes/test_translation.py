"""A site's own codes and units: read as original, wherever a chart holds them."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cds_service import decimal_json
from cds_service.demonstration.patients import DemonstrationPatient, build_patients
from fhir_mappings.chart.chart import Chart
from fhir_mappings.datatypes.codings import Coding
from fhir_mappings.datatypes.references import ChartEntry
from fhir_mappings.history import read_history
from fhir_mappings.local_codes.known_codes import is_known_code
from fhir_mappings.local_codes.translation import NO_TRANSLATION, LocalCodeTranslation
from fhir_mappings.observations.report_conclusions import ONLY_IN_CONCLUSION
from response_criteria.model.amounts import Amount
from response_criteria.model.history import History
from response_criteria.model.medications import DrugKind
from response_criteria.model.results import BloodCount, Observed
from tests.fhir_mappings.observation import concept, observation, quantity
from tests.patients import chart, condition, dosage, medication, order
from tests.response_criteria.chart import replace_members

LOCAL = "urn:oid:2.999.1"
LEUKOCYTES = Coding("http://loinc.org", "6690-2")
SITE = LocalCodeTranslation(
    codes={
        Coding(LOCAL, "WBC"): LEUKOCYTES,
        Coding(LOCAL, "BLAST%"): Coding("http://loinc.org", "26446-5"),
        Coding(LOCAL, "BCR-RATIO"): Coding("http://loinc.org", "46434-7"),
        Coding(LOCAL, "IMA400"): Coding("http://www.nlm.nih.gov/research/umls/rxnorm", "403879"),
        Coding(LOCAL, "CML"): Coding("http://hl7.org/fhir/sid/icd-10-cm", "C92.10"),
        Coding(LOCAL, "1-0-1"): Coding("http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation", "BID"),
    },
    units={"Tsd/ul": "10*3/uL", "Stck": "{tablet}", "Proz.": "%"},
)
OF_PATIENT = {"subject": {"reference": "Patient/invented"}}


def _read(*resources: dict[str, Any], site: LocalCodeTranslation = SITE) -> History:
    return read_history(chart(*resources), site)


def _count(**rest: Any) -> BloodCount:
    """The one count of a chart in which nothing is excluded."""
    stated = {"code": concept("WBC", LOCAL), "valueQuantity": quantity("12.40", code="10*3/uL"), **rest}
    history = _read(observation("", **stated))
    assert history.excluded == ()
    [found] = history.observed
    assert isinstance(found, BloodCount)
    return found


def test_a_local_code_is_read_as_the_code_it_is_mapped_to() -> None:
    assert _count().amount.exact == Decimal("12.4")
    assert _read(observation("", code=concept("WBC", LOCAL)), site=NO_TRANSLATION).observed == ()


def test_a_local_code_together_with_its_target_changes_nothing() -> None:
    both = {"coding": [{"system": LOCAL, "code": "WBC"}, LEUKOCYTES._asdict()]}
    assert _count(code=both) == _count()


def test_a_local_code_that_contradicts_another_code_is_excluded() -> None:
    both = {"coding": [{"system": LOCAL, "code": "WBC"}, {"system": "http://loinc.org", "code": "777-3"}]}
    [excluded] = _read(observation("", code=both, valueQuantity=quantity(1, code="10*3/uL"))).excluded
    assert excluded.reason == "its codes mean different results"


def test_a_local_code_of_an_excluded_code_is_excluded_with_its_reason() -> None:
    [excluded] = _read(observation("", code=concept("BCR-RATIO", LOCAL), valueQuantity=quantity(1, code="%"))).excluded
    assert excluded.reason.startswith("it is not on the International Scale")


def test_the_code_of_a_component_and_of_a_contained_result_may_be_local() -> None:
    share = {"code": concept("BLAST%", LOCAL), "valueQuantity": quantity(2, "Proz.")}
    report = {"resourceType": "DiagnosticReport", "id": "1", "status": "final", **OF_PATIENT}
    inside = observation("", code=concept("WBC", LOCAL), valueQuantity=quantity(5, "Tsd/ul"), subject=None)
    history = _read(observation("0", component=[share]), report | {"contained": [inside]})
    assert {type(fact) for fact in history.observed} == {BloodCount}
    assert len(history.observed) == 2


def test_the_code_of_a_report_may_be_local() -> None:
    report = {
        "resourceType": "DiagnosticReport",
        "id": "1",
        "status": "final",
        **OF_PATIENT,
        "effectiveDateTime": "2024-03-05",
    }
    [excluded] = _read(report | {"code": concept("WBC", LOCAL), "conclusion": "Normal."}).excluded
    assert (excluded.origin, excluded.reason) == ("DiagnosticReport/1", ONLY_IN_CONCLUSION)


def test_a_product_with_a_local_code_may_be_named_referred_to_or_contained() -> None:
    product = concept("IMA400", LOCAL)
    tablet = dosage({"value": 1, "unit": "Stck"}, {"code": concept("1-0-1", LOCAL)})
    inside = {"contained": [medication("in", code=product)], "medicationReference": {"reference": "#in"}}
    elsewhere = {"medicationReference": {"reference": "Medication/m1"}}
    history = _read(
        order(product, tablet, name="1"),
        order(None, tablet, name="2", medicationCodeableConcept=None, **inside),  # type: ignore[arg-type]
        order(None, tablet, name="3", medicationCodeableConcept=None, **elsewhere),  # type: ignore[arg-type]
        medication("m1", code=product),
    )
    assert [order.drug.kind for order in history.orders] == [DrugKind.IMATINIB] * 3
    assert [order.daily_dose_mg and order.daily_dose_mg.exact for order in history.orders] == [Decimal(800)] * 3


def test_a_diagnosis_may_be_local() -> None:
    [found] = _read(condition(concept("CML", LOCAL))).diagnoses
    assert found.disease == "chronic myeloid leukemia"


@pytest.mark.parametrize(
    "stated",
    [
        {"valueQuantity": quantity("12.40", "Tsd/ul")},
        {"valueQuantity": quantity("12.40", "Tsd /ul")},
        {"valueQuantity": quantity("12.40", code="Tsd/ul")},
        {"valueQuantity": {"value": "12.40", "unit": "Tsd/ul", "system": LOCAL, "code": "17"}},
        {"valueQuantity": {"value": "12.40", "unit": "Tsd/ul", "system": LOCAL, "code": "Tsd/ul"}},
        {"valueQuantity": quantity("12.40", "Tsd/ul", "10*3/uL")},
        {"valueQuantity": None, "valueString": "12.40 Tsd/ul"},
    ],
)
def test_a_local_unit_is_read_as_the_unit_it_is_mapped_to_and_reported_unchanged(stated: dict[str, Any]) -> None:
    found = _count(**stated)
    assert found.amount.exact == Decimal("12.40")
    assert found.reported.replace(" ", "") == "12.40Tsd/ul"


def test_a_comparator_in_a_text_with_a_local_unit_is_kept() -> None:
    found = _count(valueQuantity=None, valueString="<0.5 Tsd/ul")
    assert found.amount == Amount.from_comparator("<", Decimal("0.5"))


def test_a_local_unit_that_contradicts_the_code_of_the_unit_is_excluded() -> None:
    value = quantity(5000, "Tsd/ul", "/uL")
    [excluded] = _read(observation("6690-2", valueQuantity=value)).excluded
    assert excluded.reason == "the code and the text of its unit disagree"


def test_the_unit_of_an_upper_limit_may_be_local() -> None:
    site = LocalCodeTranslation(units={"E/l": "U/L"})
    limit = [{"high": {"value": 50, "unit": "E/l"}}]
    history = _read(observation("1742-6", valueQuantity=quantity(40, "E/l"), referenceRange=limit), site=site)
    assert [getattr(fact, "upper_limit", None) for fact in history.observed] == [Decimal(50)]


def test_a_unit_that_is_not_in_the_map_is_still_excluded() -> None:
    [excluded] = _read(observation("6690-2", valueQuantity=quantity(5, "Tausend"))).excluded
    assert excluded.reason == "its unit (Tausend) is not one for cells per volume"


def test_without_maps_the_same_objects_are_read() -> None:
    entries = chart(observation("6690-2")).entries
    assert NO_TRANSLATION.translate(entries) is entries


def test_a_resource_without_local_codes_is_not_copied() -> None:
    entries = chart(observation("6690-2", valueQuantity=quantity(5, code="10*3/uL"), component=[])).entries
    [restated], [entry] = SITE.translate(entries).values(), entries.values()
    assert restated is entry


@pytest.mark.parametrize(
    "malformed", [None, 5, "text", [], [5], {}, {"coding": 5}, {"coding": [None, 5, {"code": []}]}]
)
def test_no_content_of_a_resource_raises(malformed: Any) -> None:
    names = ("code", "valueQuantity", "valueString", "valueRange", "component", "referenceRange", "contained", "stage")
    for kind in ("Observation", "Condition", "Medication", "MedicationRequest", ["Observation"]):
        resource = {"resourceType": kind, "id": "1", **OF_PATIENT, **dict.fromkeys(names, malformed)}
        resource |= dict.fromkeys(("medicationCodeableConcept", "ingredient", "dosageInstruction"), malformed)
        assert len(SITE.translate(chart(resource).entries)) == 1


@pytest.mark.parametrize("patient", build_patients(date(2024, 6, 15)), ids=lambda item: item.id)
def test_a_chart_with_local_codes_and_units_gives_the_same_facts(patient: DemonstrationPatient) -> None:
    """Every code of original is replaced by a local one, every unit by a local spelling, in whole charts."""
    original = decimal_json.read(json.dumps(patient.resources))
    codes: dict[Coding, Coding] = {}
    units: dict[str, str] = {}
    localized = _localize(original, codes, units)
    assert codes
    history, translated_history = (
        read_history(Chart(patient.id, tuple(map(ChartEntry, resources))), site)
        for resources, site in ((original, NO_TRANSLATION), (localized, LocalCodeTranslation(codes, units)))
    )
    assert list(_without_reported_text(translated_history)) == list(_without_reported_text(history))
    assert [exclusion.origin for exclusion in translated_history.excluded] == [
        exclusion.origin for exclusion in history.excluded
    ]
    assert translated_history.person == history.person


def _without_reported_text(history: History) -> Iterator[Observed | object]:
    """The facts without the words of the chart."""
    for fact in (*history.observed, *history.diagnoses, *history.orders, *history.uses):
        yield replace_members(fact, reported="")


def _localize(value: Any, codes: dict[Coding, Coding], units: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_localize(member, codes, units) for member in value]
    if not isinstance(value, dict):
        return value
    match value:
        case {"system": str(system), "code": str(code)} if is_known_code(Coding(system, code)):
            local = Coding(LOCAL, f"{system}#{code}")
            codes[local] = Coding(system, code)
            return {**value, **local._asdict()}
        case {"value": _, "system": "http://unitsofmeasure.org", "code": str(code)}:
            spelling = f"original:{code}"
            units[spelling] = code
            return {"value": value["value"], "unit": spelling} | {k: v for k, v in value.items() if k == "comparator"}
    return {name: _localize(element, codes, units) for name, element in value.items()}
