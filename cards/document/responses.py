"""The responses of an assessment as JSON: hematologic, cytogenetic, molecular, and to a raise of the dose."""

from typing import Any

from cards.json_values import amount, citation, day, filled, references
from cards.lines.responses import toxicity
from response_criteria.model.findings import (
    CytogeneticResponse,
    Evidence,
    GradedStudy,
    HeldCategory,
    Improvement,
    MolecularResponse,
    MolecularResult,
    ResponseByMethod,
    Responses,
    ResponseToRaise,
    Toxicity,
)


def responses_document(responses: Responses) -> dict[str, Any]:
    """The member ``responses``: the latest, the course by each method, and after a raise what became of it."""
    hematologic = responses.hematologic
    return filled(
        {
            "hematologic": filled({"status": hematologic.status, "on": day(hematologic.on)}),
            "cytogenetic": _cytogenetic(responses.cytogenetic),
            "molecular": _molecular(responses.molecular),
            "toDoseRaise": _to_dose_raise(responses.to_dose_raise),
        }
    )


def _cytogenetic(response: CytogeneticResponse) -> dict[str, Any]:
    return filled(
        {
            "status": response.status,
            "phPositivePercent": amount(response.percent),
            "lowestPhPositivePercent": amount(response.lowest_percent),
            "method": response.method,
            "on": day(response.on),
            "byMethod": [_by_method(each) for each in response.by_method],
            "notCounted": [_study(each) for each in response.not_counted],
        }
    )


def _molecular(response: MolecularResponse) -> dict[str, Any]:
    return filled(
        {
            "percentIS": amount(response.percent_is),
            "detected": False if response.on and response.percent_is is None else None,
            "on": day(response.on),
            "level": response.level,
            "lowest": _molecular_result(response.lowest),
            "reached": [_molecular_result(each) for each in response.reached],
        }
    )


def _by_method(shown: ResponseByMethod) -> dict[str, Any]:
    return filled(
        {
            "method": shown.method,
            "latest": _study(shown.latest),
            "lowest": _study(shown.lowest),
            "reached": [_study(each) for each in shown.reached],
            "best": _held(shown.best),
            "current": _held(shown.current),
        }
    )


def _study(study: GradedStudy) -> dict[str, Any]:
    return filled(
        {
            "category": study.category,
            "on": day(study.on),
            "phPositivePercent": amount(study.percent),
            "cells": study.cells,
        }
    )


def _held(held: HeldCategory | None) -> dict[str, Any]:
    if held is None:
        return {}
    return filled(
        {
            "category": held.category,
            "since": day(held.since),
            "lastSeenOn": day(held.last_seen_on),
            "lostOn": day(held.lost_on),
            "months": held.months,
        }
    )


def _molecular_result(result: MolecularResult | None) -> dict[str, Any]:
    if result is None:
        return {}
    return filled({"level": result.level, "on": day(result.on), "percentIS": amount(result.percent_is)})


def _to_dose_raise(raised: ResponseToRaise | None) -> dict[str, Any]:
    if raised is None:
        return {}
    return filled(
        {
            "raisedOn": day(raised.raised_on),
            "cytogeneticBefore": raised.cytogenetic_before,
            "cytogeneticBest": raised.cytogenetic_best,
            "hematologicBefore": raised.hematologic_before,
            "hematologicBest": raised.hematologic_best,
            "since": day(raised.since),
            "phPositivePercentBefore": amount(raised.percent_before),
            "lowestPhPositivePercentBefore": amount(raised.lowest_percent_before),
            "lowestPhPositivePercentSince": amount(raised.lowest_percent_since),
            "improvement": _improvement(raised.improvement),
            "toxicity": [_toxicity(each) for each in raised.toxicities],
            "advancedPhase": _advanced_phase(raised.advanced_phase),
        }
    )


def _improvement(improvement: Improvement) -> dict[str, Any]:
    return filled(
        {
            "kind": str(improvement.kind),
            "since": day(improvement.since),
            "lastSeenOn": day(improvement.last_seen_on),
            "lostOn": day(improvement.lost_on),
            "months": improvement.months,
        }
    )


def _toxicity(seen: Toxicity) -> dict[str, Any]:
    return {
        "code": seen.code,
        "on": day(seen.evidence.on),
        "text": toxicity(seen),
        "evidence": references((seen.evidence,)),
        "citation": citation(seen.citation),
    }


def _advanced_phase(shown: tuple[Evidence, ...]) -> dict[str, Any]:
    return {"on": day(shown[0].on), "evidence": references(shown)} if shown else {}
