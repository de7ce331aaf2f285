"""The two definitions of complete hematologic response: study 110 decides, ELN is shown for information."""

import pytest

from response_criteria.assessment.assess import assess
from response_criteria.model.answers import Answer
from response_criteria.model.findings import ContextStatement
from response_criteria.model.history import History
from response_criteria.model.results import Cell, SpleenSize
from response_criteria.publications.eln2020.hematologic import COMPLETE_HEMATOLOGIC_RESPONSE as BY_ELN
from response_criteria.publications.study110.hematologic import COMPLETE_HEMATOLOGIC_RESPONSE as BY_STUDY_110
from response_criteria.results.blood_counts import build_day_counts
from tests.response_criteria.chart import ADULT, day, diagnosis, order
from tests.response_criteria.specification import parse_facts


def evaluate_count(wbc: str, platelets: str, differential: str) -> tuple[str, str]:
    """Return whether a count meets the criteria of study 110 and of ELN."""
    table = f"day | WBC | platelets | differential\n2024-05-01 | {wbc} | {platelets} | {differential}"
    (count,) = build_day_counts(parse_facts(table))
    return BY_STUDY_110.is_met_by_counts(count), BY_ELN.is_met_by_counts(count)


@pytest.mark.parametrize(
    ("wbc", "platelets", "differential", "by_study_110", "by_eln"),
    [
        ("6.0", "250", "normal", "yes", "yes"),
        ("10", "250", "normal", "no", "no"),
        ("6.0", "450", "normal", "no", "no"),
        ("6.0", "250", "blasts 0.5", "no", "no"),
        ("6.0", "250", "promyelocytes 0.5", "no", "no"),
        ("6.0", "250", "myelocytes 0.5", "yes", "no"),
        ("6.0", "250", "metamyelocytes 0.5", "yes", "no"),
        ("6.0", "250", "basophils 4.9", "yes", "yes"),
        ("6.0", "250", "basophils 5", "yes", "no"),
        ("6.0", "250", "only basophils 1", "unknown", "unknown"),
        ("6.0", "250", "only basophils 20", "no", "no"),
        ("6.0", "250", "only myelocytes 5", "no", "no"),
        ("6.0", "250", "automated basophils 20", "no", "no"),
        ("", "250", "normal", "unknown", "unknown"),
        ("", "450", "", "no", "no"),
    ],
)
def test_each_list_evaluates_a_count(
    wbc: str, platelets: str, differential: str, by_study_110: str, by_eln: str
) -> None:
    assert evaluate_count(wbc, platelets, differential) == (by_study_110, by_eln)


@pytest.mark.parametrize(("size", "answer"), [("0", "yes"), ("0.5", "no"), ("<1", "unknown")])
def test_a_spleen_below_the_costal_margin_is_palpable(size: str, answer: str) -> None:
    (spleen,) = parse_facts(f"day | spleen\n2024-05-01 | {size}")
    assert isinstance(spleen, SpleenSize)
    assert BY_ELN.spleen.is_met_by(spleen) == answer


def test_a_spleen_that_was_not_examined_is_unknown() -> None:
    (count,) = build_day_counts(parse_facts("day | WBC | platelets | differential\n2024-05-01 | 6.0 | 250 | normal"))
    assert BY_ELN.is_met_by(count, None) is Answer.UNKNOWN


def test_the_lists_print_as_their_sources_do() -> None:
    assert BY_STUDY_110.as_markdown().splitlines() == [
        "- leukocytes <10 ×10⁹/L",
        "- platelets <450 ×10⁹/L",
        "- myelocytes + metamyelocytes <5%",
        "- no blasts",
        "- no promyelocytes",
        "- basophils <20%",
        "- no extramedullary involvement: spleen not known to be palpable",
    ]


def test_a_list_names_the_cells_that_fail() -> None:
    (count,) = build_day_counts(
        parse_facts("day | WBC | differential\n2024-05-01 | 12 | myelocytes 3, metamyelocytes 2")
    )
    assert BY_STUDY_110.select_cells(count, Answer.NO) == (Cell.LEUKOCYTES, Cell.MYELOCYTES, Cell.METAMYELOCYTES)


def list_shown_statements(differential: str) -> list[ContextStatement]:
    """Return ELN's stricter-response statements about a count that meets the criteria of study 110."""
    history = History(
        person=ADULT,
        observed=tuple(parse_facts(f"day | WBC | platelets | differential\n2024-06-01 | 6.0 | 250 | {differential}")),
        diagnoses=(diagnosis(on="2023-01-01"),),
        orders=(order("2023-01-15"),),
    )
    assessment = assess(history, day("2024-06-15"))
    return [statement for statement in assessment.context if statement.id == "eln2020/complete-hematologic-response"]


def test_the_stricter_list_is_shown_if_the_two_differ() -> None:
    (statement,) = list_shown_statements("basophils 5, myelocytes 1")
    assert statement.values == {"on": day("2024-06-01"), "failing": "myelocytes, basophils"}
    assert {item.what for item in statement.evidence} == {"myelocytes", "basophils"}


@pytest.mark.parametrize("differential", ["normal", "blasts 1", ""])
def test_the_stricter_list_is_not_shown_if_the_two_agree_or_the_differential_is_unknown(differential: str) -> None:
    assert list_shown_statements(differential) == []
