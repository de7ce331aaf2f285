"""An assessment for each word of the engine, with the longest values that are likely to stand beside it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from response_criteria.model.amounts import Amount
from response_criteria.model.citation import Work
from response_criteria.model.facts import Origin, Person
from response_criteria.model.findings import (
    Action,
    Applicability,
    ApplicabilityReason,
    Applies,
    Assessment,
    ContextStatement,
    CytogeneticResponse,
    DoseOption,
    Evidence,
    Finding,
    HematologicResponse,
    Investigation,
    InvestigationOption,
    Missing,
    Precaution,
    Recommendation,
    Responses,
    Status,
    Therapy,
    Values,
)
from response_criteria.publications.kantarjian2003 import CRITERIA, EDITION, PAPER
from response_criteria.publications.kantarjian2003.reasons import REASONS, Lack, Reason

AS_OF = date(2024, 6, 16)
HOSTILE = "<b>x</b> | [y](https://evil.example)"
DATED = {"on", "latest", "first", "from", "until"}
AMOUNTS = {"percent", "amount", "lowest", "egfr"}
NUMBERS = {"counts", "days", "months", "metaphases"}
ELSEWHERE = Work("elsewhere", "A work", "https://doi.org/10.1000/1").at("a place")

ACTION_OF = {
    Status.MET: Action.ESCALATE,
    Status.POSSIBLE: Action.CONFIRM,
    Status.INDETERMINATE: Action.COMPLETE_DATA,
}


def values(names: Iterable[str], chart_text: str = HOSTILE) -> Values:
    """A value for each name: of the kind that its name says, else text as a chart may hold it."""
    return {name: _value(name, chart_text) for name in names}


def _value(name: str, chart_text: str) -> str | int | Decimal | date | Amount:
    if name in DATED or name.endswith("_on") or name == "judged_from":
        return date(2024, 5, 30)
    if name in AMOUNTS or name.endswith("_percent"):
        return Amount.compared(">=", "12.25")
    if name.endswith("_mg"):
        return Decimal("400")
    return 28 if name in NUMBERS else chart_text


def evidence(what: str = HOSTILE) -> tuple[Evidence, ...]:
    return (Evidence(Origin(HOSTILE), what, AS_OF, Amount.exactly("1.50"), HOSTILE, HOSTILE),)


def finding(reason: Reason, criterion: int = 0, lacks: Mapping[Lack, tuple[str, ...]] | None = None) -> Finding:
    """A finding with this reason, and with everything missing that may be."""
    told = REASONS[reason]
    missing = tuple(Missing(code, values(names)) for code, names in (lacks or {}).items())
    return Finding(CRITERIA[criterion], told.status, reason, values(told.values), evidence(), missing)


def precaution(code: str, reason: str, names: Iterable[str], *, blocks: bool) -> Precaution:
    return Precaution(code, blocks, reason, values(names), evidence(), ELSEWHERE)


def assessed(action: Action, *findings: Finding, **changed: Any) -> Assessment:
    """An assessment that comes to this action because of these findings."""
    step = DoseOption("protocol-step", Decimal("800"), 2, PAPER.at("a place"))
    tests = InvestigationOption("tests", (Investigation.BLOOD_COUNT, Investigation.MANUAL_DIFFERENTIAL))
    because = tuple(each.criterion.id for each in findings)
    assessment = Assessment(
        as_of=AS_OF,
        person=Person(reference="Patient/acacia", born=None),
        rule_set=EDITION,
        applicability=Applicability(Applies.APPLICABLE),
        therapy=Therapy(started_on=AS_OF, current_daily_dose_mg=Decimal("400"), orders=(Origin(HOSTILE),)),
        responses=Responses(HematologicResponse("unknown"), CytogeneticResponse("unknown")),
        findings=findings,
        precautions=(),
        recommendation=Recommendation(action, because, Decimal("400"), Decimal("800")),
        options=(step,) if action is Action.ESCALATE else (tests,),
    )
    return replace(assessment, **changed)


def unknown(code: str, told: Values) -> Assessment:
    """An assessment that cannot tell whether the protocol applies."""
    reason = ApplicabilityReason(code, told, evidence())
    return assessed(Action.COMPLETE_DATA, applicability=Applicability(Applies.UNKNOWN, (reason,)), options=())


def statement(statement_id: str, status: str, names: Iterable[str]) -> ContextStatement:
    return ContextStatement(statement_id, status, ELSEWHERE, values(names), evidence())
