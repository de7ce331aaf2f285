"""What ELN says beside the protocol: shown, and deciding nothing."""

from dataclasses import replace
from decimal import Decimal

import pytest

from response_criteria.assessment.assess import assess
from response_criteria.context import STATEMENTS
from response_criteria.model.amounts import Amount
from response_criteria.model.facts import Cell, DrugOrder, History, OrderStatus
from response_criteria.model.findings import ContextStatement
from tests.response_criteria.chart import (
    ADULT,
    DASATINIB,
    TODAY,
    bcr_abl1,
    blood,
    diagnosis,
    flat,
    karyotype,
    marrow,
    mutation,
    order,
    pregnancy,
    relapsed,
    resistant,
)


def _context(history: History) -> dict[str, ContextStatement]:
    said = assess(history, TODAY).context
    for each in said:
        assert set(STATEMENTS[each.id][each.status]) <= set(each.values)
    return {each.id: each for each in said}


def test_where_a_criterion_is_met_guidance_prefers_a_change_of_tki() -> None:
    assert _context(resistant())["eln2020/change-of-tki"].status == "preferred"
    responding = replace(resistant(), observed=(karyotype("2024-06-01", "10"),))
    assert not {"eln2020/change-of-tki", "us-label/dose-increase"} & set(_context(responding))


@pytest.mark.parametrize(
    ("results", "preferred"),
    [
        ((("2024-01-12", "1.1"),), True),
        ((("2024-01-12", "1"),), False),
        ((("2024-01-12", "1.1"), ("2024-05-12", "0.9")), False),
        ((("2024-01-12", "0.9"), ("2024-05-12", "1.1")), True),
        ((), False),
    ],
    ids=["failure", "warning", "made good", "failed since", "no result"],
)
def test_where_the_latest_milestone_is_a_failure_guidance_prefers_a_change_of_tki(
    results: tuple[tuple[str, str], ...], preferred: bool
) -> None:
    responding = replace(
        resistant(), observed=(karyotype("2024-06-01", "10"), *(bcr_abl1(on, level) for on, level in results))
    )
    assert ("eln2020/change-of-tki" in _context(responding)) is preferred


def test_in_pregnancy_guidance_withholds_every_tki() -> None:
    assert _context(resistant(pregnancy("2024-06-01")))["eln2020/pregnancy"].status == "withhold"
    assert "eln2020/pregnancy" not in _context(resistant())


def _never_complete(*orders: DrugOrder) -> History:
    """Two failing counts, the first of them 4 months after the start, and no complete response before."""
    failing = {"leukocytes": "18", "myelocytes": "6"}
    return History(
        person=ADULT,
        observed=flat(blood("2024-05-06", **failing), blood("2024-06-10", **failing)),
        diagnoses=(diagnosis(on="2024-01-05"),),
        orders=orders,
    )


def test_circumstance_1_is_a_provisional_criterion_of_accelerated_phase_by_who_on_the_first_tki() -> None:
    said = _context(_never_complete(order("2024-01-10")))["who2016/resistance-to-first-tki"]
    assert (said.status, said.citation.work.id) == ("provisional", "who2016")
    second = (order("2023-01-10", drug=DASATINIB, ends="2024-01-01", status=OrderStatus.COMPLETED), order("2024-01-10"))
    assert "who2016/resistance-to-first-tki" not in _context(_never_complete(*second))
    assert "who2016/resistance-to-first-tki" not in _context(resistant())
    assert "who2016/resistance-to-first-tki" not in _context(relapsed())


@pytest.mark.parametrize(
    ("blasts", "statement"),
    [
        ("9.9", None),
        ("10", "who2016/accelerated-phase"),
        ("14.9", "who2016/accelerated-phase"),
        ("15", None),
        ("19.9", None),
        ("20", "who2016/blast-phase"),
        ("29.9", "who2016/blast-phase"),
        ("30", None),
        (">12", None),
    ],
)
def test_the_phase_by_who_is_told_where_its_line_lies_below_that_of_eln(blasts: str, statement: str | None) -> None:
    for history in (
        resistant(count=blood("2024-06-10", blasts=blasts)),
        resistant(marrow("2024-06-01", Cell.BLASTS, blasts)),
    ):
        said = {key: each for key, each in _context(history).items() if key.startswith("who2016/")}
        assert list(said) == ([statement] if statement else [])
        for each in said.values():
            assert (str(each.values["percent"]), len(each.evidence)) == (blasts, 1)


def test_the_phase_by_who_is_not_told_where_other_blasts_show_it_by_eln_as_well() -> None:
    both = resistant(marrow("2024-06-01", Cell.BLASTS, "16"), count=blood("2024-06-10", blasts="12"))
    assert "who2016/accelerated-phase" not in _context(both)
    more = resistant(marrow("2024-06-01", Cell.BLASTS, "25"), count=blood("2024-06-10", blasts="12"))
    assert _context(more)["who2016/blast-phase"].values["percent"] == Amount.exactly(Decimal(25))


@pytest.mark.parametrize(
    ("of_blood", "of_marrow", "told"),
    [("2024-05-04", "2023-12-15", True), ("2024-05-03", "2023-12-14", False)],
    ids=["42 days, 6 months", "older"],
)
def test_blasts_speak_for_the_phase_by_who_as_long_as_for_that_by_eln(
    of_blood: str, of_marrow: str, told: bool
) -> None:
    in_blood = resistant(count=blood(of_blood, blasts="12"))
    in_marrow = resistant(marrow(of_marrow, Cell.BLASTS, "12"))
    assert ["who2016/accelerated-phase" in _context(each) for each in (in_blood, in_marrow)] == [told, told]


@pytest.mark.parametrize(("platelets", "mentioned"), [("100", False), ("99", True)])
def test_platelets_below_100_are_mentioned(platelets: str, mentioned: bool) -> None:
    said = _context(resistant(count=blood("2024-06-10", platelets=platelets)))
    assert ("eln2020/low-platelets" in said) is mentioned


def test_additional_abnormalities_of_the_latest_study_are_mentioned() -> None:
    changes = karyotype("2024-06-08", "60")._replace(additional_abnormalities=("+8", "i(17)(q10)"))
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


def test_a_loss_of_mmr_is_a_warning_and_its_confirmation_a_failure_by_the_older_definition() -> None:
    results = (bcr_abl1("2023-11-10", "0.08"), bcr_abl1("2024-02-10", "0.4"), bcr_abl1("2024-05-10", "1.2"))
    said = _context(resistant(*results))
    assert said["eln2020/loss-of-mmr"].values["level"] == "1.2% IS"
    assert [each.origin for each in said["eln2020/loss-of-mmr"].evidence] == [results[2].origin, results[0].origin]
    assert said["eln2013/confirmed-loss-of-mmr"].values["tests"] == 2
    assert "eln2013/confirmed-loss-of-mmr" not in _context(resistant(*results[:2]))


def test_a_loss_is_told_of_first_line_treatment_since_its_start() -> None:
    before_start = (bcr_abl1("2022-11-10", "0.08"), bcr_abl1("2024-02-10", "0.4"))
    assert "eln2020/loss-of-mmr" not in _context(resistant(*before_start))


def test_a_mutation_counts_as_failure() -> None:
    said = _context(resistant(mutation("2024-03-01", "F317L"), mutation("2024-05-01", "T315I")))["eln2020/mutation"]
    assert (said.status, said.values["changes"], str(said.values["on"])) == ("failure", "F317L, T315I", "2024-05-01")
    assert len(said.evidence) == 2
    assert "eln2020/mutation" not in _context(resistant())


@pytest.mark.parametrize(
    ("changed", "phase"),
    [
        ({"blasts": "14.9"}, None),
        ({"blasts": "15"}, "accelerated"),
        ({"blasts": "29.9"}, "accelerated"),
        ({"blasts": "30"}, "blast"),
        ({"blasts": ">20"}, "accelerated-or-blast"),
        ({"basophils": "20"}, "accelerated"),
        ({"blasts": "10", "promyelocytes": "20"}, "accelerated"),
    ],
)
def test_blasts_tell_the_advanced_phases_apart(changed: dict[str, str], phase: str | None) -> None:
    said = _context(resistant(count=blood("2024-06-10", **changed))).get("eln2020/phase")
    assert (said.status if said else None) == phase


def test_blasts_of_the_marrow_count_as_well() -> None:
    basophilic = blood("2024-06-10", basophils="21")
    said = _context(resistant(marrow("2024-06-01", Cell.BLASTS, "40"), count=basophilic))["eln2020/phase"]
    assert said.status == "blast"
