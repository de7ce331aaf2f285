"""Builders of an assessment for any code of the engine, with the longest values that are likely."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from response_criteria.model.amounts import Amount
from response_criteria.model.assessment import Assessment
from response_criteria.model.citation import Work
from response_criteria.model.facts import Origin
from response_criteria.model.findings import (
    Applicability,
    ApplicabilityReason,
    ApplicabilityStatus,
    ContextStatement,
    Evidence,
    Finding,
    Missing,
    Precaution,
    ReviewFact,
    Status,
    Values,
)
from response_criteria.model.history import Person
from response_criteria.model.recommendations import (
    Action,
    DoseOption,
    Investigation,
    InvestigationOption,
    Recommendation,
)
from response_criteria.model.responses import CytogeneticResponse, HematologicResponse, Responses
from response_criteria.model.therapy import Therapy
from response_criteria.publications.kantarjian2003 import CRITERIA, EDITION, PAPER
from response_criteria.publications.kantarjian2003.reasons import REASONS, MissingCode, Reason

AS_OF = date(2024, 6, 16)
HOSTILE = "<b>x</b> | [y](https://evil.example)"
DATED = {"on", "latest", "first", "from", "until"}
AMOUNTS = {"percent", "amount", "lowest", "egfr"}
NUMBERS = {"counts", "days", "months", "metaphases"}
ELSEWHERE = Work("elsewhere", "A work", "https://doi.org/10.1000/1").cite("a place")

ACTION_OF = {
    Status.MET: Action.ESCALATE,
    Status.POSSIBLE: Action.CONFIRM,
    Status.INDETERMINATE: Action.COMPLETE_DATA,
}


def values(names: Iterable[str], chart_text: str = HOSTILE) -> Values:
    """Return a value for each name: of the type that the name implies, else text as a chart may hold it."""
    return {name: _value(name, chart_text) for name in names}


def _value(name: str, chart_text: str) -> str | int | Decimal | date | Amount:
    if name in DATED or name.endswith("_on") or name == "judged_from":
        return date(2024, 5, 30)
    if name in AMOUNTS or name.endswith("_percent"):
        return Amount.from_comparator(">=", "12.25")
    if name.endswith("_mg"):
        return Decimal("400")
    return 28 if name in NUMBERS else chart_text


def evidence(what: str = HOSTILE) -> tuple[Evidence, ...]:
    """One piece of evidence, all of whose texts are hostile."""
    return (Evidence(Origin(HOSTILE), what, AS_OF, Amount.exactly("1.50"), HOSTILE, HOSTILE),)


def finding(
    reason: Reason, criterion: int = 0, missing: Mapping[MissingCode, tuple[str, ...]] | None = None
) -> Finding:
    """A finding with this reason, in which these items are missing."""
    spec = REASONS[reason]
    items = tuple(Missing(code, values(names)) for code, names in (missing or {}).items())
    return Finding(CRITERIA[criterion], spec.status, reason, values(spec.values), evidence(), items)


def precaution(code: str, reason: str, names: Iterable[str], *, blocks: bool) -> Precaution:
    """A precaution with this reason and a value for each name."""
    return Precaution(code, blocks, reason, values(names), evidence(), ELSEWHERE)


def review_fact(code: str, reason: str, names: Iterable[str]) -> ReviewFact:
    """A review fact with this reason and a value for each name."""
    return ReviewFact(code, reason, values(names), evidence(), ELSEWHERE)


def assessment(action: Action, *findings: Finding, **changes: Any) -> Assessment:
    """An assessment that recommends this action on the grounds of these findings."""
    dose = DoseOption("protocol-step", Decimal("800"), 2, PAPER.cite("a place"))
    tests = InvestigationOption("tests", (Investigation.BLOOD_COUNT, Investigation.MANUAL_DIFFERENTIAL))
    grounds = tuple(finding.criterion.id for finding in findings)
    base = Assessment(
        as_of=AS_OF,
        person=Person(reference="Patient/acacia", birth_date=None),
        rule_set=EDITION,
        applicability=Applicability(ApplicabilityStatus.APPLICABLE),
        therapy=Therapy(started_on=AS_OF, current_daily_dose_mg=Decimal("400"), orders=(Origin(HOSTILE),)),
        responses=Responses(HematologicResponse("unknown"), CytogeneticResponse("unknown")),
        findings=findings,
        precautions=(),
        recommendation=Recommendation(action, grounds, Decimal("400"), Decimal("800")),
        options=(dose,) if action is Action.ESCALATE else (tests,),
    )
    return replace(base, **changes)


def unknown_applicability(code: str, values: Values) -> Assessment:
    """An assessment in which it is unknown whether the protocol applies."""
    reason = ApplicabilityReason(code, values, evidence())
    applicability = Applicability(ApplicabilityStatus.UNKNOWN, (reason,))
    return assessment(Action.COMPLETE_DATA, applicability=applicability, options=())


def statement(statement_id: str, status: str, names: Iterable[str]) -> ContextStatement:
    """A statement of the label or a guideline, with a value for each name."""
    return ContextStatement(statement_id, status, ELSEWHERE, values(names), evidence())
