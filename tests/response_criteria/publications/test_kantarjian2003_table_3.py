"""The paper's Table 3, patient by patient: its figures under its own definitions.

The definitions were applied by hand when the table was written down (its column ``strict``). Four labels of the paper
contradict them; the definitions hold, the labels are kept beside.
"""

import pytest

from cds_service.reproduction.printed import IN_OUR_WORDS, Row, rows
from response_criteria.model.facts import CytogeneticMethod, Cytogenetics
from response_criteria.publications.kantarjian2003.cytogenetic_relapse import rise_of
from response_criteria.publications.kantarjian2003.grades import response_grade
from response_criteria.results.cytogenetic_analyses import Study, studies
from tests.response_criteria.chart import amount, origin, when

RISEN = {2, 3, 5, 7, 8, 9, 12, 17, 18}
"""Patients whose Ph-positive cells were up by 30 percentage points or more before the raise."""

patient_by_patient = pytest.mark.parametrize("row", rows(), ids=[f"patient {each.patient}" for each in rows()])


def study(on: str, percent: int, method: CytogeneticMethod = CytogeneticMethod.KARYOTYPE) -> Study:
    result = Cytogenetics(
        on=when(on), origin=origin("Observation"), method=method, percent=amount(str(percent)), cells=200
    )
    found = studies((result,))
    return (found.karyotypes or found.fish)[0]


@patient_by_patient
def test_the_response_after_the_raise_is_what_the_papers_definitions_say(row: Row) -> None:
    assert response_grade(study("2001-06-01", row.after, row.by)) == row.strict


@patient_by_patient
def test_whether_the_rise_before_the_raise_was_30_percentage_points(row: Row) -> None:
    rise = rise_of((study("2000-06-01", row.lowest), study("2001-01-01", row.before)))
    assert rise is not None
    assert rise.latest_is_risen == ("yes" if row.patient in RISEN else "no")


def test_four_labels_of_the_paper_contradict_its_definitions() -> None:
    assert [row.patient for row in rows() if IN_OUR_WORDS[row.label] != row.strict] == [11, 13, 18, 20]
