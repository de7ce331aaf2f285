"""The address that a token is meant for (``aud``), compared as CDS Hooks clients write it.

Clients differ in the case of the host, in default ports and in a slash at the end; none of these names another address.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}


def normalize_address(address: str) -> str:
    """Return the address as it is compared; empty for anything but an absolute http(s) URL without user and query."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return ""
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower()
    if scheme not in DEFAULT_PORTS or not host or parts.username or parts.query or parts.fragment:
        return ""
    shown_port = "" if port in (None, DEFAULT_PORTS[scheme]) else f":{port}"
    return f"{scheme}://{host}{shown_port}{parts.path.rstrip('/')}"


def endpoint_address(public_url: str, path: str) -> str:
    """Return the public address of a path of this service, normalized."""
    return normalize_address(f"{public_url.rstrip('/')}{path}")


def accepted_audiences(public_urls: Iterable[str], path: str, extra: Iterable[str]) -> frozenset[str]:
    """Return every ``aud`` that is accepted for a call of ``path``.

    Behind a proxy the configured public addresses alone count, never a Host or X-Forwarded header: those are the
    caller's own words. For feedback the address of the service itself is accepted too, since clients differ.
    """
    paths = (path, path.rstrip("/").removesuffix("/feedback"))
    own = (endpoint_address(url, own_path) for url in public_urls for own_path in paths)
    return frozenset(filter(None, (*own, *map(normalize_address, extra))))


def names_audience(claim: object, accepted: frozenset[str]) -> bool:
    """Whether an ``aud`` claim, one text or a list of texts, names an accepted address."""
    named = claim if isinstance(claim, list) else [claim]
    return any(isinstance(address, str) and normalize_address(address) in accepted for address in named)
