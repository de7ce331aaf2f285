"""The service as a process under gunicorn."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from cds_service.server import build_gunicorn_options, serve
from cds_service.settings import InvalidSettingsError, Profile, Settings

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
