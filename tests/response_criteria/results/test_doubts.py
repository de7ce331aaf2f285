"""Which excluded data leave a doubt, and that a doubt withholds an escalation (decision 0047)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from response_criteria.assessment.assess import assess
from response_criteria.model.facts import Origin
from response_criteria.model.history import Doubt, ExcludedData, Sex, Subject
from response_criteria.model.periods import PartialDate
from response_criteria.model.recommendations import Action
from response_criteria.results.doubts import (
    CYTOGENETIC_SUBJECTS,
    MAY_WITHHOLD,
    PENDING_DAYS,
    TOGETHER_DAYS,
    classify_doubts,
)
from tests.response_criteria.chart import day, karyotype, no_mutation, resistant_history

TODAY = day("2024-06-15")
REASON = "its unit (E9/L) is not one for cells per volume"


def exclude(subject: Subject, on: str | None = "2024-06-14", **members: Any) -> ExcludedData:
    return replace(
        ExcludedData(Origin("Observation/unread"), REASON, subject, on and PartialDate.on(day(on))), **members
    )


def classify(*excluded: ExcludedData) -> list[Doubt]:
    history = replace(resistant_history(), excluded=excluded)
    return list(classify_doubts(history, TODAY).values())


def action_with(*excluded: ExcludedData) -> tuple[Action, list[str]]:
    history = resistant_history()
    assessment = assess(replace(history, excluded=excluded), TODAY)
    blocking = [str(precaution.code) for precaution in assessment.precautions if precaution.blocks]
    return assessment.recommendation.action, blocking


def test_without_excluded_data_the_history_of_these_tests_escalates() -> None:
    assert action_with() == (Action.ESCALATE, [])


TREATMENT = (Subject.IMATINIB, Subject.OTHER_TKI, Subject.UNIDENTIFIED_DRUG)


# The criterion of this history is about karyotypes: a newer one that could not be read leaves it possible.
@pytest.mark.parametrize("subject", sorted(MAY_WITHHOLD - set(TREATMENT) - CYTOGENETIC_SUBJECTS))
def test_a_newer_result_that_could_not_be_read_withholds_the_escalation(subject: Subject) -> None:
    assert action_with(exclude(subject)) == (Action.HOLD, ["unread-result"])


@pytest.mark.parametrize("subject", TREATMENT)
def test_a_newer_order_that_could_not_be_read_leaves_the_treatment_unclear(subject: Subject) -> None:
    assessment = assess(replace(resistant_history(), excluded=(exclude(subject, reported="Nilotinib"),)), TODAY)
    (reason,) = assessment.applicability.reasons
    assert (reason.code, reason.values["drug"], reason.values["reason"]) == ("therapy-unclear", "Nilotinib", REASON)
    assert assessment.recommendation.action is Action.COMPLETE_DATA


@pytest.mark.parametrize("subject", TREATMENT)
def test_an_order_that_is_to_be_completed_withholds_the_escalation(subject: Subject) -> None:
    assert action_with(exclude(subject, pending=True)) == (Action.HOLD, ["unread-result"])


@pytest.mark.parametrize(
    ("subject", "days"), [(Subject.IMATINIB, 0), *((kind, TOGETHER_DAYS) for kind in TREATMENT[1:])]
)
def test_an_order_that_is_older_than_the_newest_one_for_imatinib_leaves_no_doubt(subject: Subject, days: int) -> None:
    written = max(order.written.latest for order in resistant_history().orders)
    oldest = written - timedelta(days=days)
    assert classify(exclude(subject, oldest.isoformat())) == [Doubt.OPEN]
    assert classify(exclude(subject, (oldest - timedelta(days=1)).isoformat())) == [Doubt.NONE]


@pytest.mark.parametrize("subject", [subject for subject in Subject if subject not in MAY_WITHHOLD])
def test_what_could_not_block_an_escalation_withholds_none(subject: Subject) -> None:
    if subject not in (Subject.DIAGNOSIS, Subject.PATIENT):
        assert action_with(exclude(subject)) == (Action.ESCALATE, [])


def test_what_was_withdrawn_leaves_no_doubt() -> None:
    assert classify(exclude(Subject.MUTATION, withdrawn=True)) == [Doubt.NONE]
    assert action_with(exclude(Subject.MUTATION, withdrawn=True)) == (Action.ESCALATE, [])


def test_a_result_without_a_day_may_be_the_newest() -> None:
    assert classify(exclude(Subject.PLATELETS, None)) == [Doubt.OPEN]


def test_a_result_that_is_older_than_one_that_was_read_leaves_no_doubt() -> None:
    newest = max(fact.on.latest for fact in resistant_history().observed)
    of_that_day = exclude(Subject.LEUKOCYTES, newest.isoformat())
    earlier = exclude(Subject.LEUKOCYTES, (newest - timedelta(days=1)).isoformat())
    assert classify(of_that_day) == [Doubt.OPEN]
    assert classify(earlier) == [Doubt.NONE]


@pytest.mark.parametrize(("on", "doubt"), [("2024-06-13", Doubt.NONE), ("2024-06-14", Doubt.OPEN)])
def test_a_newer_analysis_without_a_mutation_settles_one_that_could_not_be_read(on: str, doubt: Doubt) -> None:
    history = resistant_history()
    observed = (*history.observed, no_mutation("2024-06-14"))
    unread = exclude(Subject.MUTATION, on)
    assert classify_doubts(replace(history, observed=observed, excluded=(unread,)), TODAY) == {unread: doubt}


@pytest.mark.parametrize(("days", "doubt"), [(0, Doubt.PENDING), (PENDING_DAYS, Doubt.PENDING), (15, Doubt.OPEN)])
def test_a_preliminary_result_is_pending_for_two_weeks(days: int, doubt: Doubt) -> None:
    on = (TODAY - timedelta(days=days)).isoformat()
    assert classify(exclude(Subject.MUTATION, on, pending=True)) == [doubt]


def test_from_the_third_alike_on_the_laboratory_always_sends_it_so() -> None:
    def alike(number: int) -> ExcludedData:
        on = f"2024-06-{number + 10}"
        return exclude(Subject.MUTATION, on, code="http://loinc.org|55135-8", origin=Origin(f"Observation/{number}"))

    assert classify(alike(1), alike(2)) == [Doubt.OPEN, Doubt.OPEN]
    assert classify(alike(1), alike(2), alike(3)) == [Doubt.STANDING] * 3
    assert action_with(alike(1), alike(2), alike(3)) == (Action.HOLD, ["unread-result"])


def test_the_precaution_names_what_could_not_be_read_and_why() -> None:
    history = replace(resistant_history(), excluded=(exclude(Subject.NEUTROPHILS, reported="0.3 E9/L"),))
    assessment = assess(history, TODAY)
    (precaution,) = [found for found in assessment.precautions if found.code == "unread-result"]
    assert precaution.values == {"subjects": "neutrophils", "why": REASON}
    assert [evidence.reported for evidence in precaution.evidence] == ["0.3 E9/L"]


@pytest.mark.parametrize(
    ("subject", "last_day"),
    [
        (Subject.PREGNANCY, TODAY - timedelta(weeks=42)),
        (Subject.MARROW, TODAY - timedelta(weeks=26)),
        (Subject.REPORTED_PHASE, TODAY - timedelta(weeks=26)),
        (Subject.BASOPHILS, TODAY - timedelta(days=42)),
        (Subject.BILIRUBIN, TODAY - timedelta(days=90)),
        (Subject.RENAL_FUNCTION, TODAY - timedelta(days=90)),
        (Subject.GROWTH_FACTOR, TODAY - timedelta(days=28)),
    ],
)
def test_a_doubt_lasts_as_long_as_a_result_would_count(subject: Subject, last_day: date) -> None:
    def classify_alone(on: str | None) -> list[Doubt]:
        history = replace(resistant_history(), observed=(), excluded=(exclude(subject, on),))
        return list(classify_doubts(history, TODAY).values())

    assert classify_alone(last_day.isoformat()) == [Doubt.OPEN]
    assert classify_alone((last_day - timedelta(days=1)).isoformat()) == [Doubt.NONE]
    assert classify_alone(None) == [Doubt.OPEN]


@pytest.mark.parametrize("subject", [Subject.PHASE, Subject.TRANSPLANT])
def test_a_coded_phase_or_transplant_that_could_not_be_read_does_not_lapse(subject: Subject) -> None:
    assert classify(exclude(subject, "2014-06-15")) == [Doubt.OPEN]


@pytest.mark.parametrize(
    ("sex", "doubt"),
    [(Sex.MALE, Doubt.NONE), (Sex.FEMALE, Doubt.OPEN), (Sex.OTHER, Doubt.OPEN), (Sex.UNKNOWN, Doubt.OPEN)],
)
def test_a_pregnancy_of_a_patient_recorded_male_leaves_no_doubt(sex: Sex, doubt: Doubt) -> None:
    history = resistant_history()
    excluded = exclude(Subject.PREGNANCY)
    history = replace(history, person=replace(history.person, sex=sex), excluded=(excluded,))
    assert classify_doubts(history, TODAY) == {excluded: doubt}


def test_a_report_of_unknown_content_is_settled_by_a_newer_result_of_what_it_may_hold() -> None:
    read = karyotype("2024-01-10", "50")
    history = replace(resistant_history(), observed=(read,))
    old, new = exclude(Subject.REPORT, "2024-01-09"), exclude(Subject.REPORT, "2024-01-10")
    assert classify_doubts(replace(history, excluded=(old, new)), TODAY) == {old: Doubt.NONE, new: Doubt.OPEN}
    assert classify_doubts(replace(history, observed=(), excluded=(old,)), TODAY) == {old: Doubt.OPEN}
