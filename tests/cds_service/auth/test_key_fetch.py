"""Fetching a key set: from the listed URL alone, within time and size."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
import requests

from cds_service.auth import KeySetUnavailable, fetch_key_set
from cds_service.auth.key_fetch import BUDGET_S, LARGEST_SET


class KeyServer(BaseHTTPRequestHandler):
    """Answers by the path that is asked for."""

    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response({"/moved": 302, "/missing": 404}.get(self.path, 200))
        if self.path == "/moved":
            self.send_header("Location", "/keys")
        self.end_headers()
        self.wfile.write(
            b"x" * (LARGEST_SET + (self.path == "/too-large")) if "large" in self.path else b'{"keys": []}'
        )

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    """The address of a server of keys on this machine."""
    KeyServer.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), KeyServer) as listening:
        thread = Thread(target=listening.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}"
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


def test_a_server_that_is_not_there_is_reported(session: requests.Session) -> None:
    with pytest.raises(KeySetUnavailable, match="cannot be read"):
        fetch_key_set("http://127.0.0.1:1/keys", session)
