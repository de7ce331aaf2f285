"""The service as a process under gunicorn."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
import requests
import time_machine

from cds_service.server import build_gunicorn_options, serve
from cds_service.settings import PREFIX, InvalidSettingsError, Profile, Settings
from tests.cds_service.auth.tokens import PATH, PUBLIC_URL, SigningKey, Token, claims, elliptic_key
from tests.cds_service.calls import hook_call
from tests.cds_service.production import write_clients

COMMAND = Path(sys.executable).parent / "imatinib-cds"
SECONDS = 30


@pytest.fixture
def port() -> int:
    """A free port."""
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


def test_an_address_in_use_is_an_invalid_setting() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InvalidSettingsError, match=rf"cannot listen on 127\.0\.0\.1:{port} \([^()]+\)$"):
            serve(Settings(profile=Profile.DEVELOPMENT, port=port), lambda: None)


def test_the_worker_timeout_is_longer_than_any_call() -> None:
    settings = Settings(profile=Profile.DEVELOPMENT, time_budget_s=60, threads=24)
    options = build_gunicorn_options(settings)
    assert options["timeout"] > settings.time_budget_s
    assert (options["worker_class"], options["threads"]) == ("gthread", 24)


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
