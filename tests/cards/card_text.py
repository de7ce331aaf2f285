"""A sample patient's assessment, its cards, and the card as the clinician reads it."""

from collections.abc import Callable
from itertools import count
from typing import Any

from cards import Detail, build_cards
from response_criteria.assessment.assess import assess
from response_criteria.model.assessment import Assessment
from response_criteria.model.recommendations import DoseOption, Option
from tests.cards.patients import AS_OF, PATIENTS


def assess_patient(name: str) -> Assessment:
    """Assess one of the sample patients."""
    return assess(PATIENTS[name], AS_OF)


def build_sample_cards(
    assessment: Assessment, detail: Detail = Detail.BRIEF, handbook_url: str = ""
) -> list[dict[str, Any]]:
    """Build the cards with minimal drafts, and uuids that count up."""
    drafts = {option.id: draft(option) for option in assessment.options}
    return build_cards(assessment, drafts, count_uuids(), detail, handbook_url)


def draft(option: Option) -> list[dict[str, Any]]:
    """Return the drafts of an option: an order for a dose, a request for each investigation."""
    order = [{"resourceType": "MedicationRequest", "status": "draft", "intent": "order"}]
    requests = [{"resourceType": "ServiceRequest", "status": "draft", "intent": "order"} for _ in option.investigations]
    return [*order, *requests] if isinstance(option, DoseOption) else requests


def count_uuids() -> Callable[[], str]:
    """Return a source of uuids that count up."""
    numbers = count(1)
    return lambda: f"00000000-0000-4000-8000-{next(numbers):012}"


def render_card(card: dict[str, Any]) -> str:
    """Render indicator, summary, detail and suggestions in the order in which an EHR shows them."""
    suggestions = (
        f"{number}. **{suggestion['label']}**\n"
        + "".join(f"   - {action['description']}\n" for action in suggestion["actions"])
        for number, suggestion in enumerate(card.get("suggestions", []), start=1)
    )
    head = f"# {card['summary']}\n\n_{card['indicator']}, source: [{card['source']['label']}]({card['source']['url']})_"
    return "\n\n".join(filter(None, (head, card["detail"], "".join(suggestions).rstrip()))) + "\n"
