"""The paper's Table 3, patient by patient: its figures under its own definitions.

The definitions were applied by hand when the table was written down (its column ``strict``). Four labels of the paper
contradict them; the definitions hold, the labels are kept next to them.
"""

import pytest

from cds_service.reproduction.paper_tables import RESPONSE_OF_LABEL, Row, load_rows
from response_criteria.model.results import CytogeneticMethod, CytogeneticResult
from response_criteria.publications.kantarjian2003.grades import grade_analysis
from response_criteria.publications.kantarjian2003.ph_increase import find_increase
from response_criteria.results.cytogenetic_analyses import CytogeneticAnalysis, build_cytogenetic_analyses
from tests.response_criteria.chart import amount, origin, when

PATIENTS_WITH_INCREASE = {2, 3, 5, 7, 8, 9, 12, 17, 18}
"""Patients whose Ph-positive cells had increased by 30 percentage points or more before the escalation."""

patient_by_patient = pytest.mark.parametrize("row", load_rows(), ids=[f"patient {row.patient}" for row in load_rows()])


def build_analysis(
    on: str, percent: int, method: CytogeneticMethod = CytogeneticMethod.KARYOTYPE
) -> CytogeneticAnalysis:
    result = CytogeneticResult(
        on=when(on), origin=origin("Observation"), method=method, percent=amount(str(percent)), cells=200
    )
    found = build_cytogenetic_analyses((result,))
    return (found.karyotypes or found.fish)[0]


@patient_by_patient
def test_the_response_after_the_escalation_follows_the_papers_definitions(row: Row) -> None:
    assert grade_analysis(build_analysis("2001-06-01", row.after, row.by)) == row.strict


@patient_by_patient
def test_the_increase_before_the_escalation_reaches_30_percentage_points_in_the_listed_patients(row: Row) -> None:
    increase = find_increase((build_analysis("2000-06-01", row.lowest), build_analysis("2001-01-01", row.before)))
    assert increase is not None
    assert increase.latest_is_increased == ("yes" if row.patient in PATIENTS_WITH_INCREASE else "no")


def test_four_labels_of_the_paper_contradict_its_definitions() -> None:
    assert [row.patient for row in load_rows() if RESPONSE_OF_LABEL[row.label] != row.strict] == [11, 13, 18, 20]
