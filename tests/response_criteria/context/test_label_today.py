"""Statements of the US label about the patient today: shown for information, never decisive."""

from dataclasses import replace
from typing import Any

import pytest

from response_criteria.assessment.assess import assess
from response_criteria.context import STATEMENTS
from response_criteria.model.findings import ContextStatement, Status
from response_criteria.model.history import History
from response_criteria.model.results import Analyte
from response_criteria.publications.us_label.dose_increase import DOSE_INCREASE_DEFINITION, DoseIncreaseReason
from response_criteria.publications.us_label.holding import find_count_holds
from response_criteria.results.blood_counts import build_day_counts
from tests.response_criteria.chart import (
    ADULT,
    TODAY,
    blood,
    chemistry,
    combine,
    day,
    diagnosis,
    karyotype,
    order,
    relapsed_history,
    resistant_history,
)


def _find_statements(history: History) -> dict[str, ContextStatement]:
    statements = assess(history, TODAY).context
    for statement in statements:
        assert set(STATEMENTS[statement.id][statement.status]) <= set(statement.values)
    return {statement.id: statement for statement in statements}


def _with_dose(mg: str | None) -> History:
    return resistant_history(orders=(order("2023-01-10", mg, tablet_mg="100"),))


def test_the_label_increases_400_mg_to_600_and_the_protocol_to_800() -> None:
    statement = _find_statements(_with_dose("400"))["us-label/dose-increase"]
    assert (statement.status, dict(statement.values)) == (
        "differs",
        {"from_mg": 400, "label_mg": 600, "protocol_mg": 800},
    )


@pytest.mark.parametrize("dose", ["300", "600", "800"])
def test_from_another_dose_the_label_has_no_step_in_chronic_phase(dose: str) -> None:
    statement = _find_statements(_with_dose(dose))["us-label/dose-increase"]
    assert (statement.status, dict(statement.values)) == ("no-step", {"from_mg": int(dose)})


def test_the_chronic_phase_step_is_not_shown_in_advanced_phase() -> None:
    statements = _find_statements(resistant_history(count=blood("2024-06-10", blasts="16")))
    assert "us-label/dose-increase" not in statements
    assert statements["us-label/increase-circumstances"].status == "other-phase"


@pytest.mark.parametrize(("percent", "differs"), [("34", False), ("35", True), ("36", False)])
def test_exactly_35_percent_is_a_major_response_by_the_label_and_none_by_the_paper(percent: str, differs: bool) -> None:
    statements = _find_statements(resistant_history(karyotype("2024-06-08", percent)))
    assert ("us-label/cytogenetic-response" in statements) is differs
    if differs:
        assert [item.reported for item in statements["us-label/cytogenetic-response"].evidence] == [percent]


def test_the_label_has_no_step_from_an_unknown_dose() -> None:
    assert "us-label/dose-increase" not in _find_statements(_with_dose(None))


def _find_increase_reasons(history: History) -> ContextStatement:
    return _find_statements(history)["us-label/increase-circumstances"]


def _since(started: str, *observed: Any, suspected_since: str | None = None) -> History:
    """On 400 mg since that day, with these results, and a normal recent count."""
    return History(
        person=ADULT,
        observed=combine(*observed, blood("2024-06-10")),
        diagnoses=(diagnosis(on=suspected_since or started),),
        orders=(order(started),),
    )


def test_no_hematologic_response_after_3_months_is_a_reason_for_label_and_protocol() -> None:
    failing = {"leukocytes": "18", "myelocytes": "6"}
    history = History(
        person=ADULT,
        observed=combine(blood("2024-05-06", **failing), blood("2024-06-10", **failing)),
        diagnoses=(diagnosis(on="2024-01-05"),),
        orders=(order("2024-01-10"),),
    )
    statement = _find_increase_reasons(history)
    assert statement.status == "documented"
    assert statement.values["circumstances"] == DoseIncreaseReason.NO_HEMATOLOGIC_RESPONSE


@pytest.mark.parametrize(
    ("percent", "status"),
    [("91", "documented"), ("90", "protocol-alone"), ("60", "protocol-alone"), ("35", "protocol-alone")],
)
def test_the_label_requires_no_response_and_the_protocol_no_major_response(percent: str, status: str) -> None:
    history = _since("2023-01-10", blood("2023-05-01"), blood("2023-07-01"), karyotype("2024-06-01", percent))
    assert [finding.status for finding in assess(history, TODAY).findings][1] is Status.MET
    assert _find_increase_reasons(history).status == status


@pytest.mark.parametrize(
    ("started", "on", "status"),
    [
        ("2023-12-15", "2024-06-15", "documented"),
        ("2023-12-16", "2024-06-15", "not-documented"),
        ("2023-12-01", "2024-05-31", "open"),
    ],
    ids=["6 months to the day", "a day short", "karyotype before 6 months"],
)
def test_the_label_assesses_from_6_months_and_the_protocol_from_12(started: str, on: str, status: str) -> None:
    counts = (blood("2024-03-20"), blood("2024-05-01"))
    history = _since(started, *counts, karyotype(on, "100"))
    assert [finding.status for finding in assess(history, TODAY).findings][1] is Status.NOT_YET
    assert _find_increase_reasons(history).status == status


def test_without_a_recent_karyotype_the_cytogenetic_reason_is_open() -> None:
    counts = (blood("2023-05-01"), blood("2023-07-01"))
    for cytogenetic_analyses in ((), (karyotype("2023-12-14", "100"),), (karyotype("2024-06-01", "100", cells=19),)):
        statement = _find_increase_reasons(_since("2023-01-10", *counts, *cytogenetic_analyses))
        assert statement.status == "open"
        assert DoseIncreaseReason.NO_CYTOGENETIC_RESPONSE in str(statement.values["open"])


def test_before_6_months_of_an_uncertain_start_it_is_open() -> None:
    counts = (blood("2024-03-20"), blood("2024-05-01"))
    statement = _find_increase_reasons(_since("2024-02-01", *counts, suspected_since="2020-01-01"))
    assert statement.status == "open"


def test_a_response_that_was_reached_is_no_failure_to_reach_one() -> None:
    counts = (blood("2023-05-01"), blood("2023-07-01"))
    history = _since("2023-01-10", *counts, karyotype("2024-01-10", "20"), karyotype("2024-06-01", "10"))
    assert _find_increase_reasons(history).status == "not-documented"


@pytest.mark.parametrize(
    ("earlier", "latest", "is_lost"),
    [("34", "36", True), ("34", "34.9", False), ("90", "91", True), ("80", "90", False), ("0", "20", False)],
)
def test_no_major_response_after_a_major_one_or_none_after_any_is_a_loss(
    earlier: str, latest: str, is_lost: bool
) -> None:
    counts = (blood("2023-05-01"), blood("2023-07-01"))
    history = _since("2023-01-10", *counts, karyotype("2024-01-10", earlier), karyotype("2024-06-01", latest))
    statement = _find_increase_reasons(history)
    assert (statement.values.get("circumstances") == DoseIncreaseReason.LOSS) is is_lost


def test_a_relapse_of_the_protocol_is_a_loss() -> None:
    assert _find_increase_reasons(relapsed_history()).values["circumstances"] == DoseIncreaseReason.LOSS


def test_low_counts_exclude_the_increase() -> None:
    none = resistant_history(karyotype("2024-06-05", "95"), count=blood("2024-06-10", neutrophils="0.9"))
    statement = _find_increase_reasons(none)
    assert (statement.status, statement.values["against"]) == ("excluded", "neutropenia")


def test_in_an_advanced_phase_the_label_has_another_step() -> None:
    statement = _find_increase_reasons(resistant_history(count=blood("2024-06-10", blasts="16")))
    assert (statement.status, dict(statement.values)) == ("other-phase", {"from_mg": 600, "label_mg": 800})


@pytest.mark.parametrize("changed", [{"neutrophils": "0.9"}, {"platelets": "49"}])
def test_at_400_mg_the_label_stops_for_low_counts_and_resumes_the_same_dose(changed: dict[str, str]) -> None:
    statement = _find_statements(resistant_history(count=blood("2024-06-10", **changed)))["us-label/hold-for-counts"]
    assert statement.status == "hold-and-resume"
    assert dict(statement.values) == {
        "neutrophils": "≥1.5", "platelets": "≥75", "from_mg": 400, "resume_mg": 400, "again_mg": 300,
    }  # fmt: skip


@pytest.mark.parametrize("count", [{"neutrophils": "1.0"}, {"platelets": "50"}])
def test_on_the_boundary_it_does_not_stop(count: dict[str, str]) -> None:
    assert "us-label/hold-for-counts" not in _find_statements(resistant_history(count=blood("2024-06-10", **count)))


def test_when_the_counts_fall_again_it_reduces() -> None:
    again = combine(blood("2023-10-01", neutrophils="0.8"), blood("2023-11-01"), blood("2024-06-10", neutrophils="0.9"))
    statement = _find_statements(resistant_history(count=again))["us-label/hold-for-counts"]
    assert (statement.status, str(statement.values["earlier_on"]), statement.values["again_mg"]) == (
        "hold-again",
        "2023-10-01",
        300,
    )


def test_at_800_mg_it_resumes_600_by_the_row_for_dfsp() -> None:
    few = replace(_with_dose("800"), observed=resistant_history(count=blood("2024-06-10", platelets="40")).observed)
    statement = _find_statements(few)["us-label/hold-for-counts"]
    assert (statement.status, statement.values["resume_mg"], statement.values["again_mg"]) == (
        "hold-and-resume",
        600,
        400,
    )
    assert "DFSP" in statement.citation.place


@pytest.mark.parametrize("dose", ["300", "600", None])
def test_for_another_or_an_unknown_dose_it_has_no_row(dose: str | None) -> None:
    few = replace(_with_dose(dose), observed=resistant_history(count=blood("2024-06-10", platelets="40")).observed)
    assert _find_statements(few)["us-label/hold-for-counts"].status == "hold"


def test_in_advanced_phase_the_label_has_lower_limits() -> None:
    statement = _find_statements(resistant_history(count=blood("2024-06-10", platelets="40", blasts="16")))[
        "us-label/hold-for-counts"
    ]
    assert (statement.status, dict(statement.values)) == ("advanced-phase", {"neutrophils": "<0.5", "platelets": "<10"})


@pytest.mark.parametrize(
    ("latest", "status"),
    [({"neutrophils": "1.4"}, "not-recovered"), ({"neutrophils": "1.5"}, None), ({"platelets": "74"}, "not-recovered")],
)
def test_counts_that_have_not_recovered_are_still_held(latest: dict[str, str], status: str | None) -> None:
    statements = _find_statements(
        resistant_history(count=combine(blood("2024-05-20", neutrophils="0.8"), blood("2024-06-10", **latest)))
    )
    hold = statements.get("us-label/hold-for-counts")
    assert (hold.status if hold else None) == status


def test_old_counts_that_never_recovered_do_not_hold_today() -> None:
    statements = _find_statements(
        resistant_history(count=combine(blood("2024-03-20", neutrophils="0.8"), blood("2024-04-10", neutrophils="1.2")))
    )
    assert "us-label/hold-for-counts" not in statements


def test_counts_before_the_treatment_hold_nothing() -> None:
    statements = _find_statements(
        resistant_history(blood("2022-12-10", platelets="40"), count=blood("2024-06-10", platelets="40"))
    )
    assert statements["us-label/hold-for-counts"].status == "hold-and-resume"


def test_a_hold_lasts_until_both_have_recovered() -> None:
    counts = build_day_counts(
        combine(
            blood("2024-01-01", neutrophils="0.9"),
            blood("2024-01-15", neutrophils="1.5", platelets="74"),
            blood("2024-02-01", neutrophils="1.5", platelets="75"),
            blood("2024-03-01", platelets="49"),
            blood("2024-03-10", platelets="40"),
            blood("2024-04-01"),
            blood("2024-05-01", neutrophils="0.5"),
        )
    )
    assert [(hold.since, hold.recovered_on) for hold in find_count_holds(counts)] == [
        (day("2024-01-01"), day("2024-02-01")),
        (day("2024-03-01"), day("2024-04-01")),
        (day("2024-05-01"), None),
    ]
    assert find_count_holds(()) == ()


@pytest.mark.parametrize(("dose", "reduced"), [("400", 300), ("600", 400), ("800", 600), ("300", None)])
def test_the_label_holds_imatinib_for_the_liver_and_resumes_it_reduced(dose: str, reduced: int | None) -> None:
    high = (chemistry("2024-06-10", Analyte.ALT, "500", upper_limit="40"),)
    history = replace(_with_dose(dose), observed=(*resistant_history(chemistries=()).observed, *high))
    statement = _find_statements(history)["us-label/hold-for-liver"]
    assert statement.values.get("reduced_mg") == reduced
    assert (str(statement.values["bilirubin"]), str(statement.values["transaminases"])) == ("1.5", "2.5")
    assert statement.status == ("hold" if reduced is None else "hold-and-reduce")


def test_the_reasons_print_as_the_label_words_them() -> None:
    reasons = [line for line in DOSE_INCREASE_DEFINITION.as_markdown().splitlines() if line.startswith("- reason: ")]
    assert [reason.removeprefix("- reason: ") for reason in reasons] == [
        "disease progression (not assessed: the label gives no criteria for it within chronic phase)",
        "no satisfactory hematologic response after 3 months or more",
        "no cytogenetic response after 6 to 12 months",
        "loss of a hematologic or cytogenetic response",
    ]
