"""The links of a card: the paper, the page of the rule in the service's own handbook, and the source attributes."""

from collections.abc import Iterator

from cards.card import Link
from cards.wordings.actions import CRITERION_NAMES
from cards.wordings.layout import READ_THE_PAPER, READ_THE_RULE, READ_THE_SOURCE_ATTRIBUTES
from response_criteria.model.assessment import Assessment
from response_criteria.publications.kantarjian2003 import PAPER

SOURCE_ATTRIBUTES = "source-attributes"
RECOMMENDATION = "recommendation"
"""The section of the handbook for a card that no criterion or review fact led to."""


def build_links(assessment: Assessment, handbook_url: str) -> tuple[Link, ...]:
    """Build the links of a card. ``handbook_url`` ends with a slash; empty where the service has no public address."""
    return (Link(READ_THE_PAPER, PAPER.url), *(_link_handbook(assessment, handbook_url) if handbook_url else ()))


def _link_handbook(assessment: Assessment, handbook_url: str) -> Iterator[Link]:
    grounds = assessment.recommendation.grounds
    yield Link(READ_THE_RULE, f"{handbook_url}#{locate_rule(grounds[0]) if grounds else RECOMMENDATION}")
    yield Link(READ_THE_SOURCE_ATTRIBUTES, f"{handbook_url}{SOURCE_ATTRIBUTES}")


def locate_rule(ground: str) -> str:
    """Return the anchor of a criterion or a review fact in the handbook."""
    return ground.rpartition("/")[2] if ground in CRITERION_NAMES else f"review-{ground}"
