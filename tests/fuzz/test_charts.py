"""Whatever stands in a chart: nothing raises, nothing of another patient counts, and the order never matters."""

from typing import Any
from uuid import UUID

from hypothesis import given, reject, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from cards.document.assessment import assessment_schema
from cds_service import decimal_json
from cds_service.decision import consult
from cds_service.hooks.body import CallReader
from cds_service.prefetch.answers import Page, sent_for
from cds_service.prefetch.keys import PREFETCH_KEYS
from fhir_mappings.chart.chart import Chart
from fhir_mappings.datatypes.references import ChartEntry
from fhir_mappings.explanation.explain import explanation
from fhir_mappings.history import history
from fhir_mappings.observations.code_registry import listed_codes
from response_criteria.model.facts import History
from tests.cards_rules import broken_rules
from tests.fuzz.examples_tried import TRIED
from tests.fuzz.resources import ANOTHER, CHARTS, PATIENT, TODAY, Resource, damaged
from tests.real_world_charts.summaries import facts_of

[CHEMISTRY] = [each for each in PREFETCH_KEYS if each.name == "chemistry"]
ASSESSMENT = Draft202012Validator(assessment_schema())


def chart_of(resources: list[Resource]) -> Chart:
    return Chart(PATIENT, tuple(ChartEntry(each) for each in resources))


def told(resources: list[Resource]) -> History:
    return history(chart_of(resources))


@given(CHARTS | damaged())
def test_every_chart_is_judged_and_told_by_the_rules(resources: list[Resource]) -> None:
    TRIED["charts judged and told"] += 1
    chart = chart_of(resources)
    found = consult(chart, TODAY, for_clinician=True, new_uuid=lambda: str(UUID(int=1)))
    assert {each.origin for each in found.assessment.set_aside} <= set(chart.entries)
    assert all(each.because for each in found.assessment.set_aside)
    assert broken_rules(found.cards) == []
    document = decimal_json.read(decimal_json.encoded(decimal_json.write(found.document)))
    assert [each.message for each in ASSESSMENT.iter_errors(document)] == []


@given(CHARTS | damaged())
def test_results_read_at_a_glimpse_tell_what_they_tell_when_read_in_full(resources: list[Resource]) -> None:
    TRIED["charts read at a glimpse"] += 1
    bundle = {"resourceType": "Bundle", "entry": [{"resource": each} for each in resources]}
    try:
        text = decimal_json.encoded(decimal_json.write({"prefetch": {CHEMISTRY.name: bundle}}))
    except ValueError:  # a number that JSON cannot hold
        reject()
    reader = CallReader({CHEMISTRY.name: CHEMISTRY.resource_type}, listed_codes())
    glimpsed, whole = (
        sent_for(CHEMISTRY, PATIENT, each(text)["prefetch"]) for each in (reader.read, decimal_json.read)
    )
    assert isinstance(glimpsed, Page)
    assert isinstance(whole, Page)
    seen, in_full = (history(Chart(PATIENT, each.entries, unopened=each.unopened)) for each in (glimpsed, whole))
    assert facts_of(seen) == facts_of(in_full)
    assert {each.because for each in seen.refusals} == {each.because for each in in_full.refusals}


@given(CHARTS | damaged())
def test_every_chart_is_explained(resources: list[Resource]) -> None:
    TRIED["charts explained"] += 1
    assert len(explanation(chart_of(resources)).resources) == len(resources)


@given(CHARTS, CHARTS | damaged())
def test_what_is_of_another_patient_never_becomes_a_fact(hers: list[Resource], theirs: list[Any]) -> None:
    TRIED["charts with another patient's resources"] += 1
    foreign = [
        {**each, "id": f"their-{place}", "subject": {"reference": f"Patient/{ANOTHER}"}}
        for place, each in enumerate(theirs)
        if each.get("resourceType") not in ("Patient", "Medication", "Specimen")
    ]
    assert facts_of(told([*hers, *foreign])) == facts_of(told(hers))


@given(CHARTS, st.randoms(use_true_random=False))
def test_the_order_of_the_chart_never_matters(resources: list[Resource], random: Any) -> None:
    TRIED["charts in another order"] += 1
    each_once = list({(each["resourceType"], each["id"]): each for each in resources}.values())
    shuffled = random.sample(each_once, len(each_once))
    one, another = told(each_once), told(shuffled)
    assert facts_of(one) == facts_of(another)
    assert set(one.refusals) == set(another.refusals)


def test_the_charts_of_these_tests_hold_something_of_everything() -> None:
    """A fuzz that never reaches a fact proves nothing."""
    kinds: set[str] = set()

    @given(CHARTS)
    @settings(max_examples=300)
    def gather(resources: list[Resource]) -> None:
        known = told(resources)
        facts = (*known.observed, *known.diagnoses, *known.orders, *known.uses, *known.denials, *known.refusals)
        kinds.update(type(each).__name__ for each in facts)

    gather()
    assert {"BloodCount", "Cytogenetics", "Transcript", "Diagnosis", "DrugOrder", "DrugUse", "Refusal"} <= kinds
