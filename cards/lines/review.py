"""Lines on review facts: what was found, and what guidance says of it."""

from collections.abc import Iterable, Iterator

from cards.descriptions import describe_review_fact
from cards.lines.evidence import format_evidence_lines
from cards.lines.nesting import nest
from cards.markdown_escape import escape_markdown
from cards.wordings import review
from response_criteria.model.findings import ReviewFact


def format_review_facts(facts: Iterable[ReviewFact]) -> Iterator[str]:
    """Yield each fact with its evidence below it."""
    for fact in facts:
        yield nest(describe_review_fact(fact, escape_markdown), format_evidence_lines(fact.evidence))


def list_guidance(facts: Iterable[ReviewFact]) -> Iterator[str]:
    """Yield what guidance says of each fact."""
    return (review.GUIDANCE[fact.code] for fact in facts)
