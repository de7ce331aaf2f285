"""The service as a process under gunicorn."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from http import HTTPStatus
from http.client import HTTPResponse
from pathlib import Path
from typing import Any

import pytest
import requests
import time_machine

from cds_service.server import build_gunicorn_options, serve
from cds_service.settings import PREFIX, InvalidSettingsError, Profile, Settings
from tests.cds_service.auth.tokens import PATH, PUBLIC_URL, SigningKey, Token, claims, elliptic_key
from tests.cds_service.calls import SERVICE, empty_prefetch, hook_call, without
from tests.cds_service.production import write_clients
from tests.cds_service.stuck_service import WORKER_PATH
from tests.stub_fhir_server import FhirRequest, Reply, StubFhirServer, searchset

COMMAND = Path(sys.executable).parent / "imatinib-cds"
SECONDS = 30
ROOT = Path(__file__).parents[2]
MANY_HEADERS = b"".join(b"X%d: %s\r\n" % (number, b"a" * 900) for number in range(40))


@pytest.fixture
def port() -> int:
    """A free port."""
    return _find_free_port()


def _find_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture
def demonstration(port: int) -> Iterator[subprocess.Popen[str]]:
    """A process of `imatinib-cds demo`."""
    command = [COMMAND, "demo", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def test_demo_prints_its_url_answers_there_and_stops_on_a_signal(
    demonstration: subprocess.Popen[str], port: int
) -> None:
    assert demonstration.stdout is not None
    line = demonstration.stdout.readline()
    address = f"http://127.0.0.1:{port}"
    assert line == f"The demonstration is running at {address}/\n"
    assert requests.get(f"{address}/health/ready", timeout=SECONDS).json() == {"status": "ready"}
    assert requests.get(f"{address}/cds-services", timeout=SECONDS).json()["services"]
    demonstration.send_signal(signal.SIGTERM)
    assert demonstration.wait(SECONDS) == 0


@contextmanager
def _run_service(port: int) -> Iterator[subprocess.Popen[str]]:
    """Run `imatinib-cds serve` with a single worker and a budget longer than a test waits."""
    settings = {"WORKERS": "1", "PROFILE": "development", "TIME_BUDGET_S": "60"}
    environment = {**os.environ, **{f"{PREFIX}{name}": value for name, value in settings.items()}}
    command = [COMMAND, "serve", "--port", str(port)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.kill()


@pytest.fixture
def service(port: int) -> Iterator[subprocess.Popen[str]]:
    """A process of `imatinib-cds serve`."""
    with _run_service(port) as process:
        yield process


@pytest.fixture(scope="module")
def shared_service() -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A process of `imatinib-cds serve` for all tests that leave it running, and its port."""
    port = _find_free_port()
    with _run_service(port) as process:
        yield process, port


def _exchange(port: int, request: bytes) -> tuple[int, Message, Any]:
    """Send bytes to the service; return status, headers and JSON of the answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as connection:
        connection.sendall(request)
        response = HTTPResponse(connection)
        response.begin()
        return response.status, response.headers, json.loads(response.read())


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"GET /health/live HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 40_000 + b"\r\n\r\n", 431),
        (b"GET /health/live HTTP/1.1\r\nHost: a\r\n" + MANY_HEADERS + b"\r\n", 431),
        (b"GET /" + b"a" * 5_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        (b"GET  HTTP/9\r\n\r\n", 400),
        (b"POST /cds-services/imatinib-response HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", 400),
    ],
    ids=["large header", "large headers", "long URL", "no HTTP", "bad length"],
)
def test_what_the_server_refuses_is_an_operation_outcome_too(
    shared_service: tuple[subprocess.Popen[str], int], request_bytes: bytes, status: int
) -> None:
    answered, headers, outcome = _exchange(shared_service[1], request_bytes)
    assert (answered, headers["Content-Type"]) == (status, "application/json")
    assert outcome["resourceType"] == "OperationOutcome"
    assert "aaaa" not in json.dumps(outcome)


def test_clients_that_send_slowly_do_not_keep_others_waiting(
    shared_service: tuple[subprocess.Popen[str], int],
) -> None:
    port = shared_service[1]
    head = b"POST /cds-services/imatinib-response HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    beginnings = (head, head + b"Content-Length: 1000\r\n\r\n{")
    slow = [socket.create_connection(("127.0.0.1", port), timeout=SECONDS) for _ in range(64)]
    for number, connection in enumerate(slow):
        connection.sendall(beginnings[number % 2])
    assert _exchange(port, b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n")[0] == HTTPStatus.OK
    for connection in slow:
        connection.close()


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_stopped_service_answers_the_call_under_way_and_waits_for_no_idle_connection(
    service: subprocess.Popen[str], port: int, fhir: StubFhirServer, stop: signal.Signals
) -> None:
    body = hook_call(prefetch=without(empty_prefetch(), "conditions"), fhirServer=fhir.base)

    def stop_service(_request: FhirRequest) -> Reply:
        service.send_signal(stop)
        return Reply(searchset())

    fhir.answer("conditions", stop_service)
    with requests.Session() as idle:
        assert idle.get(f"http://127.0.0.1:{port}/health/live", timeout=SECONDS).headers.get("Connection") != "close"
        response = requests.post(f"http://127.0.0.1:{port}{SERVICE}", json=body, timeout=SECONDS)
        assert response.status_code == HTTPStatus.OK
        assert service.wait(SECONDS) == 0


def test_a_worker_that_is_killed_is_replaced_and_its_calls_are_counted(
    shared_service: tuple[subprocess.Popen[str], int], fhir: StubFhirServer
) -> None:
    service, port = shared_service
    assert requests.get(f"http://127.0.0.1:{port}/health/live", timeout=SECONDS).json() == {"status": "live"}
    [worker] = Path(f"/proc/{service.pid}/task/{service.pid}/children").read_text("ascii").split()
    body = hook_call(prefetch=without(empty_prefetch(), "conditions"), fhirServer=fhir.base)

    def kill_worker(_request: FhirRequest) -> Reply:
        os.kill(int(worker), signal.SIGKILL)
        return Reply(searchset())

    fhir.answer("conditions", kill_worker)
    with pytest.raises(requests.ConnectionError):
        requests.post(f"http://127.0.0.1:{port}{SERVICE}", json=body, timeout=SECONDS)
    assert requests.get(f"http://127.0.0.1:{port}/health/ready", timeout=SECONDS).json() == {"status": "ready"}
    assert service.stderr is not None
    assert json.loads(next(line for line in service.stderr if "calls-cut-off" in line))["count"] == 1


@pytest.fixture
def stuck_service(port: int) -> Iterator[None]:
    """A process whose hook calls never end."""
    command = [sys.executable, "-m", "tests.cds_service.stuck_service", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield
        process.kill()


@pytest.mark.usefixtures("stuck_service")
def test_a_worker_with_a_stuck_call_is_replaced(port: int) -> None:
    stuck = _find_worker(port)
    response = requests.post(f"http://127.0.0.1:{port}{SERVICE}", json=hook_call(), timeout=SECONDS)
    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    while (worker := _find_worker(port)) == stuck:
        pass
    assert worker


def _find_worker(port: int) -> int:
    """Return the process that answers."""
    return int(requests.get(f"http://127.0.0.1:{port}{WORKER_PATH}", timeout=SECONDS).json()["worker"])


def test_an_address_in_use_is_an_invalid_setting() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InvalidSettingsError, match=rf"cannot listen on 127\.0\.0\.1:{port} \([^()]+\)$"):
            serve(Settings(profile=Profile.DEVELOPMENT, port=port), lambda: None)


def test_the_worker_timeout_is_longer_than_any_call() -> None:
    settings = Settings(profile=Profile.DEVELOPMENT, time_budget_s=60)
    options = build_gunicorn_options(settings)
    assert options["timeout"] > settings.time_budget_s
    assert options["graceful_timeout"] > settings.time_budget_s


def test_a_hook_can_read_from_the_same_process() -> None:
    """The demonstration's FHIR endpoint is in the same process as the service that reads from it."""
    assert Settings().threads >= 16


def test_production_answers_a_signed_call_and_reads_its_clients_again_on_sighup(port: int, tmp_path: Path) -> None:
    write_clients(tmp_path)
    settings = {
        "TRUSTED_CLIENTS": str(tmp_path / "clients.toml"),
        "PUBLIC_URL": PUBLIC_URL,
        "DATABASE_URL": "none",
        "REPLAY_FILE": str(tmp_path / "used.sqlite3"),
        "WORKERS": "1",
    }
    environment = {**os.environ, **{f"{PREFIX}{name}": value for name, value in settings.items()}}
    command = [COMMAND, "serve", "--port", str(port)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        assert _call(port, "first", elliptic_key()) == HTTPStatus.OK
        assert _call(port, "first", elliptic_key()) == HTTPStatus.UNAUTHORIZED
        write_clients(tmp_path, "calls_per_minute = 0")
        process.send_signal(signal.SIGHUP)
        assert "trusted-clients-kept" in next(line for line in process.stderr if "trusted-clients" in line)
        assert _call(port, "second", elliptic_key()) == HTTPStatus.OK
        process.send_signal(signal.SIGTERM)
        assert process.wait(SECONDS) == 0


def _call(port: int, jti: str, key: SigningKey) -> int:
    issued = int(time_machine.escape_hatch.time.time())  # the service runs by the real clock, unlike the tests
    token = Token(claims(jti=jti, iat=issued, exp=issued + 300), key=key)
    response = requests.post(
        f"http://127.0.0.1:{port}{PATH}",
        json=hook_call(),
        headers={"Authorization": f"Bearer {token}"},
        timeout=SECONDS,
    )
    return response.status_code
