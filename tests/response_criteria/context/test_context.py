"""Statements of ELN and WHO: shown for information, never decisive."""

from dataclasses import replace
from decimal import Decimal

import pytest

from response_criteria.assessment.assess import assess
from response_criteria.context import STATEMENTS
from response_criteria.model.amounts import Amount
from response_criteria.model.findings import ContextStatement
from response_criteria.model.history import ExcludedData, History, Subject
from response_criteria.model.medications import DrugOrder, OrderStatus
from response_criteria.model.results import Cell
from tests.response_criteria.chart import (
    ADULT,
    DASATINIB,
    TODAY,
    bcr_abl1,
    blood,
    combine,
    diagnosis,
    karyotype,
    marrow,
    mutation,
    order,
    origin,
    pregnancy,
    relapsed_history,
    resistant_history,
    when,
)


def _find_statements(history: History) -> dict[str, ContextStatement]:
    statements = assess(history, TODAY).context
    for statement in statements:
        assert set(STATEMENTS[statement.id][statement.status]) <= set(statement.values)
    return {statement.id: statement for statement in statements}


def test_eln_prefers_a_change_of_tki_if_a_criterion_is_met() -> None:
    assert _find_statements(resistant_history())["eln2020/change-of-tki"].status == "preferred"
    responding = replace(resistant_history(), observed=(karyotype("2024-06-01", "10"),))
    assert not {"eln2020/change-of-tki", "us-label/dose-increase"} & set(_find_statements(responding))


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
def test_eln_prefers_a_change_of_tki_if_the_latest_milestone_is_a_failure(
    results: tuple[tuple[str, str], ...], preferred: bool
) -> None:
    responding = replace(
        resistant_history(), observed=(karyotype("2024-06-01", "10"), *(bcr_abl1(on, level) for on, level in results))
    )
    assert ("eln2020/change-of-tki" in _find_statements(responding)) is preferred


def test_eln_withholds_every_tki_in_pregnancy() -> None:
    assert _find_statements(resistant_history(pregnancy("2024-06-01")))["eln2020/pregnancy"].status == "withhold"
    assert "eln2020/pregnancy" not in _find_statements(resistant_history())


def _never_complete(*orders: DrugOrder) -> History:
    """Two failing counts, the first of them 4 months after the start, and no complete response before."""
    failing = {"leukocytes": "18", "myelocytes": "6"}
    return History(
        person=ADULT,
        observed=combine(blood("2024-05-06", **failing), blood("2024-06-10", **failing)),
        diagnoses=(diagnosis(on="2024-01-05"),),
        orders=orders,
    )


def test_hematologic_resistance_to_the_first_tki_is_a_provisional_who_criterion_of_accelerated_phase() -> None:
    statement = _find_statements(_never_complete(order("2024-01-10")))["who2016/resistance-to-first-tki"]
    assert (statement.status, statement.citation.work.id) == ("provisional", "who2016")
    second = (order("2023-01-10", drug=DASATINIB, ends="2024-01-01", status=OrderStatus.COMPLETED), order("2024-01-10"))
    assert "who2016/resistance-to-first-tki" not in _find_statements(_never_complete(*second))
    assert "who2016/resistance-to-first-tki" not in _find_statements(resistant_history())
    assert "who2016/resistance-to-first-tki" not in _find_statements(relapsed_history())


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
def test_the_who_phase_is_shown_if_its_limit_is_below_that_of_eln(blasts: str, statement: str | None) -> None:
    for history in (
        resistant_history(count=blood("2024-06-10", blasts=blasts)),
        resistant_history(marrow("2024-06-01", Cell.BLASTS, blasts)),
    ):
        by_who = {name: shown for name, shown in _find_statements(history).items() if name.startswith("who2016/")}
        assert list(by_who) == ([statement] if statement else [])
        for shown in by_who.values():
            assert (str(shown.values["percent"]), len(shown.evidence)) == (blasts, 1)


def test_the_who_phase_is_not_shown_if_other_blasts_show_it_by_eln_as_well() -> None:
    both = resistant_history(marrow("2024-06-01", Cell.BLASTS, "16"), count=blood("2024-06-10", blasts="12"))
    assert "who2016/accelerated-phase" not in _find_statements(both)
    more = resistant_history(marrow("2024-06-01", Cell.BLASTS, "25"), count=blood("2024-06-10", blasts="12"))
    assert _find_statements(more)["who2016/blast-phase"].values["percent"] == Amount.exactly(Decimal(25))


@pytest.mark.parametrize(
    ("of_blood", "of_marrow", "is_shown"),
    [("2024-05-04", "2023-12-15", True), ("2024-05-03", "2023-12-14", False)],
    ids=["42 days, 6 months", "older"],
)
def test_blasts_are_valid_equally_long_for_the_who_and_the_eln_phase(
    of_blood: str, of_marrow: str, is_shown: bool
) -> None:
    in_blood = resistant_history(count=blood(of_blood, blasts="12"))
    in_marrow = resistant_history(marrow(of_marrow, Cell.BLASTS, "12"))
    assert ["who2016/accelerated-phase" in _find_statements(history) for history in (in_blood, in_marrow)] == [
        is_shown,
        is_shown,
    ]


@pytest.mark.parametrize(("platelets", "mentioned"), [("100", False), ("99", True)])
def test_platelets_below_100_are_mentioned(platelets: str, mentioned: bool) -> None:
    statements = _find_statements(resistant_history(count=blood("2024-06-10", platelets=platelets)))
    assert ("eln2020/low-platelets" in statements) is mentioned


def test_additional_abnormalities_of_the_latest_analysis_are_mentioned() -> None:
    changes = karyotype("2024-06-08", "60")._replace(additional_abnormalities=("+8", "i(17)(q10)"))
    statement = _find_statements(resistant_history(changes))["eln2020/additional-abnormalities"]
    assert statement.values["abnormalities"] == "+8, i(17)(q10)"
    assert [item.origin for item in statement.evidence] == [changes.origin]


def test_milestones_have_a_level_and_evidence() -> None:
    result = bcr_abl1("2024-01-12", "3.5")
    statement = _find_statements(resistant_history(result))["eln2020/milestone-12-months"]
    assert (statement.status, statement.values["level"]) == ("failure", "3.5% IS")
    assert [item.origin for item in statement.evidence] == [result.origin]


def test_not_detected_reaches_no_milestone_where_an_atypical_transcript_is_reported() -> None:
    history = resistant_history(bcr_abl1("2024-01-12", "not detected"))
    assert _find_statements(history)["eln2020/milestone-12-months"].status == "optimal"
    atypical = ExcludedData(origin("Observation"), "it is atypical", Subject.ATYPICAL_TRANSCRIPT, when("2023-01-05"))
    statements = _find_statements(replace(history, excluded=(atypical,)))
    assert statements["eln2020/milestone-12-months"].status == "unknown"


def test_milestones_are_those_of_first_line_treatment() -> None:
    after_another = (
        order("2022-01-10", drug=DASATINIB, ends="2022-12-01", status=OrderStatus.COMPLETED),
        order("2023-01-10"),
    )
    assert not [name for name in _find_statements(resistant_history(orders=after_another)) if "milestone" in name]


def test_with_an_uncertain_start_milestones_are_unknown_except_at_any_time() -> None:
    long_ill = replace(resistant_history(bcr_abl1("2024-01-12", "3.5")), diagnoses=(diagnosis(on="2020-01-05"),))
    statements = _find_statements(long_ill)
    assert statements["eln2020/milestone-12-months"].status == "unknown"
    assert statements["eln2020/milestone-any-time"].status == "failure"


def test_a_loss_of_mmr_is_a_warning_and_its_confirmation_a_failure_by_the_older_definition() -> None:
    results = (bcr_abl1("2023-11-10", "0.08"), bcr_abl1("2024-02-10", "0.4"), bcr_abl1("2024-05-10", "1.2"))
    statements = _find_statements(resistant_history(*results))
    assert statements["eln2020/loss-of-mmr"].values["level"] == "1.2% IS"
    assert [item.origin for item in statements["eln2020/loss-of-mmr"].evidence] == [
        results[2].origin,
        results[0].origin,
    ]
    assert statements["eln2013/confirmed-loss-of-mmr"].values["tests"] == 2
    assert "eln2013/confirmed-loss-of-mmr" not in _find_statements(resistant_history(*results[:2]))


def test_a_loss_of_mmr_counts_since_the_start_of_first_line_treatment() -> None:
    before_start = (bcr_abl1("2022-11-10", "0.08"), bcr_abl1("2024-02-10", "0.4"))
    assert "eln2020/loss-of-mmr" not in _find_statements(resistant_history(*before_start))


def test_a_mutation_counts_as_failure() -> None:
    statement = _find_statements(resistant_history(mutation("2024-03-01", "F317L"), mutation("2024-05-01", "T315I")))[
        "eln2020/mutation"
    ]
    assert (statement.status, statement.values["changes"], str(statement.values["on"])) == (
        "failure",
        "F317L, T315I",
        "2024-05-01",
    )
    assert len(statement.evidence) == 2
    assert "eln2020/mutation" not in _find_statements(resistant_history())


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
def test_blasts_distinguish_the_advanced_phases(changed: dict[str, str], phase: str | None) -> None:
    statement = _find_statements(resistant_history(count=blood("2024-06-10", **changed))).get("eln2020/phase")
    assert (statement.status if statement else None) == phase


def test_blasts_of_the_marrow_count_as_well() -> None:
    basophilic = blood("2024-06-10", basophils="21")
    statement = _find_statements(resistant_history(marrow("2024-06-01", Cell.BLASTS, "40"), count=basophilic))[
        "eln2020/phase"
    ]
    assert statement.status == "blast"
