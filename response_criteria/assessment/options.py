"""Options that a card offers as drafts: the tests that come first, then doses (decisions 0018 and 0123)."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from response_criteria.model.findings import ContextStatement
from response_criteria.model.recommendations import (
    Action,
    DoseOption,
    Investigation,
    InvestigationOption,
    Option,
    Recommendation,
)
from response_criteria.publications.kantarjian2003.dose_steps import DOSE_STEPS
from response_criteria.publications.us_label.doses import CHRONIC_PHASE_STEPS
from response_criteria.rules.dose_step import find_step

LABEL_CIRCUMSTANCES = ("us-label/increase-circumstances", "documented")
"""The statement that the label's own circumstances for an increase are documented."""


def build_options(
    recommendation: Recommendation, tests: Sequence[Investigation], context: Iterable[ContextStatement]
) -> tuple[Option, ...]:
    """Build the options that fit the action: the tests that come next, and with an escalation the doses."""
    first = (InvestigationOption("tests", tuple(tests)),) if tests else ()
    if recommendation.action is not Action.ESCALATE:
        return first
    return (*first, *_build_doses(recommendation.from_daily_dose_mg, tests, context))


def _build_doses(
    current_mg: Decimal | None, tests: Sequence[Investigation], context: Iterable[ContextStatement]
) -> Iterator[Option]:
    """Yield the protocol's step from the current dose, then the label's where its own circumstances are documented."""
    # A mutation analysis belongs to the step: who escalates without it may treat a resistant clone.
    drafted_with_it = tuple(test for test in tests if test is Investigation.MUTATION_ANALYSIS)
    step = find_step(current_mg, DOSE_STEPS)
    if step:
        yield DoseOption("protocol-step", step.to_mg, step.times_a_day, step.citation, drafted_with_it)
    step = find_step(current_mg, CHRONIC_PHASE_STEPS)
    if step and any((statement.id, statement.status) == LABEL_CIRCUMSTANCES for statement in context):
        yield DoseOption("label-step", step.to_mg, step.times_a_day, step.citation, drafted_with_it)
