"""Options that a card offers as drafts, the recommended one first (decision 0018)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from response_criteria.model.findings import Finding, Precaution
from response_criteria.model.recommendations import (
    Action,
    DoseOption,
    Investigation,
    InvestigationOption,
    Option,
    Recommendation,
)
from response_criteria.precautions import PRECAUTIONS, Code
from response_criteria.publications.kantarjian2003.dose_steps import DOSE_STEPS
from response_criteria.publications.kantarjian2003.reasons import MissingCode
from response_criteria.publications.us_label.doses import CHRONIC_PHASE_STEPS
from response_criteria.review import ReviewCode
from response_criteria.rules.dose_step import find_step

_COUNT_AND_DIFFERENTIAL = (Investigation.BLOOD_COUNT, Investigation.MANUAL_DIFFERENTIAL)

# fmt: off
TESTS_FOR_MISSING: Mapping[str, tuple[Investigation, ...]] = MappingProxyType({
    MissingCode.RECENT_BLOOD_COUNT:     _COUNT_AND_DIFFERENTIAL,
    MissingCode.REPEAT_BLOOD_COUNT:     _COUNT_AND_DIFFERENTIAL,
    MissingCode.COUNTS_OF_DAY:          (Investigation.BLOOD_COUNT,),
    MissingCode.DIFFERENTIAL_OF_DAY:    (Investigation.MANUAL_DIFFERENTIAL,),
    MissingCode.MARROW_KARYOTYPE:       (Investigation.MARROW_KARYOTYPE,),
    MissingCode.REPEAT_KARYOTYPE:       (Investigation.MARROW_KARYOTYPE,),
})
# fmt: on
"""The tests that supply missing data. Data that no test supplies have no row."""

TESTS_FOR_PRECAUTION: Mapping[str, tuple[Investigation, ...]] = MappingProxyType(
    {rule.code: rule.settled_by for rule in PRECAUTIONS}
)
"""The tests that may lift a contraindication."""

NEEDS_MUTATION_ANALYSIS = frozenset({ReviewCode.MOLECULAR_FAILURE, ReviewCode.LOSS_OF_MMR, ReviewCode.LATE_LOSS})
"""Review facts that call for a mutation analysis."""

MUTATION_ANALYSIS = InvestigationOption("mutation-analysis", (Investigation.MUTATION_ANALYSIS,))


def build_options(
    recommendation: Recommendation, findings: Sequence[Finding], precautions: Sequence[Precaution]
) -> tuple[Option, ...]:
    """Build the options that fit the action. Doses are offered only with an escalation."""
    match recommendation.action:
        case Action.ESCALATE:
            return (*_build_doses(recommendation.from_daily_dose_mg), *_build_mutation_analysis(precautions))
        case Action.NO_PROTOCOL_STEP:
            return _build_mutation_analysis(precautions)
        case Action.HOLD:
            tests = (TESTS_FOR_PRECAUTION.get(precaution.code, ()) for precaution in precautions)
            return (*_build_tests(tests), *_build_mutation_analysis(precautions))
        case Action.CONFIRM | Action.COMPLETE_DATA:
            grounds = [finding for finding in findings if finding.criterion.id in recommendation.grounds]
            missing_data = (missing for finding in grounds for missing in finding.missing)
            return _build_tests(TESTS_FOR_MISSING.get(missing.code, ()) for missing in missing_data)
        case Action.REVIEW if set(recommendation.grounds) & NEEDS_MUTATION_ANALYSIS:
            return _build_mutation_analysis(precautions)
        case _:
            return ()


def _build_doses(current_mg: Decimal | None) -> Iterator[Option]:
    """Yield the protocol's step from the current dose, then the label's if it has one."""
    for name, steps in (("protocol-step", DOSE_STEPS), ("label-step", CHRONIC_PHASE_STEPS)):
        step = find_step(current_mg, steps)
        if step:
            yield DoseOption(name, step.to_mg, step.times_a_day, step.citation)


def _build_tests(groups: Iterable[Iterable[Investigation]]) -> tuple[Option, ...]:
    """Build one option from all tests, without duplicates and in the order of ``Investigation``."""
    requested = {test for group in groups for test in group}
    tests = tuple(test for test in Investigation if test in requested)
    return (InvestigationOption("tests", tests),) if tests else ()


def _build_mutation_analysis(precautions: Iterable[Precaution]) -> tuple[Option, ...]:
    """Offer mutation analysis unless a mutation is already known."""
    is_known = any(precaution.code == Code.RESISTANT_MUTATION for precaution in precautions)
    return () if is_known else (MUTATION_ANALYSIS,)
