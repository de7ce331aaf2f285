"""What a card may offer as a draft, the recommended first (decision 0018)."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from response_criteria.dose_step import DoseStep
from response_criteria.findings import (
    Action,
    DoseOption,
    Finding,
    Investigation,
    InvestigationOption,
    Option,
    Precaution,
    Recommendation,
)
from response_criteria.kantarjian2003.reasons import Lack
from response_criteria.precautions import Code

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
    Code.MOLECULAR_RESPONSE: (Investigation.BCR_ABL1,),
    Code.COUNTS_NOT_RECENT:  (Investigation.BLOOD_COUNT,),
})
"""A precaution that holds the dose, and the tests that may lift it."""
# fmt: on

MUTATION_ANALYSIS = InvestigationOption("mutation-analysis", (Investigation.MUTATION_ANALYSIS,))


def options(
    recommended: Recommendation,
    findings: Sequence[Finding],
    precautions: Sequence[Precaution],
    *,
    step: DoseStep | None,
    label_step: DoseStep | None,
) -> tuple[Option, ...]:
    """The drafts that fit the action: dose steps only where one is recommended."""
    match recommended.action:
        case Action.ESCALATE:
            offered = (("protocol-step", step), ("label-step", label_step))
            doses = (DoseOption(name, each.to_mg, each.times_a_day, each.citation) for name, each in offered if each)
            return (*doses, *_mutation_analysis(precautions))
        case Action.NO_PROTOCOL_STEP:
            return _mutation_analysis(precautions)
        case Action.HOLD:
            return (*_tests(ANSWERED_BY.get(each.code, ()) for each in precautions), *_mutation_analysis(precautions))
        case Action.CONFIRM | Action.COMPLETE_DATA:
            because = [each for each in findings if each.criterion.id in recommended.because]
            return _tests(SUPPLIED_BY.get(lack.code, ()) for each in because for lack in each.missing)
        case _:
            return ()


def _tests(groups: Iterable[Iterable[Investigation]]) -> tuple[Option, ...]:
    """Each test once, in the order of their list."""
    wanted = {each for group in groups for each in group}
    tests = tuple(each for each in Investigation if each in wanted)
    return (InvestigationOption("tests", tests),) if tests else ()


def _mutation_analysis(precautions: Iterable[Precaution]) -> tuple[Option, ...]:
    """Offered unless a mutation is already known."""
    known = any(each.code == Code.RESISTANT_MUTATION for each in precautions)
    return () if known else (MUTATION_ANALYSIS,)
