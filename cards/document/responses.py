"""The responses of an assessment as JSON: hematologic, cytogenetic, molecular, and after a dose escalation."""

from typing import Any

from cards.json_values import drop_empty, encode_amount, encode_citation, encode_day, list_references
from cards.lines.responses import describe_toxicity
from response_criteria.model.findings import Evidence
from response_criteria.model.responses import (
    CytogeneticResponse,
    GradedAnalysis,
    Improvement,
    MolecularResponse,
    MolecularResult,
    ResponseByMethod,
    ResponseDuration,
    Responses,
    ResponseToEscalation,
    Toxicity,
)


def build_responses_document(responses: Responses) -> dict[str, Any]:
    """Build the member ``responses``."""
    hematologic = responses.hematologic
    return drop_empty(
        {
            "hematologic": drop_empty(
                {"status": hematologic.status, "on": encode_day(hematologic.on), "by": hematologic.by}
            ),
            "cytogenetic": _encode_cytogenetic(responses.cytogenetic),
            "molecular": _encode_molecular(responses.molecular),
            # Member names such as toDoseRaise are contract: they keep the older term.
            "toDoseRaise": _encode_escalation(responses.to_dose_escalation),
        }
    )


def _encode_cytogenetic(response: CytogeneticResponse) -> dict[str, Any]:
    return drop_empty(
        {
            "status": response.status,
            "phPositivePercent": encode_amount(response.percent),
            "lowestPhPositivePercent": encode_amount(response.lowest_percent),
            "method": response.method,
            "on": encode_day(response.on),
            "byMethod": [_encode_method(item) for item in response.by_method],
            "notCounted": [_encode_analysis(item) for item in response.not_counted],
        }
    )


def _encode_molecular(response: MolecularResponse) -> dict[str, Any]:
    return drop_empty(
        {
            "percentIS": encode_amount(response.percent_is),
            # "Not detected" without a limit of detection has no percentage (decision 0029).
            "detected": False if response.on and response.percent_is is None else None,
            "on": encode_day(response.on),
            "quiet": response.is_quiet if response.on else None,
            "level": response.level,
            "lowest": _encode_molecular_result(response.lowest),
            "reached": [_encode_molecular_result(item) for item in response.reached],
        }
    )


def _encode_method(response: ResponseByMethod) -> dict[str, Any]:
    return drop_empty(
        {
            "method": response.method,
            "latest": _encode_analysis(response.latest),
            "lowest": _encode_analysis(response.lowest),
            "reached": [_encode_analysis(item) for item in response.reached],
            "best": _encode_period(response.best),
            "current": _encode_period(response.current),
        }
    )


def _encode_analysis(analysis: GradedAnalysis) -> dict[str, Any]:
    return drop_empty(
        {
            "category": analysis.category,
            "on": encode_day(analysis.on),
            "phPositivePercent": encode_amount(analysis.percent),
            "cells": analysis.cells,
        }
    )


def _encode_period(period: ResponseDuration | None) -> dict[str, Any]:
    if period is None:
        return {}
    return drop_empty(
        {
            "category": period.category,
            "since": encode_day(period.since),
            "lastSeenOn": encode_day(period.last_seen_on),
            "lostOn": encode_day(period.lost_on),
            "months": period.months,
        }
    )


def _encode_molecular_result(result: MolecularResult | None) -> dict[str, Any]:
    if result is None:
        return {}
    return drop_empty(
        {"level": result.level, "on": encode_day(result.on), "percentIS": encode_amount(result.percent_is)}
    )


def _encode_escalation(response: ResponseToEscalation | None) -> dict[str, Any]:
    if response is None:
        return {}
    return drop_empty(
        {
            "raisedOn": encode_day(response.escalated_on),
            "cytogeneticBefore": response.cytogenetic_before,
            "cytogeneticBest": response.cytogenetic_best,
            "hematologicBefore": response.hematologic_before,
            "hematologicBest": response.hematologic_best,
            "since": encode_day(response.since),
            "phPositivePercentBefore": encode_amount(response.percent_before),
            "lowestPhPositivePercentBefore": encode_amount(response.lowest_percent_before),
            "lowestPhPositivePercentSince": encode_amount(response.lowest_percent_since),
            "improvement": _encode_improvement(response.improvement),
            "toxicity": [_encode_toxicity(item) for item in response.toxicities],
            "advancedPhase": _encode_advanced_phase(response.advanced_phase),
        }
    )


def _encode_improvement(improvement: Improvement) -> dict[str, Any]:
    return drop_empty(
        {
            "kind": str(improvement.kind),
            "since": encode_day(improvement.since),
            "lastSeenOn": encode_day(improvement.last_seen_on),
            "lostOn": encode_day(improvement.lost_on),
            "months": improvement.months,
        }
    )


def _encode_toxicity(toxicity: Toxicity) -> dict[str, Any]:
    return {
        "code": toxicity.code,
        "on": encode_day(toxicity.evidence.on),
        "text": describe_toxicity(toxicity),
        "evidence": list_references((toxicity.evidence,)),
        "citation": encode_citation(toxicity.citation),
    }


def _encode_advanced_phase(evidence: tuple[Evidence, ...]) -> dict[str, Any]:
    return {"on": encode_day(evidence[0].on), "evidence": list_references(evidence)} if evidence else {}
