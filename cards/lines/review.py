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
    return map(find_guidance, facts)


def find_guidance(fact: ReviewFact) -> str:
    """Return what guidance says of a fact; of a milestone in a later line of treatment, that it is not ELN's."""
    of_later_line = review.GUIDANCE_OF_LATER_LINE.get(fact.code) if is_of_later_line(fact) else None
    return of_later_line or review.GUIDANCE[fact.code]


def is_of_later_line(fact: ReviewFact) -> bool:
    """Whether a milestone of first-line treatment was applied to a later one."""
    return fact.values.get("line") == "later"
