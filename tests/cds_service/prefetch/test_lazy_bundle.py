"""Irrelevant results stay text until they are needed, and no assessment changes because of that."""

import json
from pathlib import Path
from typing import Any

import pytest

from cds_service.decimal_json import InvalidJsonError, ShapeMismatch, ShapeReader, write
from cds_service.prefetch.answers import QueryFailed, SearchResult, parse_bundle
from cds_service.prefetch.lazy_bundle import BundleText, parse_lazily
from fhir_mappings import Chart, read_history
from fhir_mappings.observations.code_registry import list_observation_codes
from response_criteria.model.history import History
from tests.fhir_mappings.observation import concept, observation, quantity
from tests.real_world_charts.summaries import summarize_facts
from tests.real_world_charts.test_real_world_charts import FILES, read_file

SUBJECT = {"reference": "Patient/invented"}
LEUKOCYTES, LYMPHOCYTES, MANUAL = "6690-2", "737-7", "24318-8"
SODIUM = observation("2951-2", "sodium", subject=SUBJECT, valueQuantity=quantity(140, "mmol/L"))


def bundle(*resources: Any, **members: Any) -> dict[str, Any]:
    return {"resourceType": "Bundle", "entry": [{"resource": resource} for resource in resources], **members}


def parse(content: Any) -> SearchResult:
    text = content if isinstance(content, bytes) else write(content).encode()
    page = parse_lazily(ShapeReader(BundleText).read(text), list_observation_codes())
    assert isinstance(page, SearchResult)
    return page


def list_unparsed(*resources: Any) -> list[str]:
    return [result.id for result in parse(bundle(*resources)).unparsed]


def test_an_irrelevant_result_stays_text_until_it_is_needed() -> None:
    page = parse({"resourceType": "Bundle", "entry": [{"fullUrl": "urn:sodium", "resource": SODIUM}]})
    [entry] = page.unparsed
    assert page.entries == ()
    assert (entry.id, entry.full_url) == ("sodium", "urn:sodium")
    parsed_entry = entry.parse()
    assert (parsed_entry.type, parsed_entry.id, parsed_entry.full_url) == ("Observation", "sodium", "urn:sodium")
    assert parsed_entry.resource == SODIUM


@pytest.mark.parametrize(
    "possibly_relevant",
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
def test_a_possibly_relevant_result_is_parsed(possibly_relevant: Any) -> None:
    page = parse(bundle(possibly_relevant, SODIUM | {"id": "another"}))
    assert [entry.resource for entry in page.entries] == [possibly_relevant]
    assert [result.id for result in page.unparsed] == ["another"]


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
def test_a_body_that_is_not_a_bundle_of_resources_is_not_parsed_lazily(content: Any) -> None:
    with pytest.raises(ShapeMismatch):
        parse(content)


@pytest.mark.parametrize(
    "other",
    [
        {"resourceType": "Specimen", "id": "s", "type": {"text": "Bone marrow"}},
        {"resourceType": "Observation", "id": "no-code", "note": [{"text": "seen"}]},
        {"resourceType": "Observation", "code": concept("2951-2")},
        SODIUM | {"id": 5},
    ],
)
def test_a_resource_without_an_id_and_a_code_is_parsed_in_full(other: Any) -> None:
    page = parse(bundle(SODIUM, other))
    assert [entry.resource for entry in page.entries] == [other]
    assert [result.id for result in page.unparsed] == ["sodium"]


def test_an_operation_outcome_is_respected_and_non_resources_are_counted() -> None:
    throttled = {"resourceType": "OperationOutcome", "issue": [{"severity": "warning", "code": "throttled"}]}
    assert "is incomplete" in parse(bundle(SODIUM, throttled)).explain_missing()
    for not_a_resource in (None, 5, "text", [], {}, {"resourceType": 5}):
        assert parse(bundle(SODIUM, not_a_resource)).unreadable == 1


def test_a_number_out_of_range_ends_the_call_only_in_a_relevant_result() -> None:
    sodium = json.dumps(bundle(SODIUM)).replace("140", "1e99999")
    [entry] = parse(sodium.encode()).unparsed
    assert entry.parse().resource == {}
    with pytest.raises(InvalidJsonError):
        parse(sodium.replace("2951-2", LEUKOCYTES).encode())


def test_links_and_total_of_the_bundle_are_kept() -> None:
    page = parse(bundle(SODIUM, total=3, link=[{"relation": "next", "url": "https://ehr.example/next"}]))
    assert page.next_link == "https://ehr.example/next"
    assert "states a total of 3 results but contains 1" in page.explain_missing()


def read_facts(*resources: Any) -> History:
    return _read_history(parse(bundle(*resources)))


def _read_history(page: SearchResult) -> History:
    return read_history(Chart("invented", page.entries, unparsed=page.unparsed))


def test_a_newer_version_counts_even_unparsed() -> None:
    older = observation(
        LEUKOCYTES, "a", subject=SUBJECT, valueQuantity=quantity(5, "10*9/L"), meta=_build_meta("2024-01-01")
    )
    newer = older | {"code": concept("2951-2"), "meta": _build_meta("2024-02-01")}
    assert read_facts(older).observed
    assert read_facts(older, newer).observed == read_facts(newer, older).observed == ()
    first_key, second_key = [parse(bundle(version)) for version in (older, newer)]
    assert _read_history(first_key.append_page(second_key)).observed == ()


@pytest.mark.parametrize("first_is_relevant", [True, False])
def test_of_two_equal_versions_the_first_counts_as_with_full_parsing(first_is_relevant: bool) -> None:
    relevant = observation(LEUKOCYTES, "a", subject=SUBJECT, valueQuantity=quantity(5, "10*9/L"))
    irrelevant = relevant | {"code": concept("2951-2")}
    assert (
        bool(read_facts(*((relevant, irrelevant) if first_is_relevant else (irrelevant, relevant))).observed)
        is first_is_relevant
    )


def _build_meta(day: str) -> dict[str, str]:
    return {"lastUpdated": f"{day}T00:00:00Z"}


@pytest.mark.parametrize(("subject", "total"), [(SUBJECT, [100]), ({"reference": "Patient/another"}, [])])
def test_a_panel_finds_unparsed_members_of_the_same_patient(subject: Any, total: list[int]) -> None:
    members = [{"reference": "Observation/basophils"}, {"reference": "Observation/plasma_cells"}]
    basophils = observation("707-0", "basophils", subject=SUBJECT, valueQuantity=quantity(2, "%"))
    plasma_cells = observation("13047-6", "plasma_cells", subject=subject, valueQuantity=quantity(98, "%"))
    panel = observation("24318-8", "panel", subject=SUBJECT, hasMember=members)
    assert list_unparsed(basophils, plasma_cells, panel) == ["plasma_cells"]
    found = read_facts(basophils, plasma_cells, panel).observed
    assert [fact.total_percent for fact in found if hasattr(fact, "total_percent")] == total


def test_only_the_needed_members_of_a_relevant_result_are_parsed() -> None:
    needed = SODIUM | {"code": concept(LEUKOCYTES), "hasMember": [], "focus": {"any": ["shape"]}}
    [entry] = parse(bundle(needed | {"category": [], "performer": [SUBJECT], "note": [{"text": "seen"}]})).entries
    assert entry.resource == needed


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_real_world_chart_gives_the_same_facts_parsed_lazily(path: Path) -> None:
    results = [resource for resource in read_file(path)["chart"] if resource.get("resourceType") == "Observation"]
    full = parse_bundle(bundle(*results))
    assert isinstance(full, SearchResult)
    try:
        page = parse(bundle(*results))
    except ShapeMismatch:
        assert not isinstance(full, QueryFailed)
        return
    lazy_history, full_history = map(_read_history, (page, full))
    assert summarize_facts(lazy_history) == summarize_facts(full_history)
    assert set(lazy_history.excluded) == set(full_history.excluded)
