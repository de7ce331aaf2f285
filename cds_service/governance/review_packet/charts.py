"""Synthetic charts for the review of a criterion: what is in them, what the criterion says, and the card."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain, zip_longest
from typing import Any
from uuid import UUID, uuid5

from markdown_it import MarkdownIt

from cards import STATUS_NAMES, describe_finding
from cds_service.decision import Decision, decide
from cds_service.demonstration.patients import DemonstrationPatient, build_patients
from fhir_mappings import Chart, ChartEntry, explain_chart
from response_criteria.model.findings import Finding, Status

ASSESSED_ON = date(2024, 6, 15)
"""The charts count their days back from it, so that the packet of an edition is always the same."""
CHARTS_OF_A_CRITERION = 10
_NAMESPACE = UUID("6f6b7f0e-3d3c-4a35-9e5b-0f1d6f0f4c11")

_markdown = MarkdownIt("commonmark", {"html": False})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedCard:
    """A card as a clinician reads it; ``detail`` is HTML."""

    summary: str
    indicator: str
    detail: str
    suggestions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedChart:
    """A chart with what one criterion says of it, and the card of the whole assessment."""

    id: str
    name: str
    story: str
    days: Mapping[str, Sequence[str]]
    """Everything that was read of the chart, by day."""
    status: str
    text: str
    action: str
    card: ReviewedCard | None


def choose_charts(criterion_id: str) -> list[ReviewedChart]:
    """Choose charts for a criterion: the statuses in turn, those that led to the card first."""
    by_status: dict[Status, list[tuple[DemonstrationPatient, Decision]]] = defaultdict(list)
    for patient, decision in sorted(_decide_all(), key=lambda item: criterion_id not in _list_grounds(item[1])):
        if finding := _find(decision, criterion_id):
            by_status[finding.status].append((patient, decision))
    in_turn = chain.from_iterable(zip_longest(*(by_status[status] for status in Status)))
    chosen = [item for item in in_turn if item is not None][:CHARTS_OF_A_CRITERION]
    return [_describe(patient, decision, criterion_id) for patient, decision in chosen]


@cache
def _decide_all() -> tuple[tuple[DemonstrationPatient, Decision], ...]:
    return tuple((patient, _decide(patient)) for patient in build_patients(ASSESSED_ON))


def _decide(patient: DemonstrationPatient) -> Decision:
    uuids = (str(uuid5(_NAMESPACE, f"{patient.id} {number}")) for number in range(100))
    return decide(_build_chart(patient), ASSESSED_ON, for_clinician=True, new_uuid=lambda: next(uuids))


def _build_chart(patient: DemonstrationPatient) -> Chart:
    return Chart(patient.id, tuple(map(ChartEntry, patient.resources)))


def _list_grounds(decision: Decision) -> tuple[str, ...]:
    return decision.assessment.recommendation.grounds


def _find(decision: Decision, criterion_id: str) -> Finding | None:
    findings = (finding for finding in decision.assessment.findings if finding.criterion.id == criterion_id)
    return next(findings, None)


def _describe(patient: DemonstrationPatient, decision: Decision, criterion_id: str) -> ReviewedChart:
    finding = _find(decision, criterion_id)
    return ReviewedChart(
        id=patient.id,
        name=patient.name,
        story=patient.story,
        days=_group_facts(patient),
        status=STATUS_NAMES[finding.status] if finding else "",
        text=describe_finding(finding) if finding else "",
        action=str(decision.assessment.recommendation.action),
        card=next(map(_describe_card, decision.cards), None),
    )


def _group_facts(patient: DemonstrationPatient) -> dict[str, list[str]]:
    resources = explain_chart(_build_chart(patient)).resources
    facts = [explained.fact for resource in resources for explained in resource.facts]
    days: dict[str, list[str]] = {day: [] for day in sorted({fact.date_text for fact in facts})}
    for fact in facts:
        days[fact.date_text].append(f"{fact.label} {fact.value} {fact.unit}".strip())
    return days


def _describe_card(card: dict[str, Any]) -> ReviewedCard:
    suggestions: Iterable[dict[str, Any]] = card.get("suggestions", ())
    return ReviewedCard(
        summary=card["summary"],
        indicator=card["indicator"],
        detail=_markdown.render(card["detail"]),
        suggestions=tuple(suggestion["label"] for suggestion in suggestions),
    )
