"""A patient's assessment, its cards, and the card as the clinician reads it."""

from collections.abc import Callable
from itertools import count
from typing import Any

from cards.kinds import cards_for
from response_criteria.assessment.assess import assess
from response_criteria.model.findings import Assessment, DoseOption, Option
from tests.cards.patients import AS_OF, PATIENTS


def assessment(name: str) -> Assessment:
    return assess(PATIENTS[name], AS_OF)


def cards(judged: Assessment) -> list[dict[str, Any]]:
    """The cards, with the shortest of drafts and uuids that count up."""
    return cards_for(judged, {option.id: drafts(option) for option in judged.options}, uuids())


def drafts(option: Option) -> list[dict[str, Any]]:
    if isinstance(option, DoseOption):
        return [{"resourceType": "MedicationRequest", "status": "draft", "intent": "order"}]
    return [{"resourceType": "ServiceRequest", "status": "draft", "intent": "order"} for _ in option.investigations]


def uuids() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"00000000-0000-4000-8000-{next(numbers):012}"


def as_read(card: dict[str, Any]) -> str:
    """Indicator, summary, detail and suggestions, in the order in which an EHR shows them."""
    suggestions = (
        f"{number}. **{each['label']}**\n" + "".join(f"   - {action['description']}\n" for action in each["actions"])
        for number, each in enumerate(card.get("suggestions", []), start=1)
    )
    head = f"# {card['summary']}\n\n_{card['indicator']}, source: [{card['source']['label']}]({card['source']['url']})_"
    return "\n\n".join(filter(None, (head, card["detail"], "".join(suggestions).rstrip()))) + "\n"
