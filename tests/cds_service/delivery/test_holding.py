"""How long an answered finding is held back: both sides of every limit, and when it ends early."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cards.wordings.override_reasons import OVERRIDE_REASONS
from cds_service.delivery import QuietPeriodsError, Recollection, RememberedAnswer, add_keys, load_quiet_periods
from cds_service.delivery.holding import find_hold
from fhir_mappings.tables import load_table

PERIODS = load_quiet_periods()
ANSWERED = datetime(2024, 1, 10, 12, tzinfo=UTC)
JUST_BEFORE = timedelta(seconds=-1)


def document(action: str = "hold", **members: Any) -> dict[str, Any]:
    return {"recommendation": {"action": action, "because": ["kantarjian2003/hematologic-relapse"]}, **members}


def overridden(reason: str | None = None, card: str = "1", at: datetime = ANSWERED) -> RememberedAnswer:
    return RememberedAnswer(card=card, accepted=False, at=at, reason=reason)


def accepted(*drafts: str, tests: tuple[str, ...] = (), card: str = "1") -> RememberedAnswer:
    return RememberedAnswer(card=card, accepted=True, at=ANSWERED, drafts=frozenset(drafts), tests=frozenset(tests))


def hold(days: float, *answers: RememberedAnswer, chart: dict[str, Any] | None = None, **recollection: Any) -> Any:
    remembered = Recollection(answers=answers, **recollection)
    return find_hold(chart or document(), remembered, PERIODS, ANSWERED + timedelta(days=days))


# fmt: off
LASTING = [
    (overridden("patient-refuses"),                  90, "patient-refuses"),
    (overridden("patient-contraindication"),        180, "patient-contraindication"),
    (overridden("action-completed"),                 28, "action-completed"),
    (overridden("does-not-align-latest-evidence"),   28, "does-not-align-latest-evidence"),
    (overridden("patient-ineligible"),               28, "patient-ineligible"),
    (overridden("other-tki-planned"),                42, "other-tki-planned"),
    (overridden("need-more-info"),                    7, "need-more-info"),
    (overridden("of-another-site"),                   7, "unknown-reason"),
    (overridden(None),                                1, "no-reason"),
    (accepted("test", tests=("69380-4",)),           28, "tests-accepted"),
    (accepted("dose", "test"),                       28, "dose-accepted"),
]
# fmt: on


@pytest.mark.parametrize(("answer", "days", "reason"), LASTING, ids=[row[2] for row in LASTING])
def test_an_answer_holds_a_finding_back_for_its_days(answer: RememberedAnswer, days: int, reason: str) -> None:
    held = find_hold(document(), Recollection(answers=[answer]), PERIODS, ANSWERED + timedelta(days=days) + JUST_BEFORE)
    assert held
    assert (held.reason, held.since, held.until) == (reason, ANSWERED, ANSWERED + timedelta(days=days))
    assert hold(days, answer) is None


URGENT = [
    {"precautions": [{"code": code}]}
    for code in ("advanced-phase", "neutropenia", "thrombocytopenia", "pregnancy", "resistant-mutation")
] + [{"reviewFacts": [{"code": code}]} for code in ("mutation", "pregnancy", "coded-phase", "counts-below-stop")]


@pytest.mark.parametrize("members", URGENT, ids=str)
def test_an_urgent_finding_is_held_back_at_most_seven_days(members: dict[str, Any]) -> None:
    chart = document("review", **members)
    assert hold(6.9, overridden("patient-contraindication"), chart=chart)
    assert hold(7, overridden("patient-contraindication"), chart=chart) is None


@pytest.mark.parametrize("members", URGENT, ids=str)
@pytest.mark.parametrize("action", ["confirm", "complete-data"])
def test_an_urgent_finding_is_never_held_back_because_it_was_shown(action: str, members: dict[str, Any]) -> None:
    assert hold(1, chart=document(action, **members), last_shown_at=ANSWERED) is None
    assert hold(1, chart=document(action), last_shown_at=ANSWERED)


def test_another_precaution_is_not_urgent() -> None:
    assert hold(89, overridden("patient-refuses"), chart=document(precautions=[{"code": "low-counts"}]))


@pytest.mark.parametrize("action", ["complete-data", "confirm"])
def test_a_card_that_asks_for_data_rests_fourteen_days_once_it_was_shown(action: str) -> None:
    held = hold(13.9, chart=document(action), last_shown_at=ANSWERED)
    assert (held.reason, held.until) == ("shown", ANSWERED + timedelta(days=14))
    assert hold(14, chart=document(action), last_shown_at=ANSWERED) is None


@pytest.mark.parametrize("action", ["escalate", "hold", "no-protocol-step", "review"])
def test_any_other_card_is_shown_again_until_it_is_answered(action: str) -> None:
    assert hold(1, chart=document(action), last_shown_at=ANSWERED) is None


def test_nothing_is_held_back_that_was_neither_answered_nor_shown() -> None:
    assert hold(0) is None


def test_the_longest_answer_counts_and_of_one_card_the_latest() -> None:
    refused, dismissed = overridden("patient-refuses"), overridden(None, card="2", at=ANSWERED + timedelta(days=1))
    assert hold(50, refused, dismissed).reason == "patient-refuses"
    assert hold(50, refused, overridden(None, at=ANSWERED + timedelta(days=1))) is None


# fmt: off
RESULTS = [
    ("69380-4", {"evidence": [{"what": "BCR::ABL1", "on": "2024-01-10"}]},              True),
    ("69380-4", {"evidence": [{"what": "BCR::ABL1", "on": "2024-01-09"}]},              False),
    ("69380-4", {"responses": {"molecular": {"on": "2024-01-12"}}},                     True),
    ("69380-4", {"evidence": [{"what": "platelets", "on": "2024-01-12"}]},              False),
    ("33893-9", {"responses": {"cytogenetic": {"on": "2024-01-12"}}},                   True),
    ("58410-2", {"evidence": [{"what": "platelets", "on": "2024-01-12"}]},              True),
    ("unknown", {"evidence": [{"what": "platelets", "on": "2024-01-12"}]},              False),
    ("69380-4", {},                                                                     False),
]
# fmt: on


@pytest.mark.parametrize(("test", "members", "ends"), RESULTS)
def test_accepted_tests_rest_until_a_result_of_one_of_them_arrives(
    test: str, members: dict[str, Any], ends: bool
) -> None:
    assert (hold(5, accepted("test", tests=(test,)), chart=document(**members)) is None) is ends


def test_every_reason_on_a_card_has_its_days() -> None:
    assert {reason.code for reason in OVERRIDE_REASONS} == {reason.code for reason in PERIODS.reason}


def test_a_site_replaces_what_its_own_file_has(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text("shown_days = 3", "utf-8")
    own = load_quiet_periods(file)
    assert (own.shown_days, own.reason) == (3, PERIODS.reason)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("urgent_days = 8", "urgent_days"),
        ("shown_day = 3", "shown_day: Extra"),
        ("shown_days = -1", "shown_days"),
        ("shown_days", "cannot be read as TOML"),
    ],
)
def test_a_faulty_file_is_named(tmp_path: Path, text: str, fault: str) -> None:
    (tmp_path / "own.toml").write_text(text, "utf-8")
    with pytest.raises(QuietPeriodsError, match=fault):
        load_quiet_periods(tmp_path / "own.toml")


BASE: dict[str, Any] = {
    "recommendation": {"action": "hold", "because": ["a", "b"]},
    "criteria": [{"id": "a", "status": "met"}, {"id": "b", "status": "met"}, {"id": "c", "status": "not-met"}],
    "precautions": [{"code": "low-counts", "blocks": True}, {"code": "interaction", "blocks": False}],
    "reviewFacts": [{"code": "mutation"}],
    "setAside": [{"what": "platelets", "doubt": "open"}, {"what": "FISH", "doubt": "none"}],
    "evidence": [
        {"reference": "Observation/1", "what": "platelets", "on": "2024-01-10", "value": 61},
        {"reference": "Observation/2", "what": "ABL1 mutation", "on": "2024-01-10", "reported": "T315I"},
    ],
}
CHANGES: list[tuple[dict[str, Any], bool]] = [
    ({"recommendation": {"action": "escalate", "because": ["a", "b"]}}, True),
    ({"recommendation": {"action": "hold", "because": ["a"]}}, True),
    ({"recommendation": {"action": "hold", "because": ["b", "a"]}}, False),
    ({"criteria": [{"id": "a", "status": "met"}, {"id": "b", "status": "possible"}]}, True),
    ({"criteria": [{"id": "a", "status": "met"}, {"id": "b", "status": "met"}, {"id": "c", "status": "met"}]}, False),
    ({"precautions": [{"code": "low-counts", "blocks": True}, {"code": "transplant", "blocks": True}]}, True),
    ({"precautions": [{"code": "low-counts", "blocks": True}]}, False),
    ({"reviewFacts": [{"code": "mutation"}, {"code": "molecular-failure"}]}, True),
    ({"setAside": [{"what": "karyotype", "doubt": "open"}]}, True),
    ({"setAside": [{"what": "platelets", "doubt": "pending"}]}, False),
    ({"evidence": [{"reference": "1", "what": "ABL1 mutation", "on": "2024-01-10", "reported": "E255K"}]}, True),
    ({"evidence": [{"reference": "9", "what": "ABL1 mutation", "on": "2024-02-10", "reported": "T315I"}]}, False),
]


def make_key(*parts: str) -> str:
    return repr(parts)


@pytest.mark.parametrize(("members", "differs"), CHANGES)
def test_a_finding_is_the_same_until_what_it_says_changes(members: dict[str, Any], differs: bool) -> None:
    keys = [add_keys(chart, make_key, "patient")["recommendation"]["findingKey"] for chart in (BASE, BASE | members)]
    assert (keys[0] != keys[1]) is differs


def test_another_patient_or_result_has_another_evidence_key() -> None:
    def key(chart: dict[str, Any], patient: str) -> tuple[str, str]:
        recommendation = add_keys(chart, make_key, patient)["recommendation"]
        return recommendation["findingKey"], recommendation["evidenceKey"]

    later = BASE | {"evidence": [{**item, "on": "2024-02-10"} for item in BASE["evidence"]]}
    assert key(BASE, "1")[0] == key(later, "1")[0] != key(BASE, "2")[0]
    assert key(BASE, "1")[1] != key(later, "1")[1]


def test_every_test_that_a_card_drafts_is_known_by_its_results() -> None:
    drafted = {row["code"] for row in load_table("drafts")["tests"].values() if isinstance(row, dict)}
    assert {test.code for test in PERIODS.test} == drafted
