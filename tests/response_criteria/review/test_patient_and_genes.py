"""Mutation, abnormality, pregnancy, coded phase and counts: both sides of every boundary, and what is missing."""

from datetime import date

import pytest

from response_criteria.assessment.assess import assess
from response_criteria.model.answers import Answer
from response_criteria.model.diagnoses import Disease, Phase
from response_criteria.model.medications import OrderStatus
from response_criteria.model.results import Cell, Observed
from response_criteria.review import UNCLEAR_FACT
from tests.response_criteria.chart import blood, diagnosis, karyotype, mutation, order, pregnancy, replace_members
from tests.response_criteria.review.patients import AS_OF, escalated_on, find_facts, follow, on_imatinib

QUIET = "2024-05-01 0.05"
MUTATION, ABNORMALITY, PHASE, COUNTS = "mutation", "abnormality", "coded-phase", "counts-below-stop"

# fmt: off
MUTATIONS = {
    "F317L of this course":                         ("F317L", "2024-05-20", QUIET, True),
    "F317L a year old while quiet":                 ("F317L", "2023-06-15", QUIET, True),
    "F317L a day over a year old while quiet":      ("F317L", "2023-06-14", QUIET, False),
    "F317L a day over a year old, not quiet":       ("F317L", "2023-06-14", "", True),
    "F317L of before this course while quiet":      ("F317L", "2023-01-09", QUIET, False),
    "T315I of before this course while quiet":      ("T315I", "2022-01-09", QUIET, True),
    "T315I in three-letter notation":               ("p.Thr315Ile", "2022-01-09", QUIET, True),
    "the polymorphism K247R":                       ("K247R", "2024-05-20", "", False),
    "the polymorphism in three-letter notation":    ("p.Lys247Arg", "2024-05-20", "", False),
}
# fmt: on


@pytest.mark.parametrize("name", MUTATIONS)
def test_mutation(name: str) -> None:
    change, on, levels, expected = MUTATIONS[name]
    assert (MUTATION in find_facts(on_imatinib(mutation(on, change), follow(levels)))) is expected


def test_every_mutation_is_named_and_the_polymorphism_is_not() -> None:
    observed = (mutation("2024-05-20", "F317L"), mutation("2024-05-20", "K247R"), mutation("2024-05-21", "T315I"))
    facts = find_facts(on_imatinib(*observed))
    assert facts[MUTATION].values["changes"] == "T315I, F317L"


def test_a_mutation_of_before_a_dose_escalation_is_of_an_earlier_course() -> None:
    # The escalation of 2024-04-01 starts a course; the level of 2024-05-01 lies within it.
    orders = escalated_on("2024-04-01")
    assert MUTATION not in find_facts(on_imatinib(mutation("2024-03-31", "F317L"), follow(QUIET), orders=orders))
    assert MUTATION in find_facts(on_imatinib(mutation("2024-04-01", "F317L"), follow(QUIET), orders=orders))


def _karyotype(on: str, *additional: str) -> Observed:
    changed: Observed = replace_members(karyotype(on, "60"), additional_abnormalities=additional)
    return changed


ABNORMALITIES = {
    "trisomy 8": (_karyotype("2024-06-01", "+8"), True),
    "trisomy 19": (_karyotype("2024-06-01", "+19"), True),
    "an isochromosome 17q": (_karyotype("2024-06-01", "i(17)(q10)"), True),
    "a second Philadelphia chromosome": (_karyotype("2024-06-01", "+der(22)t(9;22)(q34;q11.2)"), True),
    "loss of Y": (_karyotype("2024-06-01", "-Y"), False),
    "trisomy 18": (_karyotype("2024-06-01", "+18"), False),
    "none": (_karyotype("2024-06-01"), False),
    "of 6 months ago": (_karyotype("2023-12-15", "+8"), True),
    "of a day over 6 months ago": (_karyotype("2023-12-14", "+8"), False),
}


@pytest.mark.parametrize("name", ABNORMALITIES)
def test_abnormality(name: str) -> None:
    karyotyped, expected = ABNORMALITIES[name]
    assert (ABNORMALITY in find_facts(on_imatinib(karyotyped))) is expected


def test_a_later_karyotype_without_the_abnormality_takes_it_back() -> None:
    assert ABNORMALITY not in find_facts(on_imatinib(_karyotype("2024-05-01", "+8"), _karyotype("2024-06-01")))


PREGNANCIES = {
    "an active coded pregnancy": ((), (diagnosis(Disease.PREGNANCY, "2024-05-01"),), True),
    "a positive test": ((pregnancy("2024-06-01"),), (), True),
    "a negative test": ((pregnancy("2024-06-01", Answer.NO),), (), False),
    "both at once": ((pregnancy("2024-06-01"), pregnancy("2024-06-01", Answer.NO)), (), False),
    "nothing": ((), (), False),
}


@pytest.mark.parametrize("name", PREGNANCIES)
def test_pregnancy(name: str) -> None:
    observed, diagnoses, expected = PREGNANCIES[name]
    assert ("pregnancy" in find_facts(on_imatinib(*observed, diagnoses=diagnoses))) is expected


def test_contradicting_pregnancy_results_are_named_as_unclear() -> None:
    tests = (pregnancy("2024-06-01"), pregnancy("2024-06-01", Answer.NO))
    missing = assess(on_imatinib(*tests), AS_OF).missing_inputs
    assert [item.values for item in missing if item.code == UNCLEAR_FACT] == [{"fact": "pregnancy"}]


# fmt: off
PHASES = {
    "accelerated phase, not quiet":                 (Phase.ACCELERATED, "2024-01-01", True, "", True),
    "blast phase, not quiet":                       (Phase.BLAST, None, True, "", True),
    "chronic phase":                                (Phase.CHRONIC, "2024-01-01", True, "", False),
    "a phase that is no longer active":             (Phase.BLAST, "2024-01-01", False, "", False),
    "quiet on the day after":                       (Phase.BLAST, "2024-04-30", True, QUIET, False),
    "quiet on the same day":                        (Phase.BLAST, "2024-05-01", True, QUIET, True),
    "quiet before it":                              (Phase.BLAST, "2024-05-02", True, QUIET, True),
    "quiet, dated by its month, which may be later": (Phase.BLAST, "2024-05", True, QUIET, True),
    "quiet, without a day":                         (Phase.BLAST, None, True, QUIET, False),
}
# fmt: on


@pytest.mark.parametrize("name", PHASES)
def test_coded_phase(name: str) -> None:
    phase, on, active, levels, expected = PHASES[name]
    coded = diagnosis(on=on, active=active, phase=phase)
    assert (PHASE in find_facts(on_imatinib(follow(levels), diagnoses=(coded,)))) is expected


def test_of_two_coded_phases_the_blast_phase_is_named() -> None:
    coded = (diagnosis(phase=Phase.BLAST), diagnosis(phase=Phase.ACCELERATED))
    assert find_facts(on_imatinib(diagnoses=coded))[PHASE].values["phase"] == "blast phase"


COUNT_CASES = {
    "neutrophils 0.99": ({"neutrophils": "0.99"}, "2024-06-15", True),
    "neutrophils 1.0": ({"neutrophils": "1.0"}, "2024-06-15", False),
    "platelets 49": ({"platelets": "49"}, "2024-06-15", True),
    "platelets 50": ({"platelets": "50"}, "2024-06-15", False),
    "28 days old": ({"platelets": "49"}, "2024-07-09", True),
    "29 days old": ({"platelets": "49"}, "2024-07-10", False),
    "a bound that may be lower": ({"platelets": "<60"}, "2024-06-15", False),
}


@pytest.mark.parametrize("name", COUNT_CASES)
def test_counts_below_the_stop(name: str) -> None:
    changes, as_of, expected = COUNT_CASES[name]
    history = on_imatinib(blood("2024-06-11", **changes))
    assert (COUNTS in find_facts(history, date.fromisoformat(as_of))) is expected


def test_without_a_count_there_is_no_fact_about_counts() -> None:
    history = replace_members(on_imatinib(), observed=follow(QUIET))
    assert find_facts(history) == {}


def test_low_neutrophils_and_platelets_are_named_together() -> None:
    fact = find_facts(
        on_imatinib(
            blood("2024-06-11", Cell.NEUTROPHILS, neutrophils="0.7"),
            blood("2024-06-12", Cell.PLATELETS, platelets="31"),
        )
    )[COUNTS]
    assert (str(fact.values["amount"]), str(fact.values["platelets"])) == ("0.7", "31")


def test_where_applicability_is_unknown_only_facts_without_a_course_are_found() -> None:
    # Without a date of birth it is unknown whether the patient is an adult.
    history = on_imatinib(
        mutation("2024-05-20", "F317L"),
        follow("2024-05-01 20"),
        _karyotype("2024-06-01", "+8"),
        blood("2024-06-11", platelets="20"),
        diagnoses=(diagnosis(phase=Phase.BLAST), diagnosis(Disease.PREGNANCY)),
    )
    unknown = replace_members(history, person=replace_members(history.person, birth_date=None))
    assert list(find_facts(unknown)) == [MUTATION, "pregnancy", PHASE, COUNTS]
    assert list(find_facts(history)) == [MUTATION, "molecular-failure", ABNORMALITY, "pregnancy", PHASE, COUNTS]


def test_where_the_protocol_does_not_apply_there_are_no_facts() -> None:
    stopped = (order("2023-01-10", status=OrderStatus.STOPPED),)
    assert find_facts(on_imatinib(mutation("2024-05-20", "T315I"), orders=stopped)) == {}
