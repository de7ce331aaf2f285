"""Reading Observations: relevance, dates, versions and panels, and that malformed content is harmless."""

from typing import Any

import pytest

from fhir_mappings.chart.chart import Chart
from fhir_mappings.datatypes.references import ChartEntry
from fhir_mappings.history import read_history
from response_criteria.model.periods import PartialDate
from response_criteria.model.results import (
    BcrAbl1Result,
    BloodCount,
    Cell,
    CountMethod,
    CytogeneticResult,
    ManualDifferential,
    MarrowCount,
)
from tests.fhir_mappings.observation import (
    concept,
    observation,
    quantity,
    read_exclusion_reason,
    read_fact,
    read_facts,
    read_observations,
)


def leukocytes(value: float = 12, name: str = "1", **rest: Any) -> dict[str, Any]:
    return observation("6690-2", name, **{"valueQuantity": quantity(value, "K/uL"), **rest})


# --- relevance --------------------------------------------------------------------------------------------------------


def test_an_observation_with_an_unknown_code_is_skipped() -> None:
    assert read_observations(observation("8867-4", valueQuantity=quantity(72, "/min"))) == ((), ())


def test_a_known_code_of_another_system_is_unknown() -> None:
    assert read_facts(leukocytes() | {"code": concept("6690-2", "http://elsewhere.example")}) == ()


def test_a_display_without_a_code_is_not_read() -> None:
    assert read_facts(leukocytes() | {"code": {"text": "Leukocytes", "coding": [{"display": "Leukocytes"}]}}) == ()


def test_an_observation_needs_no_category() -> None:
    found = read_fact(leukocytes())
    assert isinstance(found, BloodCount)
    assert found.origin == "Observation/1"


def test_of_two_codes_for_the_same_cells_the_more_cautious_one_counts() -> None:
    written = observation("26450-7", valueQuantity=quantity(3, "%"))
    written["code"]["coding"].append({"system": "http://loinc.org", "code": "713-8"})
    found = read_fact(written)
    assert isinstance(found, BloodCount)
    assert found.method is CountMethod.AUTOMATED


def test_an_observation_with_codes_for_different_results_is_excluded() -> None:
    written = leukocytes()
    written["code"]["coding"].append({"system": "http://loinc.org", "code": "777-3"})
    assert read_exclusion_reason(written) == "its codes mean different results"


@pytest.mark.parametrize("code", ["26471-3", "55433-7"])
def test_a_combined_class_of_zero_cells_is_skipped(code: str) -> None:
    assert read_facts(observation(code, valueQuantity=quantity(0, "%"))) == ()
    assert read_facts(observation(code, valueString="0.0 %")) == ()
    assert read_exclusion_reason(observation(code, valueQuantity=quantity("0.1", "%"))).startswith("it counts all")
    assert read_exclusion_reason(observation(code, valueQuantity=quantity(1, "%", comparator="<"))).startswith(
        "it counts all"
    )
    assert read_exclusion_reason(observation(code)).startswith("it counts all")


# --- dates ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dates", "on"),
    [
        ({"effectiveDateTime": "2024-03-05T23:30:00-10:00"}, "2024-03-05"),
        ({"effectiveDateTime": "2024-03-05"}, "2024-03-05"),
        ({"effectiveDateTime": "2024-03"}, "2024-03"),
        ({"effectiveInstant": "2024-03-05T08:00:00Z"}, "2024-03-05"),
        ({"effectivePeriod": {"start": "2024-03-05T08:00:00Z", "end": "2024-03-06"}}, "2024-03-05"),
        ({"effectivePeriod": {"end": "2024-03-06"}}, "2024-03-06"),
        ({"effectiveTiming": {"event": ["2024-03-05"]}}, "2024-03-05"),
        ({"effectiveDateTime": "2024-03-05", "issued": "2024-03-07T08:00:00Z"}, "2024-03-05"),
        ({"issued": "2024-03-07T08:00:00Z"}, "2024-03-07"),
    ],
)
def test_the_date_of_a_result_is_that_of_its_sample_else_that_of_its_issue(dates: dict[str, Any], on: str) -> None:
    found = read_fact(leukocytes(**{"effectiveDateTime": None, **dates}))
    assert isinstance(found, BloodCount)
    assert isinstance(found.on, PartialDate)
    assert str(found.on) == on


@pytest.mark.parametrize(
    ("dates", "reason"),
    [
        ({}, "it has no date that can be read"),
        ({"issued": "yesterday"}, "it has no date that can be read"),
        ({"effectiveDateTime": "yesterday", "issued": "2024-03-07T08:00:00Z"}, "its date cannot be read"),
        ({"effectiveDateTime": ["2024-03-05"]}, "its date cannot be read"),
        ({"effectivePeriod": {}}, "its date cannot be read"),
        ({"effectivePeriod": "2024-03-05"}, "its date cannot be read"),
        ({"effectiveTiming": {"event": ["2024-03-05", "2024-03-06"]}}, "its date cannot be read"),
    ],
)
def test_a_result_without_a_readable_date_is_excluded(dates: dict[str, Any], reason: str) -> None:
    assert read_exclusion_reason(leukocytes(**{"effectiveDateTime": None, **dates})) == reason


def test_results_of_one_day_are_ordered_by_the_hour_of_the_sample() -> None:
    morning, noon = read_facts(
        leukocytes(9, "1", effectiveDateTime="2024-03-05T12:00:00+13:00", issued="2024-03-09T08:00:00Z"),
        leukocytes(8, "2", effectiveDateTime="2024-03-05T13:00:00+13:00", issued="2024-03-08T08:00:00Z"),
    )
    assert morning.sequence < noon.sequence


def test_results_of_unknown_hour_are_ordered_by_their_time_of_issue() -> None:
    earlier, later = read_facts(
        leukocytes(9, "1", effectiveDateTime="2024-03-05", issued="2024-03-05T08:00:00Z"),
        leukocytes(8, "2", effectiveDateTime="2024-03-05", issued="2024-03-05T09:00:00Z"),
    )
    assert earlier.sequence < later.sequence


# --- statuses and versions --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["final", "amended", "corrected"])
def test_final_amended_and_corrected_results_count(status: str) -> None:
    assert isinstance(read_fact(leukocytes(status=status)), BloodCount)


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("preliminary", "it is preliminary, and the final result is pending"),
        ("registered", "it is registered, and its result is pending"),
        ("cancelled", "it was cancelled"),
        ("entered-in-error", "it was entered in error"),
        ("unknown", "its status is unknown"),
        ("bogus", "its status is not one of FHIR's"),
        (["final"], "its status is not one of FHIR's"),
        (None, "its status is not one of FHIR's"),
    ],
)
def test_results_of_any_other_status_are_excluded(status: Any, reason: str) -> None:
    assert read_exclusion_reason(leukocytes(status=status)) == reason


SUPERSEDED = "a later version of the same result supersedes it"
ACCESSION = [{"system": "https://laboratory.example", "value": "A-17"}]


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ({"status": "final"}, {"status": "corrected"}),
        ({"status": "final"}, {"status": "amended"}),
        ({"status": "preliminary"}, {"status": "final"}),
        (
            {"status": "corrected", "issued": "2024-03-05T09:00:00Z"},
            {"status": "corrected", "issued": "2024-03-05T10:00:00Z"},
        ),
        (
            {"identifier": ACCESSION, "issued": "2024-03-05T09:00:00Z", "effectiveDateTime": "2024-03-05"},
            {"identifier": ACCESSION, "issued": "2024-03-05T10:00:00Z", "effectiveDateTime": "2024-03-05"},
        ),
        (
            {"identifier": ACCESSION, "meta": {"lastUpdated": "2024-03-05T09:00:00Z"}},
            {"identifier": ACCESSION, "meta": {"lastUpdated": "2024-03-05T10:00:00Z"}},
        ),
    ],
)
def test_a_later_version_supersedes_an_earlier_one(older: dict[str, Any], newer: dict[str, Any]) -> None:
    first, last = leukocytes(9, "first", **older), leukocytes(12, "last", **newer)
    for chart in ([first, last], [last, first]):
        (found,), (excluded,) = read_observations(*chart)
        assert found.origin == "Observation/last"
        assert (excluded.origin, excluded.reason, excluded.withdrawn) == ("Observation/first", SUPERSEDED, True)


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ({}, {}),
        ({}, {"status": "corrected", "effectiveDateTime": "2024-03-05T11:00:00+02:00"}),
        ({"effectiveDateTime": "2024-03-05"}, {"status": "corrected", "effectiveDateTime": "2024-03-05"}),
        ({"specimen": {"reference": "Specimen/1"}}, {"status": "corrected", "specimen": {"reference": "Specimen/2"}}),
        ({"identifier": ACCESSION}, {"identifier": ACCESSION, "effectiveDateTime": "2024-04-05T10:00:00+02:00"}),
        ({"identifier": "A-17"}, {"identifier": ["A-17", {"value": 17}]}),
    ],
)
def test_two_results_that_may_be_different_both_count(one: dict[str, Any], another: dict[str, Any]) -> None:
    assert len(read_facts(leukocytes(9, "1", **one), leukocytes(12, "2", **another))) == 2


UNCERTAIN_DATE = "a correction with its number has another date and may correct this result, so its date is uncertain"
MARCH = {"identifier": ACCESSION, "effectiveDateTime": "2024-03-05T10:00:00Z"}
MAY = {"identifier": ACCESSION, "effectiveDateTime": "2024-05-07T10:00:00Z"}
JUNE = {"identifier": ACCESSION, "effectiveDateTime": "2024-06-11T10:00:00Z"}


@pytest.mark.parametrize("status", ["corrected", "amended"])
@pytest.mark.parametrize(("first", "corrected"), [(MARCH, MAY), (MAY, MARCH)])
def test_a_correction_with_another_date_makes_the_date_of_the_first_result_uncertain(
    first: dict[str, Any], corrected: dict[str, Any], status: str
) -> None:
    """It may have moved the result; or the number is the whole order's, and both were measured (decision 0046)."""
    one, another = leukocytes(9, "first", **first), leukocytes(12, "last", status=status, **corrected)
    for chart in ([one, another], [another, one]):
        found, excluded = read_observations(*chart)
        days = {fact.origin: str(fact.on) for fact in found}
        assert days == {
            "Observation/first": "2024-03-05/2024-05-07",
            "Observation/last": corrected["effectiveDateTime"][:10],
        }
        assert [(data.origin, data.reason) for data in excluded] == [("Observation/first", UNCERTAIN_DATE)]
        last, uncertain = sorted(found, key=lambda result: result.sequence, reverse=True)
        assert (last.origin, uncertain.origin) == (
            "Observation/last",
            "Observation/first",
        )  # on one day it is superseded


def test_of_two_corrections_with_two_dates_the_earlier_one_becomes_uncertain() -> None:
    once = leukocytes(9, "once", status="corrected", issued="2024-06-01T10:00:00Z", **MARCH)
    twice = leukocytes(12, "twice", status="corrected", issued="2024-06-02T10:00:00Z", **MAY)
    (excluded,) = read_observations(once, twice)[1]
    assert (excluded.origin, excluded.reason) == ("Observation/once", UNCERTAIN_DATE)


@pytest.mark.parametrize(
    "others",
    [
        [leukocytes(10, "2", **MAY), leukocytes(12, "3", status="corrected", **MAY)],  # what it corrects is of its day
        [leukocytes(10, "2", **MAY), leukocytes(12, "3", status="corrected", **JUNE)],  # the number is the order's
        [leukocytes(12, "3", **MAY)],
        [leukocytes(12, "3", status="corrected", **(MAY | {"identifier": [{"value": "A-18"}]}))],
        [observation("777-3", "3", valueQuantity=quantity(300, "K/uL"), status="corrected", **MAY)],
        [leukocytes(12, "3", status="entered-in-error", **MAY)],
    ],
)
def test_no_other_result_with_another_date_makes_a_date_uncertain(others: list[dict[str, Any]]) -> None:
    found, excluded = read_observations(leukocytes(9, "1", **MARCH), *others)
    assert all(fact.on.is_exact_day for fact in found)
    assert UNCERTAIN_DATE not in {exclusion.reason for exclusion in excluded}


def test_an_analysis_of_uncertain_date_keeps_its_number_of_cells() -> None:
    share = observation("21795-0", "share", valueQuantity=quantity(60, "%"), method={"text": "karyotype"}, **MARCH)
    cells = observation("62361-1", "cells", valueQuantity=quantity(25, "{cells}"), **MARCH)
    moved = {**share, **MAY, "id": "moved", "status": "corrected"}
    first = next(
        read_observation
        for read_observation in read_observations(share, cells, moved)[0]
        if read_observation.origin == "Observation/share"
    )
    assert isinstance(first, CytogeneticResult)
    assert (first.cells, str(first.on)) == (25, "2024-03-05/2024-05-07")


def test_two_analytes_with_one_order_number_are_two_results() -> None:
    platelets = observation("777-3", "2", valueQuantity=quantity(300, "K/uL"), identifier=ACCESSION, status="corrected")
    assert len(read_facts(leukocytes(9, "1", identifier=ACCESSION), platelets)) == 2


def test_a_withdrawn_version_withdraws_the_result() -> None:
    older = leukocytes(9, "first", identifier=ACCESSION)
    withdrawn = leukocytes(9, "last", identifier=ACCESSION, status="entered-in-error")
    assert read_observations(older, withdrawn)[0] == ()


def test_a_cancelled_repeat_does_not_affect_the_result() -> None:
    found, (excluded,) = read_observations(leukocytes(9, "1"), leukocytes(9, "2", status="cancelled"))
    assert [fact.origin for fact in found] == ["Observation/1"]
    assert excluded.reason == "it was cancelled"


# --- panels -----------------------------------------------------------------------------------------------------------


def line(code: str, value: Any, unit: str = "%") -> dict[str, Any]:
    return {"code": concept(code), "valueQuantity": quantity(value, unit, unit)}


MANUAL, AUTOMATED, CBC = "24318-8", "57023-4", "58410-2"
LYMPHOCYTES = line("26478-8", 38)
SEGMENTS = line("26511-6", 59)
BLASTS = line("709-6", 3)


def differential(*written: dict[str, Any], panel: str = MANUAL) -> ManualDifferential | None:
    found = (fact for fact in read_facts(*written) if isinstance(fact, ManualDifferential))
    return next(found, None)


def test_components_are_read_by_their_own_codes() -> None:
    found = read_facts(
        observation(CBC, component=[line("6690-2", 12, "10*9/L"), line("777-3", 300, "10*9/L"), LYMPHOCYTES])
    )
    assert [(fact.cell, fact.origin) for fact in found if isinstance(fact, BloodCount)] == [
        (Cell.LEUKOCYTES, "Observation/1"),
        (Cell.PLATELETS, "Observation/1"),
        (Cell.LYMPHOCYTES, "Observation/1"),
    ]


def test_an_unusable_component_does_not_affect_the_others() -> None:
    found, (excluded,) = read_observations(
        observation(CBC, component=[line("6690-2", 12, "10*9/L"), line("777-3", 300, "%")])
    )
    assert [fact.origin for fact in found] == ["Observation/1"]
    assert excluded.reason == "its unit (%) is not one for cells per volume"


def test_the_components_of_a_panel_with_a_local_code_are_read() -> None:
    written = observation("x", component=[line("6690-2", 12, "10*9/L")]) | {"code": concept("CBC", "local")}
    assert isinstance(read_fact(written), BloodCount)


def test_a_result_that_only_groups_components_needs_no_value() -> None:
    iscn = {"code": concept("81291-7"), "valueString": "46,XX[20]"}
    assert len(read_facts(observation("62356-1", component=[iscn]))) == 1


def test_a_panel_without_components_gives_no_result() -> None:
    assert read_facts(observation(CBC), observation(CBC, "2", effectiveDateTime=None)) == ()


def test_a_manual_differential_sums_all_classes_known_or_not() -> None:
    found = differential(observation(MANUAL, component=[BLASTS, SEGMENTS, LYMPHOCYTES, line("731-0", 4, "10*9/L")]))
    assert found is not None
    assert str(found.total_percent) == "100"
    assert found.listed_classes == {Cell.BLASTS, Cell.NEUTROPHILS, Cell.LYMPHOCYTES}


@pytest.mark.parametrize("blasts", [line("30376-8", "0.3", "10*9/L"), {"code": concept("709-6"), "valueString": "few"}])
def test_a_class_without_a_percentage_is_listed_too(blasts: dict[str, Any]) -> None:
    found, _ = read_observations(observation(MANUAL, component=[blasts, line("26511-6", 60), line("26478-8", 40)]))
    (differential,) = (fact for fact in found if isinstance(fact, ManualDifferential))
    assert Cell.BLASTS in differential.listed_classes


def test_an_unknown_line_of_zero_percent_includes_no_blasts() -> None:
    nothing = {**line("x", 0), "code": concept("BLA", "local")}
    found = differential(observation(MANUAL, component=[SEGMENTS, line("26478-8", 41), nothing]))
    assert found is not None
    assert (str(found.total_percent), found.listed_classes) == ("100", {Cell.NEUTROPHILS, Cell.LYMPHOCYTES})


def test_a_fraction_or_a_text_is_not_summed() -> None:
    extra = [line("26450-7", "0.02", "1"), {"code": concept("26450-7"), "valueString": "few"}]
    found, _ = read_observations(observation(MANUAL, component=[SEGMENTS, LYMPHOCYTES, BLASTS, *extra]))
    assert [str(fact.total_percent) for fact in found if isinstance(fact, ManualDifferential)] == ["100"]


def members(*names: str, **rest: Any) -> dict[str, Any]:
    return observation(MANUAL, "panel", hasMember=[{"reference": name} for name in names], **rest)


def member(name: str, part: dict[str, Any], **rest: Any) -> dict[str, Any]:
    return observation("x", name, **rest) | part


@pytest.mark.parametrize("prefix", ["Observation/", "https://ehr.example/r4/Observation/"])
def test_a_manual_differential_sums_its_members(prefix: str) -> None:
    lines = [member("b", BLASTS), member("s", SEGMENTS), member("l", LYMPHOCYTES)]
    found = differential(members(f"{prefix}b", f"{prefix}s/_history/2", f"{prefix}l"), *lines)
    assert found is not None
    assert str(found.total_percent) == "100"


def test_members_are_found_by_the_url_of_their_entry() -> None:
    chart = Chart("invented", (ChartEntry(members("urn:uuid:7")), ChartEntry(member("b", BLASTS), "urn:uuid:7")))
    found = [fact for fact in read_history(chart).observed if isinstance(fact, ManualDifferential)]
    assert [str(fact.total_percent) for fact in found] == ["3"]


@pytest.mark.parametrize(
    "written",
    [
        [members("Observation/b", "Observation/missing"), member("b", BLASTS)],
        [members("Observation/b"), member("b", BLASTS, status="preliminary")],
        [members("Observation/b"), member("b", BLASTS, status="entered-in-error")],
        [
            members("Observation/b"),
            member("b", line("709-6", "3") | {"valueQuantity": quantity(3, "%", comparator="<")}),
        ],
        [members("Observation/b", status="preliminary"), member("b", BLASTS)],
        [members(), member("b", BLASTS)],
        [observation(MANUAL, component=[SEGMENTS, line("26471-3", 41)])],
        [
            observation(
                MANUAL, component=[SEGMENTS, LYMPHOCYTES, {"code": concept("44017-2"), "valueString": "present"}]
            )
        ],
        [observation(MANUAL, component=[SEGMENTS, LYMPHOCYTES, {"code": {"text": "Blasts"}, "valueString": "few"}])],
        [observation(MANUAL, component=[SEGMENTS, LYMPHOCYTES, {**line("x", 3), "code": concept("BLA", "local")}])],
        [observation(MANUAL, component=[SEGMENTS, LYMPHOCYTES, {**line("x", 3), "code": {"text": "Lymphocytes"}}])],
        [observation(MANUAL, component=[SEGMENTS, {**LYMPHOCYTES, "code": concept("1-8", text="Blast-like cells")}])],
        [observation(AUTOMATED, component=[BLASTS, SEGMENTS, LYMPHOCYTES])],
        [observation(CBC, component=[BLASTS, SEGMENTS, LYMPHOCYTES])],
        [members("Observation/b") | {"hasMember": ["Observation/b", {"reference": 5}]}, member("b", BLASTS)],
    ],
)
def test_a_differential_that_is_not_manual_final_and_complete_has_no_sum(written: list[dict[str, Any]]) -> None:
    found, _ = read_observations(*written)
    assert not [fact for fact in found if isinstance(fact, ManualDifferential)]


@pytest.mark.parametrize("panel", [AUTOMATED, "57021-8"])
def test_the_lines_of_an_automated_differential_are_automated_counts(panel: str) -> None:
    as_components = read_facts(observation(panel, component=[line("26446-5", 0)]))
    as_members = read_facts(
        observation(panel, "panel", hasMember=[{"reference": "Observation/b"}]), member("b", line("26446-5", 0))
    )
    for (found,) in (as_components, as_members):
        assert isinstance(found, BloodCount)
        assert found.method is CountMethod.AUTOMATED


# --- malformed content ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (leukocytes(component="6690-2"), None),
        (observation(MANUAL, component={"code": concept("709-6")}), "its component is not a list"),
        (observation(CBC, component=[None, 5, "6690-2", {"code": "6690-2"}]), "its code cannot be read"),
        (observation(CBC, component=[None, 5, "6690-2", {"code": "1-8"}]), None),
        (leukocytes(valueQuantity=[]), "its value is not an object"),
        (leukocytes(meta="2024", issued=5, identifier={"value": "A"}, specimen=[], contained={}), None),
        (leukocytes(interpretation="H", referenceRange="4-10", method=5, bodySite=5), None),
    ],
)
def test_a_malformed_element_excludes_only_what_depends_on_it(written: dict[str, Any], reason: str | None) -> None:
    _, excluded = read_observations(written, observation("69380-4", "good", valueString="0.1 %"))
    assert [exclusion.reason for exclusion in excluded] == ([reason] if reason else [])


def test_an_unreadable_result_does_not_affect_the_others() -> None:
    good = observation("69380-4", "good", valueString="0.1 %")
    marrow = observation("11150-0", "marrow", valueQuantity=quantity(4, "%"))
    found, excluded = read_observations(good, leukocytes(valueQuantity="?"), marrow)
    assert {type(fact) for fact in found} == {BcrAbl1Result, MarrowCount}
    assert [exclusion.origin for exclusion in excluded] == ["Observation/1"]


def test_an_empty_chart_gives_no_facts() -> None:
    assert read_observations() == ((), ())
