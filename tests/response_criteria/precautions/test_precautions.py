"""Precautions before an escalation: both sides of each limit, and missing data."""

from dataclasses import replace
from decimal import Decimal

import pytest

from response_criteria.assessment.assess import assess
from response_criteria.model.amounts import Amount
from response_criteria.model.answers import Answer
from response_criteria.model.diagnoses import Diagnosis, Disease, Phase
from response_criteria.model.findings import Precaution, Status
from response_criteria.model.history import History, Sex
from response_criteria.model.medications import Drug, DrugKind, DrugOrder, DrugUse, OrderStatus, UseKind
from response_criteria.model.periods import ONE_DAY
from response_criteria.model.results import (
    Analyte,
    BcrAbl1Result,
    BloodCount,
    Cell,
    Chemistry,
    CountMethod,
    CytogeneticMethod,
    CytogeneticResult,
    KinaseDomainMutation,
    Observed,
    Pregnancy,
    SpleenSize,
)
from response_criteria.precautions import CODES, NOT_EVALUATED, PRECAUTIONS, Code, Questions
from response_criteria.precautions.codes import MISSING_INPUTS, REASONS, MissingInput
from response_criteria.precautions.counts_alone import list_counts_alone
from response_criteria.precautions.snapshot import PatientSnapshot
from response_criteria.publications.kantarjian2003 import build_findings
from response_criteria.publications.kantarjian2003.evaluated_course import evaluate_course
from response_criteria.publications.us_label.doses import RENAL_MAXIMUM
from response_criteria.publications.us_label.holding import BILIRUBIN_TOO_HIGH
from response_criteria.results.by_kind import group_results
from response_criteria.treatment.courses import build_treatment
from response_criteria.treatment.imatinib_orders import DoseUnknownReason, compute_current_dose
from tests.response_criteria.chart import (
    ADULT,
    TODAY,
    amount,
    bcr_abl1,
    blood,
    chemistry,
    combine,
    day,
    diagnosis,
    healthy_chemistry,
    karyotype,
    marrow,
    mutation,
    order,
    origin,
    pregnancy,
    relapsed_history,
    replace_members,
    resistant_history,
    use,
    when,
)


def _find_precautions(history: History) -> dict[str, Precaution]:
    precautions = assess(history, TODAY).precautions
    for precaution in precautions:
        assert set(precaution.values) == set(REASONS[precaution.reason])  # type: ignore[index]
        assert precaution.evidence or precaution.code in (Code.COUNTS_NOT_RECENT, Code.DOSE_UNKNOWN)
    return {precaution.code: precaution for precaution in precautions}


def _find_reason(history: History, code: Code) -> str | None:
    """Return the reason of the only precaution that applies; None if none applies."""
    precautions = _find_precautions(history)
    assert set(precautions) <= {code}
    return precautions[code].reason if precautions else None


def _find_contraindications(history: History) -> dict[str, Precaution]:
    """Return those that block: a count below the label's stop is a caution as well, for a year."""
    return {code: precaution for code, precaution in _find_precautions(history).items() if precaution.blocks}


def test_no_precaution_applies_to_an_uncomplicated_patient() -> None:
    assert _find_precautions(resistant_history()) == {}
    assert _find_precautions(relapsed_history()) == {}


# --- the registry ----------------------------------------------------------------------------------------------------


def test_each_precaution_has_one_rule_in_the_contracts_order() -> None:
    order_of_contract = list(Code)
    rows = [rule.code for rule in PRECAUTIONS]
    assert rows == sorted(set(rows), key=order_of_contract.index)


def test_every_rule_has_a_name_of_its_own() -> None:
    names = [rule.name for rule in PRECAUTIONS]
    assert all(names)
    assert len(set(names)) == len(names)


def test_the_codes_are_those_of_the_contract() -> None:
    assert list(CODES) == [str(code) for code in Code]


def test_a_code_without_a_rule_is_not_evaluated() -> None:
    assert set(NOT_EVALUATED) == set(Code) - {rule.code for rule in PRECAUTIONS}
    assert assess(resistant_history(), TODAY).not_evaluated == NOT_EVALUATED == ()


def test_only_these_precautions_warn_without_blocking() -> None:
    warning = {rule.code for rule in PRECAUTIONS if not rule.blocks}
    assert warning == {
        Code.ADHERENCE,
        Code.DOSE_DISAGREEMENT,
        Code.INTERACTION,
        Code.HEART_FAILURE,
        Code.EARLIER_REDUCTION,
    }


# --- criteria that a precaution questions ----------------------------------------------------------------------------


CYTOGENETIC_RESISTANCE = "kantarjian2003/cytogenetic-resistance"
HEMATOLOGIC_RELAPSE = "kantarjian2003/hematologic-relapse"


def _relapsed_and_resistant_history(*more: Observed | tuple[Observed, ...]) -> History:
    """Build a relapse of the blood counts, with 60% Ph-positive metaphases."""
    relapsed = relapsed_history(*more)
    resistant = (karyotype("2024-02-01", "60"), karyotype("2024-06-01", "60"))
    others = (fact for fact in relapsed.observed if not isinstance(fact, CytogeneticResult))
    return replace(relapsed, observed=(*others, *resistant))


def _find_questioned(history: History, code: Code) -> tuple[str, ...]:
    assessment = assess(history, TODAY)
    met = [finding.criterion.id for finding in assessment.findings if finding.status is Status.MET]
    assert met == [CYTOGENETIC_RESISTANCE, HEMATOLOGIC_RELAPSE]
    return next(precaution.questions for precaution in assessment.precautions if precaution.code == code)


def test_each_of_these_precautions_questions_a_criterion() -> None:
    questioning = {rule.code: rule.questions for rule in PRECAUTIONS if rule.questions is not Questions.NONE}
    assert questioning == {
        Code.MOLECULAR_RESPONSE: Questions.ITS_OWN,
        Code.COUNTS_ALONE: Questions.ITS_OWN,
        Code.UNREAD_RESULT: Questions.ALL,
        Code.INSUFFICIENT_EXPOSURE: Questions.ITS_OWN,
        Code.GROWTH_FACTOR: Questions.ALL,
    }


def test_low_bcr_abl1_questions_the_criteria_whose_results_it_contradicts() -> None:
    both = _relapsed_and_resistant_history(bcr_abl1("2024-06-05", "0.5"))
    assert _find_questioned(both, Code.MOLECULAR_RESPONSE) == (CYTOGENETIC_RESISTANCE, HEMATOLOGIC_RELAPSE)


def test_gaps_question_only_the_criterion_before_whose_results_they_lie() -> None:
    first = order("2023-01-10", ends="2023-08-01", status=OrderStatus.COMPLETED)
    interrupted = replace(_relapsed_and_resistant_history(), orders=(first, order("2023-10-01")))
    assert _find_questioned(interrupted, Code.INSUFFICIENT_EXPOSURE) == (CYTOGENETIC_RESISTANCE,)


def test_a_growth_factor_questions_every_criterion_that_is_met() -> None:
    history = _relapsed_and_resistant_history()
    with_growth_factor = replace(history, orders=(*history.orders, order("2024-06-01", drug=G_CSF)))
    assert _find_questioned(with_growth_factor, Code.GROWTH_FACTOR) == (CYTOGENETIC_RESISTANCE, HEMATOLOGIC_RELAPSE)


def test_a_cytopenia_questions_no_criterion() -> None:
    low = _relapsed_and_resistant_history(blood("2024-06-12", Cell.NEUTROPHILS, neutrophils="0.5"))
    assert _find_questioned(low, Code.NEUTROPENIA) == ()


# --- blood -----------------------------------------------------------------------------------------------------------


def _find_reasons(history: History) -> dict[str, str]:
    return {code: precaution.reason for code, precaution in _find_contraindications(history).items()}


@pytest.mark.parametrize(
    ("neutrophils", "reason"),
    [("1.0", None), ("0.99", "low-neutrophils"), ("<1.0", "low-neutrophils"), ("<1.2", "possibly-low-neutrophils")],
)
def test_neutrophils_below_1(neutrophils: str, reason: str | None) -> None:
    reasons = _find_reasons(resistant_history(count=blood("2024-06-10", neutrophils=neutrophils)))
    assert reasons == ({Code.NEUTROPENIA: reason} if reason else {Code.LOW_COUNTS: "count-not-recovered"})


@pytest.mark.parametrize(
    ("platelets", "reason"),
    [("50", None), ("49.9", "low-platelets"), ("<50", "low-platelets"), ("<60", "possibly-low-platelets")],
)
def test_platelets_below_50(platelets: str, reason: str | None) -> None:
    reasons = _find_reasons(resistant_history(count=blood("2024-06-10", platelets=platelets)))
    assert reasons == ({Code.THROMBOCYTOPENIA: reason} if reason else {Code.LOW_COUNTS: "count-not-recovered"})


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"neutrophils": "1.49"}, "count-not-recovered"),
        ({"neutrophils": "1.5"}, None),
        ({"neutrophils": ">1.2"}, "count-possibly-not-recovered"),
        ({"neutrophils": ">1.5"}, None),
        ({"platelets": "74.9"}, "count-not-recovered"),
        ({"platelets": "75"}, None),
        ({"platelets": "74", "neutrophils": ">1.2"}, "count-not-recovered"),
        ({"platelets": "74", "neutrophils": "0.8"}, "count-not-recovered"),
    ],
)
def test_counts_below_the_labels_limit_for_resuming_imatinib(changes: dict[str, str], reason: str | None) -> None:
    reasons = _find_reasons(resistant_history(count=blood("2024-06-10", **changes)))
    assert reasons.get(Code.LOW_COUNTS) == reason


@pytest.mark.parametrize(
    ("on", "changes", "reason"),
    [
        ("2024-05-18", {"neutrophils": "0.99"}, "count-recently-below-stop"),
        ("2024-05-17", {"neutrophils": "0.99"}, None),
        ("2024-05-18", {"neutrophils": "1.0"}, None),
        ("2024-05-18", {"neutrophils": "<1.2"}, "count-possibly-recently-below-stop"),
        ("2024-05-18", {"platelets": "49.9"}, "count-recently-below-stop"),
        ("2024-05-17", {"platelets": "49.9"}, None),
        ("2024-05-18", {"platelets": "50"}, None),
    ],
)
def test_a_count_below_the_labels_stop_in_the_last_28_days(
    on: str, changes: dict[str, str], reason: str | None
) -> None:
    precautions = _find_contraindications(resistant_history(blood(on, **changes), count=blood("2024-06-10")))
    assert {code: found.reason for code, found in precautions.items()} == ({Code.LOW_COUNTS: reason} if reason else {})


def test_the_latest_count_decides_on_a_cytopenia() -> None:
    recovered = resistant_history(blood("2024-06-03", neutrophils="0.5", platelets="20"))
    assert set(_find_contraindications(recovered)) == {Code.LOW_COUNTS}


def test_low_counts_cite_the_neutrophils_and_the_platelets() -> None:
    low = resistant_history(count=blood("2024-06-10", neutrophils="1.2", platelets="60"))
    evidence = _find_precautions(low)[Code.LOW_COUNTS].evidence
    assert [item.what for item in evidence] == ["neutrophils", "platelets"]


@pytest.mark.parametrize(("on", "reason"), [("2024-05-18", None), ("2024-05-17", "no-recent-counts")], ids=["28", "29"])
def test_counts_are_recent_for_28_days(on: str, reason: str | None) -> None:
    assert _find_reason(resistant_history(count=blood(on)), Code.COUNTS_NOT_RECENT) == reason


@pytest.mark.parametrize(
    ("only", "reason"),
    [
        ((), "no-recent-counts"),
        ((Cell.PLATELETS,), "no-recent-neutrophils"),
        ((Cell.NEUTROPHILS,), "no-recent-platelets"),
        ((Cell.NEUTROPHILS, Cell.PLATELETS), None),
    ],
)
def test_a_missing_count_is_not_recent(only: tuple[Cell, ...], reason: str | None) -> None:
    count = blood("2024-06-10", *only) if only else ()
    history = replace(
        resistant_history(), observed=(karyotype("2024-06-01", "60"), *count, *healthy_chemistry("2024-06-10"))
    )
    assert _find_reason(history, Code.COUNTS_NOT_RECENT) == reason


# --- advanced phase --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"blasts": "9.9"}, None),
        ({"blasts": "10"}, "raised-blasts-in-blood"),
        ({"blasts": "14.9"}, "raised-blasts-in-blood"),
        ({"blasts": "15"}, "blasts-in-blood"),
        ({"basophils": "19.9"}, None),
        ({"basophils": "20"}, "basophils-in-blood"),
        ({"blasts": "9", "promyelocytes": "20.9"}, None),
        ({"blasts": "9", "promyelocytes": "21"}, "blasts-and-promyelocytes-in-blood"),
        ({"blasts": "12", "basophils": "20"}, "basophils-in-blood"),
        ({"blasts": ">5"}, "advanced-phase-not-excluded"),
        ({"blasts": "<15"}, "advanced-phase-not-excluded"),
        ({"blasts": "<10"}, None),
    ],
)
def test_signs_of_an_advanced_phase_in_blood(changed: dict[str, str], reason: str | None) -> None:
    assert _find_reason(resistant_history(count=blood("2024-06-10", **changed)), Code.ADVANCED_PHASE) == reason


def unstained_cells(on: str, percent: str) -> BloodCount:
    """Large unstained cells in %, which only an analyzer reports."""
    (count,) = blood(on, Cell.BASOPHILS, basophils=percent)
    return count._replace(cell=Cell.LARGE_UNSTAINED_CELLS, method=CountMethod.AUTOMATED)


@pytest.mark.parametrize(
    ("on", "percent", "looked_on", "reason"),
    [
        ("2024-06-10", "3.9", None, None),
        ("2024-06-10", "4", None, "advanced-phase-not-excluded"),
        ("2024-06-10", "20", None, "advanced-phase-not-excluded"),
        ("2024-06-10", "<4", None, None),
        ("2024-06-10", ">1", None, "advanced-phase-not-excluded"),
        ("2024-06-10", "20", "2024-06-09", "advanced-phase-not-excluded"),
        ("2024-06-10", "20", "2024-06-10", None),
        ("2024-06-10", "20", "2024-06-11", None),
        ("2024-05-04", "20", None, "advanced-phase-not-excluded"),
        ("2024-05-03", "20", None, None),
    ],
)
def test_large_unstained_cells_may_be_blasts_until_somebody_looks(
    on: str, percent: str, looked_on: str | None, reason: str | None
) -> None:
    cells = (Cell.LEUKOCYTES, Cell.PLATELETS, Cell.NEUTROPHILS)
    looked = blood(looked_on, Cell.BLASTS) if looked_on else ()
    history = resistant_history(*looked, unstained_cells(on, percent), count=blood("2024-06-10", *cells))
    assert _find_reason(history, Code.ADVANCED_PHASE) == reason


def test_a_newer_count_with_few_unstained_cells_settles_an_older_one() -> None:
    older, newer = unstained_cells("2024-06-01", "20"), unstained_cells("2024-06-10", "1")
    count = blood("2024-06-10", Cell.LEUKOCYTES, Cell.PLATELETS, Cell.NEUTROPHILS)
    assert _find_reason(resistant_history(older, newer, count=count), Code.ADVANCED_PHASE) is None


@pytest.mark.parametrize(("on", "reason"), [("2024-05-04", "blasts-in-blood"), ("2024-05-03", None)], ids=["42", "43"])
def test_blood_shows_the_phase_for_42_days(on: str, reason: str | None) -> None:
    recent = blood("2024-06-10", Cell.LEUKOCYTES, Cell.PLATELETS, Cell.NEUTROPHILS)
    assert _find_reason(resistant_history(blood(on, blasts="20"), count=recent), Code.ADVANCED_PHASE) == reason


@pytest.mark.parametrize(
    ("results", "reason"),
    [
        ((marrow("2024-06-01", Cell.BLASTS, "9.9"),), None),
        ((marrow("2024-06-01", Cell.BLASTS, "10"),), "raised-blasts-in-marrow"),
        ((marrow("2024-06-01", Cell.BLASTS, "14.9"),), "raised-blasts-in-marrow"),
        ((marrow("2024-06-01", Cell.BLASTS, "15"),), "blasts-in-marrow"),
        ((marrow("2023-12-15", Cell.BLASTS, "15"),), "blasts-in-marrow"),
        ((marrow("2023-12-14", Cell.BLASTS, "15"),), None),
        ((marrow("2024-03-01", Cell.BLASTS, "30"), marrow("2024-06-01", Cell.BLASTS, "2")), None),
        ((marrow("2024-06-01", Cell.BLASTS, "9"), marrow("2024-06-01", Cell.PROMYELOCYTES, "20.9")), None),
        (
            (marrow("2024-06-01", Cell.BLASTS, "9"), marrow("2024-06-01", Cell.PROMYELOCYTES, "21")),
            "blasts-and-promyelocytes-in-marrow",
        ),
        ((marrow("2024-06-01", Cell.BLASTS, "9"), marrow("2024-05-01", Cell.PROMYELOCYTES, "21")), None),
        ((marrow("2024-06-01", Cell.BASOPHILS, "25"),), None),
    ],
    ids=[
        "9.9",
        "10",
        "14.9",
        "15",
        "6 months",
        "older",
        "an earlier one",
        "sum 29.9",
        "sum 30",
        "two days",
        "basophils",
    ],
)
def test_signs_of_an_advanced_phase_in_marrow(results: tuple[Observed, ...], reason: str | None) -> None:
    assert _find_reason(resistant_history(results), Code.ADVANCED_PHASE) == reason


@pytest.mark.parametrize(
    ("marrow_on", "chr_confirmed", "reason"),
    [
        ("2024-01-10", False, "raised-blasts-in-marrow"),
        ("2024-01-10", True, None),
        ("2024-01-11", True, "raised-blasts-in-marrow"),
        ("2024-01-11", False, "raised-blasts-in-marrow"),
    ],
)
def test_a_marrow_of_before_the_course_speaks_until_chr_is_confirmed(
    marrow_on: str, chr_confirmed: bool, reason: str | None
) -> None:
    # The course starts on 2024-01-10, with a dose escalation.
    orders = (
        order("2022-01-10", "300", tablet_mg="100", ends="2024-01-09", status=OrderStatus.COMPLETED),
        order("2024-01-10"),
    )
    counts = combine(blood("2024-06-10"), blood("2024-04-01") if chr_confirmed else ())
    history = History(
        person=ADULT,
        observed=combine(marrow(marrow_on, Cell.BLASTS, "12"), counts, healthy_chemistry("2024-06-10")),
        diagnoses=(diagnosis(on="2022-01-05"),),
        orders=orders,
    )
    assert _find_reason(history, Code.ADVANCED_PHASE) == reason


@pytest.mark.parametrize(
    ("coded", "reason"),
    [
        (diagnosis(phase=Phase.ACCELERATED), "phase-coded"),
        (diagnosis(phase=Phase.BLAST), "phase-coded"),
        (diagnosis(phase=Phase.CHRONIC), None),
        (diagnosis(phase=Phase.BLAST, active=False), None),
    ],
    ids=["accelerated", "blast", "chronic", "blast, resolved"],
)
def test_an_active_coded_advanced_phase(coded: Diagnosis, reason: str | None) -> None:
    assert _find_reason(resistant_history(diagnoses=(coded,)), Code.ADVANCED_PHASE) == reason


def test_every_sign_of_an_advanced_phase_is_evidence() -> None:
    precaution = _find_precautions(resistant_history(count=blood("2024-06-10", blasts="18", basophils="22")))[
        Code.ADVANCED_PHASE
    ]
    assert {item.what for item in precaution.evidence} == {"blasts", "basophils"}


# --- BCR::ABL1 and mutations -----------------------------------------------------------------------------------------


# The first failing count of this relapse is of 2024-05-06.
@pytest.mark.parametrize(
    ("results", "reason"),
    [
        ((bcr_abl1("2024-06-01", "1"),), "bcr-abl1-discordant-with-counts"),
        ((bcr_abl1("2024-06-01", "1.01"),), None),
        ((bcr_abl1("2024-06-01", "<0.01"),), "bcr-abl1-discordant-with-counts"),
        ((bcr_abl1("2024-06-01", "<2"),), "bcr-abl1-possibly-discordant"),
        ((bcr_abl1("2024-06-01", "not detected"),), "bcr-abl1-not-detected-discordant-with-counts"),
        ((bcr_abl1("2024-06-01", "detected"),), None),
        ((bcr_abl1("2024-02-06", "0.5"),), "bcr-abl1-discordant-with-counts"),
        ((bcr_abl1("2024-02-05", "0.5"),), None),
        ((bcr_abl1("2024-03-01", "0.5"), bcr_abl1("2024-06-01", "12")), None),
        ((bcr_abl1("2024-03-01", "12"), bcr_abl1("2024-06-01", "0.5")), "bcr-abl1-discordant-with-counts"),
        ((bcr_abl1("2024-03-01", "0.5"), bcr_abl1("2024-06-01", "detected")), "bcr-abl1-discordant-with-counts"),
        ((bcr_abl1("2024-06-01", "0.5"), bcr_abl1("2024-06-01", "12")), "bcr-abl1-discordant-with-counts"),
    ],
)
def test_low_bcr_abl1_is_discordant_with_failing_counts(results: tuple[BcrAbl1Result, ...], reason: str | None) -> None:
    assert _find_reason(relapsed_history(results), Code.MOLECULAR_RESPONSE) == reason


# The latest karyotype of this resistance is of 2024-06-01.
@pytest.mark.parametrize(
    ("results", "reason"),
    [
        ((bcr_abl1("2024-03-01", "0.5"),), "bcr-abl1-discordant-with-karyotype"),
        ((bcr_abl1("2024-03-01", "1.01"),), None),
        ((bcr_abl1("2024-06-05", "not detected"),), "bcr-abl1-not-detected-discordant-with-karyotype"),
        ((bcr_abl1("2024-03-01", "0.5"), bcr_abl1("2024-06-05", "8")), None),
        ((bcr_abl1("2024-03-01", "8"), bcr_abl1("2024-06-05", "0.5")), "bcr-abl1-discordant-with-karyotype"),
    ],
)
def test_low_bcr_abl1_is_discordant_with_a_karyotype(results: tuple[BcrAbl1Result, ...], reason: str | None) -> None:
    assert _find_reason(resistant_history(results), Code.MOLECULAR_RESPONSE) == reason


def test_low_bcr_abl1_more_than_three_months_before_the_latest_karyotype_contradicts_nothing() -> None:
    rise = (karyotype("2023-09-01", "0"), bcr_abl1("2024-02-29", "0.5"), karyotype("2024-04-01", "40"))
    relapse = replace(resistant_history(), observed=(*resistant_history().observed, *rise))
    found = assess(relapse, TODAY)
    assert found.finding("kantarjian2003/cytogenetic-relapse").status == "met"
    assert Code.MOLECULAR_RESPONSE not in {precaution.code for precaution in found.precautions}


# --- raised counts alone ---------------------------------------------------------------------------------------------


def _with_raised_counts(*more: Observed | tuple[Observed, ...], **changes: str) -> History:
    """Build a hematologic relapse with these changes in two blood counts, of 2024-05-06 and 2024-06-10."""
    history = relapsed_history(*more)
    others = [fact for fact in history.observed if not _is_count_since(fact, "2024-05-06")]
    return replace(history, observed=combine(*others, blood("2024-05-06", **changes), blood("2024-06-10", **changes)))


def _is_count_since(fact: Observed, written: str) -> bool:
    return isinstance(fact, BloodCount) and fact.on.earliest >= day(written)


def _spleen(on: str, size: str) -> SpleenSize:
    return SpleenSize(on=when(on), origin=origin("Observation"), below_costal_margin_cm=amount(size), reported=size)


@pytest.mark.parametrize(
    ("changes", "applies"),
    [
        ({"leukocytes": "11"}, True),
        ({"leukocytes": "10"}, True),
        ({"leukocytes": "19.9"}, True),
        ({"leukocytes": "20"}, False),
        ({"platelets": "450"}, True),
        ({"platelets": "999"}, True),
        ({"platelets": "1000"}, False),
        ({"leukocytes": "15", "platelets": "600"}, True),
        ({"leukocytes": "15", "platelets": "1000"}, False),
        ({"leukocytes": "11", "blasts": "1"}, False),
        ({"leukocytes": "11", "promyelocytes": "1"}, False),
        ({"leukocytes": "11", "myelocytes": "4", "metamyelocytes": "1"}, False),
        ({"leukocytes": "11", "basophils": "20"}, False),
    ],
)
def test_mildly_raised_counts_alone(changes: dict[str, str], applies: bool) -> None:
    history = _with_raised_counts(**changes)
    found = assess(history, TODAY)
    assert found.finding(HEMATOLOGIC_RELAPSE).status is Status.MET
    precautions = {precaution.code: precaution for precaution in found.precautions}
    assert (Code.COUNTS_ALONE in precautions) is applies
    if applies:
        assert precautions[Code.COUNTS_ALONE].questions == (HEMATOLOGIC_RELAPSE,)
        assert (found.recommendation.action, precautions[Code.COUNTS_ALONE].blocks) == ("hold", True)


# The first of the failing counts is of 2024-05-06, and the course starts on 2023-01-10.
@pytest.mark.parametrize(
    ("results", "applies"),
    [
        ((karyotype("2024-02-06", "35"),), False),
        ((karyotype("2024-02-05", "35"),), True),
        ((karyotype("2024-02-06", "34.9"),), True),
        ((karyotype("2024-02-06", "60", cells=8),), False),
        ((replace_members(karyotype("2024-02-06", "35"), method=CytogeneticMethod.FISH),), False),
        ((bcr_abl1("2024-02-06", "10.1"),), False),
        ((bcr_abl1("2024-02-05", "10.1"),), True),
        ((bcr_abl1("2024-02-06", "10"),), True),
        ((bcr_abl1("2024-06-10", ">5"),), True),
        ((_spleen("2024-06-10", "2"),), False),
        ((_spleen("2024-06-10", "0"),), True),
    ],
)
def test_what_shows_that_the_leukemia_raises_the_counts(results: tuple[Observed, ...], applies: bool) -> None:
    codes = {precaution.code for precaution in assess(_with_raised_counts(results, leukocytes="15"), TODAY).precautions}
    assert (Code.COUNTS_ALONE in codes) is applies


@pytest.mark.parametrize(("on", "applies"), [("2024-02-10", False), ("2024-02-09", True)])
def test_a_result_of_the_first_two_months_does_not_show_that_the_leukemia_raises_the_counts(
    on: str, applies: bool
) -> None:
    # Hematologic resistance of a course that starts on 2023-12-10: its counts fail from month 3 on.
    failing = {"leukocytes": "15"}
    history = History(
        person=ADULT,
        observed=combine(
            bcr_abl1(on, "50"), blood("2024-05-06", **failing), blood("2024-06-10", **failing), healthy_chemistry(on)
        ),
        diagnoses=(diagnosis(on="2023-12-05"),),
        orders=(order("2023-12-10"),),
    )
    found = assess(history, TODAY)
    assert found.finding("kantarjian2003/hematologic-resistance").status is Status.MET
    assert (Code.COUNTS_ALONE in {precaution.code for precaution in found.precautions}) is applies


def test_a_criterion_that_is_possible_can_rest_on_raised_counts_alone() -> None:
    history = _with_raised_counts(leukocytes="11")
    once = replace(history, observed=tuple(fact for fact in history.observed if fact.on != when("2024-05-06")))
    assert _list_counts_alone(once) == (HEMATOLOGIC_RELAPSE,)
    assert _list_counts_alone(history) == (HEMATOLOGIC_RELAPSE,)
    assert _list_counts_alone(_with_raised_counts(leukocytes="21")) == ()


def _list_counts_alone(history: History) -> tuple[str, ...]:
    results = group_results(history.observed)
    treatment = build_treatment(history, results, TODAY)
    assert treatment
    course = evaluate_course(treatment.course, TODAY)
    snapshot = PatientSnapshot(
        as_of=TODAY,
        history=history,
        results=results,
        treatment=treatment,
        course=course,
        dose=compute_current_dose(history.orders, TODAY),
        findings=build_findings(course),
        protocol_step=None,
    )
    return list_counts_alone(snapshot)


def test_without_a_met_criterion_low_bcr_abl1_is_not_discordant() -> None:
    responding = replace(resistant_history(bcr_abl1("2024-06-01", "0.5")), observed=(bcr_abl1("2024-06-01", "0.5"),))
    assert Code.MOLECULAR_RESPONSE not in _find_precautions(responding)


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        (mutation("2019-01-10", "F359C"), "kinase-domain-mutation"),
        (mutation("2024-01-10", "T315I"), "t315i"),
        (mutation("2024-01-10", "p.Thr315Ile"), "t315i"),
    ],
)
def test_any_kinase_domain_mutation_blocks_and_t315i_is_named(result: KinaseDomainMutation, reason: str) -> None:
    assert _find_reason(resistant_history(result), Code.RESISTANT_MUTATION) == reason


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        (("K247R",), None),
        (("p.Lys247Arg",), None),
        (("K247R", "F359C"), "F359C"),
        (("E255K",), "E255K"),
    ],
)
def test_a_polymorphism_is_no_resistance_mutation(changes: tuple[str, ...], named: str | None) -> None:
    results = tuple(mutation("2024-01-10", change) for change in changes)
    precautions = _find_precautions(resistant_history(results))
    assert set(precautions) == ({Code.RESISTANT_MUTATION} if named else set())
    assert all(precaution.values["changes"] == named for precaution in precautions.values())
    statements = {statement.id for statement in assess(resistant_history(results), TODAY).context}
    assert ("eln2020/mutation" in statements) is (named is not None)


# --- liver, kidneys, heart, pregnancy, transplant --------------------------------------------------------------------


def _with_liver(analyte: Analyte, value: str, *, on: str = "2024-06-10", upper_limit: str | None = "1.1") -> History:
    others = tuple(result for result in healthy_chemistry("2024-06-10") if result.analyte is not analyte)
    return resistant_history(chemistries=(*others, chemistry(on, analyte, value, upper_limit=upper_limit)))


@pytest.mark.parametrize(
    ("analyte", "value", "reason"),
    [
        (Analyte.BILIRUBIN, "3.3", None),
        (Analyte.BILIRUBIN, "3.31", "liver-value-high"),
        (Analyte.BILIRUBIN, ">2", "liver-value-possibly-high"),
        (Analyte.ALT, "5.5", None),
        (Analyte.ALT, "5.51", "liver-value-high"),
        (Analyte.AST, "5.5", None),
        (Analyte.AST, "5.51", "liver-value-high"),
    ],
)
def test_liver_values_over_3_and_5_times_their_upper_limit(analyte: Analyte, value: str, reason: str | None) -> None:
    assert _find_reason(_with_liver(analyte, value), Code.HEPATOTOXICITY) == reason


@pytest.mark.parametrize(("on", "reason"), [("2024-03-17", "liver-value-high"), ("2024-03-16", None)], ids=["90", "91"])
def test_a_liver_value_older_than_90_days_blocks_nothing(on: str, reason: str | None) -> None:
    assert _find_reason(_with_liver(Analyte.ALT, "60", on=on), Code.HEPATOTOXICITY) == reason


@pytest.mark.parametrize("upper_limit", [None, "0", "-1"])
@pytest.mark.parametrize("analyte", [Analyte.BILIRUBIN, Analyte.ALT, Analyte.AST])
def test_a_liver_value_without_an_upper_limit_blocks_until_it_is_compared(
    analyte: Analyte, upper_limit: str | None
) -> None:
    history = _with_liver(analyte, "0.4", upper_limit=upper_limit)
    assert _find_reason(history, Code.HEPATOTOXICITY) == "liver-value-without-limit"


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (["40"], None),
        (["12.01"], None),
        (["11.99"], "liver-value-high"),
        (["30", "50"], None),
        (["10", "11"], "liver-value-high"),
        (["10", "40"], "liver-value-without-limit"),
        (["0"], "liver-value-without-limit"),
        ([], "liver-value-without-limit"),
    ],
)
def test_without_a_limit_of_its_own_a_value_is_compared_with_those_of_earlier_results(
    limits: list[str], reason: str | None
) -> None:
    earlier = [chemistry("2023-06-01", Analyte.ALT, "20", upper_limit=limit) for limit in limits]
    others = [result for result in healthy_chemistry("2024-06-10") if result.analyte is not Analyte.ALT]
    latest = chemistry("2024-06-10", Analyte.ALT, "60")
    history = resistant_history(chemistries=(*earlier, *others, latest))
    assert _find_reason(history, Code.HEPATOTOXICITY) == reason


def test_a_limit_of_another_analyte_or_in_another_unit_is_none_of_its_own() -> None:
    others = [result for result in healthy_chemistry("2024-06-10") if result.analyte is not Analyte.BILIRUBIN]
    elsewhere = chemistry("2023-06-01", Analyte.BILIRUBIN, "9", upper_limit="20", unit="µmol/L")
    latest = chemistry("2024-06-10", Analyte.BILIRUBIN, "0.6", unit="mg/dL")
    history = resistant_history(chemistries=(elsewhere, *others, latest))
    assert _find_reason(history, Code.HEPATOTOXICITY) == "liver-value-without-limit"


def test_a_value_that_the_laboratory_calls_normal_needs_no_limit() -> None:
    others = [result for result in healthy_chemistry("2024-06-10") if result.analyte is not Analyte.ALT]
    latest = chemistry("2024-06-10", Analyte.ALT, "60")._replace(is_not_high=True)
    assert _find_reason(resistant_history(chemistries=(*others, latest)), Code.HEPATOTOXICITY) is None


def test_a_limit_of_its_own_goes_before_what_the_laboratory_calls_it() -> None:
    others = [result for result in healthy_chemistry("2024-06-10") if result.analyte is not Analyte.ALT]
    latest = chemistry("2024-06-10", Analyte.ALT, "600", upper_limit="40")._replace(is_not_high=True)
    history = resistant_history(chemistries=(*others, latest))
    assert _find_reason(history, Code.HEPATOTOXICITY) == "liver-value-high"


@pytest.mark.parametrize(
    ("upper_limit", "exceeded"),
    [(None, Answer.UNKNOWN), ("-0.1", Answer.UNKNOWN), ("0", Answer.UNKNOWN), ("0.1", Answer.YES)],
)
def test_an_upper_limit_that_is_not_above_0_decides_nothing(upper_limit: str | None, exceeded: Answer) -> None:
    result = chemistry("2024-06-10", Analyte.BILIRUBIN, "0.31", upper_limit=upper_limit)
    assert BILIRUBIN_TOO_HIGH.exceeded(result) is exceeded


def _find_missing_values(*chemistries: Chemistry) -> list[tuple[str, object]]:
    missing = assess(resistant_history(chemistries=chemistries), TODAY).missing_inputs
    assert all(
        set(missing_item.values) == set(MISSING_INPUTS[MissingInput(missing_item.code)]) for missing_item in missing
    )
    return [
        (missing_item.code, missing_item.values["what"])
        for missing_item in missing
        if missing_item.values["what"] != "adherence"
    ]


def test_missing_liver_and_kidney_values_are_listed() -> None:
    assert _find_missing_values() == [
        ("value-missing", "bilirubin"),
        ("value-missing", "ALT or AST"),
        ("value-missing", "eGFR"),
    ]


def test_outdated_liver_and_kidney_values_are_listed() -> None:
    assert _find_missing_values(*healthy_chemistry("2024-03-17")) == []
    assert _find_missing_values(*healthy_chemistry("2024-03-16")) == [
        ("value-too-old", "bilirubin"),
        ("value-too-old", "ALT or AST"),
        ("value-too-old", "eGFR"),
    ]


def test_one_transaminase_is_enough() -> None:
    assert (
        _find_missing_values(
            *(result for result in healthy_chemistry("2024-06-10") if result.analyte is not Analyte.ALT)
        )
        == []
    )


def _with_egfr(value: str, dose: str = "400", *, on: str = "2024-06-10") -> History:
    others = tuple(result for result in healthy_chemistry("2024-06-10") if result.analyte is not Analyte.EGFR)
    orders = (order("2023-01-10", dose, tablet_mg="100"),)
    return resistant_history(chemistries=(*others, chemistry(on, Analyte.EGFR, value, unit="mL/min")), orders=orders)


@pytest.mark.parametrize(
    ("egfr", "dose", "reason"),
    [
        ("60", "400", None),
        (">60", "400", None),
        ("59.9", "400", "dose-above-renal-maximum"),
        ("40", "300", None),
        ("39.9", "300", "dose-above-renal-maximum"),
        ("20", "300", "dose-above-renal-maximum"),
        ("19.9", "300", "no-escalation-in-renal-failure"),
        ("<60", "300", "dose-possibly-above-renal-maximum"),
        ("10", "600", None),
    ],
)
def test_the_escalated_dose_must_not_exceed_the_renal_maximum(egfr: str, dose: str, reason: str | None) -> None:
    assert _find_reason(_with_egfr(egfr, dose), Code.RENAL_IMPAIRMENT) == reason


@pytest.mark.parametrize(
    ("egfr", "maximum_mg"),
    [("60", None), ("59.9", "600"), ("40", "600"), ("39.9", "400"), ("20", "400"), ("19.9", "0")],
)
def test_every_egfr_has_one_maximum_by_the_label(egfr: str, maximum_mg: str | None) -> None:
    (rule,) = (rule for rule in RENAL_MAXIMUM if rule.clearance.contains(Amount.exactly(egfr)) is Answer.YES)
    assert rule.maximum_mg == (None if maximum_mg is None else Decimal(maximum_mg))


def test_the_renal_maximum_prints_even_if_the_label_names_no_dose() -> None:
    printed = ["no limit", "600 mg/day", "400 mg/day", "no escalation: the label gives no dose for this clearance"]
    assert [str(rule) for rule in RENAL_MAXIMUM] == printed


def test_a_precaution_cites_a_publication_or_a_decision() -> None:
    sources = {rule.code: rule.source for rule in PRECAUTIONS}
    assert sources[Code.NEUTROPENIA].startswith("Gleevec")
    assert sources[Code.DOSE_UNKNOWN] == "our interpretation (decision 0015)"
    assert sources[Code.ADHERENCE] == sources[Code.DOSE_DISAGREEMENT] == "our interpretation (decision 0032)"


@pytest.mark.parametrize(
    ("on", "reason"), [("2024-03-17", "no-escalation-in-renal-failure"), ("2024-03-16", None)], ids=["90", "91"]
)
def test_an_egfr_older_than_90_days_blocks_nothing(on: str, reason: str | None) -> None:
    assert _find_reason(_with_egfr("15", on=on), Code.RENAL_IMPAIRMENT) == reason


@pytest.mark.parametrize(
    ("results", "reason"),
    [
        ((pregnancy("2024-06-01"),), "pregnancy-reported"),
        ((pregnancy("2023-08-26"),), "pregnancy-reported"),
        ((pregnancy("2023-08-25"),), None),
        ((pregnancy("2024-05-01"), pregnancy("2024-06-01", Answer.NO)), None),
        ((pregnancy("2024-06-01", Answer.UNKNOWN),), None),
        ((pregnancy("2024-06-01", Answer.NO), pregnancy("2024-06-01")), "pregnancy-unclear"),
        ((pregnancy("2024-06-01", Answer.UNKNOWN), pregnancy("2024-06-01")), "pregnancy-reported"),
        ((pregnancy("2023-08-25", Answer.NO), pregnancy("2023-08-25")), None),
    ],
    ids=["positive", "42 weeks", "older", "negative since", "unknown", "both at once", "unknown too", "both, too old"],
)
def test_a_positive_pregnancy_status_or_test(results: tuple[Pregnancy, ...], reason: str | None) -> None:
    assert _find_reason(resistant_history(results), Code.PREGNANCY) == reason


@pytest.mark.parametrize(
    ("on", "results", "applies"),
    [
        (None, (), True),
        ("2023-08-26", (), True),
        ("2023-08-25", (), False),
        ("2023-08", (), True),
        ("2024-05-01", (pregnancy("2024-05-02", Answer.NO),), False),
        ("2024-05-01", (pregnancy("2024-05-01", Answer.NO),), True),
        ("2024-05-01", (pregnancy("2024-04-30", Answer.NO),), True),
        (None, (pregnancy("2024-06-01", Answer.NO),), True),
    ],
    ids=["no day", "42 weeks", "older", "month", "negative since", "that day", "before", "no day, negative"],
)
def test_a_coded_pregnancy_counts_for_42_weeks_unless_a_later_test_is_negative(
    on: str | None, results: tuple[Pregnancy, ...], applies: bool
) -> None:
    coded = resistant_history(results, diagnoses=(diagnosis(Disease.PREGNANCY, on),))
    assert (Code.PREGNANCY in _find_precautions(coded)) is applies


@pytest.mark.parametrize(
    ("born", "sex", "applies"),
    [
        ("1968-06-16", Sex.FEMALE, True),
        ("1968-06-15", Sex.FEMALE, False),
        ("1990-01-01", Sex.UNKNOWN, True),
        ("1990-01-01", Sex.MALE, False),
    ],
    ids=["55 years", "56 years", "sex unknown", "recorded male"],
)
def test_pregnancy_is_possible_to_55_completed_years_and_not_in_a_man(born: str, sex: Sex, applies: bool) -> None:
    history = resistant_history(pregnancy("2024-06-01"), diagnoses=(diagnosis(Disease.PREGNANCY),))
    person = replace(history.person, birth_date=when(born), sex=sex)
    assert (Code.PREGNANCY in _find_precautions(replace(history, person=person))) is applies


@pytest.mark.parametrize(
    ("disease", "active", "code", "applies"),
    [
        (Disease.PREGNANCY, True, Code.PREGNANCY, True),
        (Disease.PREGNANCY, False, Code.PREGNANCY, False),
        (Disease.TRANSPLANT, True, Code.TRANSPLANT, True),
        (Disease.TRANSPLANT, False, Code.TRANSPLANT, True),
        (Disease.HEART_FAILURE, True, Code.HEART_FAILURE, True),
        (Disease.HEART_FAILURE, False, Code.HEART_FAILURE, True),
    ],
)
def test_coded_conditions(disease: Disease, active: bool, code: Code, applies: bool) -> None:
    coded = resistant_history(diagnoses=(diagnosis(disease, active=active),))
    assert set(_find_precautions(coded)) == ({code} if applies else set())


# --- drugs -----------------------------------------------------------------------------------------------------------


def test_an_unknown_dose() -> None:
    assert (
        _find_reason(resistant_history(orders=(order("2023-01-10", None),)), Code.DOSE_UNKNOWN)
        == DoseUnknownReason.NOT_GIVEN
    )
    in_doubt = order("2024-03-01", "800", binding=Answer.UNKNOWN)
    replaced = resistant_history(orders=(order("2023-01-10"), in_doubt))
    assert _find_reason(replaced, Code.DOSE_UNKNOWN) == DoseUnknownReason.POSSIBLY_REPLACED


def _with_a_gap(ends: str, resumed: str, *, starts: str = "2022-01-10") -> History:
    history = resistant_history(orders=(order(starts, ends=ends, status=OrderStatus.COMPLETED), order(resumed)))
    return replace(history, diagnoses=(diagnosis(on="2022-01-05"),))


@pytest.mark.parametrize(
    ("ends", "resumed", "reason"),
    [
        ("2024-01-01", "2024-01-30", None),
        ("2024-01-01", "2024-01-31", "gaps"),
        ("2023-05-01", "2023-06-29", None),
        ("2023-05-01", "2023-06-30", "gaps"),
    ],
    ids=["28 days", "29 days", "28 days within the year", "29 days within the year"],
)
def test_gaps_of_more_than_28_days_in_the_year_before_a_karyotype(ends: str, resumed: str, reason: str | None) -> None:
    assert _find_reason(_with_a_gap(ends, resumed), Code.INSUFFICIENT_EXPOSURE) == reason


def test_gaps_are_added_up() -> None:
    supplies = (
        use("2023-01-10", days_supplied=365),
        use("2024-01-20", days_supplied=30),
        use("2024-03-12", days_supplied=300),
    )
    history = replace(resistant_history(orders=(order("2024-04-01"),)), uses=supplies)
    precaution = _find_precautions(history)[Code.INSUFFICIENT_EXPOSURE]
    assert precaution.values["days"] == 32
    assert {item.origin for item in precaution.evidence} == {supply.origin for supply in supplies}


@pytest.mark.parametrize(
    ("renewed", "product", "following", "days"),
    [
        ("2023-12-10", "imatinib 400 mg", "2024-03-03", None),
        ("2024-01-05", "imatinib 400 mg", "2024-03-03", None),
        ("2023-12-10", "imatinib 400 mg", "2024-03-04", 29),
        # Of an unknown product it is not known that it is the same.
        ("2023-12-10", "", "2024-03-03", 54),
    ],
)
def test_a_supply_fetched_early_covers_the_days_after_the_previous_one(
    renewed: str, product: str, following: str, days: int | None
) -> None:
    """The first supply lasts until 4 January, and one of 30 days after it until 3 February."""
    supplies = (
        use("2023-01-10", days_supplied=360),
        use(renewed, days_supplied=30),
        use(following, days_supplied=300),
    )
    uses = tuple(replace(supply, product=product) for supply in supplies)
    history = replace(resistant_history(orders=(order("2024-05-01"),)), uses=uses)
    found = _find_precautions(history).get(Code.INSUFFICIENT_EXPOSURE)
    assert (found.values["days"] if found else None) == days


def _supply_with_gaps(*gaps: int) -> History:
    """Supplies of 20 days each with these gaps between them, within the 367 days up to a karyotype."""
    supplies, first = [use("2023-01-10", days_supplied=180)], day("2023-01-10") + 180 * ONE_DAY
    for gap in gaps[:-1]:
        supplies.append(use((first + gap * ONE_DAY).isoformat(), days_supplied=20))
        first += (gap + 20) * ONE_DAY
    supplies.append(use((first + gaps[-1] * ONE_DAY).isoformat(), days_supplied=400))
    return replace(resistant_history(orders=(order("2024-05-01"),)), uses=tuple(supplies))


@pytest.mark.parametrize(
    ("gaps", "days"),
    [
        ((7, 7, 7, 7, 7, 1), None),
        ((7, 7, 7, 7, 7, 2), 37),
        ((8, 8, 8), None),
        ((8, 8, 8, 8), 32),
        ((28, 7, 7, 7, 7, 7, 1), None),
        ((29, 7, 7, 7, 7, 7, 1), 29),
        ((29, 7, 7, 7, 7, 7, 2), 66),
        ((1,) * 9, None),
    ],
    ids=["a tenth", "over", "8 days are no renewal", "longer", "and 28", "and 29", "29 and over", "a day each"],
)
def test_gaps_of_up_to_7_days_count_as_none_up_to_a_tenth_of_the_time(gaps: tuple[int, ...], days: int | None) -> None:
    found = _find_precautions(_supply_with_gaps(*gaps)).get(Code.INSUFFICIENT_EXPOSURE)
    assert (found.values["days"] if found else None) == days


@pytest.mark.parametrize(
    ("resumed", "reason"), [("2024-04-07", None), ("2024-04-08", "gaps")], ids=["28 days", "29 days"]
)
def test_only_the_last_three_months_count_for_blood(resumed: str, reason: str | None) -> None:
    history = relapsed_history()
    first = order("2023-01-10", ends="2024-02-01", status=OrderStatus.COMPLETED)
    interrupted = replace(history, orders=(first, order(resumed)))
    assert _find_reason(interrupted, Code.INSUFFICIENT_EXPOSURE) == reason


G_CSF = Drug(DrugKind.GROWTH_FACTOR, "pegfilgrastim")
RIFAMPIN = Drug(DrugKind.CYP3A4_INDUCER, "rifampin")
IN_TEXT = Drug(DrugKind.CYP3A4_INHIBITOR, "ketoconazole", coded=False)


@pytest.mark.parametrize(
    ("drug", "applies"),
    [
        (order("2023-01-10", drug=G_CSF), False),
        (order("2024-05-18", drug=G_CSF), True),
        (order("2024-05-17", drug=G_CSF), False),
        (order("2024-04-01", drug=G_CSF, ends="2024-07-01"), True),
        (use("2023-01-10", drug=G_CSF, kind=UseKind.STATEMENT, ongoing=True), True),
        (order("2024-04-01", drug=G_CSF, ends="2024-05-18", status=OrderStatus.COMPLETED), True),
        (order("2024-04-01", drug=G_CSF, ends="2024-05-17", status=OrderStatus.COMPLETED), False),
        (order("2024-05-18", drug=G_CSF, status=OrderStatus.STOPPED), True),
        (order("2024-05-17", drug=G_CSF, status=OrderStatus.STOPPED), False),
        (use("2024-05-18", drug=G_CSF), True),
        (use("2024-05-17", drug=G_CSF), False),
        (order("2024-07-01", drug=G_CSF, written="2024-06-10"), False),
    ],
)
def test_a_growth_factor_within_28_days(drug: DrugOrder | DrugUse, applies: bool) -> None:
    assert (Code.GROWTH_FACTOR in _find_precautions(_with_drug(drug))) is applies


@pytest.mark.parametrize(
    ("drug", "applies"),
    [
        (order("2024-01-10", drug=RIFAMPIN), True),
        (order("2024-01-10", drug=IN_TEXT), True),
        (order("2024-01-10", drug=RIFAMPIN, status=OrderStatus.STOPPED), False),
        (order("2024-01-10", drug=RIFAMPIN, ends="2024-06-14"), False),
        (use("2024-06-01", drug=RIFAMPIN, days_supplied=15), True),
        (use("2024-06-01", drug=RIFAMPIN, days_supplied=14), False),
    ],
)
def test_an_interacting_drug_in_use_today(drug: DrugOrder | DrugUse, applies: bool) -> None:
    assert (Code.INTERACTION in _find_precautions(_with_drug(drug))) is applies


def _with_drug(drug: DrugOrder | DrugUse) -> History:
    history = resistant_history()
    if isinstance(drug, DrugOrder):
        return replace(history, orders=(*history.orders, drug))
    return replace(history, uses=(drug,))


@pytest.mark.parametrize(("earlier", "applies"), [("800", True), ("600", False)])
def test_a_dose_at_or_above_the_escalated_one_that_was_reduced_before(earlier: str, applies: bool) -> None:
    orders = (
        order("2022-01-10", earlier, ends="2022-06-30", status=OrderStatus.COMPLETED),
        order("2022-07-01"),
    )
    history = replace(resistant_history(orders=orders), diagnoses=(diagnosis(on="2022-01-05"),))
    assert (Code.EARLIER_REDUCTION in _find_precautions(history)) is applies


@pytest.mark.parametrize(
    ("doses", "reduced_on", "reason"),
    [
        (("400", "300"), "2023-06-15", "recent-dose-reduction"),
        (("400", "300"), "2023-06-14", None),
        (("300", "400"), "2024-03-01", None),
        (("400", "400"), "2024-03-01", None),
        (("400", None), "2024-03-01", None),
    ],
    ids=["12 months ago", "a day earlier", "a raise", "the same dose", "no dose since"],
)
def test_any_reduction_of_the_last_12_months(
    doses: tuple[str, str | None], reduced_on: str, reason: str | None
) -> None:
    before = day(reduced_on) - ONE_DAY
    orders = (
        order("2023-01-10", doses[0], ends=before.isoformat(), status=OrderStatus.COMPLETED, tablet_mg="100"),
        order(reduced_on, doses[1], tablet_mg="100"),
    )
    found = _find_precautions(resistant_history(orders=orders)).get(Code.EARLIER_REDUCTION)
    assert (found and found.reason) == reason
    assert not found or {item.origin for item in found.evidence} == {taken.origin for taken in orders}


def test_a_time_without_a_known_dose_hides_no_reduction() -> None:
    orders = (
        order("2023-01-10", "400", ends="2024-01-09", status=OrderStatus.COMPLETED, tablet_mg="100"),
        order("2024-01-10", None, ends="2024-02-09", status=OrderStatus.COMPLETED, tablet_mg="100"),
        order("2024-02-10", "300", tablet_mg="100"),
    )
    found = _find_precautions(resistant_history(orders=orders))[Code.EARLIER_REDUCTION]
    assert (found.reason, found.values["on"]) == ("recent-dose-reduction", day("2024-02-10"))


@pytest.mark.parametrize(
    ("on", "cells", "value", "applies"),
    [
        ("2023-06-15", Cell.PLATELETS, "49", True),
        ("2023-06-14", Cell.PLATELETS, "49", False),
        ("2023-06-15", Cell.PLATELETS, "50", False),
        ("2023-06-15", Cell.PLATELETS, "<60", False),
        ("2023-06-15", Cell.NEUTROPHILS, "0.99", True),
        ("2023-06-15", Cell.NEUTROPHILS, "1.0", False),
        ("2023-06-14", Cell.NEUTROPHILS, "0.99", False),
    ],
)
def test_a_count_below_the_stop_of_the_last_12_months(on: str, cells: Cell, value: str, applies: bool) -> None:
    found = _find_precautions(resistant_history(blood(on, cells, **{cells: value})))
    assert set(found) == ({Code.EARLIER_REDUCTION} if applies else set())
    assert all(precaution.reason == "count-below-stop" for precaution in found.values())


def test_an_earlier_reduction_cites_the_dose_and_both_counts() -> None:
    low = blood("2024-02-01", Cell.NEUTROPHILS, Cell.PLATELETS, **{Cell.NEUTROPHILS: "0.8", Cell.PLATELETS: "40"})
    orders = (
        order("2023-01-10", "400", ends="2024-01-31", status=OrderStatus.COMPLETED, tablet_mg="100"),
        order("2024-02-01", "300", tablet_mg="100"),
    )
    found = _find_precautions(resistant_history(low, orders=orders))[Code.EARLIER_REDUCTION]
    assert found.reason == "recent-dose-reduction"
    assert {item.origin for item in found.evidence} == {fact.origin for fact in (*low, *orders)}


@pytest.mark.parametrize(
    ("on", "later", "expected"),
    [
        ("2024-06-10", None, {Code.NEUTROPENIA}),
        ("2024-03-01", None, {Code.NEUTROPENIA}),
        ("2024-05-18", "2024-06-10", {Code.LOW_COUNTS}),
        ("2024-05-17", "2024-06-10", {Code.EARLIER_REDUCTION}),
    ],
    ids=["the latest", "the latest, months ago", "28 days ago", "29 days ago"],
)
def test_a_count_below_the_stop_is_stated_by_one_precaution(on: str, later: str | None, expected: set[str]) -> None:
    low = blood(on, Cell.NEUTROPHILS, **{Cell.NEUTROPHILS: "0.8"})
    recovered = blood(later, Cell.NEUTROPHILS, Cell.PLATELETS) if later else ()
    history = resistant_history()
    without = tuple(
        fact for fact in history.observed if not (isinstance(fact, BloodCount) and fact.cell is Cell.NEUTROPHILS)
    )
    found = _find_precautions(replace(history, observed=combine(without, low, recovered)))
    stated = {code for code, item in found.items() if {fact.origin for fact in item.evidence} & {low[0].origin}}
    assert stated - {Code.COUNTS_NOT_RECENT} == expected
