"""The program's results for the founding paper's patients: counts and single patients."""

from pathlib import Path

import pytest

from cds_service.reproduction import wordings
from cds_service.reproduction.charts import ASSESSED_ON, build_chart_before
from cds_service.reproduction.counts import count_cytogenetic_responses, count_figure
from cds_service.reproduction.differences import Kind, find_differences
from cds_service.reproduction.document import build_reproduction_document
from cds_service.reproduction.evaluated_cohort import (
    EvaluatedMember,
    assess_before_escalation,
    assess_bundle,
    has_finding_with,
)
from cds_service.reproduction.paper_tables import Row, load_counted_figures, load_groups, load_rows
from cds_service.reproduction.report import write_report
from response_criteria.model.findings import Status
from response_criteria.model.recommendations import Action
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

Cohort = tuple[EvaluatedMember, ...]


def _find_number(cohort: Cohort, number: int) -> EvaluatedMember:
    return next(evaluated for evaluated in cohort if evaluated.member.number == number)


@pytest.mark.parametrize("row", load_rows(), ids=lambda row: str(row.patient))
def test_the_response_to_the_escalation_is_the_strict_one(row: Row, cohort: Cohort) -> None:
    assert _find_number(cohort, row.patient).to_escalation.cytogenetic_best == row.strict


@pytest.mark.parametrize("row", load_rows(), ids=lambda row: str(row.patient))
def test_the_response_is_documented_for_the_printed_months(row: Row, cohort: Cohort) -> None:
    assert _find_number(cohort, row.patient).months_of_best_response == row.months


def test_the_counts_are_these(cohort: Cohort) -> None:
    assert {figure.id: (figure.count, count_figure(cohort, figure)) for figure in load_counted_figures()} == COUNTS


def test_criteria_are_met_as_the_paper_counts_them_except_for_three_patients(cohort: Cohort) -> None:
    met = {
        name: (
            sum(
                evaluated.paper_finding.status is Status.MET
                for evaluated in cohort
                if evaluated.member.group.id == name
            ),
            of,
        )
        for name, (_, of) in AS_THE_PAPER_COUNTS.items()
    }
    assert met == AS_THE_PAPER_COUNTS


def test_escalation_is_advised_exactly_if_a_criterion_is_met(cohort: Cohort) -> None:
    for evaluated in cohort:
        recommendation = evaluated.before.recommendation
        is_advised = recommendation.action is Action.ESCALATE
        escalated_dose = 600 if evaluated.member.from_300 else 800
        assert is_advised == has_finding_with(Status.MET, evaluated.before)
        assert recommendation.to_daily_dose_mg == (escalated_dose if is_advised else None)


def test_patient_4_is_possible_and_needs_a_repeat_test(cohort: Cohort) -> None:
    before = _find_number(cohort, 4).before
    assert before.finding("kantarjian2003/cytogenetic-relapse").reason == "no-rise"
    assert before.finding("kantarjian2003/cytogenetic-resistance").reason == "major-response-lost"
    assert before.recommendation.action is Action.CONFIRM


def test_patient_20_has_resistance_and_no_relapse(cohort: Cohort) -> None:
    before = _find_number(cohort, 20).before
    assert before.finding("kantarjian2003/cytogenetic-relapse").status is Status.NOT_MET
    assert before.finding("kantarjian2003/cytogenetic-resistance").status is Status.MET


def test_at_2_months_hematologic_resistance_cannot_be_assessed(cohort: Cohort) -> None:
    early = [evaluated for evaluated in cohort if evaluated.member.months == 2]
    assert [evaluated.paper_finding.status for evaluated in early] == [Status.INDETERMINATE]


def test_patients_11_and_13_did_not_improve(cohort: Cohort) -> None:
    not_better = [evaluated.member.number for evaluated in cohort[:21] if not evaluated.improved_to]
    assert not_better == [11, 13]


def test_the_strict_labels_move_four_responses_between_the_columns_of_table_2(cohort: Cohort) -> None:
    whole = load_groups()["any-cytogenetic"]
    counted = {
        response: count_cytogenetic_responses(cohort, whole, response) for response in (COMPLETE, PARTIAL, MINOR)
    }
    assert dict(whole.responses) == {COMPLETE: (5, 1), PARTIAL: (6, 1), MINOR: (4, 2)}
    assert counted == {COMPLETE: (5, 0), PARTIAL: (4, 3), MINOR: (4, 1)}


def test_differences_and_explanations_match(cohort: Cohort) -> None:
    assert {difference.id for difference in find_differences(cohort)} == set(wordings.EXPLANATIONS)


def test_the_differences_are_of_these_patients(cohort: Cohort) -> None:
    differences = find_differences(cohort)
    assert [difference.key for difference in differences if difference.kind is Kind.CIRCUMSTANCE] == ["4", "20", "54"]
    assert [difference.key for difference in differences if difference.kind is Kind.LABEL] == ["11", "13", "18", "20"]
    assert [difference.key for difference in differences if difference.kind is Kind.FOOTNOTE] == ["16"]
    assert [difference.key for difference in differences if difference.kind is Kind.ROUNDING] == ["splenomegaly"]


def test_documented_only_once_half_of_the_patients_are_possible(cohort: Cohort) -> None:
    once = [assess_before_escalation(evaluated.member, occasions=1) for evaluated in cohort]
    assert sum(has_finding_with(Status.MET, assessment) for assessment in once) == 26
    not_met = [assessment for assessment in once if not has_finding_with(Status.MET, assessment)]
    assert sum(has_finding_with(Status.POSSIBLE, assessment) for assessment in not_met) == 27


def test_without_the_number_of_metaphases_no_cytogenetic_criterion_is_met(cohort: Cohort) -> None:
    for evaluated in cohort[:21]:
        bundle = build_chart_before(evaluated.member)
        for resource in (entry["resource"] for entry in bundle["entry"]):
            if ratio := resource.pop("valueRatio", None):
                percent = 100 * ratio["numerator"]["value"] // ratio["denominator"]["value"]
                resource["valueQuantity"] = {"value": percent, "unit": "%"}
        findings = assess_bundle(bundle, ASSESSED_ON).findings
        assert not [finding for finding in findings if "cyto" in finding.criterion.id and finding.status is Status.MET]


def test_the_page_in_the_repository_is_current(cohort: Cohort) -> None:
    """After an intended change: ``imatinib-cds reproduce > docs/reproduction.md``."""
    assert PAGE.read_text(encoding="utf-8") == write_report(cohort) + "\n"


def test_the_document_has_every_patient_count_and_difference(cohort: Cohort) -> None:
    document = build_reproduction_document(cohort)
    assert [patient["number"] for patient in document["patients"]] == [evaluated.member.number for evaluated in cohort]
    assert {figure["id"]: (figure["paper"], figure["program"]) for figure in document["figures"]} == COUNTS
    assert len(document["differences"]) == len(find_differences(cohort))
    assert document["patients"][3]["program"]["beforeRaise"]["action"] == "confirm"
