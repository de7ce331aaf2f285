"""When a call counts as received, if a proxy says since when it has waited."""

from ipaddress import ip_network

import pytest

from cds_service.serving.received import MAX_WAIT_S, find_caller, find_wait

NOW = 1_750_000_000.0
PROXY = "10.0.0.7"
TRUSTED = (ip_network("10.0.0.0/8"), ip_network("::1/128"))


@pytest.mark.parametrize(
    ("stated", "seconds"),
    [
        (b"1749999998", 2.0),  # seconds
        (b"t=1749999998.250", 1.75),  # as nginx writes it
        (b"1749999998250", 1.75),  # milliseconds
        (b"t=1749999998250000", 1.75),  # microseconds
        (b" 1749999998 ", 2.0),
        (b"1749999940", MAX_WAIT_S),
        (b"1749999939", 0.0),  # longer ago than is believed
        (b"1750000001", 0.0),  # in the future
        (b"yesterday", 0.0),
        (b"t=", 0.0),
        (b"17499999981234567890", 0.0),
        (b"", 0.0),
    ],
)
def test_a_trusted_proxy_says_since_when_a_call_has_waited(stated: bytes, seconds: float) -> None:
    assert find_wait([(b"x-request-start", stated)], PROXY, TRUSTED, NOW) == pytest.approx(seconds)


@pytest.mark.parametrize("peer", ["192.0.2.1", "11.0.0.7", "", "localhost"])
def test_nobody_else_is_believed(peer: str) -> None:
    assert find_wait([(b"x-request-start", b"1749999998")], peer, TRUSTED, NOW) == 0


@pytest.mark.parametrize(
    ("stated", "caller"),
    [
        (b"192.0.2.1", "192.0.2.1"),
        (b"203.0.113.9, 192.0.2.1", "192.0.2.1"),  # what a caller writes itself stands first
        (b"192.0.2.1, 10.0.0.8", "192.0.2.1"),  # two proxies in a row
        (b"192.0.2.1:4711", "192.0.2.1"),
        (b"2001:db8::1", "2001:db8::1"),
        (b"[2001:db8::1]:4711", "2001:db8::1"),
        (b"unknown", PROXY),
        (b"192.0.2.1, unknown", PROXY),
        (b"10.0.0.8", "10.0.0.8"),
        (b"", PROXY),
    ],
)
def test_a_trusted_proxy_says_from_whom_a_call_comes(stated: bytes, caller: str) -> None:
    assert find_caller([(b"x-forwarded-for", stated)], PROXY, TRUSTED) == caller


def test_nobody_else_says_from_whom_a_call_comes() -> None:
    assert find_caller([(b"x-forwarded-for", b"192.0.2.1")], "192.0.2.7", TRUSTED) == "192.0.2.7"
    assert find_caller([], PROXY, TRUSTED) == PROXY
    assert find_caller([(b"x-forwarded-for", b"192.0.2.1")], "", TRUSTED) == ""


def test_a_call_without_the_header_has_not_waited() -> None:
    assert find_wait([(b"x-other", b"1749999998")], PROXY, TRUSTED, NOW) == 0
