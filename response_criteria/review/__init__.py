"""Review facts: what calls for a review of the treatment, whatever the criteria of the protocol say (decision 0120)."""

from response_criteria.model.answers import UNKNOWN, YES
from response_criteria.model.findings import Missing, ReviewFact
from response_criteria.review.codes import UNCLEAR_FACT, ReviewCode
from response_criteria.review.rule import ReviewRule
from response_criteria.review.snapshot import Reviewed, ReviewSnapshot
from response_criteria.review.table import CODES_WITHOUT_COURSE, NAMES, REVIEW_RULES

__all__ = [
    "CODES_WITHOUT_COURSE",
    "REVIEW_RULES",
    "UNCLEAR_FACT",
    "ReviewCode",
    "ReviewRule",
    "ReviewSnapshot",
    "find_review_facts",
    "name_unclear",
]


def find_review_facts(
    patient: ReviewSnapshot, *, needs_course: bool
) -> tuple[tuple[ReviewFact, ...], tuple[Missing, ...]]:
    """Return the facts that hold, in the contract's order, and those that are unclear.

    ``needs_course`` is False where it is unknown whether the protocol applies: then only facts without a course count.
    """
    rules = [rule for rule in REVIEW_RULES if needs_course or not rule.needs_course]
    reviewed = [(rule, answer) for rule in rules if (answer := rule.evaluate(patient))]
    facts = tuple(_build_fact(rule, answer) for rule, answer in reviewed if answer.answer is YES)
    return facts, tuple(name_unclear(rule.code) for rule, answer in reviewed if answer.answer is UNKNOWN)


def name_unclear(code: str) -> Missing:
    """Name a fact that the chart leaves open: it is none, and the card says so."""
    return Missing(UNCLEAR_FACT, {"fact": NAMES[code]})


def _build_fact(rule: ReviewRule, answer: Reviewed) -> ReviewFact:
    return ReviewFact(
        rule.code, str(answer.reason), answer.values, answer.evidence, rule.citation, is_minor=answer.is_minor
    )
