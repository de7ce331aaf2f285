"""Results about something else stay text until somebody asks for them, and no answer is another for it."""

import json
from pathlib import Path
from typing import Any

import pytest

from cds_service.decimal_json import NotJson, OtherShape, ShapeReader, write
from cds_service.prefetch.answers import Failed, Page, page_of
from cds_service.prefetch.lazy_bundle import BundleText, glimpsed_page
from fhir_mappings.chart.chart import Chart
from fhir_mappings.history import history
from fhir_mappings.observations.code_registry import listed_codes
from response_criteria.model.facts import History
from tests.fhir_mappings.observation import concept, observation, quantity
from tests.real_world_charts.summaries import facts_of
from tests.real_world_charts.test_real_world_charts import FILES, read

HER = {"reference": "Patient/invented"}
LEUKOCYTES, LYMPHOCYTES, MANUAL = "6690-2", "737-7", "24318-8"
SODIUM = observation("2951-2", "sodium", subject=HER, valueQuantity=quantity(140, "mmol/L"))


def bundle(*resources: Any, **members: Any) -> dict[str, Any]:
    return {"resourceType": "Bundle", "entry": [{"resource": each} for each in resources], **members}


def glimpsed(content: Any) -> Page:
    text = content if isinstance(content, bytes) else write(content).encode()
    page = glimpsed_page(ShapeReader(BundleText).read(text), listed_codes())
    assert isinstance(page, Page)
    return page


def unopened(*resources: Any) -> list[str]:
    return [each.id for each in glimpsed(bundle(*resources)).unopened]


def test_a_result_about_something_else_stays_unopened_until_it_is_asked_for() -> None:
    page = glimpsed({"resourceType": "Bundle", "entry": [{"fullUrl": "urn:sodium", "resource": SODIUM}]})
    [entry] = page.unopened
    assert page.entries == ()
    assert (entry.id, entry.full_url) == ("sodium", "urn:sodium")
    opened = entry.opened()
    assert (opened.type, opened.id, opened.full_url) == ("Observation", "sodium", "urn:sodium")
    assert opened.resource == SODIUM


@pytest.mark.parametrize(
    "may_be_ours",
    [
        SODIUM | {"code": concept(LEUKOCYTES)},
        SODIUM | {"code": concept(LEUKOCYTES, "urn:oid:2.16.840.1.113883.6.1")},
        SODIUM | {"code": concept(LEUKOCYTES, "https://hospital.example")},
        SODIUM | {"code": {"coding": [{"code": "2951-2"}, {"code": LEUKOCYTES}]}},
        SODIUM | {"code": {"coding": [{"system": "http://loinc.org"}]}},
        SODIUM | {"code": {"coding": "2951-2"}},
        SODIUM | {"code": {"coding": [{"code": 5}, {"code": []}]}},
        SODIUM | {"code": {"text": "Sodium"}},
        SODIUM | {"code": "sodium"},
        SODIUM | {"component": []},
        SODIUM | {"contained": []},
        SODIUM | {"id": ""},
    ],
)
def test_what_may_be_ours_is_read(may_be_ours: Any) -> None:
    page = glimpsed(bundle(may_be_ours, SODIUM | {"id": "another"}))
    assert [each.resource for each in page.entries] == [may_be_ours]
    assert [each.id for each in page.unopened] == ["another"]


@pytest.mark.parametrize(
    "content",
    [
        b"null",
        b"[]",
        b"{}",
        b"{",
        {"entry": [{"resource": SODIUM}]},
        {"resourceType": "Bundle", "entry": {}},
        {"resourceType": "Bundle", "entry": [None]},
        {"resourceType": "Bundle", "entry": [{"resource": SODIUM, "fullUrl": 5}]},
        {"resourceType": "Bundle", "entry": [{"fullUrl": "urn:x"}]},
    ],
)
def test_what_is_not_a_bundle_of_resources_is_left_to_be_read_in_full(content: Any) -> None:
    with pytest.raises(OtherShape):
        glimpsed(content)


@pytest.mark.parametrize(
    "other",
    [
        {"resourceType": "Specimen", "id": "s", "type": {"text": "Bone marrow"}},
        {"resourceType": "Observation", "id": "no-code", "note": [{"text": "seen"}]},
        {"resourceType": "Observation", "code": concept("2951-2")},
        SODIUM | {"id": 5},
    ],
)
def test_what_is_no_result_with_a_name_and_a_code_is_read_in_full(other: Any) -> None:
    page = glimpsed(bundle(SODIUM, other))
    assert [each.resource for each in page.entries] == [other]
    assert [each.id for each in page.unopened] == ["sodium"]


def test_an_outcome_among_results_is_heard_and_what_is_no_resource_is_counted() -> None:
    throttled = {"resourceType": "OperationOutcome", "issue": [{"severity": "warning", "code": "throttled"}]}
    assert "not complete" in glimpsed(bundle(SODIUM, throttled)).short_of
    for nothing in (None, 5, "text", [], {}, {"resourceType": 5}):
        assert glimpsed(bundle(SODIUM, nothing)).unreadable == 1


def test_a_number_that_no_measurement_can_have_ends_the_call_only_where_it_is_read() -> None:
    sodium = json.dumps(bundle(SODIUM)).replace("140", "1e99999")
    [entry] = glimpsed(sodium.encode()).unopened
    assert entry.opened().resource == {}
    with pytest.raises(NotJson):
        glimpsed(sodium.replace("2951-2", LEUKOCYTES).encode())


def test_a_page_says_what_its_bundle_says() -> None:
    page = glimpsed(bundle(SODIUM, total=3, link=[{"relation": "next", "url": "https://ehr.example/next"}]))
    assert page.following == "https://ehr.example/next"
    assert "counts 3 results and holds 1" in page.short_of


def told(*resources: Any) -> History:
    return _history(glimpsed(bundle(*resources)))


def _history(page: Page) -> History:
    return history(Chart("invented", page.entries, unopened=page.unopened))


def test_a_newer_version_counts_be_it_unopened() -> None:
    older = observation(LEUKOCYTES, "a", subject=HER, valueQuantity=quantity(5, "10*9/L"), meta=_updated("2024-01-01"))
    newer = older | {"code": concept("2951-2"), "meta": _updated("2024-02-01")}
    assert told(older).observed
    assert told(older, newer).observed == told(newer, older).observed == ()
    of_two_keys = [glimpsed(bundle(each)) for each in (older, newer)]
    assert _history(of_two_keys[0].and_then(of_two_keys[1])).observed == ()


@pytest.mark.parametrize("first_is_ours", [True, False])
def test_of_two_versions_that_nothing_tells_apart_the_first_counts_as_when_all_is_read(first_is_ours: bool) -> None:
    ours = observation(LEUKOCYTES, "a", subject=HER, valueQuantity=quantity(5, "10*9/L"))
    other = ours | {"code": concept("2951-2")}
    assert bool(told(*((ours, other) if first_is_ours else (other, ours))).observed) is first_is_ours


def _updated(day: str) -> dict[str, str]:
    return {"lastUpdated": f"{day}T00:00:00Z"}


@pytest.mark.parametrize(("subject", "total"), [(HER, [100]), ({"reference": "Patient/another"}, [])])
def test_a_panel_finds_members_about_something_else_of_the_same_patient(subject: Any, total: list[int]) -> None:
    members = [{"reference": "Observation/basophils"}, {"reference": "Observation/lymphocytes"}]
    basophils = observation("707-0", "basophils", subject=HER, valueQuantity=quantity(2, "%"))
    lymphocytes = observation("26478-8", "lymphocytes", subject=subject, valueQuantity=quantity(98, "%"))
    panel = observation("24318-8", "panel", subject=HER, hasMember=members)
    assert unopened(basophils, lymphocytes, panel) == ["lymphocytes"]
    found = told(basophils, lymphocytes, panel).observed
    assert [each.total_percent for each in found if hasattr(each, "total_percent")] == total


def test_of_a_result_of_ours_only_what_is_looked_into_is_built() -> None:
    looked_into = SODIUM | {"code": concept(LEUKOCYTES), "hasMember": [], "focus": {"any": ["shape"]}}
    [entry] = glimpsed(bundle(looked_into | {"category": [], "performer": [HER], "note": [{"text": "seen"}]})).entries
    assert entry.resource == looked_into


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_odd_chart_read_at_a_glimpse_tells_the_same(path: Path) -> None:
    results = [each for each in read(path)["chart"] if each.get("resourceType") == "Observation"]
    whole = page_of(bundle(*results))
    assert isinstance(whole, Page)
    try:
        page = glimpsed(bundle(*results))
    except OtherShape:
        assert not isinstance(whole, Failed)
        return
    seen, in_full = map(_history, (page, whole))
    assert facts_of(seen) == facts_of(in_full)
    assert set(seen.refusals) == set(in_full.refusals)
