"""Fetching a client's key set from its URL, within a budget of time and size, and from nowhere else."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread

import requests
from urllib3.exceptions import HTTPError

from cds_service.auth.key_sets import KeySetUnavailable

BUDGET_S = 2.0
LARGEST_SET = 256 * 1024
"""Bytes. A set of a hundred keys has about 60 KiB."""
CHUNK = 8192
TOO_SLOW = f"it took longer than {BUDGET_S:g} s"


class KeySetFetch:
    """Fetches the key set of one URL: within the budget, and one fetch at a time."""

    def __init__(self, url: str, session: requests.Session) -> None:
        self._url = url
        self._session = session
        self._under_way: Future[bytes] | None = None

    def __call__(self) -> bytes:
        """Return the text at the URL. Raises KeySetUnavailable."""
        if self._under_way is not None and not self._under_way.done():
            raise KeySetUnavailable("its URL is still answering the request before")
        # In a thread that can be abandoned: a server that sends its headers byte by byte outlasts every timeout.
        self._under_way = Future()
        Thread(target=self._fetch, args=(self._under_way,), daemon=True).start()
        try:
            return self._under_way.result(BUDGET_S)
        except TimeoutError:
            raise KeySetUnavailable(TOO_SLOW) from None

    def _fetch(self, result: Future[bytes]) -> None:
        try:
            result.set_result(fetch_key_set(self._url, self._session))
        except Exception as fault:
            result.set_exception(fault)


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
    except (requests.RequestException, HTTPError) as fault:
        raise KeySetUnavailable(f"its URL cannot be read ({type(fault).__name__})") from None


def _read(reply: requests.Response, ends: float, monotonic: Callable[[], float]) -> bytes:
    text = bytearray()
    # Piece by piece, as they arrive: the timeout of requests applies to each read, and a trickle outlasts it.
    while chunk := reply.raw.read1(CHUNK, decode_content=True):
        text += chunk
        if len(text) > LARGEST_SET:
            raise KeySetUnavailable(f"it is larger than {LARGEST_SET // 1024} KiB")
        if monotonic() > ends:
            raise KeySetUnavailable(TOO_SLOW)
    return bytes(text)
