"""Fetching a client's key set from its URL, within a budget of time and size, and from nowhere else."""

import time
from collections.abc import Callable

import requests

from cds_service.auth.key_sets import KeySetUnavailable

BUDGET_S = 2.0
LARGEST_SET = 256 * 1024
"""Bytes. A set of a hundred keys has about 60 KiB."""
CHUNK = 8192


def fetch_key_set(url: str, session: requests.Session, monotonic: Callable[[], float] = time.monotonic) -> bytes:
    """Return the text at the URL. Raises KeySetUnavailable.

    A redirect is not followed: it would lead to a place that nobody has listed. The session must not read proxies or
    passwords from the environment (``trust_env`` False).
    """
    ends = monotonic() + BUDGET_S
    try:
        with session.get(url, timeout=BUDGET_S, allow_redirects=False, stream=True) as reply:
            if reply.status_code != requests.codes.ok:
                raise KeySetUnavailable(f"its URL answers with status {reply.status_code}")
            return _read(reply, ends, monotonic)
    except requests.RequestException as fault:
        raise KeySetUnavailable(f"its URL cannot be read ({type(fault).__name__})") from None


def _read(reply: requests.Response, ends: float, monotonic: Callable[[], float]) -> bytes:
    text = bytearray()
    for chunk in reply.iter_content(CHUNK):
        text += chunk
        if len(text) > LARGEST_SET:
            raise KeySetUnavailable(f"it is larger than {LARGEST_SET // 1024} KiB")
        if monotonic() > ends:
            raise KeySetUnavailable(f"it took longer than {BUDGET_S:g} s")
    return bytes(text)
