"""For every history, the order of data, irrelevant data, double entry and a shift of the calendar change nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from response_criteria.assessment.assess import assess
from response_criteria.model.assessment import Assessment
from response_criteria.model.diagnoses import Diagnosis
from response_criteria.model.findings import ApplicabilityStatus, Status
from response_criteria.model.history import History
from response_criteria.model.medications import DrugOrder, DrugUse
from response_criteria.model.periods import PartialDate
from response_criteria.model.recommendations import Action
from response_criteria.model.results import Observed
from response_criteria.review import ReviewCode
from tests.properties.histories import DISEASES, PRECAUTION_RESULTS, histories
from tests.response_criteria.chart import TODAY, karyotype, origin, replace_members

CALENDAR_CYCLE = timedelta(days=146_097)
"""Four hundred years, after which months and leap years repeat."""

Entry = Observed | Diagnosis | DrugOrder | DrugUse


def _map_entries(history: History, change: Callable[[Any], Any]) -> History:
    return replace(
        history,
        observed=tuple(map(change, history.observed)),
        diagnoses=tuple(map(change, history.diagnoses)),
        orders=tuple(map(change, history.orders)),
        uses=tuple(map(change, history.uses)),
    )


def _summarize(assessment: Assessment) -> dict[str, object]:
    """Return the result of an assessment, without dates and evidence."""
    applicability, therapy, responses = assessment.applicability, assessment.therapy, assessment.responses
    return {
        "applicability": (applicability.status, [reason.code for reason in applicability.reasons]),
        "dose": (therapy.current_daily_dose_mg, therapy.dose_unknown_reason, len(therapy.doses)),
        "responses": (responses.hematologic.status, responses.cytogenetic.status),
        "findings": [(finding.criterion.id, finding.status, finding.reason) for finding in assessment.findings],
        "precautions": [(precaution.code, precaution.reason) for precaution in assessment.precautions],
        "recommendation": assessment.recommendation,
        "options": assessment.options,
        "context": [(statement.id, statement.status) for statement in assessment.context],
        "missing inputs": [
            (missing.code, missing.values.get("what"), missing.values.get("fact"))
            for missing in assessment.missing_inputs
        ],
    }


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_the_data_never_matters(history: History, random: Any) -> None:
    shuffled = replace(
        history,
        observed=tuple(random.sample(history.observed, len(history.observed))),
        diagnoses=history.diagnoses[::-1],
        orders=tuple(random.sample(history.orders, len(history.orders))),
        uses=history.uses[::-1],
    )
    assert assess(shuffled, TODAY) == assess(history, TODAY)


@given(histories())
def test_entering_everything_twice_changes_nothing(history: History) -> None:
    again = _map_entries(history, lambda entry: replace_members(entry, origin=origin("Second")))
    twice = replace(
        history,
        observed=history.observed + again.observed,
        diagnoses=history.diagnoses + again.diagnoses,
        orders=history.orders + again.orders,
        uses=history.uses + again.uses,
    )
    assert _summarize(assess(twice, TODAY)) == _summarize(assess(history, TODAY))


@given(histories())
def test_shifting_every_date_by_four_hundred_years_changes_nothing(history: History) -> None:
    def shift_date(when: PartialDate | None) -> PartialDate | None:
        return None if when is None else PartialDate(when.earliest + CALENDAR_CYCLE, when.latest + CALENDAR_CYCLE)

    def shift(entry: Any) -> Any:
        dates = ("on", "starts", "written", "ends")
        return replace_members(
            entry, **{name: shift_date(getattr(entry, name)) for name in dates if hasattr(entry, name)}
        )

    person = replace(history.person, birth_date=shift_date(history.person.birth_date))
    later = assess(replace(_map_entries(history, shift), person=person), TODAY + CALENDAR_CYCLE)
    assert _summarize(later) == _summarize(assess(history, TODAY))


@given(histories(), st.lists(PRECAUTION_RESULTS, max_size=3), DISEASES)
def test_results_that_no_criterion_uses_never_change_a_finding(
    history: History, results: list[tuple[Observed, ...]], diseases: list[Diagnosis]
) -> None:
    exactly_dated = [result for group in results for result in group if result.on.is_exact_day]
    more = replace(
        history,
        observed=(*history.observed, *exactly_dated),
        diagnoses=(*history.diagnoses, *diseases),
    )
    assert assess(more, TODAY).findings == assess(history, TODAY).findings


@given(histories(), st.booleans())
def test_an_escalation_always_has_its_grounds(history: History, for_clinician: bool) -> None:
    found = assess(history, TODAY, for_clinician=for_clinician)
    if found.recommendation.action is not Action.ESCALATE:
        assert not [option for option in found.options if option.id == "protocol-step"]
        return
    assert for_clinician
    assert found.applicability.status is ApplicabilityStatus.APPLICABLE
    assert found.therapy.current_daily_dose_mg in (300, 400)
    assert not any(precaution.blocks for precaution in found.precautions)
    met = [finding for finding in found.findings if finding.status is Status.MET]
    assert [finding.criterion.id for finding in met] == list(found.recommendation.grounds)
    assert all(finding.evidence for finding in met)


@given(histories(), st.dates(date(1990, 1, 1), date(2060, 1, 1)))
def test_no_history_and_no_day_makes_the_engine_fail(history: History, as_of: date) -> None:
    found = assess(history, as_of)
    assert {exclusion.origin for exclusion in found.excluded_data} <= {entry.origin for entry in _entries(history)}


def _entries(history: History) -> tuple[Entry, ...]:
    return (*history.observed, *history.diagnoses, *history.orders, *history.uses)


SHOWN_BY_CHROMOSOMES = {ReviewCode.ABNORMALITY, ReviewCode.LATE_LOSS}
"""Review facts that a later karyotype can take back; no other one can be."""


@given(histories())
def test_a_normal_karyotype_never_turns_a_review_into_nothing_to_advise(history: History) -> None:
    before = assess(history, TODAY)
    if before.recommendation.action is Action.REVIEW and set(before.recommendation.grounds) - SHOWN_BY_CHROMOSOMES:
        normal = replace(history, observed=(*history.observed, karyotype(TODAY.isoformat(), "0")))
        assert assess(normal, TODAY).recommendation.action is not Action.CONTINUE
