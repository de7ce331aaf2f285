"""The same as JSON: what the paper prints and what the program says, patient by patient and count by count."""

from collections.abc import Mapping, Sequence
from typing import Any

from cards.json_values import filled
from cds_service.reproduction.cohort import Member
from cds_service.reproduction.counts import count
from cds_service.reproduction.differences import Difference, differences
from cds_service.reproduction.evaluated_cohort import Judged
from cds_service.reproduction.printed import Row, counted
from cds_service.reproduction.report import explanation
from response_criteria.model.findings import Assessment
from response_criteria.publications.kantarjian2003 import EDITION


def reproduction_document(judged: Sequence[Judged]) -> dict[str, Any]:
    """Members: ruleSet, patients, figures, differences. What has no value is left out."""
    return {
        "ruleSet": {"id": EDITION.id, "version": EDITION.version},
        "patients": [_patient(each) for each in judged],
        "figures": [
            {"id": each.id, "what": each.what, "of": each.of, "paper": each.count, "program": count(judged, each)}
            for each in counted()
        ],
        "differences": [_difference(each) for each in differences(judged)],
    }


def _patient(judged: Judged) -> dict[str, Any]:
    member = judged.member
    printed = filled(
        {
            "group": member.group.id,
            "circumstance": member.group.criterion_id,
            "hematologic": member.hematologic,
            **(_row(member.row) if member.row else {}),
        }
    )
    program = {"beforeRaise": _before(judged.before), "toDoseRaise": _to_raise(judged)}
    return {"number": member.number, "paper": printed, "chart": _chart(member), "program": program}


def _chart(member: Member) -> Mapping[str, Any]:
    ph = member.ph
    shares = {"lowest": ph.lowest, "last": ph.before, "since": ph.after, "sinceBy": ph.after_by} if ph else {}
    return {"monthsOnStandardDose": member.months, "reducedTo300Mg": member.from_300, **shares}


def _row(row: Row) -> Mapping[str, Any]:
    return {
        "label": row.label,
        "strict": row.strict,
        "duration": row.duration,
        "inferred": row.inferred,
        "flag": row.flag,
    }


def _before(assessment: Assessment) -> Mapping[str, Any]:
    recommendation = assessment.recommendation
    return filled(
        {
            "asOf": assessment.as_of,
            "criteria": {each.criterion.id: each.status for each in assessment.findings},
            "action": recommendation.action,
            "toDailyDoseMg": recommendation.to_daily_dose_mg,
        }
    )


def _to_raise(judged: Judged) -> Mapping[str, Any]:
    response = judged.to_raise
    return filled(
        {
            "raisedOn": response.raised_on,
            "cytogeneticBefore": response.cytogenetic_before,
            "cytogeneticBest": response.cytogenetic_best,
            "cytogeneticImprovedTo": judged.improved_to,
            "hematologicBest": response.hematologic_best,
            "since": response.since,
        }
    )


def _difference(difference: Difference) -> Mapping[str, Any]:
    return {"kind": difference.kind, "key": difference.key, "text": explanation(difference)}
