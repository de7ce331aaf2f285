"""The paper's Table 3, patient by patient: its figures under its own definitions.

The definitions were applied by hand when the table was written down (its column ``strict``). Four labels of the paper
contradict them; the definitions hold, the labels are kept next to them.
"""

import pytest

from cds_service.reproduction.paper_tables import RESPONSE_OF_LABEL, Row, load_rows
from response_criteria.model.results import CytogeneticMethod, CytogeneticResult
from response_criteria.publications.kantarjian2003.cytogenetic_relapse import find_increase
from response_criteria.publications.kantarjian2003.grades import grade_analysis
from response_criteria.results.cytogenetic_analyses import CytogeneticAnalysis, build_cytogenetic_analyses
from tests.response_criteria.chart import amount, origin, when

RISEN = {2, 3, 5, 7, 8, 9, 12, 17, 18}
"""Patients whose Ph-positive cells were up by 30 percentage points or more before the raise."""

patient_by_patient = pytest.mark.parametrize(
    "row", load_rows(), ids=[f"patient {load_row.patient}" for load_row in load_rows()]
)


def study(on: str, percent: int, method: CytogeneticMethod = CytogeneticMethod.KARYOTYPE) -> CytogeneticAnalysis:
    result = CytogeneticResult(
        on=when(on), origin=origin("Observation"), method=method, percent=amount(str(percent)), cells=200
    )
    found = build_cytogenetic_analyses((result,))
    return (found.karyotypes or found.fish)[0]


@patient_by_patient
def test_the_response_after_the_raise_is_what_the_papers_definitions_say(row: Row) -> None:
    assert grade_analysis(study("2001-06-01", row.after, row.by)) == row.strict


@patient_by_patient
def test_whether_the_rise_before_the_raise_was_30_percentage_points(row: Row) -> None:
    rise = find_increase((study("2000-06-01", row.lowest), study("2001-01-01", row.before)))
    assert rise is not None
    assert rise.latest_is_increased == ("yes" if row.patient in RISEN else "no")


def test_four_labels_of_the_paper_contradict_its_definitions() -> None:
    assert [row.patient for row in load_rows() if RESPONSE_OF_LABEL[row.label] != row.strict] == [11, 13, 18, 20]
