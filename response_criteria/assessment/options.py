"""What a card may offer as a draft, the recommended first (decision 0018)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from response_criteria.model.findings import (
    Action,
    DoseOption,
    Finding,
    Investigation,
    InvestigationOption,
    Option,
    Precaution,
    Recommendation,
)
from response_criteria.precautions import Code
from response_criteria.publications.kantarjian2003.dose_steps import DOSE_STEPS
from response_criteria.publications.kantarjian2003.reasons import Lack
from response_criteria.publications.us_label.doses import CHRONIC_PHASE_STEPS
from response_criteria.rules.dose_step import step_from

_COUNT_AND_DIFFERENTIAL = (Investigation.BLOOD_COUNT, Investigation.MANUAL_DIFFERENTIAL)

# fmt: off
SUPPLIED_BY: Mapping[str, tuple[Investigation, ...]] = MappingProxyType({
    Lack.RECENT_BLOOD_COUNT:     _COUNT_AND_DIFFERENTIAL,
    Lack.REPEAT_BLOOD_COUNT:     _COUNT_AND_DIFFERENTIAL,
    Lack.COUNTS_OF_DAY:          (Investigation.BLOOD_COUNT,),
    Lack.DIFFERENTIAL_OF_DAY:    (Investigation.MANUAL_DIFFERENTIAL,),
    Lack.MARROW_KARYOTYPE:       (Investigation.MARROW_KARYOTYPE,),
    Lack.REPEAT_KARYOTYPE:       (Investigation.MARROW_KARYOTYPE,),
})
"""What is missing, and the tests that would supply it. What no test supplies has no row."""

ANSWERED_BY: Mapping[str, tuple[Investigation, ...]] = MappingProxyType({
    Code.ADVANCED_PHASE:     (*_COUNT_AND_DIFFERENTIAL, Investigation.MARROW_KARYOTYPE),
    Code.MOLECULAR_RESPONSE: (Investigation.BCR_ABL1,),
    Code.COUNTS_NOT_RECENT:  (Investigation.BLOOD_COUNT,),
})
"""A precaution that holds the dose, and the tests that may lift it."""
# fmt: on

MUTATION_ANALYSIS = InvestigationOption("mutation-analysis", (Investigation.MUTATION_ANALYSIS,))


def options(
    recommended: Recommendation, findings: Sequence[Finding], precautions: Sequence[Precaution]
) -> tuple[Option, ...]:
    """The drafts that fit the action: dose steps only where one is recommended."""
    match recommended.action:
        case Action.ESCALATE:
            return (*_doses(recommended.from_daily_dose_mg), *_mutation_analysis(precautions))
        case Action.NO_PROTOCOL_STEP:
            return _mutation_analysis(precautions)
        case Action.HOLD:
            return (*_tests(ANSWERED_BY.get(each.code, ()) for each in precautions), *_mutation_analysis(precautions))
        case Action.CONFIRM | Action.COMPLETE_DATA:
            because = [each for each in findings if each.criterion.id in recommended.because]
            return _tests(SUPPLIED_BY.get(lack.code, ()) for each in because for lack in each.missing)
        case _:
            return ()


def _doses(current_mg: Decimal | None) -> Iterator[Option]:
    """The steps from the current dose: the protocol's, then the label's where it has one."""
    for name, steps in (("protocol-step", DOSE_STEPS), ("label-step", CHRONIC_PHASE_STEPS)):
        step = step_from(current_mg, steps)
        if step:
            yield DoseOption(name, step.to_mg, step.times_a_day, step.citation)


def _tests(groups: Iterable[Iterable[Investigation]]) -> tuple[Option, ...]:
    """Each test once, in the order of their list."""
    wanted = {each for group in groups for each in group}
    tests = tuple(each for each in Investigation if each in wanted)
    return (InvestigationOption("tests", tests),) if tests else ()


def _mutation_analysis(precautions: Iterable[Precaution]) -> tuple[Option, ...]:
    """Offered unless a mutation is already known."""
    known = any(each.code == Code.RESISTANT_MUTATION for each in precautions)
    return () if known else (MUTATION_ANALYSIS,)
