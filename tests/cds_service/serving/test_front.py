"""The front: what waits in the event loop, what is refused there, and what Flask learns of it."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from ipaddress import ip_network
from pathlib import Path
from threading import Event
from typing import Any

import pytest
import time_machine
from flask import Flask, request

from cds_service import decimal_json
from cds_service.app import create_app
from cds_service.hooks.server_environ import IS_SATURATED, RECEIVED
from cds_service.serving.front import (
    MAX_BODIES,
    MAX_HEADER_BYTES,
    MAX_WAITING_PER_THREAD,
    OTHER_BODY_BYTES,
    Front,
    ServingLimits,
)
from cds_service.settings import Profile, Settings
from tests.cds_service.auth.tokens import Token, claims
from tests.cds_service.calls import SERVICE, hook_call
from tests.cds_service.production import build_settings, write_clients

JSON = (b"content-type", b"application/json")
LIMITS = ServingLimits(threads=2, time_budget_s=5, max_body_bytes=100_000)
HASTY = ServingLimits(threads=1, time_budget_s=0.05, max_body_bytes=100_000, stuck_s=0.05)


class Client:
    """One request to the front, and its response."""

    def __init__(self, path: str, method: str, headers: Sequence[tuple[bytes, bytes]], peer: str = "127.0.0.1") -> None:
        self.scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "query_string": b"",
            "headers": list(headers),
            "server": ("127.0.0.1", 8000),
            "client": (peer, 5000),
        }
        self.messages: asyncio.Queue[Mapping[str, Any]] = asyncio.Queue()
        self.asked_for_body = False
        self.asked_for_body_before_answer = False
        self.status = 0
        self.headers: dict[bytes, bytes] = {}
        self.body = b""

    def send_piece(self, body: bytes, *, more: bool = True) -> None:
        self.messages.put_nowait({"type": "http.request", "body": body, "more_body": more})

    async def receive(self) -> Mapping[str, Any]:
        self.asked_for_body = True
        return await self.messages.get()

    async def send(self, message: Mapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])
            self.asked_for_body_before_answer = self.asked_for_body
        else:
            self.body += message["body"]
            self.messages.put_nowait({"type": "http.disconnect"})

    @property
    def issue(self) -> Mapping[str, Any]:
        return dict(decimal_json.read(self.body)["issue"][0])


def post(body: bytes = b"{}", path: str = SERVICE, headers: Sequence[tuple[bytes, bytes]] = ()) -> Client:
    client = Client(path, "POST", [JSON, (b"content-length", b"%d" % len(body)), *headers])
    client.send_piece(body, more=False)
    return client


def get(path: str) -> Client:
    client = Client(path, "GET", [])
    client.send_piece(b"", more=False)
    return client


async def answer(front: Front, *clients: Client) -> None:
    await asyncio.gather(*(front(client.scope, client.receive, client.send) for client in clients))


async def let_others_run() -> None:
    """Give every other task of the event loop a turn."""
    turn = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(turn.set_result, None)
    await turn


def create_front(limits: ServingLimits = LIMITS, **settings: Any) -> Front:
    return Front(create_app(Settings(profile=Profile.DEVELOPMENT, **settings)), limits, authenticates=False)


class SlowService:
    """A front before an application whose hook waits until it is released."""

    def __init__(self, limits: ServingLimits) -> None:
        self.released, self.started = Event(), Event()
        app = create_app(Settings(profile=Profile.DEVELOPMENT))
        app.before_request(self._wait)
        self.front = Front(app, limits, authenticates=False)

    def _wait(self) -> None:
        if request.path == SERVICE:
            self.started.set()
            self.released.wait()


def test_a_call_is_answered_as_by_flask_alone() -> None:
    body = decimal_json.write(hook_call()).encode()
    client = post(body)
    asyncio.run(answer(create_front(), client))
    assert client.status == HTTPStatus.OK
    assert decimal_json.read(client.body)["cards"] == []
    assert client.headers[b"cache-control"] == b"no-store"


def test_a_body_may_arrive_in_pieces_of_unknown_number() -> None:
    body = decimal_json.write(hook_call()).encode()
    client = Client(SERVICE, "POST", [JSON, (b"transfer-encoding", b"chunked")])
    for start in range(0, len(body), 100):
        client.send_piece(body[start : start + 100])
    client.send_piece(b"", more=False)
    asyncio.run(answer(create_front(), client))
    assert client.status == HTTPStatus.OK


@pytest.mark.parametrize(
    "headers",
    [
        [(b"content-length", b"100001")],
        [(b"transfer-encoding", b"chunked")],
    ],
)
def test_a_body_that_is_too_large_is_refused_and_not_read_on(headers: list[tuple[bytes, bytes]]) -> None:
    client = Client(SERVICE, "POST", [JSON, *headers])
    client.send_piece(b" " * 100_001)
    asyncio.run(answer(create_front(), client))
    assert (client.status, client.issue["code"]) == (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-long")


@pytest.mark.parametrize(("size", "status"), [(MAX_HEADER_BYTES - 200, 200), (MAX_HEADER_BYTES, 431)])
def test_all_headers_together_have_a_limit(size: int, status: int) -> None:
    client = post(decimal_json.write(hook_call()).encode(), headers=[(b"x-large", b"a" * size)])
    asyncio.run(answer(create_front(), client))
    assert client.status == status


def test_a_header_with_underscores_does_not_pass_for_another() -> None:
    app = Flask("echo")
    app.add_url_rule("/", view_func=lambda: dict(request.headers))
    client = Client("/", "GET", [(b"x_request_id", b"false"), (b"x-request-id", b"true"), (b"accept", b"a")])
    client.scope["headers"].append((b"accept", b"b"))
    client.send_piece(b"", more=False)
    asyncio.run(answer(Front(app, LIMITS, authenticates=False), client))
    headers = decimal_json.read(client.body)
    assert (headers["X-Request-Id"], headers["Accept"]) == ("true", "a,b")


def test_bodies_that_are_held_together_have_a_limit() -> None:
    async def scenario() -> tuple[Client, Client]:
        front, large = create_front(), b" " * LIMITS.max_body_bytes
        slow = [Client(SERVICE, "POST", [JSON]) for _ in range(MAX_BODIES)]
        for client in slow:
            client.send_piece(large)
        tasks = [asyncio.create_task(answer(front, client)) for client in slow]
        while not all(client.asked_for_body and client.messages.empty() for client in slow):
            await let_others_run()
        refused, later = post(b"{}"), post(b"{}")
        await answer(front, refused)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await answer(front, later)
        return refused, later

    refused, later = asyncio.run(scenario())
    assert refused.status == HTTPStatus.SERVICE_UNAVAILABLE
    assert later.status == HTTPStatus.BAD_REQUEST


def test_a_body_that_comes_too_slowly_is_answered_when_the_budget_ends() -> None:
    client = Client(SERVICE, "POST", [JSON, (b"content-length", b"1000")])
    client.send_piece(b"{")
    asyncio.run(answer(create_front(HASTY), client))
    assert (client.status, client.headers[b"retry-after"]) == (HTTPStatus.SERVICE_UNAVAILABLE, b"1")
    assert client.issue["code"] == "timeout"


def test_after_the_end_of_a_body_nothing_more_is_waited_for() -> None:
    """Otherwise a client without keep-alive would wait until it is tired of it."""
    client = get("/health/live")
    client.messages.put_nowait({"type": "never asked for"})
    asyncio.run(answer(create_front(), client))
    assert (client.status, client.messages.get_nowait()["type"]) == (HTTPStatus.OK, "never asked for")


def test_a_client_that_leaves_gets_no_answer() -> None:
    client = Client(SERVICE, "POST", [JSON, (b"content-length", b"1000")])
    client.messages.put_nowait({"type": "http.disconnect"})
    asyncio.run(answer(create_front(), client))
    assert client.status == 0


def test_health_is_answered_while_every_hook_thread_is_taken() -> None:
    service = SlowService(LIMITS)

    async def scenario() -> tuple[Client, list[Client]]:
        calls = [post() for _ in range(LIMITS.threads + 1)]
        tasks = [asyncio.create_task(answer(service.front, call)) for call in calls]
        health = get("/health/ready")
        await asyncio.to_thread(service.started.wait)
        await answer(service.front, health)
        service.released.set()
        await asyncio.gather(*tasks)
        return health, calls

    health, calls = asyncio.run(scenario())
    assert (health.status, decimal_json.read(health.body)) == (HTTPStatus.OK, {"status": "ready"})
    assert {call.status for call in calls} == {HTTPStatus.BAD_REQUEST}


def test_a_call_that_finds_no_thread_within_its_budget_is_answered_with_503() -> None:
    service = SlowService(HASTY)

    async def scenario() -> Client:
        first, second = post(), post()
        running = asyncio.create_task(answer(service.front, first))
        await asyncio.to_thread(service.started.wait)
        await answer(service.front, second)
        service.released.set()
        await running
        return second

    refused = asyncio.run(scenario())
    assert (refused.status, refused.headers[b"retry-after"]) == (HTTPStatus.SERVICE_UNAVAILABLE, b"1")


def test_a_call_beyond_those_that_may_wait_is_refused_unread_and_the_service_is_not_ready() -> None:
    service = SlowService(LIMITS)

    async def scenario() -> tuple[Client, Client]:
        calls = [post() for _ in range(LIMITS.threads * (1 + MAX_WAITING_PER_THREAD))]
        tasks = [asyncio.create_task(answer(service.front, call)) for call in calls]
        while not service.front.is_saturated:
            await let_others_run()
        refused, ready = post(), get("/health/ready")
        await answer(service.front, refused, ready)
        service.released.set()
        await asyncio.gather(*tasks)
        return refused, ready

    refused, ready = asyncio.run(scenario())
    assert (refused.status, refused.asked_for_body_before_answer) == (HTTPStatus.SERVICE_UNAVAILABLE, False)
    assert (ready.status, decimal_json.read(ready.body)) == (HTTPStatus.SERVICE_UNAVAILABLE, {"status": "saturated"})
    assert not service.front.is_saturated


def test_a_stuck_call_is_answered_and_reported() -> None:
    service, reports = SlowService(HASTY), []
    service.front.report_stuck = lambda: reports.append("stuck")

    async def scenario() -> Client:
        client = post()
        await answer(service.front, client)
        service.released.set()
        return client

    assert asyncio.run(scenario()).status == HTTPStatus.SERVICE_UNAVAILABLE
    assert reports == ["stuck"]


def create_production_front(folder: Path) -> Front:
    write_clients(folder)
    return Front(create_app(build_settings(folder)), LIMITS, authenticates=True)


def test_a_call_without_a_token_is_refused_before_its_body_is_read(tmp_path: Path) -> None:
    client = post()
    asyncio.run(answer(create_production_front(tmp_path), client))
    assert (client.status, client.asked_for_body_before_answer) == (HTTPStatus.UNAUTHORIZED, False)
    assert client.headers[b"www-authenticate"] == b"Bearer"


@pytest.mark.parametrize(("size", "status"), [(OTHER_BODY_BYTES, 404), (OTHER_BODY_BYTES + 1, 413)])
def test_in_production_a_body_that_nobody_signed_is_small(tmp_path: Path, size: int, status: int) -> None:
    client = post(b" " * size, path="/anything")
    asyncio.run(answer(create_production_front(tmp_path), client))
    assert client.status == status


def test_bodies_that_nobody_signed_take_no_memory_from_signed_calls(tmp_path: Path) -> None:
    issued = int(time.time())

    async def scenario() -> Client:
        front = create_production_front(tmp_path)
        strangers = [Client("/anything", "POST", [JSON]) for _ in range(2 * MAX_BODIES)]
        for client in strangers:
            client.send_piece(b" " * OTHER_BODY_BYTES)
        tasks = [asyncio.create_task(answer(front, client)) for client in strangers]
        while not all(client.asked_for_body and client.messages.empty() for client in strangers[:MAX_BODIES]):
            await let_others_run()
        token = str(Token(claims(iat=issued, exp=issued + 60))).encode()
        signed = post(b" " * 50_000, headers=[(b"authorization", b"Bearer " + token)])
        await answer(front, signed)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return signed

    assert asyncio.run(scenario()).status == HTTPStatus.BAD_REQUEST


def test_the_failures_of_callers_behind_a_proxy_are_counted_apart(tmp_path: Path) -> None:
    limits = replace(LIMITS, trusted_proxies=[ip_network("10.0.0.0/8")])
    write_clients(tmp_path)
    front = Front(create_app(build_settings(tmp_path)), limits, authenticates=True)

    def call(caller: bytes) -> Client:
        client = Client(SERVICE, "POST", [JSON, (b"x-forwarded-for", caller)], "10.0.0.1")
        client.send_piece(b"{}", more=False)
        asyncio.run(answer(front, client))
        return client

    with time_machine.travel(time.time(), tick=False):
        assert [call(b"192.0.2.1").status for _ in range(11)] == [401] * 10 + [429]
        assert call(b"192.0.2.2").status == 401


def test_the_failures_of_one_ipv6_network_are_counted_together(tmp_path: Path) -> None:
    app = create_app(build_settings(write_clients(tmp_path).parent))
    with time_machine.travel(time.time(), tick=False):
        statuses = [
            app.test_client().post(SERVICE, environ_base={"REMOTE_ADDR": f"2001:db8::{number}"}).status_code
            for number in range(1, 12)
        ]
    assert statuses == [401] * 10 + [429]


def test_a_call_that_is_not_authentic_is_answered_at_a_fixed_time_and_others_are_not_delayed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []

    async def wait(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr("cds_service.serving.front.asyncio.sleep", wait)
    monkeypatch.setattr("cds_service.serving.front.REFUSAL_S", 60)
    front = create_production_front(tmp_path)
    issued = int(time.time())
    token = str(Token(claims(iat=issued, exp=issued + 60))).encode()
    signed, forged = ([(b"authorization", b"Bearer " + text)] for text in (token, token[:-9] + b"AAAAAAAAA"))
    clients = [post(headers=headers) for headers in ([], forged, signed)]
    for client in clients:
        asyncio.run(answer(front, client))
    assert [client.status for client in clients] == [401, 401, 400]
    assert len(waits) == 2
    assert all(0 < seconds < 60 for seconds in waits)


def test_the_budget_counts_from_when_a_trusted_proxy_received_the_call() -> None:
    environs: list[dict[str, Any]] = []
    app = Flask("echo")

    @app.get("/")
    def keep() -> str:
        environs.append(request.environ)
        return ""

    limits = ServingLimits(threads=1, time_budget_s=5, max_body_bytes=1, trusted_proxies=[ip_network("10.0.0.0/8")])
    front = Front(app, limits, authenticates=False)

    async def scenario() -> None:
        for peer in ("10.0.0.1", "192.0.2.1"):
            client = Client("/", "GET", [(b"x-request-start", b"%d" % (time.time() - 30))], peer)
            client.send_piece(b"", more=False)
            await answer(front, client)

    asyncio.run(scenario())
    proxied, direct = environs
    assert direct[RECEIVED] - proxied[RECEIVED] > 29
    assert not direct[IS_SATURATED]


def test_other_protocols_are_refused() -> None:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {}

    asyncio.run(create_front()({"type": "websocket"}, receive, send))
    assert sent == [{"type": "websocket.close"}]
