"""A site's own codes and units: read as ours, wherever a chart holds them."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cds_service import decimal_json
from cds_service.demonstration.patients import DemonstrationPatient, patients
from fhir_mappings.chart.chart import Chart
from fhir_mappings.datatypes.codings import Coding
from fhir_mappings.datatypes.references import ChartEntry
from fhir_mappings.history import history
from fhir_mappings.local_codes.known_codes import is_listed
from fhir_mappings.local_codes.translation import NO_SITE_MAPS, SiteMaps
from fhir_mappings.observations.report_conclusions import ONLY_IN_WORDS
from response_criteria.model.amounts import Amount
from response_criteria.model.facts import BloodCount, DrugKind, History, Observed
from tests.fhir_mappings.observation import concept, observation, quantity
from tests.patients import chart, condition, dosage, medication, order
from tests.response_criteria.chart import changed

LOCAL = "urn:oid:2.999.1"
LEUKOCYTES = Coding("http://loinc.org", "6690-2")
SITE = SiteMaps(
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
HERS = {"subject": {"reference": "Patient/invented"}}


def _told(*resources: dict[str, Any], site: SiteMaps = SITE) -> History:
    return history(chart(*resources), site)


def _count(**rest: Any) -> BloodCount:
    """The one count of a chart in which nothing is refused."""
    stated = {"code": concept("WBC", LOCAL), "valueQuantity": quantity("12.40", code="10*3/uL"), **rest}
    told = _told(observation("", **stated))
    assert told.refusals == ()
    [found] = told.observed
    assert isinstance(found, BloodCount)
    return found


def test_a_local_code_is_read_as_the_code_it_stands_for() -> None:
    assert _count().amount.exact == Decimal("12.4")
    assert _told(observation("", code=concept("WBC", LOCAL)), site=NO_SITE_MAPS).observed == ()


def test_a_local_code_beside_ours_changes_nothing() -> None:
    both = {"coding": [{"system": LOCAL, "code": "WBC"}, LEUKOCYTES._asdict()]}
    assert _count(code=both) == _count()


def test_a_local_code_that_contradicts_the_code_beside_it_is_refused() -> None:
    both = {"coding": [{"system": LOCAL, "code": "WBC"}, {"system": "http://loinc.org", "code": "777-3"}]}
    [refused] = _told(observation("", code=both, valueQuantity=quantity(1, code="10*3/uL"))).refusals
    assert refused.because == "its codes stand for different results"


def test_a_local_code_of_something_unusable_is_refused_with_the_reason() -> None:
    [refused] = _told(observation("", code=concept("BCR-RATIO", LOCAL), valueQuantity=quantity(1, code="%"))).refusals
    assert refused.because.startswith("it is not on the International Scale")


def test_the_code_of_a_component_and_of_a_contained_result_may_be_local() -> None:
    share = {"code": concept("BLAST%", LOCAL), "valueQuantity": quantity(2, "Proz.")}
    report = {"resourceType": "DiagnosticReport", "id": "1", "status": "final", **HERS}
    inside = observation("", code=concept("WBC", LOCAL), valueQuantity=quantity(5, "Tsd/ul"), subject=None)
    told = _told(observation("0", component=[share]), report | {"contained": [inside]})
    assert {type(each) for each in told.observed} == {BloodCount}
    assert len(told.observed) == 2


def test_the_code_of_a_report_may_be_local() -> None:
    report = {
        "resourceType": "DiagnosticReport",
        "id": "1",
        "status": "final",
        **HERS,
        "effectiveDateTime": "2024-03-05",
    }
    [refused] = _told(report | {"code": concept("WBC", LOCAL), "conclusion": "Normal."}).refusals
    assert (refused.origin, refused.because) == ("DiagnosticReport/1", ONLY_IN_WORDS)


def test_a_product_may_be_local_be_it_named_referred_to_or_contained() -> None:
    product = concept("IMA400", LOCAL)
    tablet = dosage({"value": 1, "unit": "Stck"}, {"code": concept("1-0-1", LOCAL)})
    inside = {"contained": [medication("in", code=product)], "medicationReference": {"reference": "#in"}}
    elsewhere = {"medicationReference": {"reference": "Medication/m1"}}
    told = _told(
        order(product, tablet, name="1"),
        order(None, tablet, name="2", medicationCodeableConcept=None, **inside),  # type: ignore[arg-type]
        order(None, tablet, name="3", medicationCodeableConcept=None, **elsewhere),  # type: ignore[arg-type]
        medication("m1", code=product),
    )
    assert [each.drug.kind for each in told.orders] == [DrugKind.IMATINIB] * 3
    assert [each.daily_dose_mg and each.daily_dose_mg.exact for each in told.orders] == [Decimal(800)] * 3


def test_a_diagnosis_may_be_local() -> None:
    [found] = _told(condition(concept("CML", LOCAL))).diagnoses
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
def test_a_local_unit_is_read_as_the_unit_it_stands_for_and_reported_as_it_stood(stated: dict[str, Any]) -> None:
    found = _count(**stated)
    assert found.amount.exact == Decimal("12.40")
    assert found.reported.replace(" ", "") == "12.40Tsd/ul"


def test_a_comparator_in_a_text_with_a_local_unit_is_kept() -> None:
    found = _count(valueQuantity=None, valueString="<0.5 Tsd/ul")
    assert found.amount == Amount.compared("<", Decimal("0.5"))


def test_a_local_unit_that_contradicts_the_code_beside_it_is_refused() -> None:
    value = quantity(5000, "Tsd/ul", "/uL")
    [refused] = _told(observation("6690-2", valueQuantity=value)).refusals
    assert refused.because == "its unit's code and its unit's text disagree"


def test_the_unit_of_an_upper_limit_may_be_local() -> None:
    site = SiteMaps(units={"E/l": "U/L"})
    limit = [{"high": {"value": 50, "unit": "E/l"}}]
    told = _told(observation("1742-6", valueQuantity=quantity(40, "E/l"), referenceRange=limit), site=site)
    assert [getattr(each, "upper_limit", None) for each in told.observed] == [Decimal(50)]


def test_a_unit_that_is_not_in_the_map_is_still_refused() -> None:
    [refused] = _told(observation("6690-2", valueQuantity=quantity(5, "Tausend"))).refusals
    assert refused.because == "its unit (Tausend) is not one for cells per volume"


def test_without_maps_the_very_same_resources_are_read() -> None:
    entries = chart(observation("6690-2")).entries
    assert NO_SITE_MAPS.restate(entries) is entries


def test_a_resource_without_local_codes_is_not_copied() -> None:
    entries = chart(observation("6690-2", valueQuantity=quantity(5, code="10*3/uL"), component=[])).entries
    [restated], [entry] = SITE.restate(entries).values(), entries.values()
    assert restated is entry


@pytest.mark.parametrize("odd", [None, 5, "text", [], [5], {}, {"coding": 5}, {"coding": [None, 5, {"code": []}]}])
def test_nothing_that_a_resource_holds_raises(odd: Any) -> None:
    names = ("code", "valueQuantity", "valueString", "valueRange", "component", "referenceRange", "contained", "stage")
    for kind in ("Observation", "Condition", "Medication", "MedicationRequest", ["Observation"]):
        resource = {"resourceType": kind, "id": "1", **HERS, **dict.fromkeys(names, odd)}
        resource |= dict.fromkeys(("medicationCodeableConcept", "ingredient", "dosageInstruction"), odd)
        assert len(SITE.restate(chart(resource).entries)) == 1


@pytest.mark.parametrize("patient", patients(date(2024, 6, 15)), ids=lambda each: each.id)
def test_a_chart_in_local_codes_and_units_tells_what_it_told_in_ours(patient: DemonstrationPatient) -> None:
    """Every code of ours is replaced by a local one, every unit by a local spelling, in whole charts."""
    ours = decimal_json.read(json.dumps(patient.resources))
    codes: dict[Coding, Coding] = {}
    units: dict[str, str] = {}
    theirs = _localized(ours, codes, units)
    assert codes
    told, told_locally = (
        history(Chart(patient.id, tuple(map(ChartEntry, resources))), site)
        for resources, site in ((ours, NO_SITE_MAPS), (theirs, SiteMaps(codes, units)))
    )
    assert list(_unreported(told_locally)) == list(_unreported(told))
    assert [each.origin for each in told_locally.refusals] == [each.origin for each in told.refusals]
    assert told_locally.person == told.person


def _unreported(told: History) -> Iterator[Observed | object]:
    """The facts without the words of the chart."""
    for each in (*told.observed, *told.diagnoses, *told.orders, *told.uses):
        yield changed(each, reported="")


def _localized(value: Any, codes: dict[Coding, Coding], units: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_localized(each, codes, units) for each in value]
    if not isinstance(value, dict):
        return value
    match value:
        case {"system": str(system), "code": str(code)} if is_listed(Coding(system, code)):
            local = Coding(LOCAL, f"{system}#{code}")
            codes[local] = Coding(system, code)
            return {**value, **local._asdict()}
        case {"value": _, "system": "http://unitsofmeasure.org", "code": str(code)}:
            spelling = f"ours:{code}"
            units[spelling] = code
            return {"value": value["value"], "unit": spelling} | {k: v for k, v in value.items() if k == "comparator"}
    return {name: _localized(each, codes, units) for name, each in value.items()}
