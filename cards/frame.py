"""What every card has: the founding paper as its source, reasons to override it, a link to the paper."""

from collections.abc import Callable

from cards.card import Card, Coding, Indicator, Link, Source
from cards.suggestions import Drafts, suggestions
from cards.summaries import summary
from cards.wordings.layout import READ_THE_PAPER
from cards.wordings.override_reasons import OVERRIDE_REASONS
from response_criteria.model.findings import Assessment
from response_criteria.publications.kantarjian2003 import PAPER

TOPIC = Coding("92818009", "http://snomed.info/sct", "Chronic myeloid leukemia (disorder)")
SOURCE = Source(PAPER.label, PAPER.url, TOPIC)


def framed(
    assessment: Assessment, indicator: Indicator, detail: str, drafts: Drafts, new_uuid: Callable[[], str]
) -> Card:
    """The card of an assessment with this detail."""
    return Card(
        uuid=new_uuid(),
        summary=summary(assessment),
        indicator=indicator,
        source=SOURCE,
        detail=detail,
        suggestions=suggestions(assessment, drafts, new_uuid),
        override_reasons=OVERRIDE_REASONS,
        links=(Link(READ_THE_PAPER, PAPER.url),),
    )
