"""What the US label says of the patient today, beside the protocol: shown, and deciding nothing."""

from dataclasses import replace
from typing import Any

import pytest

from response_criteria.assessment.assess import assess
from response_criteria.context import STATEMENTS
from response_criteria.model.facts import Analyte, History
from response_criteria.model.findings import ContextStatement, Status
from response_criteria.publications.us_label.circumstances import Circumstance, as_markdown
from response_criteria.publications.us_label.holding import count_holds
from response_criteria.results.blood_counts import day_counts
from tests.response_criteria.chart import (
    ADULT,
    TODAY,
    blood,
    chemistry,
    day,
    diagnosis,
    flat,
    karyotype,
    order,
    relapsed,
    resistant,
)


def _context(history: History) -> dict[str, ContextStatement]:
    said = assess(history, TODAY).context
    for each in said:
        assert set(STATEMENTS[each.id][each.status]) <= set(each.values)
    return {each.id: each for each in said}


def _with_dose(mg: str | None) -> History:
    return resistant(orders=(order("2023-01-10", mg, tablet_mg="100"),))


def test_the_label_raises_400_mg_to_600_where_the_protocol_goes_to_800() -> None:
    said = _context(_with_dose("400"))["us-label/dose-increase"]
    assert (said.status, dict(said.values)) == ("differs", {"from_mg": 400, "label_mg": 600, "protocol_mg": 800})


@pytest.mark.parametrize("dose", ["300", "600", "800"])
def test_from_another_dose_the_label_has_no_step_in_chronic_phase(dose: str) -> None:
    said = _context(_with_dose(dose))["us-label/dose-increase"]
    assert (said.status, dict(said.values)) == ("no-step", {"from_mg": int(dose)})


def test_in_an_advanced_phase_the_labels_step_of_the_chronic_phase_is_not_told() -> None:
    said = _context(resistant(count=blood("2024-06-10", blasts="16")))
    assert "us-label/dose-increase" not in said
    assert said["us-label/increase-circumstances"].status == "other-phase"


@pytest.mark.parametrize(("percent", "differs"), [("34", False), ("35", True), ("36", False)])
def test_exactly_35_percent_is_a_major_response_by_the_label_and_none_by_the_paper(percent: str, differs: bool) -> None:
    said = _context(resistant(karyotype("2024-06-08", percent)))
    assert ("us-label/cytogenetic-response" in said) is differs
    if differs:
        assert [each.reported for each in said["us-label/cytogenetic-response"].evidence] == [percent]


def test_of_an_unknown_dose_the_label_says_nothing() -> None:
    assert "us-label/dose-increase" not in _context(_with_dose(None))


def _circumstances(history: History) -> ContextStatement:
    return _context(history)["us-label/increase-circumstances"]


def _since(started: str, *observed: Any, suspected_since: str | None = None) -> History:
    """On 400 mg since that day, with these results, and a normal recent count."""
    return History(
        person=ADULT,
        observed=flat(*observed, blood("2024-06-10")),
        diagnoses=(diagnosis(on=suspected_since or started),),
        orders=(order(started),),
    )


def test_no_hematologic_response_after_3_months_is_a_circumstance_of_both() -> None:
    failing = {"leukocytes": "18", "myelocytes": "6"}
    history = History(
        person=ADULT,
        observed=flat(blood("2024-05-06", **failing), blood("2024-06-10", **failing)),
        diagnoses=(diagnosis(on="2024-01-05"),),
        orders=(order("2024-01-10"),),
    )
    said = _circumstances(history)
    assert said.status == "documented"
    assert said.values["circumstances"] == Circumstance.NO_HEMATOLOGIC_RESPONSE


@pytest.mark.parametrize(
    ("percent", "status"),
    [("91", "documented"), ("90", "protocol-alone"), ("60", "protocol-alone"), ("35", "protocol-alone")],
)
def test_the_label_asks_for_no_response_and_the_protocol_for_no_major_one(percent: str, status: str) -> None:
    history = _since("2023-01-10", blood("2023-05-01"), blood("2023-07-01"), karyotype("2024-06-01", percent))
    assert [each.status for each in assess(history, TODAY).findings][1] is Status.MET
    assert _circumstances(history).status == status


@pytest.mark.parametrize(
    ("started", "on", "status"),
    [
        ("2023-12-15", "2024-06-15", "documented"),
        ("2023-12-16", "2024-06-15", "not-documented"),
        ("2023-12-01", "2024-05-31", "open"),
    ],
    ids=["6 months to the day", "a day short", "karyotype before 6 months"],
)
def test_from_6_months_on_the_label_asks_where_the_protocol_waits_for_12(started: str, on: str, status: str) -> None:
    counts = (blood("2024-03-20"), blood("2024-05-01"))
    history = _since(started, *counts, karyotype(on, "100"))
    assert [each.status for each in assess(history, TODAY).findings][1] is Status.NOT_YET
    assert _circumstances(history).status == status


def test_without_a_recent_karyotype_the_cytogenetic_circumstance_is_open() -> None:
    counts = (blood("2023-05-01"), blood("2023-07-01"))
    for studies in ((), (karyotype("2023-12-14", "100"),), (karyotype("2024-06-01", "100", cells=19),)):
        said = _circumstances(_since("2023-01-10", *counts, *studies))
        assert said.status == "open"
        assert Circumstance.NO_CYTOGENETIC_RESPONSE in str(said.values["open"])


def test_before_6_months_of_an_uncertain_start_it_is_open() -> None:
    counts = (blood("2024-03-20"), blood("2024-05-01"))
    said = _circumstances(_since("2024-02-01", *counts, suspected_since="2020-01-01"))
    assert said.status == "open"


def test_a_response_that_was_reached_is_no_failure_to_reach_one() -> None:
    counts = (blood("2023-05-01"), blood("2023-07-01"))
    history = _since("2023-01-10", *counts, karyotype("2024-01-10", "20"), karyotype("2024-06-01", "10"))
    assert _circumstances(history).status == "not-documented"


@pytest.mark.parametrize(
    ("earlier", "latest", "is_lost"),
    [("34", "36", True), ("34", "34.9", False), ("90", "91", True), ("80", "90", False), ("0", "20", False)],
)
def test_no_major_response_after_a_major_one_or_none_after_any_is_a_loss(
    earlier: str, latest: str, is_lost: bool
) -> None:
    counts = (blood("2023-05-01"), blood("2023-07-01"))
    history = _since("2023-01-10", *counts, karyotype("2024-01-10", earlier), karyotype("2024-06-01", latest))
    said = _circumstances(history)
    assert (said.values.get("circumstances") == Circumstance.LOSS) is is_lost


def test_a_relapse_of_the_protocol_is_a_loss() -> None:
    assert _circumstances(relapsed()).values["circumstances"] == Circumstance.LOSS


def test_few_cells_rule_the_increase_out() -> None:
    none = resistant(karyotype("2024-06-05", "95"), count=blood("2024-06-10", neutrophils="0.9"))
    said = _circumstances(none)
    assert (said.status, said.values["against"]) == ("excluded", "neutropenia")


def test_in_an_advanced_phase_the_label_has_another_step() -> None:
    said = _circumstances(resistant(count=blood("2024-06-10", blasts="16")))
    assert (said.status, dict(said.values)) == ("other-phase", {"from_mg": 600, "label_mg": 800})


@pytest.mark.parametrize("changed", [{"neutrophils": "0.9"}, {"platelets": "49"}])
def test_at_400_mg_the_label_stops_for_few_cells_and_resumes_the_same_dose(changed: dict[str, str]) -> None:
    said = _context(resistant(count=blood("2024-06-10", **changed)))["us-label/hold-for-counts"]
    assert said.status == "hold-and-resume"
    assert dict(said.values) == {
        "neutrophils": "≥1.5", "platelets": "≥75", "from_mg": 400, "resume_mg": 400, "again_mg": 300,
    }  # fmt: skip


@pytest.mark.parametrize("count", [{"neutrophils": "1.0"}, {"platelets": "50"}])
def test_on_the_boundary_it_does_not_stop(count: dict[str, str]) -> None:
    assert "us-label/hold-for-counts" not in _context(resistant(count=blood("2024-06-10", **count)))


def test_when_the_counts_fall_again_it_reduces() -> None:
    again = flat(blood("2023-10-01", neutrophils="0.8"), blood("2023-11-01"), blood("2024-06-10", neutrophils="0.9"))
    said = _context(resistant(count=again))["us-label/hold-for-counts"]
    assert (said.status, str(said.values["earlier_on"]), said.values["again_mg"]) == ("hold-again", "2023-10-01", 300)


def test_at_800_mg_it_resumes_600_by_the_row_of_another_disease() -> None:
    few = replace(_with_dose("800"), observed=resistant(count=blood("2024-06-10", platelets="40")).observed)
    said = _context(few)["us-label/hold-for-counts"]
    assert (said.status, said.values["resume_mg"], said.values["again_mg"]) == ("hold-and-resume", 600, 400)
    assert "DFSP" in said.citation.place


@pytest.mark.parametrize("dose", ["300", "600", None])
def test_for_another_or_an_unknown_dose_it_has_no_row(dose: str | None) -> None:
    few = replace(_with_dose(dose), observed=resistant(count=blood("2024-06-10", platelets="40")).observed)
    assert _context(few)["us-label/hold-for-counts"].status == "hold"


def test_in_an_advanced_phase_it_looks_at_the_marrow_first() -> None:
    said = _context(resistant(count=blood("2024-06-10", platelets="40", blasts="16")))["us-label/hold-for-counts"]
    assert (said.status, dict(said.values)) == ("advanced-phase", {"neutrophils": "<0.5", "platelets": "<10"})


@pytest.mark.parametrize(
    ("latest", "status"),
    [({"neutrophils": "1.4"}, "not-recovered"), ({"neutrophils": "1.5"}, None), ({"platelets": "74"}, "not-recovered")],
)
def test_counts_that_have_not_recovered_are_still_held(latest: dict[str, str], status: str | None) -> None:
    said = _context(resistant(count=flat(blood("2024-05-20", neutrophils="0.8"), blood("2024-06-10", **latest))))
    hold = said.get("us-label/hold-for-counts")
    assert (hold.status if hold else None) == status


def test_old_counts_that_never_recovered_say_nothing_of_today() -> None:
    said = _context(
        resistant(count=flat(blood("2024-03-20", neutrophils="0.8"), blood("2024-04-10", neutrophils="1.2")))
    )
    assert "us-label/hold-for-counts" not in said


def test_counts_before_the_treatment_hold_nothing() -> None:
    said = _context(resistant(blood("2022-12-10", platelets="40"), count=blood("2024-06-10", platelets="40")))
    assert said["us-label/hold-for-counts"].status == "hold-and-resume"


def test_a_hold_lasts_until_both_have_recovered() -> None:
    counts = day_counts(
        flat(
            blood("2024-01-01", neutrophils="0.9"),
            blood("2024-01-15", neutrophils="1.5", platelets="74"),
            blood("2024-02-01", neutrophils="1.5", platelets="75"),
            blood("2024-03-01", platelets="49"),
            blood("2024-03-10", platelets="40"),
            blood("2024-04-01"),
            blood("2024-05-01", neutrophils="0.5"),
        )
    )
    assert [(each.since, each.recovered_on) for each in count_holds(counts)] == [
        (day("2024-01-01"), day("2024-02-01")),
        (day("2024-03-01"), day("2024-04-01")),
        (day("2024-05-01"), None),
    ]
    assert count_holds(()) == ()


@pytest.mark.parametrize(("dose", "reduced"), [("400", 300), ("600", 400), ("800", 600), ("300", None)])
def test_the_label_holds_imatinib_for_the_liver_and_resumes_it_reduced(dose: str, reduced: int | None) -> None:
    high = (chemistry("2024-06-10", Analyte.ALT, "500", upper_limit="40"),)
    history = replace(_with_dose(dose), observed=(*resistant(chemistries=()).observed, *high))
    said = _context(history)["us-label/hold-for-liver"]
    assert said.values.get("reduced_mg") == reduced
    assert (str(said.values["bilirubin"]), str(said.values["transaminases"])) == ("1.5", "2.5")
    assert said.status == ("hold" if reduced is None else "hold-and-reduce")


def test_the_circumstances_print_as_the_label_words_them() -> None:
    assert as_markdown().splitlines() == [
        "- disease progression",
        "- no satisfactory hematologic response after 3 months or more",
        "- no cytogenetic response after 6 to 12 months",
        "- loss of a hematologic or cytogenetic response",
    ]
