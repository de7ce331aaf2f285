"""A later result that could not be read leaves a criterion possible or indeterminate (decision 0102)."""

from dataclasses import replace
from typing import Any

import pytest

from response_criteria.assessment.assess import assess
from response_criteria.assessment.doubted_findings import UNKNOWN_DAY
from response_criteria.model.facts import Origin
from response_criteria.model.findings import Finding, Status
from response_criteria.model.history import ExcludedData, History, Subject
from response_criteria.model.recommendations import Action
from response_criteria.publications.kantarjian2003.reasons import REASONS, Reason
from tests.response_criteria.chart import day, relapsed_history, resistant_history, when

TODAY = day("2024-06-15")
RESISTANCE, RELAPSE = "kantarjian2003/cytogenetic-resistance", "kantarjian2003/hematologic-relapse"


def find(history: History, criterion: str, **members: Any) -> Finding:
    unread = ExcludedData(Origin("Observation/unread"), "its unit is missing", **members)
    return assess(replace(history, excluded=(unread,)), TODAY).finding(criterion)


LATER, OF_THAT_DAY = when("2024-06-14"), when("2024-06-01")


@pytest.mark.parametrize(
    ("subject", "criterion", "status"),
    [
        (Subject.KARYOTYPE, RESISTANCE, Status.POSSIBLE),
        (Subject.FISH, RESISTANCE, Status.POSSIBLE),
        (Subject.LEUKOCYTES, RESISTANCE, Status.MET),
        (Subject.MUTATION, RESISTANCE, Status.MET),
        (Subject.LEUKOCYTES, RELAPSE, Status.INDETERMINATE),
        (Subject.BLOOD_COUNT, RELAPSE, Status.INDETERMINATE),
        (Subject.KARYOTYPE, RELAPSE, Status.NOT_MET),
        (Subject.NEUTROPHILS, RELAPSE, Status.NOT_MET),
    ],
)
def test_a_later_doubt_leaves_the_criteria_of_its_kind_open(subject: Subject, criterion: str, status: Status) -> None:
    assert find(resistant_history(), criterion, subject=subject, on=LATER).status is status


def test_a_relapse_that_is_met_becomes_possible_by_a_later_count_and_not_by_one_of_its_day() -> None:
    history = relapsed_history()
    met = assess(history, TODAY).finding(RELAPSE)
    latest = max(evidence.on for evidence in met.evidence)
    of_that_day = find(history, RELAPSE, subject=Subject.BASOPHILS, on=when(latest.isoformat()))
    assert (met.status, of_that_day.status) == (Status.MET, Status.MET)
    assert find(history, RELAPSE, subject=Subject.BASOPHILS, on=when("2024-06-15")).status is Status.POSSIBLE


@pytest.mark.parametrize("members", [{"pending": True}, {"withdrawn": True}])
def test_what_is_pending_or_withdrawn_leaves_no_criterion_open(members: dict[str, bool]) -> None:
    assert find(resistant_history(), RESISTANCE, subject=Subject.KARYOTYPE, on=LATER, **members).status is Status.MET


def test_the_finding_names_the_result_its_day_and_the_reason() -> None:
    finding = find(resistant_history(), RESISTANCE, subject=Subject.KARYOTYPE, on=LATER)
    assert finding.reason == Reason.MET_BEFORE_UNREAD_RESULT
    assert set(finding.values) == set(REASONS[Reason.MET_BEFORE_UNREAD_RESULT].values)
    assert (finding.values["what"], finding.values["unread_on"]) == ("karyotype", "2024-06-14")
    assert finding.values["why"] == "its unit is missing"
    assert [missing.code for missing in finding.missing] == ["readable-result"]
    assert find(resistant_history(), RESISTANCE, subject=Subject.KARYOTYPE).values["unread_on"] == UNKNOWN_DAY


def test_a_criterion_left_possible_asks_for_confirmation() -> None:
    unread = ExcludedData(Origin("Observation/unread"), "its unit is missing", Subject.KARYOTYPE, LATER)
    assessment = assess(replace(resistant_history(), excluded=(unread,)), TODAY)
    assert assessment.recommendation.action is Action.CONFIRM
