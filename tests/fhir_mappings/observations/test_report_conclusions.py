"""DiagnosticReports: contained results, results elsewhere, and what stands only in a conclusion."""

from typing import Any

import pytest

from fhir_mappings.chart.chart import Chart
from fhir_mappings.datatypes.references import ChartEntry
from fhir_mappings.history import history
from fhir_mappings.observations.report_conclusions import ONLY_IN_WORDS, RESULTS_UNSEEN
from response_criteria.model.facts import BloodCount, KinaseDomainMutation, Origin, Refusal
from tests.fhir_mappings.observation import concept, observation, quantity
from tests.patients import HER, Resource, told

PLATELETS = observation("777-3", "p", subject=None, effectiveDateTime=None, valueQuantity=quantity(300, "K/uL"))


def report(code: str, **members: Any) -> Resource:
    written = {"resourceType": "DiagnosticReport", "id": "r", "status": "final", "code": concept(code), "subject": HER}
    return {**written, "effectiveDateTime": "2024-03-05", **members}


def test_a_contained_result_is_of_the_reports_patient_and_day() -> None:
    history = told(report("58410-2", contained=[PLATELETS], result=[{"reference": "#p"}]))
    (found,) = history.observed
    assert isinstance(found, BloodCount)
    assert (found.origin, str(found.on)) == ("DiagnosticReport/r#p", "2024-03-05")
    assert history.refusals == ()


def test_a_result_within_a_panel_is_of_the_panels_patient_and_day() -> None:
    panel = observation("58410-2", contained=[PLATELETS], hasMember=[{"reference": "#p"}])
    (found,) = told(panel).observed
    assert isinstance(found, BloodCount)
    assert (found.origin, str(found.on)) == ("Observation/1#p", "2024-03-05")


def test_a_contained_result_keeps_its_own_day() -> None:
    own = PLATELETS | {"effectiveDateTime": "2024-03-01"}
    (found,) = told(report("58410-2", contained=[own], issued="2024-03-09T00:00:00Z")).observed
    assert isinstance(found, BloodCount)
    assert str(found.on) == "2024-03-01"


@pytest.mark.parametrize(("of_report", "of_result"), [("another", "invented"), ("invented", "another")])
def test_a_result_of_another_patient_than_its_report_is_of_nobody(of_report: str, of_result: str) -> None:
    platelets = PLATELETS | {"subject": {"reference": f"Patient/{of_result}"}}
    history = told(report("58410-2", contained=[platelets], subject={"reference": f"Patient/{of_report}"}))
    assert history.observed == ()
    assert [each.because for each in history.refusals] == ["it does not say whose it is"]


def test_a_result_may_name_its_reports_patient_in_another_way() -> None:
    platelets = PLATELETS | {"subject": {"reference": "https://ehr.example/r4/Patient/invented"}}
    assert len(told(report("58410-2", contained=[platelets])).observed) == 1


def test_a_report_whose_results_are_elsewhere_adds_nothing() -> None:
    platelets = PLATELETS | {"subject": HER, "effectiveDateTime": "2024-03-05"}
    history = told(report("58410-2", result=[{"reference": "Observation/p"}], conclusion="Normal."), platelets)
    assert [each.origin for each in history.observed] == ["Observation/p"]
    assert history.refusals == ()


ELSEWHERE = [{"reference": "Observation/elsewhere"}, {"reference": "urn:uuid:0a"}]


def test_a_report_of_whose_results_none_is_in_the_chart_says_so() -> None:
    history = told(report("62389-2", result=ELSEWHERE, conclusion="46,XX,t(9;22)(q34;q11.2)[20]"))
    assert history.observed == ()
    assert history.refusals == (Refusal(Origin("DiagnosticReport/r"), RESULTS_UNSEEN),)


def test_a_mutation_that_a_conclusion_names_is_taken_where_none_of_the_results_is_in_the_chart() -> None:
    history = told(report("55135-8", result=ELSEWHERE, conclusion="T315I detected."))
    assert [each.change for each in history.observed if isinstance(each, KinaseDomainMutation)] == ["T315I"]


def test_one_result_that_is_in_the_chart_speaks_for_its_report() -> None:
    """The others may be about something else."""
    platelets = PLATELETS | {"subject": HER, "effectiveDateTime": "2024-03-05"}
    results = [*ELSEWHERE, {"reference": "https://ehr.example/r4/Observation/p/_history/2"}]
    assert told(report("55135-8", result=results, conclusion="T315I detected."), platelets).refusals == ()


def test_a_report_about_something_else_may_refer_to_anything() -> None:
    assert told(report("24627-2", result=ELSEWHERE)).refusals == ()


def test_a_result_may_be_named_by_the_url_of_its_entry() -> None:
    url = "urn:uuid:9a8b7c6d-0000-4000-8000-000000000001"
    platelets = PLATELETS | {"subject": HER, "effectiveDateTime": "2024-03-05"}
    entries = (ChartEntry(platelets, url), ChartEntry(report("58410-2", result=[{"reference": url}])))
    assert history(Chart("invented", entries)).refusals == ()


@pytest.mark.parametrize(
    ("conclusion", "changes"),
    [("T315I detected.", ["T315I"]), ("ABL1 kinase domain: no mutation detected.", []), ("T315I not detected", [])],
)
def test_a_mutation_that_a_conclusion_clearly_names_is_taken(conclusion: str, changes: list[str]) -> None:
    history = told(report("55135-8", conclusion=conclusion))
    assert [each.change for each in history.observed if isinstance(each, KinaseDomainMutation)] == changes
    assert history.refusals == ()


def test_a_conclusion_that_its_code_denies_names_what_was_looked_for() -> None:
    not_detected = concept("260415000", "http://snomed.info/sct")
    assert told(report("55135-8", conclusion="T315I", conclusionCode=[not_detected])).observed == ()


@pytest.mark.parametrize(
    "written",
    [
        report("33893-9", conclusion="46,XX,t(9;22)(q34;q11.2)[12]/46,XX[8]"),
        report("69380-4", conclusion="BCR::ABL1 0.05 % IS"),
        report("48807-2", presentedForm=[{"contentType": "application/pdf", "data": "AAAA"}]),
        report("55135-8"),
        report("33893-9", contained=[{"resourceType": "Specimen", "id": "s"}], conclusion="46,XX[20]"),
    ],
)
def test_what_else_stands_only_in_a_report_supports_nothing_and_is_told(written: Resource) -> None:
    history = told(written)
    assert history.observed == ()
    assert [(each.origin, each.because) for each in history.refusals] == [("DiagnosticReport/r", ONLY_IN_WORDS)]


@pytest.mark.parametrize(
    ("members", "because"),
    [
        ({"status": "preliminary"}, "it is preliminary, and the final result is pending"),
        ({"status": "partial"}, "it is preliminary, and the final result is pending"),
        ({"status": "bogus"}, "its status is not one of FHIR's"),
        ({"effectiveDateTime": None}, "it has no date that can be read"),
        ({"conclusion": 5}, "its conclusion is not a text"),
        (
            {"conclusion": "T315I cannot be excluded"},
            "its text cannot be read for certain as amino-acid changes, or as their absence",
        ),
    ],
)
def test_a_report_that_cannot_be_used_says_why(members: Resource, because: str) -> None:
    (refused,) = told(report("55135-8", **{"conclusion": "T315I", **members})).refusals
    assert refused.because == because


def test_a_report_about_something_else_is_passed_over() -> None:
    assert told(report("24627-2", conclusion="Chest CT without findings.")).refusals == ()


def test_another_patients_report_is_set_aside() -> None:
    history = told(report("55135-8", conclusion="T315I", subject={"reference": "Patient/other"}))
    assert history.observed == ()
    assert [each.because for each in history.refusals] == ["it is of another patient"]
