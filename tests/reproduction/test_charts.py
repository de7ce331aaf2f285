"""The charts contain the figures that the paper prints, and not its conclusions."""

from dataclasses import replace
from statistics import median
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle

from cds_service.reproduction.charts import ASSESSED_ON, ESCALATED_ON, build_chart_after, build_chart_before
from cds_service.reproduction.cohort import Member, build_cohort
from cds_service.reproduction.evaluated_cohort import EvaluatedMember
from cds_service.reproduction.paper_tables import load_groups
from response_criteria.model.periods import add_months

MEMBERS = build_cohort()


def _list_resources(bundle: dict[str, Any]) -> list[dict[str, Any]]:
    return [entry["resource"] for entry in bundle["entry"]]


def _list_shares(bundle: dict[str, Any]) -> list[float]:
    """Return the Ph-positive cells of the chart in %, in order."""
    shares = []
    for resource in _list_resources(bundle):
        if "valueRatio" in resource:
            ratio = resource["valueRatio"]
            shares.append(100 * ratio["numerator"]["value"] / ratio["denominator"]["value"])
        elif "method" in resource:
            shares.append(resource["valueQuantity"]["value"])
    return shares


def test_there_are_54_patients_and_the_first_21_are_those_of_table_3() -> None:
    assert [member.number for member in MEMBERS] == list(range(1, 55))
    assert [member.row.patient for member in MEMBERS if member.row] == list(range(1, 22))


@pytest.mark.parametrize("member", MEMBERS[:21], ids=lambda member: str(member.number))
def test_a_chart_shows_the_printed_percentages_exactly(member: Member) -> None:
    assert member.row
    before = _list_shares(build_chart_before(member))
    since = _list_shares(build_chart_after(member))[len(before) :]
    assert (before[0], before[-1]) == (member.row.lowest, member.row.before)
    assert set(before) == {member.row.lowest, member.row.before}
    assert since == [member.row.after, member.row.after if member.row.ongoing else member.row.before]


def test_every_karyotype_has_at_least_20_metaphases() -> None:
    ratios = [
        resource["valueRatio"]
        for member in MEMBERS
        for resource in _list_resources(build_chart_after(member))
        if "valueRatio" in resource
    ]
    assert ratios
    assert min(ratio["denominator"]["value"] for ratio in ratios) == 20


@pytest.mark.parametrize(
    "group", [group for group in load_groups().values() if not group.is_sum], ids=lambda group: group.id
)
def test_months_on_the_standard_dose_have_the_printed_median_and_range(group: Any) -> None:
    months = [member.months for member in MEMBERS if member.group is group]
    assert (median(months), min(months), max(months)) == (group.median, group.shortest, group.longest)


def test_therapy_starts_the_printed_months_before_the_day_of_assessment(cohort: tuple[EvaluatedMember, ...]) -> None:
    for evaluated in cohort:
        started_on, months = evaluated.before.therapy.started_on, evaluated.member.months
        assert started_on
        assert add_months(started_on, months) <= ASSESSED_ON < add_months(started_on, months + 1)


def test_every_escalation_is_found_on_its_day_with_both_doses(cohort: tuple[EvaluatedMember, ...]) -> None:
    doses = [
        (evaluated.before.therapy.current_daily_dose_mg, evaluated.after.therapy.current_daily_dose_mg)
        for evaluated in cohort
        if evaluated.after.therapy.escalated_on == ESCALATED_ON
    ]
    assert (doses.count((400, 800)), doses.count((300, 600))) == (47, 7)


def test_every_chart_is_valid_fhir_and_nothing_is_excluded(cohort: tuple[EvaluatedMember, ...]) -> None:
    for evaluated in cohort:
        Bundle.model_validate(build_chart_after(evaluated.member))
        assert evaluated.before.excluded_data == evaluated.after.excluded_data == ()


def test_no_chart_depends_on_the_papers_label() -> None:
    """Other labels in the table give the same chart."""
    for member in MEMBERS[:21]:
        assert member.row
        relabeled = replace(member, row=replace(member.row, label="?", strict="?", flag="?"))
        assert build_chart_before(relabeled) == build_chart_before(member)
        assert build_chart_after(relabeled) == build_chart_after(member)


def test_the_chart_of_the_day_before_has_nothing_after_the_escalation() -> None:
    for member in MEMBERS:
        before = [resource["id"] for resource in _list_resources(build_chart_before(member))]
        after = [resource["id"] for resource in _list_resources(build_chart_after(member))]
        assert before == after[: len(before)]
        assert all(
            resource.get("effectiveDateTime", "")[:10] < ESCALATED_ON.isoformat()
            for resource in _list_resources(build_chart_before(member))
        )


def test_every_patient_is_marked_as_test_data() -> None:
    for member in MEMBERS:
        patient = _list_resources(build_chart_before(member))[0]
        assert patient["meta"]["security"][0]["code"] == "HTEST"
