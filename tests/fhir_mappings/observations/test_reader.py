"""The entrance for results: what is ours, what stands, when it was sampled, and that nothing in a chart raises."""

from typing import Any

import pytest

from fhir_mappings.chart.chart import Chart
from fhir_mappings.datatypes.references import ChartEntry
from fhir_mappings.history import history
from response_criteria.model.facts import (
    BloodCount,
    Cell,
    CountMethod,
    Cytogenetics,
    ManualDifferential,
    MarrowCount,
    Origin,
    Refusal,
    Transcript,
)
from response_criteria.model.periods import When
from tests.fhir_mappings.observation import concept, fact, facts, observation, quantity, reading, refusal


def leukocytes(value: float = 12, name: str = "1", **rest: Any) -> dict[str, Any]:
    return observation("6690-2", name, **{"valueQuantity": quantity(value, "K/uL"), **rest})


# --- what is ours -----------------------------------------------------------------------------------------------------


def test_a_code_that_is_not_ours_is_passed_over() -> None:
    assert reading(observation("8867-4", valueQuantity=quantity(72, "/min"))) == ((), ())


def test_a_code_of_ours_in_another_system_is_not_ours() -> None:
    assert facts(leukocytes() | {"code": concept("6690-2", "http://elsewhere.example")}) == ()


def test_a_display_alone_is_not_ours() -> None:
    assert facts(leukocytes() | {"code": {"text": "Leukocytes", "coding": [{"display": "Leukocytes"}]}}) == ()


def test_a_category_is_never_needed() -> None:
    found = fact(leukocytes())
    assert isinstance(found, BloodCount)
    assert found.origin == "Observation/1"


def test_of_two_codes_for_the_same_cells_the_more_cautious_is_taken() -> None:
    written = observation("26450-7", valueQuantity=quantity(3, "%"))
    written["code"]["coding"].append({"system": "http://loinc.org", "code": "713-8"})
    found = fact(written)
    assert isinstance(found, BloodCount)
    assert found.method is CountMethod.AUTOMATED


def test_two_codes_for_different_results_are_refused() -> None:
    written = leukocytes()
    written["code"]["coding"].append({"system": "http://loinc.org", "code": "777-3"})
    assert refusal(written) == "its codes stand for different results"


@pytest.mark.parametrize("code", ["26471-3", "55433-7"])
def test_a_lump_of_cells_of_which_there_are_none_is_passed_over(code: str) -> None:
    assert facts(observation(code, valueQuantity=quantity(0, "%"))) == ()
    assert facts(observation(code, valueString="0.0 %")) == ()
    assert refusal(observation(code, valueQuantity=quantity("0.1", "%"))).startswith("it lumps")
    assert refusal(observation(code, valueQuantity=quantity(1, "%", comparator="<"))).startswith("it lumps")
    assert refusal(observation(code)).startswith("it lumps")


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
def test_a_result_is_dated_when_it_was_sampled_and_else_when_it_was_issued(dates: dict[str, Any], on: str) -> None:
    found = fact(leukocytes(**{"effectiveDateTime": None, **dates}))
    assert isinstance(found, BloodCount)
    assert isinstance(found.on, When)
    assert str(found.on) == on


@pytest.mark.parametrize(
    ("dates", "because"),
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
def test_a_result_that_cannot_be_dated_is_refused(dates: dict[str, Any], because: str) -> None:
    assert refusal(leukocytes(**{"effectiveDateTime": None, **dates})) == because


def test_results_of_one_day_are_ordered_by_the_hour_of_the_sample() -> None:
    morning, noon = facts(
        leukocytes(9, "1", effectiveDateTime="2024-03-05T12:00:00+13:00", issued="2024-03-09T08:00:00Z"),
        leukocytes(8, "2", effectiveDateTime="2024-03-05T13:00:00+13:00", issued="2024-03-08T08:00:00Z"),
    )
    assert morning.sequence < noon.sequence


def test_results_whose_hour_is_not_known_are_ordered_by_when_they_were_issued() -> None:
    earlier, later = facts(
        leukocytes(9, "1", effectiveDateTime="2024-03-05", issued="2024-03-05T08:00:00Z"),
        leukocytes(8, "2", effectiveDateTime="2024-03-05", issued="2024-03-05T09:00:00Z"),
    )
    assert earlier.sequence < later.sequence


# --- statuses and versions --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["final", "amended", "corrected"])
def test_a_final_an_amended_and_a_corrected_result_count(status: str) -> None:
    assert isinstance(fact(leukocytes(status=status)), BloodCount)


@pytest.mark.parametrize(
    ("status", "because"),
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
def test_no_other_status_counts(status: Any, because: str) -> None:
    assert refusal(leukocytes(status=status)) == because


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
        (found,), (refused,) = reading(*chart)
        assert found.origin == "Observation/last"
        assert refused == Refusal(Origin("Observation/first"), SUPERSEDED)


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
def test_two_results_that_are_not_certainly_one_both_count(one: dict[str, Any], another: dict[str, Any]) -> None:
    assert len(facts(leukocytes(9, "1", **one), leukocytes(12, "2", **another))) == 2


DAY_IS_OPEN = (
    "a correction under its number is of another day: whether of this result is not known, so its day is left open"
)
MARCH = {"identifier": ACCESSION, "effectiveDateTime": "2024-03-05T10:00:00Z"}
MAY = {"identifier": ACCESSION, "effectiveDateTime": "2024-05-07T10:00:00Z"}
JUNE = {"identifier": ACCESSION, "effectiveDateTime": "2024-06-11T10:00:00Z"}


@pytest.mark.parametrize("status", ["corrected", "amended"])
@pytest.mark.parametrize(("first", "corrected"), [(MARCH, MAY), (MAY, MARCH)])
def test_a_correction_of_another_day_leaves_the_day_of_the_first_open(
    first: dict[str, Any], corrected: dict[str, Any], status: str
) -> None:
    """It may have moved the result; or the number is the whole order's, and both were measured (decision 0046)."""
    one, another = leukocytes(9, "first", **first), leukocytes(12, "last", status=status, **corrected)
    for chart in ([one, another], [another, one]):
        found, refused = reading(*chart)
        days = {each.origin: str(each.on) for each in found}
        assert days == {
            "Observation/first": "2024-03-05/2024-05-07",
            "Observation/last": corrected["effectiveDateTime"][:10],
        }
        assert refused == (Refusal(Origin("Observation/first"), DAY_IS_OPEN),)
        last, open_one = sorted(found, key=lambda each: each.sequence, reverse=True)
        assert (last.origin, open_one.origin) == (
            "Observation/last",
            "Observation/first",
        )  # on one day it is superseded


def test_of_two_corrections_of_two_days_the_first_is_left_open() -> None:
    once = leukocytes(9, "once", status="corrected", issued="2024-06-01T10:00:00Z", **MARCH)
    twice = leukocytes(12, "twice", status="corrected", issued="2024-06-02T10:00:00Z", **MAY)
    assert reading(once, twice)[1] == (Refusal(Origin("Observation/once"), DAY_IS_OPEN),)


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
def test_any_other_result_of_another_day_leaves_no_day_open(others: list[dict[str, Any]]) -> None:
    found, refused = reading(leukocytes(9, "1", **MARCH), *others)
    assert all(each.on.is_a_day for each in found)
    assert DAY_IS_OPEN not in {each.because for each in refused}


def test_a_study_whose_day_is_open_keeps_its_cells() -> None:
    share = observation("21795-0", "share", valueQuantity=quantity(60, "%"), method={"text": "karyotype"}, **MARCH)
    cells = observation("62361-1", "cells", valueQuantity=quantity(25, "{cells}"), **MARCH)
    moved = {**share, **MAY, "id": "moved", "status": "corrected"}
    first = next(each for each in reading(share, cells, moved)[0] if each.origin == "Observation/share")
    assert isinstance(first, Cytogenetics)
    assert (first.cells, str(first.on)) == (25, "2024-03-05/2024-05-07")


def test_a_shared_order_number_does_not_make_two_analytes_one_result() -> None:
    platelets = observation("777-3", "2", valueQuantity=quantity(300, "K/uL"), identifier=ACCESSION, status="corrected")
    assert len(facts(leukocytes(9, "1", identifier=ACCESSION), platelets)) == 2


def test_a_withdrawn_version_takes_the_result_with_it() -> None:
    older = leukocytes(9, "first", identifier=ACCESSION)
    withdrawn = leukocytes(9, "last", identifier=ACCESSION, status="entered-in-error")
    assert reading(older, withdrawn)[0] == ()


def test_a_cancelled_repeat_does_not_hurt_the_result() -> None:
    found, (refused,) = reading(leukocytes(9, "1"), leukocytes(9, "2", status="cancelled"))
    assert [each.origin for each in found] == ["Observation/1"]
    assert refused.because == "it was cancelled"


# --- panels -----------------------------------------------------------------------------------------------------------


def line(code: str, value: Any, unit: str = "%") -> dict[str, Any]:
    return {"code": concept(code), "valueQuantity": quantity(value, unit, unit)}


MANUAL, AUTOMATED, CBC = "24318-8", "57023-4", "58410-2"
LYMPHOCYTES = line("26478-8", 38)
SEGMENTS = line("26511-6", 59)
BLASTS = line("709-6", 3)


def differential(*written: dict[str, Any], panel: str = MANUAL) -> ManualDifferential | None:
    found = (each for each in facts(*written) if isinstance(each, ManualDifferential))
    return next(found, None)


def test_components_are_read_by_their_own_codes() -> None:
    found = facts(observation(CBC, component=[line("6690-2", 12, "10*9/L"), line("777-3", 300, "10*9/L"), LYMPHOCYTES]))
    assert [(each.cell, each.origin) for each in found if isinstance(each, BloodCount)] == [
        (Cell.LEUKOCYTES, "Observation/1"),
        (Cell.PLATELETS, "Observation/1"),
    ]


def test_one_bad_component_does_not_hurt_the_others() -> None:
    found, (refused,) = reading(observation(CBC, component=[line("6690-2", 12, "10*9/L"), line("777-3", 300, "%")]))
    assert [each.origin for each in found] == ["Observation/1"]
    assert refused.because == "its unit (%) is not one for cells per volume"


def test_a_group_under_a_local_code_is_read_by_its_components() -> None:
    written = observation("x", component=[line("6690-2", 12, "10*9/L")]) | {"code": concept("CBC", "local")}
    assert isinstance(fact(written), BloodCount)


def test_a_result_that_only_holds_components_does_not_miss_a_value_of_its_own() -> None:
    iscn = {"code": concept("81291-7"), "valueString": "46,XX[20]"}
    assert len(facts(observation("62356-1", component=[iscn]))) == 1


def test_a_panel_without_components_is_no_result() -> None:
    assert facts(observation(CBC), observation(CBC, "2", effectiveDateTime=None)) == ()


def test_a_manual_differential_is_summed_over_all_its_classes_ours_or_not() -> None:
    found = differential(observation(MANUAL, component=[BLASTS, SEGMENTS, LYMPHOCYTES, line("731-0", 4, "10*9/L")]))
    assert found is not None
    assert str(found.total_percent) == "100"
    assert found.listed == {Cell.BLASTS, Cell.NEUTROPHILS}


@pytest.mark.parametrize("blasts", [line("30376-8", "0.3", "10*9/L"), {"code": concept("709-6"), "valueString": "few"}])
def test_a_class_that_is_listed_otherwise_than_in_percent_is_listed(blasts: dict[str, Any]) -> None:
    found, _ = reading(observation(MANUAL, component=[blasts, line("26511-6", 60), line("26478-8", 40)]))
    (differential,) = (each for each in found if isinstance(each, ManualDifferential))
    assert Cell.BLASTS in differential.listed


def test_a_line_of_zero_percent_hides_nothing() -> None:
    nothing = {**line("x", 0), "code": concept("BLA", "local")}
    found = differential(observation(MANUAL, component=[SEGMENTS, line("26478-8", 41), nothing]))
    assert found is not None
    assert (str(found.total_percent), found.listed) == ("100", {Cell.NEUTROPHILS})


def test_a_fraction_or_a_text_is_no_line_of_a_differential() -> None:
    extra = [line("26450-7", "0.02", "1"), {"code": concept("26450-7"), "valueString": "few"}]
    found, _ = reading(observation(MANUAL, component=[SEGMENTS, LYMPHOCYTES, BLASTS, *extra]))
    assert [str(each.total_percent) for each in found if isinstance(each, ManualDifferential)] == ["100"]


def members(*names: str, **rest: Any) -> dict[str, Any]:
    return observation(MANUAL, "panel", hasMember=[{"reference": name} for name in names], **rest)


def member(name: str, part: dict[str, Any], **rest: Any) -> dict[str, Any]:
    return observation("x", name, **rest) | part


@pytest.mark.parametrize("prefix", ["Observation/", "https://ehr.example/r4/Observation/"])
def test_a_manual_differential_is_summed_over_its_members(prefix: str) -> None:
    lines = [member("b", BLASTS), member("s", SEGMENTS), member("l", LYMPHOCYTES)]
    found = differential(members(f"{prefix}b", f"{prefix}s/_history/2", f"{prefix}l"), *lines)
    assert found is not None
    assert str(found.total_percent) == "100"


def test_members_may_be_called_by_the_url_of_their_entry() -> None:
    chart = Chart("invented", (ChartEntry(members("urn:uuid:7")), ChartEntry(member("b", BLASTS), "urn:uuid:7")))
    found = [each for each in history(chart).observed if isinstance(each, ManualDifferential)]
    assert [str(each.total_percent) for each in found] == ["3"]


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
def test_a_differential_that_is_not_manual_final_and_whole_has_no_sum(written: list[dict[str, Any]]) -> None:
    found, _ = reading(*written)
    assert not [each for each in found if isinstance(each, ManualDifferential)]


@pytest.mark.parametrize("panel", [AUTOMATED, "57021-8"])
def test_lines_of_an_automated_differential_are_automated(panel: str) -> None:
    as_components = facts(observation(panel, component=[line("26446-5", 0)]))
    as_members = facts(
        observation(panel, "panel", hasMember=[{"reference": "Observation/b"}]), member("b", line("26446-5", 0))
    )
    for (found,) in (as_components, as_members):
        assert isinstance(found, BloodCount)
        assert found.method is CountMethod.AUTOMATED


# --- nothing raises ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "because"),
    [
        (leukocytes(component="6690-2"), None),
        (observation(MANUAL, component={"code": concept("709-6")}), "its component is not a list"),
        (observation(CBC, component=[None, 5, "6690-2", {"code": "6690-2"}]), None),
        (leukocytes(valueQuantity=[]), "its value is not an object"),
        (leukocytes(meta="2024", issued=5, identifier={"value": "A"}, specimen=[], contained={}), None),
        (leukocytes(interpretation="H", referenceRange="4-10", method=5, bodySite=5), None),
    ],
)
def test_a_malformed_element_hurts_no_more_than_what_it_says(written: dict[str, Any], because: str | None) -> None:
    _, refused = reading(written, observation("69380-4", "good", valueString="0.1 %"))
    assert [each.because for each in refused] == ([because] if because else [])


def test_one_unreadable_result_does_not_sink_the_others() -> None:
    good = observation("69380-4", "good", valueString="0.1 %")
    marrow = observation("11150-0", "marrow", valueQuantity=quantity(4, "%"))
    found, refused = reading(good, leukocytes(valueQuantity="?"), marrow)
    assert {type(each) for each in found} == {Transcript, MarrowCount}
    assert [each.origin for each in refused] == ["Observation/1"]


def test_an_empty_chart_gives_nothing() -> None:
    assert reading() == ((), ())
