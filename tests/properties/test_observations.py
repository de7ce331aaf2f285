"""For every chart: reading never fails, the order never matters, and unrelated data change nothing."""

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fhir_mappings import Chart, ChartEntry, read_history
from response_criteria.model.history import ExcludedData
from tests.fhir_mappings.observation import concept, observation, quantity, read_observations

ISCN = "47,XY,t(9;22)(q34;q11.2),+8[12]/46,XY[8]"
LIMIT = [{"high": quantity(45, "U/L"), "type": concept("normal")}]
GENE = {"code": concept("48018-6"), "valueCodeableConcept": concept("HGNC:76", "http://www.genenames.org")}
PROTEIN = {"code": concept("48005-3"), "valueCodeableConcept": {"text": "p.Thr315Ile"}}
CHART = [
    observation("6690-2", "leukocytes", valueQuantity=quantity(12, "K/uL", "10*3/uL"), specimen={"display": "Blood"}),
    observation(
        "6690-2", "later", valueQuantity=quantity(11, "K/uL"), specimen={"display": "Blood"}, status="corrected"
    ),
    observation("24318-8", "manual", component=[{"code": concept("709-6"), "valueQuantity": quantity(3, "%")}]),
    observation("57023-4", "automated", hasMember=[{"reference": "Observation/blasts"}]),
    observation("26446-5", "blasts", valueString="0 %", method={"text": "Automated"}),
    observation(
        "11150-0", "marrow", valueRange={"low": quantity(1, "%"), "high": quantity(2, "%")}, bodySite={"text": "Marrow"}
    ),
    observation("62356-1", "karyotype", valueString=ISCN, effectivePeriod={"start": "2024-03-05"}),
    observation(
        "21795-0",
        "ph",
        valueRatio={"numerator": quantity(3), "denominator": quantity(20)},
        method={"text": "Karyotype"},
    ),
    observation("62360-3", "cells", valueInteger=20),
    observation(
        "69380-4", "bcr-abl1", valueString="<0.01 %", identifier=[{"value": "A-17"}], meta={"lastUpdated": "2024"}
    ),
    observation(
        "69380-4", "none", valueCodeableConcept={"text": "Not detected"}, effectiveInstant="2024-04-05T00:00:00Z"
    ),
    observation("1742-6", "alt", valueQuantity=quantity(40, "U/L"), referenceRange=LIMIT),
    observation("82810-3", "pregnancy", valueBoolean=False),
    observation("32489-7", "spleen", valueQuantity=quantity(2, "cm"), dataAbsentReason={"text": "?"}),
    observation("69548-6", "variant", valueCodeableConcept=concept("LA9633-4"), component=[GENE, PROTEIN]),
    observation("55135-8", "mutation", valueString="T315I"),
]

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.decimals() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=5,
)


def find_places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every place in a resource: its container and the key or index in it."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in list(entries):
        yield value, key
        yield from find_places(member)


@given(st.data())
def test_no_content_of_an_observation_makes_reading_fail(data: st.DataObject) -> None:
    chart = copy.deepcopy(CHART)
    all_places = [place for resource in chart for place in find_places(resource)]
    for container, key in data.draw(st.lists(st.sampled_from(all_places), min_size=1, max_size=3)):
        container[key] = data.draw(JSON)
    known = Chart("invented", tuple(ChartEntry(resource) for resource in chart))
    history = read_history(known)
    assert {fact.origin for fact in (*history.observed, *history.excluded)} <= set(known.entries)
    assert all(exclusion.reason for exclusion in history.excluded)


@given(st.permutations(CHART))
def test_the_order_of_the_chart_never_matters(chart: list[Any]) -> None:
    facts, excluded = read_observations(*chart)
    expected, expected_excluded = read_observations(*CHART)
    assert sorted(map(repr, facts)) == sorted(map(repr, expected))
    assert set(excluded) == set(expected_excluded)


@given(st.lists(JSON.map(lambda value: observation("8867-4", "pulse", valueQuantity=value)), max_size=3))
def test_unrelated_observations_change_nothing(others: list[Any]) -> None:
    assert read_observations(*others, *CHART) == read_observations(*CHART)


def test_the_chart_of_these_properties_is_not_empty() -> None:
    facts, excluded = read_observations(*CHART)
    assert len(facts) > 10
    assert [type(exclusion) for exclusion in excluded] == [ExcludedData, ExcludedData]
