"""The assessment as JSON: ``extension["org.imatinib-cds.assessment"]`` of every answer, and ``assess --json``.

Its form is ``schemas/assessment.schema.json``. Members without a value are left out. Parts of the assessment name their
evidence by reference; each piece of evidence stands once, under ``evidence``. An amount is a JSON number where it is a
single value, and a string such as "<0.01" where it is a bound.
"""

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from importlib.resources import files
from itertools import chain
from typing import Any

from cards import texts
from cards.evidence_lines import newest_first
from cards.filled import filled
from cards.response_lines import toxicity
from cards.summaries import summary
from response_criteria.amounts import Amount
from response_criteria.citation import Citation
from response_criteria.findings import (
    Applicability,
    Assessment,
    ContextStatement,
    Evidence,
    Finding,
    GradedStudy,
    HeldCategory,
    Improvement,
    MolecularResult,
    Precaution,
    ResponseByMethod,
    Responses,
    RuleSet,
    Therapy,
    Toxicity,
)

SCHEMA_VERSION = "1"


def assessment_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the document."""
    schema: dict[str, Any] = json.loads((files("cards") / "schemas" / "assessment.schema.json").read_text("utf-8"))
    return schema


def assessment_document(assessment: Assessment) -> dict[str, Any]:
    """The assessment as plain JSON."""
    return filled(
        {
            "schema": SCHEMA_VERSION,
            "asOf": _day(assessment.as_of),
            "subject": assessment.person.reference,
            "ruleSet": _rule_set(assessment.rule_set),
            "applicability": _applicability(assessment.applicability),
            "therapy": _therapy(assessment.therapy),
            "responses": _responses(assessment.responses),
            "criteria": [_criterion(each) for each in assessment.findings],
            "precautions": [_precaution(each) for each in assessment.precautions],
            "unchecked": [{"code": each.code, "text": texts.of_unchecked(each)} for each in assessment.unchecked],
            "recommendation": _recommendation(assessment),
            "context": [_context(each) for each in assessment.context],
            "setAside": [{"reference": each.origin, "reason": each.because} for each in assessment.set_aside],
            "unread": [{"key": each.key, "reason": each.because} for each in assessment.unread],
            "notEvaluated": list(assessment.not_evaluated),
            "evidence": [_evidence(each) for each in all_evidence(assessment)],
        }
    )


def all_evidence(assessment: Assessment) -> tuple[Evidence, ...]:
    """Every fact that any part of the assessment rests on, once each, newest first."""
    parts: Iterable[Finding | Precaution | ContextStatement] = (
        *assessment.findings,
        *assessment.precautions,
        *assessment.context,
    )
    of_parts = (part.evidence for part in parts)
    of_reasons = (reason.evidence for reason in assessment.applicability.reasons)
    return tuple(newest_first(chain.from_iterable(chain(of_parts, of_reasons, _since_the_raise(assessment)))))


def _since_the_raise(assessment: Assessment) -> Iterable[tuple[Evidence, ...]]:
    raised = assessment.responses.to_dose_raise
    if raised:
        yield from ((each.evidence,) for each in raised.toxicities)
        yield raised.advanced_phase


def _rule_set(edition: RuleSet) -> dict[str, Any]:
    return {
        "id": edition.id,
        "version": edition.version,
        "date": _day(edition.dated),
        "released": edition.released,
    }


def _applicability(applicability: Applicability) -> dict[str, Any]:
    reasons = [
        filled({"code": each.code, "text": texts.of_applicability(each), "evidence": _references(each.evidence)})
        for each in applicability.reasons
    ]
    return filled({"status": str(applicability.status), "reasons": reasons})


def _therapy(therapy: Therapy) -> dict[str, Any]:
    doses = [
        filled({"from": _day(each.starts), "to": _day(each.ends), "dailyDoseMg": _number(each.daily_dose_mg)})
        for each in therapy.doses
    ]
    return filled(
        {
            "startedOn": _day(therapy.started_on),
            "currentDailyDoseMg": _number(therapy.current_daily_dose_mg),
            "doseUnknownBecause": therapy.dose_unknown_because,
            "raisedOn": _day(therapy.raised_on),
            "doses": doses,
            "references": list(therapy.orders),
        }
    )


def _responses(responses: Responses) -> dict[str, Any]:
    hematologic, cytogenetic, molecular = responses.hematologic, responses.cytogenetic, responses.molecular
    return filled(
        {
            "hematologic": filled({"status": hematologic.status, "on": _day(hematologic.on)}),
            "cytogenetic": filled(
                {
                    "status": cytogenetic.status,
                    "phPositivePercent": _amount(cytogenetic.percent),
                    "lowestPhPositivePercent": _amount(cytogenetic.lowest_percent),
                    "method": cytogenetic.method,
                    "on": _day(cytogenetic.on),
                    "byMethod": [_by_method(each) for each in cytogenetic.by_method],
                    "notCounted": [_study(each) for each in cytogenetic.not_counted],
                }
            ),
            "molecular": filled(
                {
                    "percentIS": _amount(molecular.percent_is),
                    "detected": False if molecular.on and molecular.percent_is is None else None,
                    "on": _day(molecular.on),
                    "level": molecular.level,
                    "lowest": _molecular_result(molecular.lowest),
                    "reached": [_molecular_result(each) for each in molecular.reached],
                }
            ),
            "toDoseRaise": _to_dose_raise(responses),
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
            "on": _day(study.on),
            "phPositivePercent": _amount(study.percent),
            "cells": study.cells,
        }
    )


def _held(held: HeldCategory | None) -> dict[str, Any]:
    if held is None:
        return {}
    return filled(
        {
            "category": held.category,
            "since": _day(held.since),
            "lastSeenOn": _day(held.last_seen_on),
            "lostOn": _day(held.lost_on),
            "months": held.months,
        }
    )


def _molecular_result(result: MolecularResult | None) -> dict[str, Any]:
    if result is None:
        return {}
    return filled({"level": result.level, "on": _day(result.on), "percentIS": _amount(result.percent_is)})


def _to_dose_raise(responses: Responses) -> dict[str, Any]:
    raised = responses.to_dose_raise
    if raised is None:
        return {}
    return filled(
        {
            "raisedOn": _day(raised.raised_on),
            "cytogeneticBefore": raised.cytogenetic_before,
            "cytogeneticBest": raised.cytogenetic_best,
            "hematologicBefore": raised.hematologic_before,
            "hematologicBest": raised.hematologic_best,
            "since": _day(raised.since),
            "phPositivePercentBefore": _amount(raised.percent_before),
            "lowestPhPositivePercentBefore": _amount(raised.lowest_percent_before),
            "lowestPhPositivePercentSince": _amount(raised.lowest_percent_since),
            "improvement": _improvement(raised.improvement),
            "toxicity": [_toxicity(each) for each in raised.toxicities],
            "advancedPhase": _advanced_phase(raised.advanced_phase),
        }
    )


def _improvement(improvement: Improvement) -> dict[str, Any]:
    return filled(
        {
            "kind": str(improvement.kind),
            "since": _day(improvement.since),
            "lastSeenOn": _day(improvement.last_seen_on),
            "lostOn": _day(improvement.lost_on),
            "months": improvement.months,
        }
    )


def _toxicity(seen: Toxicity) -> dict[str, Any]:
    return {
        "code": seen.code,
        "on": _day(seen.evidence.on),
        "text": toxicity(seen),
        "evidence": _references((seen.evidence,)),
        "citation": _citation(seen.citation),
    }


def _advanced_phase(shown: tuple[Evidence, ...]) -> dict[str, Any]:
    return {"on": _day(shown[0].on), "evidence": _references(shown)} if shown else {}


def _criterion(finding: Finding) -> dict[str, Any]:
    return filled(
        {
            "id": finding.criterion.id,
            "status": str(finding.status),
            "text": texts.of_finding(finding),
            "evidence": _references(finding.evidence),
            "missing": [{"code": each.code, "text": texts.of_missing(each)} for each in finding.missing],
            "citation": _citation(finding.criterion.citation),
            "readings": [each.decision for each in finding.criterion.readings],
        }
    )


def _precaution(precaution: Precaution) -> dict[str, Any]:
    return filled(
        {
            "code": precaution.code,
            "blocks": precaution.blocks,
            "text": texts.of_precaution(precaution),
            "evidence": _references(precaution.evidence),
            "citation": _citation(precaution.citation),
        }
    )


def _recommendation(assessment: Assessment) -> dict[str, Any]:
    recommendation = assessment.recommendation
    return filled(
        {
            "action": str(recommendation.action),
            "fromDailyDoseMg": _number(recommendation.from_daily_dose_mg),
            "toDailyDoseMg": _number(recommendation.to_daily_dose_mg),
            "because": list(recommendation.because),
            "text": summary(assessment),
        }
    )


def _context(statement: ContextStatement) -> dict[str, Any]:
    return filled(
        {
            "id": statement.id,
            "status": statement.status,
            "text": texts.of_context(statement),
            "evidence": _references(statement.evidence),
            "citation": _citation(statement.citation),
        }
    )


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return filled(
        {
            "reference": evidence.origin,
            "what": evidence.what,
            "on": _day(evidence.on),
            "dated": evidence.dated,
            "value": _amount(evidence.amount),
            "unit": evidence.unit,
            "reported": evidence.reported,
        }
    )


def _citation(citation: Citation | None) -> dict[str, Any]:
    if citation is None:
        return {}
    return filled({"label": citation.work.label, "url": citation.work.url, "place": citation.place})


def _references(evidence: Iterable[Evidence]) -> list[str]:
    return list(dict.fromkeys(each.origin for each in evidence))


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _amount(amount: Amount | None) -> int | float | str | None:
    if amount is None:
        return None
    return str(amount) if amount.exact is None else _number(amount.exact)
