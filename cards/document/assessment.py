"""The assessment as JSON: ``extension["org.imatinib-cds.assessment"]`` of every answer, and ``assess --json``.

``schemas/assessment.schema.json`` describes it. Parts of the assessment name their evidence by reference; each piece of
evidence is listed once, under ``evidence``.
"""

import json
from importlib.resources import files
from typing import Any

from cards.descriptions import (
    describe_applicability,
    describe_context,
    describe_finding,
    describe_missing,
    describe_missing_input,
    describe_precaution,
    describe_review_fact,
)
from cards.document.responses import build_responses_document
from cards.json_values import (
    drop_empty,
    encode_amount,
    encode_citation,
    encode_day,
    encode_number,
    list_references,
)
from cards.report import build_report
from cards.summaries import compose_summary
from response_criteria.model.assessment import Assessment, RuleSet, collect_evidence
from response_criteria.model.findings import Applicability, ContextStatement, Evidence, Finding, Precaution, ReviewFact
from response_criteria.model.history import Doubt, ExcludedData
from response_criteria.model.therapy import Therapy
from response_criteria.precautions import CODES
from response_criteria.review import ReviewCode

SCHEMA_VERSION = "2"


def load_assessment_schema() -> dict[str, Any]:
    """Load the JSON Schema (draft 2020-12) of the document."""
    schema: dict[str, Any] = json.loads((files("cards") / "schemas" / "assessment.schema.json").read_text("utf-8"))
    # The codes of precautions and review facts come from their tables, so that a new one does not touch the file.
    schema["$defs"]["precautionCode"]["enum"] = list(CODES)
    schema["$defs"]["reviewCode"]["enum"] = list(ReviewCode)
    return schema


def build_assessment_document(assessment: Assessment) -> dict[str, Any]:
    """Build the assessment as JSON, without members that have no value."""
    return drop_empty(
        {
            "schema": SCHEMA_VERSION,
            "asOf": encode_day(assessment.as_of),
            "subject": assessment.person.reference,
            "ruleSet": _encode_rule_set(assessment.rule_set),
            "applicability": _encode_applicability(assessment.applicability),
            "therapy": _encode_therapy(assessment.therapy),
            "responses": build_responses_document(assessment.responses),
            "criteria": [_encode_criterion(finding) for finding in assessment.findings],
            "precautions": [_encode_precaution(precaution) for precaution in assessment.precautions],
            "reviewFacts": [_encode_review_fact(fact) for fact in assessment.review_facts],
            "unchecked": [
                {"code": missing.code, "text": describe_missing_input(missing)} for missing in assessment.missing_inputs
            ],
            "recommendation": _encode_recommendation(assessment),
            "context": [_encode_context(statement) for statement in assessment.context],
            # setAside and unread are names of the contract: excluded data, and queries that failed.
            "setAside": [_encode_excluded(data, assessment) for data in assessment.excluded_data],
            "unread": [
                {"key": query.key, "reason": query.reason, "kind": str(query.kind)}
                for query in assessment.unavailable_queries
            ],
            "notEvaluated": list(assessment.not_evaluated),
            "evidence": [_encode_evidence(item) for item in collect_evidence(assessment)],
            "report": build_report(assessment),
        }
    )


def _encode_rule_set(edition: RuleSet) -> dict[str, Any]:
    return {
        "id": edition.id,
        "version": edition.version,
        "date": encode_day(edition.dated),
        "released": edition.released,
    }


def _encode_applicability(applicability: Applicability) -> dict[str, Any]:
    reasons = [
        drop_empty(
            {
                "code": reason.code,
                "text": describe_applicability(reason),
                "evidence": list_references(reason.evidence),
            }
        )
        for reason in applicability.reasons
    ]
    return drop_empty({"status": str(applicability.status), "reasons": reasons})


def _encode_therapy(therapy: Therapy) -> dict[str, Any]:
    doses = [
        drop_empty(
            {
                "from": encode_day(period.starts),
                "to": encode_day(period.ends),
                "dailyDoseMg": encode_number(period.daily_dose_mg),
            }
        )
        for period in therapy.doses
    ]
    return drop_empty(
        {
            "startedOn": encode_day(therapy.started_on),
            "currentDailyDoseMg": encode_number(therapy.current_daily_dose_mg),
            "doseUnknownBecause": therapy.dose_unknown_reason,
            "raisedOn": encode_day(therapy.escalated_on),
            "doses": doses,
            "references": list(therapy.orders),
        }
    )


def _encode_criterion(finding: Finding) -> dict[str, Any]:
    return drop_empty(
        {
            "id": finding.criterion.id,
            "status": str(finding.status),
            "text": describe_finding(finding),
            "evidence": list_references(finding.evidence),
            "missing": [{"code": missing.code, "text": describe_missing(missing)} for missing in finding.missing],
            "citation": encode_citation(finding.criterion.citation),
            "readings": [interpretation.decision for interpretation in finding.criterion.interpretations],
        }
    )


def _encode_precaution(precaution: Precaution) -> dict[str, Any]:
    return drop_empty(
        {
            "code": precaution.code,
            "blocks": precaution.blocks,
            "text": describe_precaution(precaution),
            "evidence": list_references(precaution.evidence),
            "citation": encode_citation(precaution.citation),
        }
    )


def _encode_review_fact(fact: ReviewFact) -> dict[str, Any]:
    return drop_empty(
        {
            "code": fact.code,
            "text": describe_review_fact(fact),
            "evidence": list_references(fact.evidence),
            "citation": encode_citation(fact.citation),
        }
    )


def _encode_recommendation(assessment: Assessment) -> dict[str, Any]:
    recommendation = assessment.recommendation
    return drop_empty(
        {
            "action": str(recommendation.action),
            "fromDailyDoseMg": encode_number(recommendation.from_daily_dose_mg),
            "toDailyDoseMg": encode_number(recommendation.to_daily_dose_mg),
            "because": list(recommendation.grounds),
            "silent": list(recommendation.silent),
            "text": compose_summary(assessment),
        }
    )


def _encode_context(statement: ContextStatement) -> dict[str, Any]:
    return drop_empty(
        {
            "id": statement.id,
            "status": statement.status,
            "text": describe_context(statement),
            "evidence": list_references(statement.evidence),
            "citation": encode_citation(statement.citation),
        }
    )


def _encode_excluded(data: ExcludedData, assessment: Assessment) -> dict[str, Any]:
    return drop_empty(
        {
            "reference": data.origin,
            "reason": data.reason,
            "what": data.subject,
            "on": str(data.on) if data.on else None,
            "reported": data.reported.strip(),
            "doubt": str(assessment.doubts.get(data, Doubt.NONE)),
        }
    )


def _encode_evidence(evidence: Evidence) -> dict[str, Any]:
    return drop_empty(
        {
            "reference": evidence.origin,
            "what": evidence.what,
            "on": encode_day(evidence.on),
            "dated": evidence.date_as_written,
            "value": encode_amount(evidence.amount),
            "unit": evidence.unit,
            "reported": evidence.reported,
        }
    )
