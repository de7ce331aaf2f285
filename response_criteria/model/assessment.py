"""The assessment of one patient on one day: the output of the engine."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from response_criteria.model.findings import (
    Applicability,
    ApplicabilityReason,
    ContextStatement,
    Evidence,
    Finding,
    Missing,
    Precaution,
    ReviewFact,
    sort_newest_first,
)
from response_criteria.model.history import Doubt, ExcludedData, Person, UnavailableQuery
from response_criteria.model.recommendations import Option, Recommendation
from response_criteria.model.responses import Responses
from response_criteria.model.therapy import Therapy


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The edition of the rules: ``dated`` is its release date, or before the release the date of its last change."""

    id: str
    version: str
    dated: date
    released: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The assessment of one patient on one day."""

    as_of: date
    person: Person
    rule_set: RuleSet
    applicability: Applicability
    therapy: Therapy
    responses: Responses
    findings: tuple[Finding, ...]
    precautions: tuple[Precaution, ...]
    review_facts: tuple[ReviewFact, ...] = ()
    """What calls for a review, whatever the action is."""
    recommendation: Recommendation
    options: tuple[Option, ...] = ()
    """What a card may offer as a draft, the recommended option first."""
    context: tuple[ContextStatement, ...] = ()
    excluded_data: tuple[ExcludedData, ...] = ()
    doubts: Mapping[ExcludedData, Doubt] = field(default_factory=dict)
    """The doubt that each of the excluded data leaves."""
    unavailable_queries: tuple[UnavailableQuery, ...] = ()
    not_evaluated: tuple[str, ...] = field(default=())
    """Codes of precautions of the API contract that this edition does not evaluate yet."""
    missing_inputs: tuple[Missing, ...] = ()
    """Liver and kidney values and dispenses that a precaution needed and that are missing; they block nothing."""

    def finding(self, criterion_id: str) -> Finding:
        """Return the finding of a criterion by its id."""
        return next(finding for finding in self.findings if finding.criterion.id == criterion_id)


def collect_evidence(assessment: Assessment) -> tuple[Evidence, ...]:
    """Return every fact that any part of the assessment cites, once each, newest first."""
    parts: Iterable[Finding | Precaution | ReviewFact | ContextStatement | ApplicabilityReason] = (
        *assessment.findings,
        *assessment.precautions,
        *assessment.review_facts,
        *assessment.context,
        *assessment.applicability.reasons,
    )
    cited = (part.evidence for part in parts)
    return tuple(sort_newest_first(chain.from_iterable(chain(cited, _evidence_after_escalation(assessment)))))


def _evidence_after_escalation(assessment: Assessment) -> Iterator[tuple[Evidence, ...]]:
    response = assessment.responses.to_dose_escalation
    if response:
        yield tuple(toxicity.evidence for toxicity in response.toxicities)
        yield response.advanced_phase
