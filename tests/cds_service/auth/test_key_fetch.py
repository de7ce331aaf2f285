"""Fetching a key set: from the listed URL alone, within time and size."""

from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest
import requests

from cds_service.auth import KeySetFetch, KeySetUnavailable, fetch_key_set
from cds_service.auth.key_fetch import BUDGET_S, LARGEST_SET, TOO_SLOW


class KeyServer(BaseHTTPRequestHandler):
    """Answers by the path that is asked for."""

    asked: list[str]

    released: Event

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path.startswith("/slow"):
            self._drip()
            return
        self.send_response({"/moved": 302, "/missing": 404}.get(self.path, 200))
        if self.path == "/moved":
            self.send_header("Location", "/keys")
        self.end_headers()
        self.wfile.write(
            b"x" * (LARGEST_SET + (self.path == "/too-large")) if "large" in self.path else b'{"keys": []}'
        )

    def _drip(self) -> None:
        """Send headers, or a body, byte by byte until the test ends."""
        if self.path == "/slow-body":
            self.send_response(200)
            self.end_headers()
        with suppress(ConnectionError):
            while not self.released.wait(0.1):
                self.wfile.write(b"a")

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    """The address of a server of keys on this machine."""
    KeyServer.asked, KeyServer.released = [], Event()
    with ThreadingHTTPServer(("127.0.0.1", 0), KeyServer) as listening:
        thread = Thread(target=listening.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}"
        KeyServer.released.set()
        listening.shutdown()
        thread.join()


@pytest.fixture
def session() -> Iterator[requests.Session]:
    """A session as the application factory builds it."""
    with requests.Session() as built:
        built.trust_env = False
        yield built


def test_the_text_at_the_url_is_returned(server: str, session: requests.Session) -> None:
    assert fetch_key_set(f"{server}/keys", session) == b'{"keys": []}'


def test_a_redirect_is_not_followed(server: str, session: requests.Session) -> None:
    with pytest.raises(KeySetUnavailable, match="status 302"):
        fetch_key_set(f"{server}/moved", session)
    assert KeyServer.asked == ["/moved"]


def test_another_status_is_reported(server: str, session: requests.Session) -> None:
    with pytest.raises(KeySetUnavailable, match="status 404"):
        fetch_key_set(f"{server}/missing", session)


def test_a_set_of_the_largest_size_is_read_and_a_larger_one_is_not(server: str, session: requests.Session) -> None:
    assert len(fetch_key_set(f"{server}/large", session)) == LARGEST_SET
    with pytest.raises(KeySetUnavailable, match="larger than 256 KiB"):
        fetch_key_set(f"{server}/too-large", session)


def test_a_set_that_takes_too_long_is_given_up(server: str, session: requests.Session) -> None:
    seconds = iter([0.0, BUDGET_S + 0.1])
    with pytest.raises(KeySetUnavailable, match="longer than 2 s"):
        fetch_key_set(f"{server}/keys", session, lambda: next(seconds))


@pytest.mark.parametrize("part", ["headers", "body"])
def test_a_server_that_sends_byte_by_byte_is_given_up_and_not_asked_again_meanwhile(
    server: str, session: requests.Session, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cds_service.auth.key_fetch.BUDGET_S", 0.3)
    fetch = KeySetFetch(f"{server}/slow-{part}", session)
    with pytest.raises(KeySetUnavailable, match=TOO_SLOW):
        fetch()
    if part == "headers":
        with pytest.raises(KeySetUnavailable, match="still answering"):
            fetch()
        assert KeyServer.asked == ["/slow-headers"]


def test_a_set_is_fetched_as_often_as_it_is_asked_for(server: str, session: requests.Session) -> None:
    fetch = KeySetFetch(f"{server}/keys", session)
    assert [fetch(), fetch()] == [b'{"keys": []}'] * 2
    with pytest.raises(KeySetUnavailable, match="status 404"):
        KeySetFetch(f"{server}/missing", session)()


def test_a_server_that_is_not_there_is_reported(session: requests.Session) -> None:
    with pytest.raises(KeySetUnavailable, match="cannot be read"):
        fetch_key_set("http://127.0.0.1:1/keys", session)
