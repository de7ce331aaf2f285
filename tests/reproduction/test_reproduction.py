"""What the program says of the founding paper's patients: count by count and patient by patient."""

from pathlib import Path

import pytest

from cds_service.reproduction import wordings
from cds_service.reproduction.charts import JUDGED_ON, chart_before
from cds_service.reproduction.counts import count, responses_in
from cds_service.reproduction.differences import Kind, differences
from cds_service.reproduction.document import reproduction_document
from cds_service.reproduction.evaluated_cohort import Judged, any_is, assessed, judged_before
from cds_service.reproduction.printed import Row, counted, groups, rows
from cds_service.reproduction.report import report
from response_criteria.model.findings import Action, Status
from response_criteria.publications.kantarjian2003.grades import COMPLETE, MINOR, PARTIAL

PAGE = Path(__file__).parents[2] / "docs" / "reproduction.md"

# fmt: off
COUNTS = {
    #                             paper, program
    "eligible":                     (54, 52),
    "step-to-800":                  (47, 45),
    "step-to-600":                  (7,  7),
    "hematologic":                  (13, 13),
    "hematologic-complete":         (9,  9),
    "hematologic-partial":          (4,  4),
    "hematologic-major":            (1,  1),
    "cytogenetic-complete":         (6,  5),
    "cytogenetic-partial":          (7,  7),
    "cytogenetic-major":            (13, 12),
    "cytogenetic-minor":            (6,  5),
    "abstract-complete-or-partial": (19, 12),
    "lost-major-regained":          (5,  5),
}
AS_THE_PAPER_COUNTS = {
    #                         met, of
    "lost-major-above-90":    (3,  3),
    "lost-major-35-to-90":    (5,  6),
    "lost-minor":             (3,  4),
    "resistance-above-90":    (14, 14),
    "resistance-35-to-90":    (7,  7),
    "hematologic-relapse":    (14, 14),
    "hematologic-resistance": (5,  6),
}
# fmt: on

Cohort = tuple[Judged, ...]


def _number(judged: Cohort, number: int) -> Judged:
    return next(each for each in judged if each.member.number == number)


@pytest.mark.parametrize("row", rows(), ids=lambda each: str(each.patient))
def test_the_response_to_the_raise_is_the_strict_one(row: Row, judged: Cohort) -> None:
    assert _number(judged, row.patient).to_raise.cytogenetic_best == row.strict


@pytest.mark.parametrize("row", rows(), ids=lambda each: str(each.patient))
def test_the_response_is_documented_for_the_printed_months(row: Row, judged: Cohort) -> None:
    assert _number(judged, row.patient).months_held == row.months


def test_the_counts_are_these(judged: Cohort) -> None:
    assert {each.id: (each.count, count(judged, each)) for each in counted()} == COUNTS


def test_circumstances_are_met_as_the_paper_counts_them_but_for_three(judged: Cohort) -> None:
    met = {
        name: (sum(each.of_the_paper.status is Status.MET for each in judged if each.member.group.id == name), of)
        for name, (_, of) in AS_THE_PAPER_COUNTS.items()
    }
    assert met == AS_THE_PAPER_COUNTS


def test_everyone_who_meets_a_circumstance_is_offered_the_step_and_nobody_else(judged: Cohort) -> None:
    for each in judged:
        offered = each.before.recommendation.action is Action.ESCALATE
        assert offered == any_is(Status.MET, each.before)
        assert each.before.recommendation.to_daily_dose_mg == (
            (600 if each.member.from_300 else 800) if offered else None
        )


def test_patient_4_is_possible_and_asked_for_a_repeat(judged: Cohort) -> None:
    before = _number(judged, 4).before
    assert before.finding("kantarjian2003/cytogenetic-relapse").reason == "no-rise"
    assert before.finding("kantarjian2003/cytogenetic-resistance").reason == "major-response-lost"
    assert before.recommendation.action is Action.CONFIRM


def test_patient_20_did_not_relapse_but_is_resistant(judged: Cohort) -> None:
    before = _number(judged, 20).before
    assert before.finding("kantarjian2003/cytogenetic-relapse").status is Status.NOT_MET
    assert before.finding("kantarjian2003/cytogenetic-resistance").status is Status.MET


def test_at_2_months_hematologic_resistance_cannot_be_judged(judged: Cohort) -> None:
    early = [each for each in judged if each.member.months == 2]
    assert [each.of_the_paper.status for each in early] == [Status.INDETERMINATE]


def test_patients_11_and_13_are_in_the_category_they_were_in(judged: Cohort) -> None:
    not_better = [each.member.number for each in judged[:21] if not each.improved_to]
    assert not_better == [11, 13]


def test_the_strict_labels_move_four_responses_between_the_columns_of_table_2(judged: Cohort) -> None:
    whole = groups()["any-cytogenetic"]
    found = {response: responses_in(judged, whole, response) for response in (COMPLETE, PARTIAL, MINOR)}
    assert dict(whole.responses) == {COMPLETE: (5, 1), PARTIAL: (6, 1), MINOR: (4, 2)}
    assert found == {COMPLETE: (5, 0), PARTIAL: (4, 3), MINOR: (4, 1)}


def test_every_difference_is_explained_and_every_explanation_explains_one(judged: Cohort) -> None:
    assert {each.id for each in differences(judged)} == set(wordings.EXPLANATIONS)


def test_the_differences_are_of_these_patients(judged: Cohort) -> None:
    found = differences(judged)
    assert [each.key for each in found if each.kind is Kind.CIRCUMSTANCE] == ["4", "20", "54"]
    assert [each.key for each in found if each.kind is Kind.LABEL] == ["11", "13", "18", "20"]
    assert [each.key for each in found if each.kind is Kind.FOOTNOTE] == ["16"]
    assert [each.key for each in found if each.kind is Kind.ROUNDING] == ["splenomegaly"]


def test_documented_only_once_half_of_the_patients_would_be_possible(judged: Cohort) -> None:
    once = [judged_before(each.member, occasions=1) for each in judged]
    assert sum(any_is(Status.MET, each) for each in once) == 26
    assert sum(any_is(Status.POSSIBLE, each) and not any_is(Status.MET, each) for each in once) == 27


def test_without_the_number_of_metaphases_no_cytogenetic_circumstance_is_met(judged: Cohort) -> None:
    for each in judged[:21]:
        bundle = chart_before(each.member)
        for resource in (entry["resource"] for entry in bundle["entry"]):
            if ratio := resource.pop("valueRatio", None):
                percent = 100 * ratio["numerator"]["value"] // ratio["denominator"]["value"]
                resource["valueQuantity"] = {"value": percent, "unit": "%"}
        findings = assessed(bundle, JUDGED_ON).findings
        assert not [finding for finding in findings if "cyto" in finding.criterion.id and finding.status is Status.MET]


def test_the_page_in_the_repository_is_what_the_program_prints(judged: Cohort) -> None:
    """After a change that is meant: ``imatinib-cds reproduce > docs/reproduction.md``."""
    assert PAGE.read_text(encoding="utf-8") == report(judged) + "\n"


def test_the_document_has_every_patient_count_and_difference(judged: Cohort) -> None:
    document = reproduction_document(judged)
    assert [each["number"] for each in document["patients"]] == [each.member.number for each in judged]
    assert {each["id"]: (each["paper"], each["program"]) for each in document["figures"]} == COUNTS
    assert len(document["differences"]) == len(differences(judged))
    assert document["patients"][3]["program"]["beforeRaise"]["action"] == "confirm"
