"""The cohort and its assessments, made through the same functions as a hook call: from Bundle text to assessment."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from cds_service import decimal_json
from cds_service.decision import assess_chart
from cds_service.prefetch.answers import SearchResult, parse_bundle
from cds_service.reproduction.charts import ASSESSED_ON, build_chart_after, build_chart_before, get_follow_up_date
from cds_service.reproduction.cohort import Member, build_cohort
from fhir_mappings import Chart, find_patient_id
from response_criteria.model.assessment import Assessment
from response_criteria.model.findings import Finding, Status
from response_criteria.model.responses import ResponseToEscalation
from response_criteria.publications.kantarjian2003.grades import COMPLETE, MINOR, PARTIAL

RESPONSES = (COMPLETE, PARTIAL, MINOR)
"""The paper's cytogenetic responses, best first."""


@dataclass(frozen=True, slots=True)
class EvaluatedMember:
    """A patient with two assessments: on the day before the escalation, and at the end of follow-up."""

    member: Member
    before: Assessment
    after: Assessment

    @property
    def to_escalation(self) -> ResponseToEscalation:
        """The response to the escalation. Raises ValueError if the program finds no escalation."""
        if self.after.responses.to_dose_escalation is None:
            raise ValueError(f"the chart of {self.member.id} shows no dose escalation")
        return self.after.responses.to_dose_escalation

    @property
    def paper_finding(self) -> Finding:
        """The finding for the criterion under which the paper counts the patient."""
        return self.before.finding(self.member.group.criterion_id)

    @property
    def improved_to(self) -> str:
        """The cytogenetic response reached, if better than the one before the escalation; else empty."""
        best, before = self.to_escalation.cytogenetic_best, self.to_escalation.cytogenetic_before
        better_than_before = RESPONSES[: RESPONSES.index(before)] if before in RESPONSES else RESPONSES
        return best if best in better_than_before else ""

    @property
    def months_of_best_response(self) -> int | None:
        """Months for which the best response since the escalation is documented; None without an analysis."""
        by_method = self.after.responses.cytogenetic.by_method
        return by_method[0].best.months if by_method and by_method[0].best else None


def evaluate_cohort() -> tuple[EvaluatedMember, ...]:
    """Build and assess every patient of the cohort."""
    return tuple(map(_evaluate, build_cohort()))


def _evaluate(member: Member) -> EvaluatedMember:
    after = assess_bundle(build_chart_after(member), get_follow_up_date(member))
    return EvaluatedMember(member, assess_before_escalation(member), after)


def assess_before_escalation(member: Member, *, occasions: int = 2) -> Assessment:
    """Assess a patient on the day before the escalation; ``occasions`` as in ``build_chart_before``."""
    return assess_bundle(build_chart_before(member, occasions=occasions), ASSESSED_ON)


def has_finding_with(status: Status, assessment: Assessment) -> bool:
    """Whether any criterion has that status."""
    return any(finding.status is status for finding in assessment.findings)


def assess_bundle(bundle: dict[str, Any], as_of: date) -> Assessment:
    """Assess a Bundle on a day. Raises ValueError if it cannot be read."""
    result = parse_bundle(decimal_json.read(decimal_json.write(bundle)))
    if not isinstance(result, SearchResult):
        raise ValueError("the Bundle cannot be read")
    return assess_chart(Chart(find_patient_id(result.entries), result.entries), as_of)
