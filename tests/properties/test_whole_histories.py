"""Whatever the history: its order, irrelevant data, double entry and a shift of the calendar change nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from response_criteria.assessment.assess import assess
from response_criteria.model.facts import Diagnosis, DrugOrder, DrugUse, History, Observed
from response_criteria.model.findings import Action, Applies, Assessment, Status
from response_criteria.model.periods import When
from tests.properties.histories import DISEASES, FOR_PRECAUTIONS_ALONE, histories
from tests.response_criteria.chart import TODAY, changed, origin

REPEATS_AFTER = timedelta(days=146_097)
"""After four hundred years the calendar repeats itself: the same months and the same leap years."""

Entry = Observed | Diagnosis | DrugOrder | DrugUse


def _changed(history: History, change: Callable[[Any], Any]) -> History:
    return replace(
        history,
        observed=tuple(map(change, history.observed)),
        diagnoses=tuple(map(change, history.diagnoses)),
        orders=tuple(map(change, history.orders)),
        uses=tuple(map(change, history.uses)),
    )


def _gist(found: Assessment) -> dict[str, object]:
    """What an assessment comes to, without days and without the data it names."""
    return {
        "applicability": (found.applicability.status, [each.code for each in found.applicability.reasons]),
        "dose": (found.therapy.current_daily_dose_mg, found.therapy.dose_unknown_because, len(found.therapy.doses)),
        "responses": (found.responses.hematologic.status, found.responses.cytogenetic.status),
        "findings": [(each.criterion.id, each.status, each.reason) for each in found.findings],
        "precautions": [(each.code, each.reason) for each in found.precautions],
        "recommendation": found.recommendation,
        "options": found.options,
        "context": [(each.id, each.status) for each in found.context],
        "unchecked": [(each.code, each.values["what"]) for each in found.unchecked],
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
    again = _changed(history, lambda each: changed(each, origin=origin("Second")))
    twice = replace(
        history,
        observed=history.observed + again.observed,
        diagnoses=history.diagnoses + again.diagnoses,
        orders=history.orders + again.orders,
        uses=history.uses + again.uses,
    )
    assert _gist(assess(twice, TODAY)) == _gist(assess(history, TODAY))


@given(histories())
def test_shifting_every_date_by_four_hundred_years_changes_nothing(history: History) -> None:
    def shifted_date(when: When | None) -> When | None:
        return None if when is None else When(when.earliest + REPEATS_AFTER, when.latest + REPEATS_AFTER)

    def shifted(each: Any) -> Any:
        dates = ("on", "starts", "written", "ends")
        return changed(each, **{name: shifted_date(getattr(each, name)) for name in dates if hasattr(each, name)})

    person = replace(history.person, born=shifted_date(history.person.born))
    later = assess(replace(_changed(history, shifted), person=person), TODAY + REPEATS_AFTER)
    assert _gist(later) == _gist(assess(history, TODAY))


@given(histories(), st.lists(FOR_PRECAUTIONS_ALONE, max_size=3), DISEASES)
def test_what_no_criterion_asks_about_never_changes_a_finding(
    history: History, results: list[tuple[Observed, ...]], diseases: list[Diagnosis]
) -> None:
    exactly_dated = [each for some in results for each in some if each.on.is_a_day]
    more = replace(
        history,
        observed=(*history.observed, *exactly_dated),
        diagnoses=(*history.diagnoses, *diseases),
    )
    assert assess(more, TODAY).findings == assess(history, TODAY).findings


@given(histories(), st.booleans())
def test_a_dose_step_always_has_its_grounds(history: History, for_clinician: bool) -> None:
    found = assess(history, TODAY, for_clinician=for_clinician)
    if found.recommendation.action is not Action.ESCALATE:
        assert not [each for each in found.options if each.id == "protocol-step"]
        return
    assert for_clinician
    assert found.applicability.status is Applies.APPLICABLE
    assert found.therapy.current_daily_dose_mg in (300, 400)
    assert not any(each.blocks for each in found.precautions)
    met = [each for each in found.findings if each.status is Status.MET]
    assert [each.criterion.id for each in met] == list(found.recommendation.because)
    assert all(each.evidence for each in met)


@given(histories(), st.dates(date(1990, 1, 1), date(2060, 1, 1)))
def test_no_history_and_no_day_makes_the_engine_raise(history: History, as_of: date) -> None:
    found = assess(history, as_of)
    assert {each.origin for each in found.set_aside} <= {each.origin for each in _entries(history)}


def _entries(history: History) -> tuple[Entry, ...]:
    return (*history.observed, *history.diagnoses, *history.orders, *history.uses)
