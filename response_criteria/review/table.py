"""The table of review facts, in the contract's order.

To add one: its code and reasons in ``codes``, its function and its rule in the module of its subject, and a sentence
for each reason in ``cards.wordings.review``.
"""

from collections.abc import Mapping
from types import MappingProxyType

from response_criteria.review import genetics, late_loss, molecular, patient
from response_criteria.review.codes import ReviewCode

REVIEW_RULES = tuple(
    sorted(
        (*genetics.RULES, *late_loss.RULES, *molecular.RULES, *patient.RULES),
        key=lambda rule: list(ReviewCode).index(rule.code),
    )
)

NAMES: Mapping[str, str] = MappingProxyType({rule.code: rule.name for rule in REVIEW_RULES})

CODES_WITHOUT_COURSE = tuple(rule.code for rule in REVIEW_RULES if not rule.needs_course)
"""Facts that are found even where it is unknown whether the protocol applies."""
