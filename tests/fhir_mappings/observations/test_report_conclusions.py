"""DiagnosticReports: contained results, results elsewhere, and results that are only in a conclusion."""

import base64
from datetime import date
from typing import Any

import pytest

from fhir_mappings.chart.chart import Chart
from fhir_mappings.datatypes.references import ChartEntry
from fhir_mappings.history import read_history
from fhir_mappings.observations.report_conclusions import (
    ONLY_IN_CONCLUSION,
    PHASE_ONLY_IN_TEXT,
    RESULTS_NOT_IN_CHART,
    VALUE_ONLY_IN_TEXT,
)
from response_criteria.model.facts import Origin
from response_criteria.model.history import Doubt, Subject
from response_criteria.model.results import BloodCount, KinaseDomainMutation, NegativeMutationAnalysis
from response_criteria.results.doubts import classify_doubts
from tests.fhir_mappings.observation import concept, observation, quantity
from tests.patients import PATIENT, Resource, read_resources

PLATELETS = observation("777-3", "p", subject=None, effectiveDateTime=None, valueQuantity=quantity(300, "K/uL"))


def report(code: str, **members: Any) -> Resource:
    written = {
        "resourceType": "DiagnosticReport",
        "id": "r",
        "status": "final",
        "code": concept(code),
        "subject": PATIENT,
    }
    return {**written, "effectiveDateTime": "2024-03-05", **members}


def test_a_contained_result_has_the_patient_and_the_date_of_its_report() -> None:
    history = read_resources(report("58410-2", contained=[PLATELETS], result=[{"reference": "#p"}]))
    (found,) = history.observed
    assert isinstance(found, BloodCount)
    assert (found.origin, str(found.on)) == ("DiagnosticReport/r#p", "2024-03-05")
    assert history.excluded == ()


def test_a_result_contained_in_a_panel_has_its_patient_and_date() -> None:
    panel = observation("58410-2", contained=[PLATELETS], hasMember=[{"reference": "#p"}])
    (found,) = read_resources(panel).observed
    assert isinstance(found, BloodCount)
    assert (found.origin, str(found.on)) == ("Observation/1#p", "2024-03-05")


def test_a_contained_result_keeps_its_own_date() -> None:
    own = PLATELETS | {"effectiveDateTime": "2024-03-01"}
    (found,) = read_resources(report("58410-2", contained=[own], issued="2024-03-09T00:00:00Z")).observed
    assert isinstance(found, BloodCount)
    assert str(found.on) == "2024-03-01"


@pytest.mark.parametrize(("of_report", "of_result"), [("another", "invented"), ("invented", "another")])
def test_a_result_with_another_patient_than_its_report_is_excluded(of_report: str, of_result: str) -> None:
    platelets = PLATELETS | {"subject": {"reference": f"Patient/{of_result}"}}
    history = read_resources(report("58410-2", contained=[platelets], subject={"reference": f"Patient/{of_report}"}))
    assert history.observed == ()
    assert [exclusion.reason for exclusion in history.excluded] == ["it does not identify its patient"]


def test_a_result_may_refer_to_the_patient_of_its_report_in_another_form() -> None:
    platelets = PLATELETS | {"subject": {"reference": "https://ehr.example/r4/Patient/invented"}}
    assert len(read_resources(report("58410-2", contained=[platelets])).observed) == 1


def test_a_report_whose_results_are_in_the_chart_adds_nothing() -> None:
    platelets = PLATELETS | {"subject": PATIENT, "effectiveDateTime": "2024-03-05"}
    history = read_resources(
        report("58410-2", result=[{"reference": "Observation/p"}], conclusion="Normal."), platelets
    )
    assert [fact.origin for fact in history.observed] == ["Observation/p"]
    assert history.excluded == ()


ELSEWHERE = [{"reference": "Observation/elsewhere"}, {"reference": "urn:uuid:0a"}]


def test_a_report_with_none_of_its_results_in_the_chart_is_excluded() -> None:
    history = read_resources(report("62389-2", result=ELSEWHERE, conclusion="46,XX,t(9;22)(q34;q11.2)[20]"))
    assert history.observed == ()
    [excluded] = history.excluded
    assert (excluded.origin, excluded.reason) == (Origin("DiagnosticReport/r"), RESULTS_NOT_IN_CHART)
    assert excluded.subject is Subject.KARYOTYPE


def test_a_mutation_in_a_conclusion_is_read_if_no_result_of_the_report_is_in_the_chart() -> None:
    history = read_resources(report("55135-8", result=ELSEWHERE, conclusion="T315I detected."))
    assert [fact.change for fact in history.observed if isinstance(fact, KinaseDomainMutation)] == ["T315I"]


def test_a_report_with_one_result_in_the_chart_is_excluded_only_for_what_its_words_state_besides() -> None:
    """The other results may be about something else."""
    platelets = PLATELETS | {"subject": PATIENT, "effectiveDateTime": "2024-03-05"}
    results = [*ELSEWHERE, {"reference": "https://ehr.example/r4/Observation/p/_history/2"}]
    assert read_resources(report("55135-8", result=results, conclusion="See results."), platelets).excluded == ()
    (excluded,) = read_resources(report("55135-8", result=results, conclusion="T315I detected."), platelets).excluded
    assert (excluded.subject, excluded.reason) == (Subject.MUTATION, VALUE_ONLY_IN_TEXT)


def test_an_irrelevant_report_may_refer_to_anything() -> None:
    assert read_resources(report("24627-2", result=ELSEWHERE)).excluded == ()


def test_a_report_may_refer_to_a_result_by_the_url_of_its_entry() -> None:
    url = "urn:uuid:9a8b7c6d-0000-4000-8000-000000000001"
    platelets = PLATELETS | {"subject": PATIENT, "effectiveDateTime": "2024-03-05"}
    entries = (ChartEntry(platelets, url), ChartEntry(report("58410-2", result=[{"reference": url}])))
    assert read_history(Chart("invented", entries)).excluded == ()


@pytest.mark.parametrize(
    ("conclusion", "changes"),
    [("T315I detected.", ["T315I"]), ("ABL1 kinase domain: no mutation detected.", []), ("T315I not detected", [])],
)
def test_a_mutation_that_a_conclusion_clearly_names_is_read(conclusion: str, changes: list[str]) -> None:
    history = read_resources(report("55135-8", conclusion=conclusion))
    assert [fact.change for fact in history.observed if isinstance(fact, KinaseDomainMutation)] == changes
    assert history.excluded == ()


def test_a_conclusion_that_no_mutation_was_found_is_a_negative_analysis() -> None:
    (fact,) = read_resources(report("55135-8", conclusion="ABL1 kinase domain: no mutation detected.")).observed
    assert isinstance(fact, NegativeMutationAnalysis)
    assert (fact.origin, str(fact.on)) == ("DiagnosticReport/r", "2024-03-05")
    assert read_resources(report("55135-8", conclusion="T315I not detected")).observed == ()


def test_a_mutation_in_a_conclusion_coded_as_not_detected_is_not_read() -> None:
    not_detected = concept("260415000", "http://snomed.info/sct")
    assert read_resources(report("55135-8", conclusion="T315I", conclusionCode=[not_detected])).observed == ()


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
def test_any_other_result_that_is_only_in_a_report_is_excluded(written: Resource) -> None:
    history = read_resources(written)
    assert history.observed == ()
    assert [(exclusion.origin, exclusion.reason) for exclusion in history.excluded] == [
        ("DiagnosticReport/r", ONLY_IN_CONCLUSION)
    ]


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"status": "preliminary"}, "it is preliminary, and the final result is pending"),
        ({"status": "partial"}, "it is preliminary, and the final result is pending"),
        ({"status": "bogus"}, "its status is not one of FHIR's"),
        ({"effectiveDateTime": None}, "it has no date that can be read"),
        ({"conclusion": 5}, "its conclusion is not a text"),
        (
            {"conclusion": "T315I cannot be excluded"},
            "its text does not clearly say which mutations are present or absent",
        ),
    ],
)
def test_a_report_that_cannot_be_used_is_excluded_with_the_reason(members: Resource, reason: str) -> None:
    (excluded,) = read_resources(report("55135-8", **{"conclusion": "T315I", **members})).excluded
    assert excluded.reason == reason


def test_an_irrelevant_report_is_skipped() -> None:
    assert read_resources(report("24627-2", conclusion="Chest CT without findings.")).excluded == ()


def test_another_patients_report_is_excluded() -> None:
    history = read_resources(report("55135-8", conclusion="T315I", subject={"reference": "Patient/other"}))
    assert history.observed == ()
    assert [exclusion.reason for exclusion in history.excluded] == ["it is of another patient"]


# --- what a report in words is about ----------------------------------------------------------------------------------

PDF = [{"contentType": "application/pdf", "data": "AAAA"}]


def find_subjects(*resources: Resource) -> list[Subject | None]:
    return [data.subject for data in read_resources(*resources).excluded]


@pytest.mark.parametrize(
    ("code", "members", "subjects"),
    [
        ("48807-2", {"conclusion": "35% blasts"}, [Subject.MARROW]),
        ("33721-2", {"conclusion": "Hypercellular marrow."}, [Subject.MARROW]),
        ("48807-2", {"presentedForm": PDF}, [Subject.MARROW]),
        ("48807-2", {}, [Subject.MARROW]),
        ("48807-2", {"conclusion": "CML in blast crisis. 35% blasts"}, [Subject.MARROW, Subject.REPORTED_PHASE]),
        ("48807-2", {"conclusion": "No evidence of blast crisis"}, [Subject.MARROW]),
        ("62389-2", {"conclusion": "46,XY[20]"}, [Subject.KARYOTYPE]),
        ("62389-2", {"conclusion": "nuc ish(ABL1,BCR)x3(ABL1 con BCRx2)[180/200]"}, [Subject.FISH]),
        ("33893-9", {"presentedForm": PDF}, [Subject.KARYOTYPE]),
        ("69380-4", {"conclusion": "BCR::ABL1 12 % IS"}, [Subject.BCR_ABL1]),
        ("55135-8", {"presentedForm": PDF}, [Subject.MUTATION]),
        ("55135-8", {"conclusion": "T315I cannot be excluded"}, [Subject.MUTATION]),
        ("58410-2", {"presentedForm": PDF}, [Subject.LEUKOCYTES]),
        # genomics: the words tell what it is about
        ("51969-4", {"presentedForm": PDF}, [Subject.REPORT]),
        ("81247-9", {"conclusion": "ABL1 p.Thr315Ile, VAF 35%"}, [Subject.MUTATION]),
        ("51969-4", {"conclusion": "46,XY,t(9;22)(q34;q11.2)[20]"}, [Subject.KARYOTYPE]),
        ("51969-4", {"conclusion": "BCR-ABL1 p210 positive, T315I"}, [Subject.MUTATION, Subject.BCR_ABL1]),
        # pathology: of any organ
        ("11526-1", {"conclusion": "Bone marrow: 35% blasts"}, [Subject.MARROW]),
        ("11526-1", {"conclusion": "Knochenmark: 35 % Blasten"}, [Subject.MARROW]),
        ("11526-1", {"conclusion": "Médula ósea con 35% de blastos"}, [Subject.MARROW]),
        ("11526-1", {"conclusion": "Skin: seborrheic keratosis."}, []),
        ("11526-1", {"presentedForm": PDF}, []),
        # any other report
        ("1-8", {"conclusion": "Findings consistent with blast phase of CML."}, [Subject.REPORTED_PHASE]),
        ("1-8", {"conclusion": "F317L detected"}, [Subject.MUTATION]),
        ("1-8", {"conclusion": "Room 315, 35% blasts"}, [Subject.MARROW]),
        ("1-8", {"conclusion": "T790M detected"}, []),
        ("1-8", {"conclusion": "History of blast crisis"}, []),
    ],
)
def test_a_report_in_words_is_excluded_with_what_it_is_about(
    code: str, members: Resource, subjects: list[Subject]
) -> None:
    assert find_subjects(report(code, **members)) == subjects


@pytest.mark.parametrize(
    "members",
    [
        {"conclusion": "35% blasts"},
        {"conclusionCode": [{"text": "35% blasts"}]},
        {"text": {"status": "generated", "div": "<div><b>35%</b> <i>blasts</i></div>"}},
        {"presentedForm": [{"contentType": "text/plain", "data": base64.b64encode(b"35% blasts").decode()}]},
        {"presentedForm": [{"contentType": "application/pdf", "title": "35% blasts"}]},
    ],
)
def test_the_words_of_a_report_are_found_wherever_they_are(members: Resource) -> None:
    [excluded] = read_resources(report("11526-1", **members)).excluded
    assert (excluded.subject, excluded.reported) == (Subject.MARROW, "35% blasts")


@pytest.mark.parametrize(
    "members",
    [
        {"conclusion": 5},
        {"conclusionCode": "x"},
        {"text": "x"},
        {"presentedForm": "x"},
        {"presentedForm": [5]},
        {"presentedForm": [{"contentType": "text/plain", "data": "%%%"}]},
        {"result": "x"},
        {"code": {"coding": concept("48807-2")["coding"][0]}},
    ],
)
def test_a_malformed_report_still_says_what_it_is_about(members: Resource) -> None:
    assert find_subjects(report("48807-2") | members) == [Subject.MARROW]


def test_only_the_beginning_of_a_long_report_is_looked_at() -> None:
    assert find_subjects(report("11526-1", conclusion="Lorem " * 2000 + "35% blasts")) == []


@pytest.mark.parametrize(
    ("status", "on", "doubt"),
    [
        ("preliminary", "2024-05-18", Doubt.PENDING),
        ("partial", "2024-05-18", Doubt.PENDING),
        ("Registered", "2024-05-18", Doubt.PENDING),
        ("preliminary", "2024-05-17", Doubt.OPEN),
        ("final", "2024-05-18", Doubt.OPEN),
        ("", "2024-05-18", Doubt.OPEN),
        ("cancelled", "2024-05-18", Doubt.NONE),
    ],
)
def test_a_preliminary_report_of_the_last_14_days_is_pending(status: str, on: str, doubt: Doubt) -> None:
    words = report("33893-9", status=status, effectiveDateTime=on, conclusion="46,XX,t(9;22)(q34;q11.2)[12]/46,XX[8]")
    doubts = classify_doubts(read_resources(words), date(2024, 6, 1))
    assert list(doubts.values()) == [doubt]


@pytest.mark.parametrize("status", ["cancelled", "entered-in-error", "Entered-In-Error"])
def test_a_withdrawn_report_leaves_no_doubt(status: str) -> None:
    [excluded] = read_resources(report("48807-2", status=status, conclusion="35% blasts")).excluded
    assert excluded.withdrawn


@pytest.mark.parametrize(
    ("dated", "on"),
    [
        ({}, "2024-03-05"),
        ({"effectiveDateTime": None, "issued": "2024-03-09T10:00:00Z"}, "2024-03-09"),
        ({"effectiveDateTime": "x", "meta": {"lastUpdated": "2024-03-10T10:00:00Z"}}, "2024-03-10"),
        ({"effectiveDateTime": None}, "None"),
    ],
)
def test_a_report_is_dated_by_its_sample_else_by_its_issue_else_by_its_filing(dated: Resource, on: str) -> None:
    [excluded] = read_resources(report("48807-2", conclusion="35% blasts", **dated)).excluded
    assert str(excluded.on) == on


BLASTS = observation("11150-0", "b", subject=PATIENT, effectiveDateTime="2024-03-05", valueQuantity=quantity(3, "%"))


def test_a_report_repeats_a_result_that_was_read_of_its_day() -> None:
    words = report("48807-2", conclusion="3% blasts")
    assert find_subjects(words, BLASTS) == []
    assert find_subjects(words, BLASTS | {"effectiveDateTime": "2024-03-04"}) == [Subject.MARROW]


def test_only_a_phase_in_the_words_of_a_report_with_results_says_more_than_they_do() -> None:
    results = [{"reference": "Observation/b"}]
    assert find_subjects(report("48807-2", result=results, conclusion="35% blasts"), BLASTS) == []
    [excluded] = read_resources(report("48807-2", result=results, conclusion="Blast phase."), BLASTS).excluded
    assert (excluded.subject, excluded.reason) == (Subject.REPORTED_PHASE, PHASE_ONLY_IN_TEXT)


# --- values that the words of any report state ------------------------------------------------------------------------

# fmt: off
STATED = [
    ("35% blasts",                                        [Subject.MARROW]),
    ("12,5 % der Zellen sind Blasten",                    [Subject.MARROW]),
    ("5 percent myeloblasts",                             [Subject.MARROW]),
    ("Blasts: 1.5 %",                                     [Subject.MARROW]),
    ("Blasten im Differentialblutbild 22 %",              [Subject.MARROW]),
    ("lymphoblasts about 30 percent",                     [Subject.MARROW]),
    ("100% blasts",                                       [Subject.MARROW]),
    ("No blasts.",                                        []),
    ("0% blasts",                                         []),
    ("0,0 % Blasten",                                     []),
    ("Blasts 0 %",                                        []),
    ("<5% blasts",                                        []),
    ("< 5 % blasts",                                      []),
    ("Blasts <1%",                                        []),
    ("Blasts are not increased. Basophils 3%",            []),
    ("No blasts, basophils 3%",                           []),
    ("osteoblasts 35%",                                   []),
    ("46,XX[20]",                                         [Subject.KARYOTYPE]),
    ("45~47, XY, t(9;22)(q34;q11.2)[20]",                 [Subject.KARYOTYPE]),
    ("46 XX",                                             []),
    ("nuc ish(ABL1,BCR)x2[200]",                          [Subject.FISH]),
    ("BCR::ABL1 0.02 % IS",                               [Subject.BCR_ABL1]),
    ("BCR-ABL1 (e13a2), copies per ABL1: 0,02%",          [Subject.BCR_ABL1]),
    ("BCR/ABL not detected",                              [Subject.BCR_ABL1]),
    ("BCR::ABL1 nicht nachweisbar",                       [Subject.BCR_ABL1]),
    ("BCR::ABL1 in MR4",                                  [Subject.BCR_ABL1]),
    ("MR4.5",                                             [Subject.BCR_ABL1]),
    ("BCR::ABL1 was requested.",                          []),
    ("MR 3 Tesla",                                        []),
]
# fmt: on


@pytest.mark.parametrize(("words", "subjects"), STATED)
def test_a_report_under_any_code_is_a_doubt_about_the_values_that_its_words_state(
    words: str, subjects: list[Subject]
) -> None:
    assert find_subjects(report("1-8", conclusion=words)) == subjects


def result(code: str, **members: Any) -> Resource:
    measured = {"value": 3, "unit": "%", "system": "http://unitsofmeasure.org", "code": "%"}
    stated = {} if "valueString" in members else {"valueQuantity": measured}
    return {
        "resourceType": "Observation",
        "id": "o",
        "status": "final",
        "code": concept(code, "http://loinc.org"),
        "subject": PATIENT,
        "effectiveDateTime": "2024-03-01",
        **stated,
        **members,
    }


# fmt: off
STATED_WITH_RESULTS = [
    # the words, the report's result of an earlier day, what remains a doubt
    ("3% blasts",           result("709-6"),                                []),
    ("3% blasts",           result("11150-0"),                              []),
    ("3% blasts",           result("707-0"),                                [Subject.MARROW]),
    ("3% blasts",           result("709-6", status="unknown"),              [Subject.BLASTS, Subject.MARROW]),
    ("46,XX[20]",           result("62356-1", valueString="46,XX[20]"),     []),
    ("46,XX[20]",           result("62356-1", valueString="see report"),    [Subject.KARYOTYPE, Subject.KARYOTYPE]),
    ("46,XX[20]",           result("69380-4"),                              [Subject.KARYOTYPE]),
    ("BCR::ABL1 3 % IS",    result("69380-4"),                              []),
    ("BCR::ABL1 3 % IS",    result("709-6"),                                [Subject.BCR_ABL1]),
    ("T315I detected",      result("55135-8", valueString="T315I present"), []),
    ("T315I not detected",  result("55135-8", valueString="no mutation"),   []),
    ("T315I detected",      result("709-6"),                                [Subject.MUTATION]),
    ("Blast crisis of CML", result("709-6"),                                [Subject.REPORTED_PHASE]),
    ("As above.",           result("709-6"),                                []),
]
# fmt: on


@pytest.mark.parametrize(("words", "observation", "doubted"), STATED_WITH_RESULTS)
def test_the_words_of_a_report_are_settled_by_its_own_result_of_that_kind(
    words: str, observation: Resource, doubted: list[Subject]
) -> None:
    written = report("1-8", conclusion=words, result=[{"reference": "Observation/o"}])
    assert find_subjects(observation, written) == doubted


def test_a_contained_result_settles_the_words_of_its_report() -> None:
    contained = {name: value for name, value in result("709-6").items() if name != "subject"}
    assert find_subjects(report("1-8", conclusion="3% blasts", contained=[contained])) == []
    assert find_subjects(report("1-8", conclusion="46,XX[20]", contained=[contained])) == [Subject.KARYOTYPE]
