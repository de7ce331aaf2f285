"""A client's keys: which are usable, when they are fetched anew, and how long they outlive their URL."""

import json
from typing import Any

import pytest

from cds_service.auth import KeyRing, KeySetUnavailable, parse_key_set
from cds_service.auth.key_sets import REFETCH_S, REFRESH_S, STALE_S
from tests.cds_service.auth.tokens import SigningKey, elliptic_key, key_set, rsa_key


class Source:
    """A URL of keys that changes and fails as a test wants, with a clock."""

    def __init__(self, *keys: SigningKey) -> None:
        self.text: bytes | None = key_set(*keys)
        self.fetches = 0
        self.now = 1000.0
        self.reported: list[str] = []

    def load(self) -> bytes:
        self.fetches += 1
        if self.text is None:
            raise KeySetUnavailable("its URL cannot be read")
        return self.text

    def ring(self, *, renews: bool = True) -> KeyRing:
        return KeyRing(self.load, lambda: self.now, self.reported.extend, renews=renews)


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b'{"keys": 1}', b"[" * 100_000, b"\xff"])
def test_what_is_no_key_set_is_reported_as_none(text: bytes) -> None:
    with pytest.raises(KeySetUnavailable):
        parse_key_set(text)


UNUSABLE = [
    ({"kid": None}, "a key has no kid"),
    ({"kty": "oct", "k": "c2VjcmV0"}, "is neither RSA nor EC"),
    ({"use": "enc"}, "is not for signing with ES384"),
    ({"alg": "ES256"}, "is not for signing with ES384"),
    ({"x": "AA"}, "cannot be read"),
    ({"crv": "P-256"}, "cannot be read"),
]


@pytest.mark.parametrize(("changed", "fault"), UNUSABLE)
def test_a_key_that_cannot_be_used_is_left_out_and_reported(changed: dict[str, Any], fault: str) -> None:
    broken = {**elliptic_key("broken").public_jwk, **changed}
    found = parse_key_set(json.dumps({"keys": [broken, elliptic_key("good").public_jwk]}).encode())
    assert list(found.keys) == ["good"]
    assert fault in found.faults[0]


def test_a_short_key_is_reported_as_short() -> None:
    found = parse_key_set(key_set(rsa_key("short", 1024), rsa_key("long", 2048)))
    assert list(found.keys) == ["long"]
    assert found.faults == ("the key 'short' is shorter than 2048 bits",)


def test_a_kid_that_is_given_twice_belongs_to_no_key() -> None:
    twin = SigningKey(elliptic_key("other").private, "ES384", "key-1")
    found = parse_key_set(key_set(elliptic_key("key-1"), twin))
    assert not found.keys
    assert found.faults == ("the kid 'key-1' is not unique",)


def test_keys_are_fetched_once_for_many_calls() -> None:
    source = Source(elliptic_key())
    ring = source.ring()
    assert all(ring.key("key-1") for _ in range(5))
    assert source.fetches == 1


def test_an_unknown_kid_fetches_at_most_once_a_minute() -> None:
    source = Source(elliptic_key())
    ring = source.ring()
    ring.key("key-1")
    source.now += REFETCH_S - 1
    assert ring.key("new") is None
    assert source.fetches == 1
    source.now += 1
    source.text = key_set(elliptic_key("new"))
    assert ring.key("new")
    assert [ring.key(f"flood-{number}") for number in range(20)] == [None] * 20
    assert source.fetches == 2


def test_a_set_is_renewed_after_an_hour_so_that_a_withdrawn_key_does_not_live_on() -> None:
    source = Source(elliptic_key())
    ring = source.ring()
    assert ring.key("key-1")
    source.text = key_set(elliptic_key("new"))
    source.now += REFRESH_S - 1
    assert ring.key("key-1")
    source.now += 1
    assert ring.key("key-1") is None


def test_keys_outlive_an_outage_of_their_url_by_a_day() -> None:
    source = Source(elliptic_key())
    ring = source.ring()
    assert ring.key("key-1")
    source.text = None
    source.now += STALE_S
    assert ring.key("key-1")
    source.now += 1
    with pytest.raises(KeySetUnavailable):
        ring.key("key-1")


def test_a_url_that_was_never_up_is_tried_once_a_minute() -> None:
    source = Source()
    source.text = None
    ring = source.ring()
    for _ in range(3):
        with pytest.raises(KeySetUnavailable):
            ring.key("key-1")
    assert source.fetches == 1
    source.now += REFETCH_S
    source.text = key_set(elliptic_key())
    assert ring.key("key-1")


def test_a_file_is_read_once_and_its_fault_is_reported() -> None:
    source = Source(elliptic_key())
    ring = source.ring(renews=False)
    source.now += 10 * STALE_S
    assert ring.key("key-1")
    assert ring.key("unknown") is None
    assert (source.fetches, ring.faults) == (1, ())
    broken = Source()
    broken.text = b"{}"
    with pytest.raises(KeySetUnavailable, match="not a JSON Web Key Set"):
        _ = broken.ring(renews=False).faults


def test_keys_that_cannot_be_used_are_reported_when_they_are_loaded() -> None:
    source = Source(elliptic_key(), rsa_key("short", 1024))
    ring = source.ring()
    assert ring.key("key-1")
    assert source.reported == ["the key 'short' is shorter than 2048 bits"]
    assert ring.key_ids == ("key-1",)
