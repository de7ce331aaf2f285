"""The facts that a card can lead with, the most urgent first, each with its value and its evidence."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from cards.lines.review import is_of_later_line
from cards.markdown_escape import escape_markdown, one_line
from cards.selection import select_deciding_findings
from cards.sentences import ChartText, capitalize, fill_sentence
from cards.wordings import brief, review
from cards.wordings.precautions import NAMES
from response_criteria.model.assessment import Assessment
from response_criteria.model.findings import Evidence, Precaution, ReviewFact
from response_criteria.model.results import Cell
from response_criteria.precautions import Code
from response_criteria.precautions.codes import Reason
from response_criteria.review import ReviewCode
from response_criteria.review.table import NAMES as REVIEW_NAMES

URGENCY: Mapping[str, tuple[str, ...]] = {
    ReviewCode.CODED_PHASE: (Code.ADVANCED_PHASE,),
    ReviewCode.COUNTS_BELOW_STOP: (Code.NEUTROPENIA, Code.THROMBOCYTOPENIA),
    ReviewCode.PREGNANCY: (Code.PREGNANCY,),
    ReviewCode.MUTATION: (Code.RESISTANT_MUTATION,),
    ReviewCode.ABNORMALITY: (),
    ReviewCode.MOLECULAR_FAILURE: (),
    ReviewCode.LATE_LOSS: (),
}
"""What is more urgent than a criterion, the most urgent first, with the precautions that say the same of a dose."""

MAX_LENGTH = 54
"""Characters of a fact in a summary."""


class UrgentFact(NamedTuple):
    """A fact in words for the summary (``text``) and with its day for the detail (``dated``).

    ``code`` is that of the review fact or precaution; ``precautions`` are those that say the same.
    """

    text: str
    dated: str
    evidence: tuple[Evidence, ...]
    code: str
    precautions: tuple[str, ...] = ()


def list_urgent_facts(assessment: Assessment) -> list[UrgentFact]:
    """Return the facts that are more urgent than a criterion, the most urgent first."""
    facts = list(_list_phase(assessment))
    for code, precautions in URGENCY.items():
        reviewed = [fact for fact in assessment.review_facts if fact.code == code]
        facts += [_build_fact(fact, precautions) for fact in reviewed]
        # A precaution looks further back than a review fact, and needs no review fact.
        blocking = [item for item in assessment.precautions if item.code in precautions and not reviewed]
        facts += [_build_blocking(item) for item in blocking if item.code != Code.ADVANCED_PHASE]
    return facts


def list_less_urgent_facts(assessment: Assessment) -> list[UrgentFact]:
    """Return the facts that are less urgent than a criterion: a loss of MMR, unless it is a failure too."""
    if has_fact(assessment.review_facts, ReviewCode.MOLECULAR_FAILURE):
        return []
    return [_build_fact(fact, ()) for fact in assessment.review_facts if fact.code not in URGENCY]


def describe_briefly(precaution: Precaution, chart_text: ChartText = escape_markdown) -> str:
    """Describe a contraindication or a caution in a phrase."""
    return fill_sentence(brief.PRECAUTIONS[precaution.reason], precaution.values, chart_text)


def has_fact(facts: Iterable[ReviewFact], code: str) -> bool:
    """Whether there is a fact with this code."""
    return any(fact.code == code for fact in facts)


def join_facts(facts: Iterable[str]) -> str:
    """Join phrases, the first one with a capital."""
    return capitalize("; ".join(facts))


def _build_fact(fact: ReviewFact, precautions: tuple[str, ...]) -> UrgentFact:
    headline, phrase = review.HEADLINES[fact.reason], brief.REVIEW[fact.reason]
    if is_of_later_line(fact):
        headline = review.HEADLINES_OF_LATER_LINE[fact.reason]
        phrase = brief.REVIEW_OF_LATER_LINE[fact.reason]
    text = fill_sentence(headline, fact.values, one_line)
    dated = fill_sentence(phrase, fact.values, escape_markdown)
    return UrgentFact(_shorten(text, REVIEW_NAMES[fact.code]), dated, fact.evidence, fact.code, precautions)


def _build_blocking(precaution: Precaution) -> UrgentFact:
    name, dated = NAMES[precaution.code], describe_briefly(precaution)
    text = fill_sentence(brief.URGENT.get(precaution.reason, name), precaution.values, one_line)
    return UrgentFact(_shorten(text, name), dated, precaution.evidence, precaution.code, (precaution.code,))


def _shorten(text: str, name: str) -> str:
    return text if len(text) <= MAX_LENGTH else name


def _list_phase(assessment: Assessment) -> Iterator[UrgentFact]:
    """Yield the sign of an advanced phase, else the latest blasts of the deciding findings."""
    phase = [item for item in assessment.precautions if item.code == Code.ADVANCED_PHASE]
    if phase:
        # A coded phase is a review fact too: it is stated once.
        coded = has_fact(assessment.review_facts, ReviewCode.CODED_PHASE)
        yield from (_build_blocking(item) for item in phase if not (coded and item.reason == Reason.PHASE_CODED))
    else:
        yield from _list_blasts([item for finding in select_deciding_findings(assessment) for item in finding.evidence])


def _list_blasts(evidence: Sequence[Evidence]) -> Iterator[UrgentFact]:
    blasts = [item for item in evidence if item.what.startswith(Cell.BLASTS) and item.amount and item.amount.low]
    if blasts:
        latest = max(blasts, key=lambda item: item.on)
        amount = f"{latest.amount}{latest.unit if latest.unit == '%' else ''}"
        dated = brief.BLASTS.format(amount=amount, on=latest.on)
        yield UrgentFact(f"{Cell.BLASTS} {amount}", dated, (latest,), Cell.BLASTS)
