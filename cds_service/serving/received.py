"""When a request was received, and from whom: by the server, or before that by a proxy that the site trusts."""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from ipaddress import IPv4Network, IPv6Network, ip_address

Network = IPv4Network | IPv6Network

MAX_WAIT_S = 60
"""Seconds that a proxy may say a request has waited; a clock that is further off is not believed."""
HEADER = b"x-request-start"
FORWARDED_FOR = b"x-forwarded-for"

# Proxies write Unix time in seconds, milliseconds or microseconds, some with "t=" before it.
_STATED = re.compile(rb"(?:t=)?(\d{10})(\d{0,6})(?:\.(\d{1,6})\d*)?", re.ASCII)


def find_wait(headers: Iterable[tuple[bytes, bytes]], peer: str, trusted: Iterable[Network], now: float) -> float:
    """Return the seconds that a request has waited in a trusted proxy; 0 if that is unknown.

    ``peer`` is the address of who connected, ``now`` Unix time in seconds.
    """
    stated = next((value for name, value in headers if name == HEADER), None)
    if stated is None or not _is_trusted(peer, trusted):
        return 0.0
    found = _STATED.fullmatch(stated.strip())
    if found is None:
        return 0.0
    # Milliseconds and microseconds continue the ten digits of today's seconds.
    seconds, digits, fraction = found.groups()
    started = float(b"%s.%s%s" % (seconds, digits, fraction or b"0"))
    waited = now - started
    return waited if 0 < waited <= MAX_WAIT_S else 0.0


def find_caller(headers: Iterable[tuple[bytes, bytes]], peer: str, trusted: Sequence[Network]) -> str:
    """Return the address that a request comes from: the last one that a trusted proxy states and that is no such proxy.

    ``peer`` is the address of who connected; it is the answer where nobody says otherwise.
    """
    stated = b",".join(value for name, value in headers if name == FORWARDED_FOR).decode("latin-1")
    caller = peer
    for hop in reversed(stated.split(",")):
        address = _parse_address(hop.strip())
        if not _is_trusted(caller, trusted) or not address:
            break
        caller = address
    return caller


def _parse_address(hop: str) -> str:
    """Return the address of a hop, which some proxies write with a port; empty if it has none."""
    for text in (hop, hop.rpartition(":")[0].strip("[]")):
        with suppress(ValueError):
            return str(ip_address(text))
    return ""


def _is_trusted(peer: str, trusted: Iterable[Network]) -> bool:
    try:
        address = ip_address(peer)
    except ValueError:  # a Unix socket has no address
        return False
    return any(address in network for network in trusted)
