"""The protocol's step with what label and guidance say of it today, and how strong the evidence is."""

from collections.abc import Iterator, Sequence

from cards.brief.facts import list_less_urgent_facts, list_urgent_facts
from cards.brief.room import Room
from cards.lines.review import find_guidance, is_of_later_line
from cards.markdown_escape import escape_markdown
from cards.selection import select_deciding_findings
from cards.sentences import fill_sentence, join_names
from cards.suggestions import format_dose
from cards.wordings import brief
from response_criteria.model.assessment import Assessment
from response_criteria.model.findings import Evidence
from response_criteria.model.recommendations import Action, DoseOption
from response_criteria.precautions import Code
from response_criteria.precautions.snapshot import is_hematologic
from response_criteria.review import ReviewCode

LABEL_INCREASE, LABEL_CIRCUMSTANCES = "us-label/dose-increase", "us-label/increase-circumstances"

MAX_ORDERS = 2
"""More orders are counted; the draft's note names each."""

_FOUNDING_BY_KIND = {
    (True, False): brief.FOUNDING_HEMATOLOGIC,
    (False, True): brief.FOUNDING_CYTOGENETIC,
    (True, True): brief.FOUNDING_BOTH,
}
"""By whether a hematologic criterion is met, and a cytogenetic one."""


def describe_step(assessment: Assessment, room: Room) -> str:
    """Describe the step of the protocol, or what guidance says where there is none."""
    match assessment.recommendation.action:
        case Action.ESCALATE:
            return " ".join((*_offer_step(assessment), brief.TODAY, *_grade_evidence(assessment)))
        case Action.NO_PROTOCOL_STEP:
            return brief.NO_STEP
        # In pregnancy no TKI is an alternative.
        case Action.HOLD if assessment.recommendation.grounds and not _is_pregnant(assessment):
            return brief.HOLD_TODAY
        case Action.HOLD:
            return ""
        case Action.REVIEW:
            facts = (*list_urgent_facts(assessment), *list_less_urgent_facts(assessment))
            of_facts = {fact.code: find_guidance(fact) for fact in assessment.review_facts}
            guidance = of_facts | brief.GUIDANCE_AFTER_FIRST_STEPS
            texts = [text for code in dict.fromkeys(fact.code for fact in facts) if (text := guidance.get(code))]
            return brief.GUIDANCE.format(texts=" ".join(texts[: room.facts])) if texts else ""
        case _:
            failures = [fact for fact in assessment.review_facts if fact.code == ReviewCode.MOLECULAR_FAILURE]
            if any(map(is_of_later_line, failures)):
                return brief.GUIDANCE.format(texts=find_guidance(failures[0]))
            return brief.CHANGE_OF_TKI if failures else ""


def _is_pregnant(assessment: Assessment) -> bool:
    return any(precaution.code == Code.PREGNANCY for precaution in assessment.precautions)


def _offer_step(assessment: Assessment) -> Iterator[str]:
    option = next(option for option in assessment.options if isinstance(option, DoseOption))
    yield brief.STEP.format(dose=format_dose(option), orders=_name_orders(assessment.therapy.cited_orders))
    statements = {statement.id: statement for statement in assessment.context}
    if statements.get(LABEL_INCREASE) and statements[LABEL_INCREASE].status == "no-step":
        # Where the label has no increase, its criteria for one say nothing more.
        statements.pop(LABEL_CIRCUMSTANCES, None)
    for statement in statements.values():
        wording = brief.LABEL.get(statement.id, {}).get(statement.status)
        if wording:
            yield fill_sentence(wording, statement.values, escape_markdown)


def _name_orders(orders: Sequence[Evidence]) -> str:
    """Name the orders to be discontinued: two active orders for imatinib would be an overdose."""
    if len(orders) == 1:
        return brief.ORDER.format(on=orders[0].on)  # its dose stands above
    if len(orders) > MAX_ORDERS:
        return brief.ORDERS.format(count=len(orders))
    named = [
        brief.ORDER_WITH_DOSE.format(on=order.on, dose=f"{order.amount} {order.unit}")
        if order.amount
        else brief.ORDER.format(on=order.on)
        for order in orders
    ]
    return join_names(named) or brief.NO_ORDER


def _grade_evidence(assessment: Assessment) -> Iterator[str]:
    # The paper reports blood and chromosome responses separately, with very different rates.
    hematologic = [is_hematologic(finding) for finding in select_deciding_findings(assessment)]
    yield brief.FOUNDING
    yield _FOUNDING_BY_KIND[any(hematologic), not all(hematologic)]
    yield brief.FOUNDING_TOXICITY
    yield brief.SINCE
