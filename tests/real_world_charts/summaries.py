"""A fact in one line, as the files of this folder expect it."""

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import Answer
from response_criteria.model.facts import (
    BloodCount,
    Chemistry,
    Cytogenetics,
    Denial,
    Diagnosis,
    DrugOrder,
    DrugUse,
    History,
    KinaseDomainMutation,
    ManualDifferential,
    MarrowCount,
    Observed,
    Pregnancy,
    SpleenSize,
    Transcript,
)

Fact = Observed | Diagnosis | DrugOrder | DrugUse | Denial


def facts_of(history: History) -> list[str]:
    """Every fact of a history, in a fixed order."""
    facts = (*history.observed, *history.diagnoses, *history.orders, *history.uses, *history.denials)
    return sorted(map(in_short, facts))


def in_short(fact: Fact) -> str:
    """What a fact says and when; of the details those that decide something."""
    match fact:
        case DrugOrder():
            unknown = f"dose unknown ({fact.dose_unknown_because or 'not asked for'})"
            dose = _dose(fact.daily_dose_mg) if fact.daily_dose_mg else unknown
            named = "" if fact.drug.coded else " named in text"
            times = "".join(f", {each}" for each in sorted(fact.times_of_day))
            firm = {Answer.YES: "", Answer.NO: ", evidence only", Answer.UNKNOWN: ", perhaps in force"}[fact.binding]
            lasts = f"{fact.starts} to {fact.ends or '?'}"
            return f"order {fact.drug.name}{named}, {fact.status}, {dose}{times}, {lasts}{firm}"
        case DrugUse():
            lasts = f", {fact.days_supplied} days" if fact.days_supplied else ""
            dose = f", {_dose(fact.daily_dose_mg)}" if fact.daily_dose_mg else ""
            ends = "on" if fact.ongoing and fact.ends is None else str(fact.ends or "?")
            return f"{fact.kind} of {fact.drug.name}{dose}{lasts}, {fact.starts} to {ends}"
        case Denial():
            return f"{fact.drug.name} said not to be taken, {fact.on}"
        case Diagnosis():
            phase = f" in {fact.phase}" if fact.phase else ""
            return f"{fact.disease}{phase}, {'active' if fact.active else 'not active'}, since {fact.on or '?'}"
        case _:
            return f"{_result(fact)}, {fact.on}"


def _result(fact: Observed) -> str:
    match fact:
        case BloodCount():
            return f"{fact.cell} {fact.amount} {fact.measure} ({fact.method})"
        case ManualDifferential():
            return f"manual differential of {fact.total_percent}%: {', '.join(sorted(fact.listed))}"
        case MarrowCount():
            return f"{fact.cell} in marrow {fact.amount} %"
        case Cytogenetics():
            beside = f" with {', '.join(fact.additional_abnormalities)}" if fact.additional_abnormalities else ""
            return f"Ph-positive {fact.percent} % of {fact.cells or '?'} by {fact.method}{beside}"
        case Transcript():
            return f"BCR::ABL1 {fact.percent_is or 'without a level'} % IS, detected: {fact.detected}"
        case Chemistry():
            return f"{fact.analyte} {fact.amount} {fact.unit}, upper limit {fact.upper_limit or '?'}"
        case SpleenSize():
            return f"spleen {fact.below_costal_margin_cm} cm"
        case Pregnancy():
            return f"pregnant: {fact.pregnant}"
        case KinaseDomainMutation():
            return f"mutation {fact.change}"


def _dose(amount: Amount) -> str:
    return f"{amount} mg/day"
