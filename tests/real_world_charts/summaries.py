"""One line for each fact, as the charts of this folder expect it."""

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import Answer
from response_criteria.model.diagnoses import Diagnosis
from response_criteria.model.history import History
from response_criteria.model.medications import DrugOrder, DrugUse, NotTakenStatement
from response_criteria.model.results import (
    BcrAbl1Result,
    BloodCount,
    Chemistry,
    CytogeneticResult,
    KinaseDomainMutation,
    ManualDifferential,
    MarrowCount,
    NegativeMutationAnalysis,
    Observed,
    Pregnancy,
    SpleenSize,
)

Fact = Observed | Diagnosis | DrugOrder | DrugUse | NotTakenStatement


def summarize_facts(history: History) -> list[str]:
    """Summarize every fact of a history, sorted."""
    facts = (*history.observed, *history.diagnoses, *history.orders, *history.uses, *history.not_taken_statements)
    return sorted(map(summarize_fact, facts))


def summarize_fact(fact: Fact) -> str:
    """Return a fact with its date and those of its details that affect an assessment."""
    match fact:
        case DrugOrder():
            return _summarize_order(fact)
        case DrugUse():
            return _summarize_use(fact)
        case NotTakenStatement():
            return f"{fact.drug.name} stated not to be taken, {fact.on}"
        case Diagnosis():
            phase = f" in {fact.phase}" if fact.phase else ""
            return f"{fact.disease}{phase}, {'active' if fact.active else 'not active'}, since {fact.on or '?'}"
        case _:
            return f"{_summarize_result(fact)}, {fact.on}"


def _summarize_order(order: DrugOrder) -> str:
    unknown = f"dose unknown ({order.dose_unknown_reason or 'not calculated'})"
    dose = _format_dose(order.daily_dose_mg) if order.daily_dose_mg else unknown
    hint = "" if order.drug.coded else " named in text"
    times = "".join(f", {time}" for time in sorted(order.times_of_day))
    binding = {Answer.YES: "", Answer.NO: ", evidence only", Answer.UNKNOWN: ", possibly active"}[order.binding]
    period = f"{order.starts} to {order.ends or '?'}"
    return f"order {order.drug.name}{hint}, {order.status}, {dose}{times}, {period}{binding}"


def _summarize_use(use: DrugUse) -> str:
    days = f", {use.days_supplied} days" if use.days_supplied else ""
    dose = f", {_format_dose(use.daily_dose_mg)}" if use.daily_dose_mg else ""
    ends = "ongoing" if use.ongoing and use.ends is None else str(use.ends or "?")
    return f"{use.kind} of {use.drug.name}{dose}{days}, {use.starts} to {ends}"


def _summarize_result(fact: Observed) -> str:
    match fact:
        case BloodCount():
            return f"{fact.cell} {fact.amount} {fact.measure} ({fact.method})"
        case ManualDifferential():
            return f"manual differential of {fact.total_percent}%: {', '.join(sorted(fact.listed_classes))}"
        case MarrowCount():
            return f"{fact.cell} in marrow {fact.amount} %"
        case CytogeneticResult():
            abnormalities = f" with {', '.join(fact.additional_abnormalities)}" if fact.additional_abnormalities else ""
            return f"Ph-positive {fact.percent} % of {fact.cells or '?'} by {fact.method}{abnormalities}"
        case BcrAbl1Result():
            return f"BCR::ABL1 {fact.percent_is or 'without a level'} % IS, detected: {fact.detected}"
        case Chemistry():
            return f"{fact.analyte} {fact.amount} {fact.unit}, upper limit {fact.upper_limit or '?'}"
        case SpleenSize():
            return f"spleen {fact.below_costal_margin_cm} cm"
        case Pregnancy():
            return f"pregnant: {fact.pregnant}"
        case KinaseDomainMutation():
            return f"mutation {fact.change}"
        case NegativeMutationAnalysis():
            return "no mutation"


def _format_dose(amount: Amount) -> str:
    return f"{amount} mg/day"
