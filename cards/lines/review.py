"""Lines on review facts: what was found, and what guidance says of it."""

from collections.abc import Iterable, Iterator

from cards.descriptions import describe_review_fact
from cards.lines.evidence import format_evidence_lines
from cards.lines.nesting import nest
from cards.markdown_escape import escape_markdown, one_line
from cards.sentences import fill_sentence
from cards.wordings import review
from response_criteria.model.assessment import Assessment
from response_criteria.model.findings import ReviewFact


def format_review_facts(facts: Iterable[ReviewFact]) -> Iterator[str]:
    """Yield each fact with its evidence below it."""
    for fact in facts:
        yield nest(describe_review_fact(fact, escape_markdown), format_evidence_lines(fact.evidence))


def list_guidance(facts: Iterable[ReviewFact]) -> Iterator[str]:
    """Yield what guidance says of each fact."""
    return (review.GUIDANCE[fact.code] for fact in facts)


def write_headline(fact: ReviewFact) -> str:
    """Write what was found with its value, for a summary."""
    return fill_sentence(review.HEADLINES[fact.reason], fact.values, one_line)


def list_headlines(assessment: Assessment) -> list[str]:
    """Return the headlines of all review facts."""
    return [write_headline(fact) for fact in assessment.review_facts]
