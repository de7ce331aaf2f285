"""What attackers send to a production service: refused for the right cause, and all alike to the one who asks."""

from collections.abc import Iterator

import pytest

from cds_service.auth import Cause
from tests.cds_service.attacks.attack_list import ATTACKS
from tests.cds_service.attacks.target import Target, run_target
from tests.cds_service.auth.tokens import elliptic_key

FLOOD = 30


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """A production service for all tests."""
    with run_target(tmp_path_factory.mktemp("attacked")) as target:
        yield target


def test_every_attack_is_refused_alike_for_its_own_cause_and_contacts_nobody(target: Target) -> None:
    logged_before = len(target.service.read_log("authentication-failed"))
    responses = {attack.name: target.attack(attack) for attack in ATTACKS}
    failures = target.service.read_log("authentication-failed")[logged_before:]
    causes = {attack.name: failure["cause"] for attack, failure in zip(ATTACKS, failures, strict=True)}
    assert len(responses) == len(ATTACKS) == 61
    assert causes == {attack.name: attack.cause.value for attack in ATTACKS}
    assert {name: response for name, response in responses.items() if response.status != 401} == {}
    [refusal] = set(responses.values())
    assert refusal.get_header("www-authenticate") == "Bearer"
    assert refusal.json["issue"][0]["code"] == "login"
    assert b"hookInstance" not in refusal.body
    assert not target.was_trapped()


def test_a_good_token_is_accepted_amid_the_attacks(target: Target) -> None:
    assert target.send({"Authorization": f"Bearer {target.forger.write()}"}).status == 400


def test_every_cause_of_a_refusal_is_in_the_list_of_attacks() -> None:
    assert {attack.cause for attack in ATTACKS} == set(Cause) - {Cause.KEYS_UNAVAILABLE}


def test_a_flood_of_unknown_kids_is_no_flood_of_fetches(target: Target) -> None:
    unknown = elliptic_key("unknown")
    tokens = [target.forger.write(unknown, header={"kid": f"flood-{number}"}) for number in range(FLOOD)]
    responses = {target.send({"Authorization": f"Bearer {token}"}) for token in tokens}
    assert [response.status for response in responses] == [401]
    # Once at first use, and at most once a minute from then on.
    assert 1 <= len(target.keys.asked) <= 3


def test_no_log_line_repeats_a_token(target: Target) -> None:
    token = target.forger.write(tenant="hospital-2")
    target.send({"Authorization": f"Bearer {token}"})
    written = target.service.log.read_text("utf-8")
    assert Cause.TENANT.value in written
    assert not [part for part in token.split(".") if part[:20] in written]


@pytest.mark.parametrize("size", [33 * 1024, 40 * 1024])
def test_headers_above_32_kib_are_refused_as_json(target: Target, size: int) -> None:
    refusal = target.send({"Authorization": f"Bearer {'A' * size}"})
    assert (refusal.status, refusal.json["resourceType"]) == (431, "OperationOutcome")
    assert refusal.get_header("content-type") == "application/json"
