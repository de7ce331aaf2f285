"""From a chart to an assessment and its cards: the same path for every hook and for the command line."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, count
from typing import Any, TypeVar

from cards import Detail, build_assessment_document, build_cards
from fhir_mappings import (
    NO_TRANSLATION,
    Chart,
    LocalCodeTranslation,
    draft_orders,
    find_invalid_resources,
    read_history,
)
from response_criteria.assessment.assess import assess
from response_criteria.model.assessment import Assessment, collect_evidence
from response_criteria.model.diagnoses import Diagnosis
from response_criteria.model.facts import Origin
from response_criteria.model.history import ExcludedData, History
from response_criteria.model.medications import DrugOrder, DrugUse, NotTakenStatement
from response_criteria.model.results import Observed
from response_criteria.results.doubts import find_subject

Fact = TypeVar("Fact", Observed, Diagnosis, DrugOrder, DrugUse, NotTakenStatement)


MAX_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Decision:
    """An assessment, its JSON document, and its CDS Hooks cards."""

    assessment: Assessment
    document: dict[str, Any]
    cards: list[dict[str, Any]]


def decide(
    chart: Chart,
    as_of: date,
    *,
    for_clinician: bool,
    new_uuid: Callable[[], str],
    local_codes: LocalCodeTranslation = NO_TRANSLATION,
    detail: Detail = Detail.BRIEF,
    handbook_url: str = "",
) -> Decision:
    """Assess a chart on a day and build its cards. No content of a chart raises an exception."""
    assessment = assess_chart(chart, as_of, for_clinician=for_clinician, local_codes=local_codes)
    drafts = {option.id: draft_orders(option, assessment) for option in assessment.options}
    cards = build_cards(assessment, drafts, new_uuid, detail, handbook_url)
    return Decision(assessment, build_assessment_document(assessment), cards)


def assess_chart(
    chart: Chart, as_of: date, *, for_clinician: bool = True, local_codes: LocalCodeTranslation = NO_TRANSLATION
) -> Assessment:
    """Assess a chart on a day. Every resource that the assessment cites is valid FHIR R4 in the elements read."""
    return assess_history(read_history(chart, local_codes), chart, as_of, for_clinician=for_clinician)


def assess_history(history: History, chart: Chart, as_of: date, *, for_clinician: bool = True) -> Assessment:
    """Assess what was read of a chart. Every resource that the assessment cites is valid FHIR R4."""
    valid: set[Origin] = set()
    # Validation is slow, so only the resources that the assessment cites are validated. Invalid ones are excluded, and
    # the chart is assessed again. This ends: each round excludes at least one resource. A chart with many invalid ones
    # would take many rounds, so after some of them everything is validated at once (decision 0071).
    rounds = count(1)
    while True:
        assessment = assess(history, as_of, for_clinician=for_clinician)
        cited = _list_origins(history)
        if next(rounds) < MAX_ROUNDS:
            cited &= _list_cited_origins(assessment)
        cited -= valid
        invalid = find_invalid_resources(chart, cited)
        if not invalid:
            return assessment
        history = _exclude(history, invalid)
        valid |= cited


def _list_cited_origins(assessment: Assessment) -> set[Origin]:
    return {evidence.origin for evidence in collect_evidence(assessment)} | set(assessment.therapy.orders)


def _describe(data: ExcludedData, history: History) -> ExcludedData:
    """Return an invalid resource as excluded data with what it was about: it may withhold now (decision 0047)."""
    facts = (history.observed, history.diagnoses, history.not_taken_statements, history.orders, history.uses)
    cited = [fact for fact in chain.from_iterable(facts) if fact.origin == data.origin]
    if not cited:
        return data
    fact = cited[0]
    on = fact.starts if isinstance(fact, DrugOrder | DrugUse) else fact.on
    return replace(data, subject=find_subject(fact), on=on, reported=fact.reported)


def _list_origins(history: History) -> set[Origin]:
    facts = (history.observed, history.diagnoses, history.orders, history.uses, history.not_taken_statements)
    return {fact.origin for fact in chain.from_iterable(facts)}


def _exclude(history: History, invalid: tuple[ExcludedData, ...]) -> History:
    excluded_origins = {resource.origin for resource in invalid}

    def filter_facts(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
        return tuple(fact for fact in facts if fact.origin not in excluded_origins)

    return replace(
        history,
        observed=filter_facts(history.observed),
        diagnoses=filter_facts(history.diagnoses),
        orders=filter_facts(history.orders),
        uses=filter_facts(history.uses),
        not_taken_statements=filter_facts(history.not_taken_statements),
        excluded=history.excluded + tuple(_describe(data, history) for data in invalid),
    )
