"""The charts hold what the paper prints, and nothing that it concludes where it prints a figure."""

from dataclasses import replace
from statistics import median
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle

from cds_service.reproduction.charts import JUDGED_ON, RAISED_ON, chart_after, chart_before
from cds_service.reproduction.cohort import Member, cohort
from cds_service.reproduction.evaluated_cohort import Judged
from cds_service.reproduction.printed import groups
from response_criteria.model.periods import months_after

COHORT = cohort()


def _resources(bundle: dict[str, Any]) -> list[dict[str, Any]]:
    return [entry["resource"] for entry in bundle["entry"]]


def _shares(bundle: dict[str, Any]) -> list[float]:
    """The Ph-positive cells of the chart, in %, in its order."""
    found = []
    for each in _resources(bundle):
        if "valueRatio" in each:
            ratio = each["valueRatio"]
            found.append(100 * ratio["numerator"]["value"] / ratio["denominator"]["value"])
        elif "method" in each:
            found.append(each["valueQuantity"]["value"])
    return found


def test_there_are_54_patients_and_the_first_21_are_those_of_table_3() -> None:
    assert [each.number for each in COHORT] == list(range(1, 55))
    assert [each.row.patient for each in COHORT if each.row] == list(range(1, 22))


@pytest.mark.parametrize("member", COHORT[:21], ids=lambda each: str(each.number))
def test_a_chart_shows_the_printed_percentages_exactly(member: Member) -> None:
    assert member.row
    before = _shares(chart_before(member))
    since = _shares(chart_after(member))[len(before) :]
    assert (before[0], before[-1]) == (member.row.lowest, member.row.before)
    assert set(before) == {member.row.lowest, member.row.before}
    assert since == [member.row.after, member.row.after if member.row.ongoing else member.row.before]


def test_every_karyotype_has_at_least_20_metaphases() -> None:
    ratios = [
        each["valueRatio"] for member in COHORT for each in _resources(chart_after(member)) if "valueRatio" in each
    ]
    assert ratios
    assert min(each["denominator"]["value"] for each in ratios) == 20


@pytest.mark.parametrize("group", [each for each in groups().values() if not each.is_sum], ids=lambda each: each.id)
def test_months_on_the_standard_dose_have_the_printed_median_and_range(group: Any) -> None:
    months = [each.months for each in COHORT if each.group is group]
    assert (median(months), min(months), max(months)) == (group.median, group.shortest, group.longest)


def test_therapy_starts_the_printed_months_before_the_day_of_judging(judged: tuple[Judged, ...]) -> None:
    for each in judged:
        started_on = each.before.therapy.started_on
        assert started_on
        assert (
            months_after(started_on, each.member.months) <= JUDGED_ON < months_after(started_on, each.member.months + 1)
        )


def test_every_raise_is_seen_on_its_day_with_both_doses(judged: tuple[Judged, ...]) -> None:
    doses = [
        (each.before.therapy.current_daily_dose_mg, each.after.therapy.current_daily_dose_mg)
        for each in judged
        if each.after.therapy.raised_on == RAISED_ON
    ]
    assert (doses.count((400, 800)), doses.count((300, 600))) == (47, 7)


def test_every_chart_is_fhir_r4_and_nothing_in_it_is_set_aside(judged: tuple[Judged, ...]) -> None:
    for each in judged:
        Bundle.model_validate(chart_after(each.member))
        assert each.before.set_aside == each.after.set_aside == ()


def test_no_chart_knows_the_papers_label() -> None:
    """A chart with another label, or another strict one, is the same chart."""
    for member in COHORT[:21]:
        assert member.row
        relabeled = replace(member, row=replace(member.row, label="?", strict="?", flag="?"))
        assert chart_before(relabeled) == chart_before(member)
        assert chart_after(relabeled) == chart_after(member)


def test_the_chart_of_the_day_before_holds_nothing_of_the_raise() -> None:
    for member in COHORT:
        before = [each["id"] for each in _resources(chart_before(member))]
        after = [each["id"] for each in _resources(chart_after(member))]
        assert before == after[: len(before)]
        assert all(
            each.get("effectiveDateTime", "")[:10] < RAISED_ON.isoformat() for each in _resources(chart_before(member))
        )


def test_every_patient_is_marked_as_test_data() -> None:
    for member in COHORT:
        patient = _resources(chart_before(member))[0]
        assert patient["meta"]["security"][0]["code"] == "HTEST"
