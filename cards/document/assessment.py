"""The assessment as JSON: ``extension["org.imatinib-cds.assessment"]`` of every answer, and ``assess --json``.

Its form is ``schemas/assessment.schema.json``. Members without a value are left out. Parts of the assessment name their
evidence by reference; each piece of evidence stands once, under ``evidence``. An amount is a JSON number where it is a
single value, and a string such as "<0.01" where it is a bound.
"""

import json
from collections.abc import Iterable
from importlib.resources import files
from itertools import chain
from typing import Any

from cards import texts
from cards.document.responses import responses_document
from cards.json_values import amount, citation, day, filled, number, references
from cards.lines.evidence import newest_first
from cards.summaries import summary
from response_criteria.model.findings import (
    Applicability,
    Assessment,
    ContextStatement,
    Evidence,
    Finding,
    Precaution,
    RuleSet,
    Therapy,
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
            "asOf": day(assessment.as_of),
            "subject": assessment.person.reference,
            "ruleSet": _rule_set(assessment.rule_set),
            "applicability": _applicability(assessment.applicability),
            "therapy": _therapy(assessment.therapy),
            "responses": responses_document(assessment.responses),
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
        "date": day(edition.dated),
        "released": edition.released,
    }


def _applicability(applicability: Applicability) -> dict[str, Any]:
    reasons = [
        filled({"code": each.code, "text": texts.of_applicability(each), "evidence": references(each.evidence)})
        for each in applicability.reasons
    ]
    return filled({"status": str(applicability.status), "reasons": reasons})


def _therapy(therapy: Therapy) -> dict[str, Any]:
    doses = [
        filled({"from": day(each.starts), "to": day(each.ends), "dailyDoseMg": number(each.daily_dose_mg)})
        for each in therapy.doses
    ]
    return filled(
        {
            "startedOn": day(therapy.started_on),
            "currentDailyDoseMg": number(therapy.current_daily_dose_mg),
            "doseUnknownBecause": therapy.dose_unknown_because,
            "raisedOn": day(therapy.raised_on),
            "doses": doses,
            "references": list(therapy.orders),
        }
    )


def _criterion(finding: Finding) -> dict[str, Any]:
    return filled(
        {
            "id": finding.criterion.id,
            "status": str(finding.status),
            "text": texts.of_finding(finding),
            "evidence": references(finding.evidence),
            "missing": [{"code": each.code, "text": texts.of_missing(each)} for each in finding.missing],
            "citation": citation(finding.criterion.citation),
            "readings": [each.decision for each in finding.criterion.readings],
        }
    )


def _precaution(precaution: Precaution) -> dict[str, Any]:
    return filled(
        {
            "code": precaution.code,
            "blocks": precaution.blocks,
            "text": texts.of_precaution(precaution),
            "evidence": references(precaution.evidence),
            "citation": citation(precaution.citation),
        }
    )


def _recommendation(assessment: Assessment) -> dict[str, Any]:
    recommendation = assessment.recommendation
    return filled(
        {
            "action": str(recommendation.action),
            "fromDailyDoseMg": number(recommendation.from_daily_dose_mg),
            "toDailyDoseMg": number(recommendation.to_daily_dose_mg),
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
            "evidence": references(statement.evidence),
            "citation": citation(statement.citation),
        }
    )


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return filled(
        {
            "reference": evidence.origin,
            "what": evidence.what,
            "on": day(evidence.on),
            "dated": evidence.dated,
            "value": amount(evidence.amount),
            "unit": evidence.unit,
            "reported": evidence.reported,
        }
    )
