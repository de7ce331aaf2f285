"""With any content of a chart nothing raises, no data of another patient counts, and the order does not matter."""

from typing import Any
from uuid import UUID

from hypothesis import given, reject, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from cards import load_assessment_schema
from cds_service import decimal_json
from cds_service.decision import decide
from cds_service.hooks.body import CallBodyReader
from cds_service.prefetch.answers import SearchResult, parse_prefetched
from cds_service.prefetch.keys import PREFETCH_KEYS
from fhir_mappings import Chart, ChartEntry, explain_chart, read_history
from fhir_mappings.observations.code_registry import list_observation_codes
from response_criteria.model.history import History
from tests.cards_rules import find_broken_card_rules
from tests.fuzz.examples_tried import TRIED
from tests.fuzz.resources import ANOTHER, CHARTS, PATIENT, TODAY, Resource, damaged
from tests.real_world_charts.summaries import summarize_facts

[CHEMISTRY] = [key for key in PREFETCH_KEYS if key.name == "chemistry"]
ASSESSMENT = Draft202012Validator(load_assessment_schema())


def build_chart(resources: list[Resource]) -> Chart:
    return Chart(PATIENT, tuple(ChartEntry(resource) for resource in resources))


def read_chart(resources: list[Resource]) -> History:
    return read_history(build_chart(resources))


@given(CHARTS | damaged())
def test_every_chart_gives_valid_cards_and_a_valid_assessment(resources: list[Resource]) -> None:
    TRIED["charts assessed"] += 1
    chart = build_chart(resources)
    decision = decide(chart, TODAY, for_clinician=True, new_uuid=lambda: str(UUID(int=1)))
    assert {exclusion.origin for exclusion in decision.assessment.excluded_data} <= set(chart.entries)
    assert all(exclusion.reason for exclusion in decision.assessment.excluded_data)
    assert find_broken_card_rules(decision.cards) == []
    document = decimal_json.read(decimal_json.encode_utf8(decimal_json.write(decision.document)))
    assert [error.message for error in ASSESSMENT.iter_errors(document)] == []


@given(CHARTS | damaged())
def test_lazily_parsed_results_give_the_same_facts(resources: list[Resource]) -> None:
    TRIED["charts parsed lazily"] += 1
    bundle = {"resourceType": "Bundle", "entry": [{"resource": resource} for resource in resources]}
    try:
        text = decimal_json.encode_utf8(decimal_json.write({"prefetch": {CHEMISTRY.name: bundle}}))
    except ValueError:  # a number that JSON cannot hold
        reject()
    reader = CallBodyReader({CHEMISTRY.name: CHEMISTRY.resource_type}, list_observation_codes())
    lazy, full = (
        parse_prefetched(CHEMISTRY, PATIENT, read_body(text)["prefetch"])
        for read_body in (reader.read, decimal_json.read)
    )
    assert isinstance(lazy, SearchResult)
    assert isinstance(full, SearchResult)
    lazy_history, full_history = (
        read_history(Chart(PATIENT, page.entries, unparsed=page.unparsed)) for page in (lazy, full)
    )
    assert summarize_facts(lazy_history) == summarize_facts(full_history)
    assert {exclusion.reason for exclusion in lazy_history.excluded} == {
        exclusion.reason for exclusion in full_history.excluded
    }


@given(CHARTS | damaged())
def test_every_chart_is_explained(resources: list[Resource]) -> None:
    TRIED["charts explained"] += 1
    assert len(explain_chart(build_chart(resources)).resources) == len(resources)


@given(CHARTS, CHARTS | damaged())
def test_resources_of_another_patient_never_become_facts(own: list[Resource], others: list[Any]) -> None:
    TRIED["charts with another patient's resources"] += 1
    foreign = [
        {**resource, "id": f"other-{place}", "subject": {"reference": f"Patient/{ANOTHER}"}}
        for place, resource in enumerate(others)
        if resource.get("resourceType") not in ("Patient", "Medication", "Specimen")
    ]
    assert summarize_facts(read_chart([*own, *foreign])) == summarize_facts(read_chart(own))


@given(CHARTS, st.randoms(use_true_random=False))
def test_the_order_of_the_chart_never_matters(resources: list[Resource], random: Any) -> None:
    TRIED["charts in another order"] += 1
    unique = list({(resource["resourceType"], resource["id"]): resource for resource in resources}.values())
    shuffled = random.sample(unique, len(unique))
    original, reordered = read_chart(unique), read_chart(shuffled)
    assert summarize_facts(original) == summarize_facts(reordered)
    assert set(original.excluded) == set(reordered.excluded)


def test_the_generated_charts_give_facts_of_every_kind() -> None:
    """Fuzzing that never yields a fact would test nothing."""
    kinds: set[str] = set()

    @given(CHARTS)
    @settings(max_examples=300)
    def gather(resources: list[Resource]) -> None:
        history = read_chart(resources)
        facts = (
            *history.observed,
            *history.diagnoses,
            *history.orders,
            *history.uses,
            *history.not_taken_statements,
            *history.excluded,
        )
        kinds.update(type(fact).__name__ for fact in facts)

    gather()
    assert {
        "BloodCount",
        "CytogeneticResult",
        "BcrAbl1Result",
        "Diagnosis",
        "DrugOrder",
        "DrugUse",
        "ExcludedData",
    } <= kinds
