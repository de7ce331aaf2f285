"""Responses of a course, and the response to an escalation (decision 0029)."""

import pytest

from response_criteria.model.responses import Responses
from response_criteria.publications.kantarjian2003.grades import CYTOGENETIC_RESPONSE
from response_criteria.publications.kantarjian2003.hematologic_response import PARTIAL_RESPONSE_DEFINITION
from response_criteria.responses.summary import evaluate_responses
from response_criteria.results.by_kind import group_results
from response_criteria.treatment.course import Course, CourseStart
from tests.response_criteria.chart import bcr_abl1, day
from tests.response_criteria.specification import parse_facts

AS_OF = "2024-06-15"


def evaluate(history: str, baseline: str = "", as_of: str = AS_OF) -> Responses:
    """Evaluate the responses of a course that started on 15 January 2023."""
    course = Course(
        started_on=day("2023-01-15"),
        start_reason=CourseStart.FIRST_IMATINIB,
        results=group_results(parse_facts(history)),
        baseline=group_results(parse_facts(baseline)),
    )
    return evaluate_responses(course, None, day(as_of))


def evaluate_hematologic(history: str, baseline: str = "") -> tuple[str, str]:
    response = evaluate(history, baseline).hematologic
    return response.status, str(response.on or "")


def test_a_confirmed_response_is_complete_since_it_was_confirmed() -> None:
    assert evaluate_hematologic("""
        day        | WBC | platelets | differential
        2024-03-01 | 6.0 | 250       | normal
        2024-04-01 | 6.0 | 250       | normal
        2024-06-01 | 6.0 | 250       |
    """) == ("complete", "2024-04-01")


def test_a_response_is_complete_since_its_first_confirmation_and_after_a_loss_since_the_next() -> None:
    history = """
        day        | WBC  | platelets | differential
        2023-03-01 | 6.0  | 250       | normal
        2023-04-01 | 6.0  | 250       | normal
        2023-06-01 | 6.0  | 250       | normal
    """
    assert evaluate_hematologic(history) == ("complete", "2023-04-01")
    assert evaluate_hematologic(f"""{history.rstrip()}
        2023-08-01 | 14.0 | 250       | normal
        2024-04-01 | 6.0  | 250       | normal
        2024-06-01 | 6.0  | 250       | normal
    """) == ("complete", "2024-06-01")


def test_an_unconfirmed_chr_leaves_the_response_unknown() -> None:
    assert evaluate_hematologic("""
        day        | WBC | platelets | differential
        2024-06-01 | 6.0 | 250       | normal
    """) == ("unknown", "")


def test_a_chr_after_a_loss_must_be_confirmed_again() -> None:
    assert evaluate_hematologic("""
        day        | WBC  | platelets | differential
        2023-03-01 | 6.0  | 250       | normal
        2023-04-01 | 6.0  | 250       | normal
        2024-04-01 | 14.0 | 250       | normal
        2024-06-01 | 6.0  | 250       | normal
    """) == ("unknown", "")


def test_without_an_evaluable_count_the_response_is_unknown() -> None:
    assert evaluate_hematologic("") == ("unknown", "")
    assert evaluate_hematologic("""
        day        | WBC | platelets
        2024-06-01 | 6.0 | 250
    """) == ("unknown", "")


def test_persisting_immature_cells_alone_are_a_partial_response() -> None:
    assert evaluate_hematologic("""
        day        | WBC | platelets | differential
        2024-06-01 | 6.0 | 250       | blasts 1, promyelocytes 2, myelocytes 4, metamyelocytes 4.9
    """) == ("partial", "2024-06-01")


@pytest.mark.parametrize("not_excused", ["metamyelocytes 5", "basophils 20"])
def test_other_cells_are_not_excused(not_excused: str) -> None:
    assert evaluate_hematologic(f"""
        day        | WBC | platelets | differential
        2024-06-01 | 6.0 | 250       | blasts 1, {not_excused}
    """) == ("none", "2024-06-01")


def test_leukocytes_of_10_are_no_response() -> None:
    assert evaluate_hematologic("""
        day        | WBC  | platelets | differential
        2024-06-01 | 10.0 | 250       | normal
    """) == ("none", "2024-06-01")


@pytest.mark.parametrize(("platelets", "status"), [("499", "partial"), ("500", "none"), (">460", "unknown")])
def test_platelets_that_fell_by_more_than_half_are_a_partial_response(platelets: str, status: str) -> None:
    response = evaluate(
        f"""
        day        | WBC | platelets | differential
        2024-06-01 | 6.0 | {platelets} | normal
        """,
        baseline="""
        day        | platelets
        2023-01-02 | 1400
        2023-01-10 | 1000
        """,
    )
    assert response.hematologic.status == status


def test_without_platelets_a_partial_response_is_unknown() -> None:
    assert evaluate_hematologic("""
        day        | WBC | differential
        2024-06-01 | 6.0 | blasts 1
    """) == ("unknown", "")


def test_without_a_baseline_an_improvement_is_unknown() -> None:
    assert evaluate_hematologic("""
        day        | WBC | platelets | differential
        2024-06-01 | 6.0 | 500       | normal
    """) == ("unknown", "")


@pytest.mark.parametrize(("spleen", "status"), [("3.9", "partial"), ("4", "none")])
def test_a_spleen_that_shrank_by_more_than_half_is_a_partial_response(spleen: str, status: str) -> None:
    response = evaluate(
        f"""
        day        | WBC | platelets | differential | spleen
        2024-06-01 | 6.0 | 250       | normal       | {spleen}
        """,
        baseline="""
        day        | spleen
        2023-01-10 | 8
        """,
    )
    assert response.hematologic.status == status


@pytest.mark.parametrize("sizes", [("8", "6"), ("6", "8")])
def test_two_baselines_of_one_moment_must_both_have_shrunk_by_more_than_half(sizes: tuple[str, str]) -> None:
    response = evaluate(
        """
        day        | WBC | platelets | differential | spleen
        2024-06-01 | 6.0 | 250       | normal       | 3.5
        """,
        baseline=f"""
        day        | spleen
        2023-01-10 | {sizes[0]}
        2023-01-10 | {sizes[1]}
        """,
    )
    assert response.hematologic.status == "unknown"


def test_a_spleen_that_is_not_palpable_needs_no_baseline() -> None:
    assert evaluate_hematologic("""
        day        | WBC | platelets | differential | spleen
        2024-06-01 | 6.0 | 250       | blasts 1     | 0
    """) == ("partial", "2024-06-01")


def test_a_palpable_spleen_without_a_baseline_leaves_it_unknown() -> None:
    assert evaluate_hematologic("""
        day        | WBC | platelets | differential | spleen
        2024-05-01 | 6.0 | 250       | normal       | 2
        2024-06-01 | 6.0 | 250       | normal       | 2
    """) == ("unknown", "")


@pytest.mark.parametrize(
    ("percent", "status"),
    [
        ("0", "complete"),
        ("0.5", "partial"),
        ("34.9", "partial"),
        ("35", "minor"),
        ("90", "minor"),
        ("90.1", "none"),
        ("<1", "unknown"),
        ("<90", "unknown"),
        (">90", "none"),
    ],
)
def test_the_cytogenetic_response_is_graded_by_the_latest_adequate_karyotype(percent: str, status: str) -> None:
    response = evaluate(f"""
        day        | karyotype
        2023-07-01 | 10 of 20
        2024-05-01 | {percent} of 20
        2024-06-01 | 5 of 19
    """).cytogenetic
    assert (response.status, str(response.on), response.method) == (status, "2024-05-01", "karyotype")


def test_the_lowest_percentage_is_the_lowest_by_the_same_method() -> None:
    response = evaluate("""
        day        | karyotype | FISH
        2023-07-01 | 40 of 20  | 1
        2024-05-01 | 60 of 20  |
    """).cytogenetic
    assert str(response.lowest_percent) == "40"


@pytest.mark.parametrize(
    ("fish", "status"),
    [
        ("0.9 of 200", "complete"),
        ("0.9 of 201", "complete"),
        ("0.9 of 199", "unknown"),
        ("0.9", "unknown"),
        ("1 of 200", "partial"),
        ("34.9", "partial"),
        ("35", "minor"),
    ],
)
def test_a_later_fish_is_graded_and_named_as_fish(fish: str, status: str) -> None:
    response = evaluate(f"""
        day        | karyotype | FISH
        2023-07-01 | 40 of 20  |
        2024-05-01 |           | {fish}
    """).cytogenetic
    assert (response.status, response.method) == (status, "FISH")


def test_on_one_day_the_karyotype_outweighs_fish() -> None:
    response = evaluate("""
        day        | karyotype | FISH
        2024-05-01 | 40 of 20  | 3
    """).cytogenetic
    assert (response.status, response.method) == ("minor", "karyotype")


def test_without_a_usable_analysis_the_cytogenetic_response_is_unknown() -> None:
    response = evaluate("""
        day        | karyotype
        2024-05-01 | 0 of 19
    """).cytogenetic
    assert (response.status, response.on) == ("unknown", None)


@pytest.mark.parametrize(("reported", "level"), [("0.02", "0.02"), ("<0.01", "<0.01"), ("not detected", "None")])
def test_the_molecular_response_is_the_latest_level(reported: str, level: str) -> None:
    observed = (bcr_abl1("2024-05-01", reported), bcr_abl1("2023-05-01", "8"), bcr_abl1("2024-06-01", "detected"))
    course = Course(
        started_on=day("2023-01-15"), start_reason=CourseStart.FIRST_IMATINIB, results=group_results(observed)
    )
    response = evaluate_responses(course, None, day(AS_OF)).molecular
    assert (str(response.percent_is), str(response.on)) == (level, "2024-05-01")


def test_without_bcr_abl1_there_is_no_molecular_response() -> None:
    assert evaluate("").molecular.on is None


def evaluate_escalation(before: str, after: str) -> tuple[str, str, str, str]:
    """Return category before, best category since, best hematologic response and its day, for 15 June 2023."""
    first = Course(
        started_on=day("2022-01-15"),
        start_reason=CourseStart.FIRST_IMATINIB,
        results=group_results(parse_facts(before)),
    )
    second = Course(
        started_on=day("2023-06-15"),
        start_reason=CourseStart.DOSE_ESCALATION,
        results=group_results(parse_facts(after)),
    )
    response = evaluate_responses(second, first, day(AS_OF)).to_dose_escalation
    assert response is not None
    return response.cytogenetic_before, response.cytogenetic_best, response.hematologic_best, str(response.since or "")


def test_the_response_to_an_escalation_is_the_best_since_and_its_first_day() -> None:
    # patient 9 of the paper: lowest 5, before the escalation 45, lowest after it 20
    assert evaluate_escalation(
        """
        day        | karyotype
        2022-09-01 | 5 of 20
        2023-06-01 | 45 of 20
        """,
        """
        day        | karyotype
        2023-10-01 | 30 of 20
        2024-02-01 | 20 of 20
        2024-06-01 | 40 of 20
        """,
    ) == ("minor", "partial", "unknown", "2023-10-01")


def test_without_an_improvement_there_is_no_since() -> None:
    assert evaluate_escalation(
        """
        day        | karyotype
        2023-06-01 | 95 of 20
        """,
        """
        day        | karyotype
        2023-10-01 | 95 of 20
        """,
    ) == ("none", "none", "unknown", "")


def test_a_karyotype_of_the_day_of_escalation_shows_the_response_before() -> None:
    assert evaluate_escalation(
        "",
        """
        day        | karyotype
        2023-06-15 | 95 of 20
        2023-12-15 | 0 of 20
        """,
    ) == ("none", "complete", "unknown", "2023-12-15")


def test_the_hematologic_response_to_an_escalation_has_its_day() -> None:
    # the paper's hematologic failures: counts improved, cytogenetics did not
    assert evaluate_escalation(
        """
        day        | karyotype
        2023-06-01 | 100 of 20
        """,
        """
        day        | WBC  | platelets | differential | karyotype
        2023-08-01 | 14.0 | 250       | normal       |
        2023-09-01 | 6.0  | 250       | normal       |
        2023-10-01 | 6.0  | 250       | normal       | 100 of 20
        """,
    ) == ("none", "none", "complete", "2023-10-01")


@pytest.mark.parametrize(
    ("counts", "best", "since"),
    [
        ("2023-09-01 | 6.0  | 250       | blasts 1", "partial", "2023-09-01"),
        ("2023-09-01 | 14.0 | 250       | normal", "none", ""),
        ("2023-09-01 | 6.0  | 500       | normal", "unknown", ""),
        ("2023-09-01 | 6.0  | 250       | normal", "unknown", ""),
    ],
)
def test_the_best_hematologic_response_to_an_escalation(counts: str, best: str, since: str) -> None:
    response = evaluate_escalation("", f"day        | WBC  | platelets | differential\n{counts}")
    assert response == ("unknown", "unknown", best, since)


def test_without_results_the_response_to_an_escalation_is_unknown() -> None:
    assert evaluate_escalation("", "") == ("unknown", "unknown", "unknown", "")


def test_the_definition_of_a_partial_response_prints_as_the_paper_words_it() -> None:
    assert PARTIAL_RESPONSE_DEFINITION.as_markdown().splitlines()[2:] == [
        "- leukocytes <10 ×10⁹/L",
        "- metamyelocytes <5%",
        "- basophils <20%",
        "- platelets <450 ×10⁹/L, or decreased by more than half",
        "- spleen not known to be palpable, or decreased by more than half",
        "- blasts, promyelocytes and myelocytes may persist",
    ]


def test_the_grades_print_as_the_paper_does() -> None:
    assert CYTOGENETIC_RESPONSE.as_markdown().splitlines()[2:] == [
        "| complete | 0 |",
        "| partial | >0–<35 |",
        "| minor | 35–90 |",
        "| none | >90 |",
    ]


def test_without_an_escalation_there_is_no_response_to_it() -> None:
    assert evaluate("").to_dose_escalation is None
