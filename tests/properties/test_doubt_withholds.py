"""Nothing that could not be read turns into advice, or into silence (decisions 0047 and 0100)."""

from collections.abc import Iterator
from datetime import date
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds_service.decision import assess_chart
from fhir_mappings import Chart, ChartEntry
from response_criteria.model.assessment import Assessment
from response_criteria.model.recommendations import Action
from tests.patients import Resource
from tests.properties.withholding import (
    DAMAGES,
    TODAY,
    WITHHOLDING,
    build_escalating_charts,
    damage_by_table,
    damage_members,
    get_patient_id,
)

CHARTS = build_escalating_charts()

# What is damaged there says the same as before, or nothing at all.
HARMLESS = {
    # FHIR's own status for a statement of which nobody knows: it is evidence of therapy (decision 0013).
    ("imatinib that is not taken", "its status is unknown"),
    *((name, "without component") for name in WITHHOLDING),
    *(
        (name, f"component is {nothing!r}")
        for name in WITHHOLDING
        for nothing in (None, [], [5], ["x"], [{}], [{"coding": [5]}])
    ),
}


def assess_with(chart: tuple[Resource, ...], *added: Resource, as_of: date = TODAY) -> Assessment:
    resources = tuple(ChartEntry(resource) for resource in (*chart, *added))
    return assess_chart(Chart(get_patient_id(chart), resources), as_of)


def of_patient(resource: Resource, chart: tuple[Resource, ...]) -> Resource:
    return {**resource, "subject": {"reference": f"Patient/{get_patient_id(chart)}"}}


@cache
def find_charts_withheld(name: str) -> tuple[tuple[Resource, ...], ...]:
    """The charts that the resource keeps from an escalation: a karyotype, those of a cytogenetic criterion."""
    withheld = (
        chart
        for chart in CHARTS
        if assess_with(chart, of_patient(WITHHOLDING[name], chart)).recommendation.action is not Action.ESCALATE
    )
    return tuple(withheld)


def list_damages(resource: Resource) -> Iterator[tuple[str, Resource]]:
    yield from damage_members(resource)
    yield from damage_by_table(resource)


@pytest.mark.parametrize("chart", CHARTS, ids=get_patient_id)
def test_every_chart_leads_to_an_escalation_without_an_odd_resource(chart: tuple[Resource, ...]) -> None:
    assert len(CHARTS) >= 6
    assert assess_with(chart).recommendation.action is Action.ESCALATE


@pytest.mark.parametrize("name", WITHHOLDING)
def test_no_damage_of_a_resource_that_withholds_leads_to_an_escalation(name: str) -> None:
    charts = find_charts_withheld(name)
    assert charts
    escalating = [
        damage
        for number, (damage, damaged) in enumerate(list_damages(of_patient(WITHHOLDING[name], charts[0])))
        if (name, damage) not in HARMLESS
        # Each damage in one chart: all of them in every chart take a minute, and are for ``make fuzz``.
        and _leads_to_escalation(charts[number % len(charts)], damaged)
    ]
    assert escalating == []


def _leads_to_escalation(chart: tuple[Resource, ...], damaged: Resource) -> bool:
    subject = damaged.get("subject")
    is_named = isinstance(subject, dict) and "reference" in subject
    resource = of_patient(damaged, chart) if is_named else damaged
    return assess_with(chart, resource).recommendation.action is Action.ESCALATE


@given(st.sampled_from(sorted(WITHHOLDING)), st.data())
def test_no_two_damages_of_one_resource_lead_to_an_escalation(name: str, data: st.DataObject) -> None:
    chart = data.draw(st.sampled_from(find_charts_withheld(name)))
    resource = of_patient(WITHHOLDING[name], chart)
    first, once = data.draw(st.sampled_from(list(damage_by_table(resource))))
    second, twice = data.draw(st.sampled_from(list(list_damages(once))))
    if not {(name, first), (name, second)} & HARMLESS:
        assert assess_with(chart, twice).recommendation.action is not Action.ESCALATE


def test_every_damage_of_the_table_can_be_done_to_some_resource() -> None:
    done = {damage for resource in WITHHOLDING.values() for damage, _ in damage_by_table(resource)}
    assert done == set(DAMAGES)


SIGNS = ("Condition", "MedicationRequest")


@pytest.mark.parametrize("resource_type", SIGNS)
@pytest.mark.parametrize("chart", CHARTS, ids=get_patient_id)
def test_no_damage_of_the_diagnosis_or_of_an_order_leads_to_silence(
    chart: tuple[Resource, ...], resource_type: str
) -> None:
    silenced = []
    for resource in (resource for resource in chart if resource["resourceType"] == resource_type):
        rest = tuple(other for other in chart if other is not resource)
        for damage, damaged in list_damages(resource):
            applicability = assess_with(rest, damaged).applicability
            codes = [str(reason.code) for reason in applicability.reasons]
            if set(codes) & {"no-cml-diagnosis", "no-imatinib", "imatinib-stopped", "other-tki"}:
                silenced.append((damage, codes))
    assert silenced == []
