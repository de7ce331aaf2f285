"""What ELN and the US label say beside the protocol: shown, and deciding nothing."""

from dataclasses import replace

import pytest

from response_criteria.assessment import assess
from response_criteria.context import STATEMENTS
from response_criteria.facts import Analyte, History, OrderStatus
from response_criteria.findings import ContextStatement
from tests.criteria.chart import (
    DASATINIB,
    TODAY,
    bcr_abl1,
    blood,
    chemistry,
    diagnosis,
    karyotype,
    order,
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


def test_of_an_unknown_dose_the_label_says_nothing() -> None:
    assert "us-label/dose-increase" not in _context(_with_dose(None))


def test_where_a_criterion_is_met_guidance_prefers_a_change_of_tki() -> None:
    assert _context(resistant())["eln2020/change-of-tki"].status == "preferred"
    responding = replace(resistant(), observed=(karyotype("2024-06-01", "10"),))
    assert not {"eln2020/change-of-tki", "us-label/dose-increase"} & set(_context(responding))


@pytest.mark.parametrize("changed", [{"neutrophils": "0.9"}, {"platelets": "49"}])
def test_the_label_holds_imatinib_for_few_neutrophils_or_platelets(changed: dict[str, str]) -> None:
    said = _context(resistant(count=blood("2024-06-10", **changed)))["us-label/hold-for-counts"]
    assert dict(said.values) == {"neutrophils": "≥1.5", "platelets": "≥75"}


@pytest.mark.parametrize(("dose", "reduced"), [("400", 300), ("600", 400), ("800", 600), ("300", None)])
def test_the_label_holds_imatinib_for_the_liver_and_resumes_it_reduced(dose: str, reduced: int | None) -> None:
    high = (chemistry("2024-06-10", Analyte.ALT, "500", upper_limit="40"),)
    history = replace(_with_dose(dose), observed=(*resistant(chemistries=()).observed, *high))
    said = _context(history)["us-label/hold-for-liver"]
    assert said.values.get("reduced_mg") == reduced
    assert said.status == ("hold" if reduced is None else "hold-and-reduce")


@pytest.mark.parametrize(("platelets", "mentioned"), [("100", False), ("99", True)])
def test_platelets_below_100_are_mentioned(platelets: str, mentioned: bool) -> None:
    said = _context(resistant(count=blood("2024-06-10", platelets=platelets)))
    assert ("eln2020/low-platelets" in said) is mentioned


def test_additional_abnormalities_of_the_latest_study_are_mentioned() -> None:
    changes = replace(karyotype("2024-06-08", "60"), additional_abnormalities=("+8", "i(17)(q10)"))
    said = _context(resistant(changes))["eln2020/additional-abnormalities"]
    assert said.values["abnormalities"] == "+8, i(17)(q10)"
    assert [each.origin for each in said.evidence] == [changes.origin]


def test_milestones_carry_their_level_and_evidence() -> None:
    result = bcr_abl1("2024-01-12", "3.5")
    said = _context(resistant(result))["eln2020/milestone-12-months"]
    assert (said.status, said.values["level"]) == ("failure", "3.5% IS")
    assert [each.origin for each in said.evidence] == [result.origin]


def test_milestones_are_those_of_first_line_treatment() -> None:
    after_another = (
        order("2022-01-10", drug=DASATINIB, ends="2022-12-01", status=OrderStatus.COMPLETED),
        order("2023-01-10"),
    )
    assert not [each for each in _context(resistant(orders=after_another)) if "milestone" in each]


def test_under_an_uncertain_start_a_milestone_is_unknown_and_the_latest_level_still_speaks() -> None:
    long_ill = replace(resistant(bcr_abl1("2024-01-12", "3.5")), diagnoses=(diagnosis(on="2020-01-05"),))
    said = _context(long_ill)
    assert said["eln2020/milestone-12-months"].status == "unknown"
    assert said["eln2020/milestone-any-time"].status == "failure"
