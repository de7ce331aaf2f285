"""The service as a process, under its own server."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from cds_service.server import gunicorn_options, serve
from cds_service.settings import Profile, Settings, SettingsUnusable

COMMAND = Path(sys.executable).parent / "imatinib-cds"
SECONDS = 30


@pytest.fixture
def port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture
def demonstration(port: int) -> Iterator[subprocess.Popen[str]]:
    """`imatinib-cds demo`, as somebody would start it."""
    command = [COMMAND, "demo", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def test_demo_says_where_it_is_answers_there_and_stops_when_told(
    demonstration: subprocess.Popen[str], port: int
) -> None:
    assert demonstration.stdout is not None
    said = demonstration.stdout.readline()
    address = f"http://127.0.0.1:{port}"
    assert said == f"The demonstration is at {address}/\n"
    assert requests.get(f"{address}/health/ready", timeout=SECONDS).json() == {"status": "ready"}
    assert requests.get(f"{address}/cds-services", timeout=SECONDS).json()["services"]
    demonstration.send_signal(signal.SIGTERM)
    assert demonstration.wait(SECONDS) == 0


def test_an_address_that_is_taken_is_a_setting_that_cannot_be_used() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsUnusable, match=rf"cannot listen on 127\.0\.0\.1:{port} \([^()]+\)$"):
            serve(Settings(profile=Profile.DEVELOPMENT, port=port), lambda: None)


def test_no_call_outlives_the_patience_of_its_server() -> None:
    settings = Settings(profile=Profile.DEVELOPMENT, time_budget_s=60, threads=24)
    options = gunicorn_options(settings)
    assert options["timeout"] > settings.time_budget_s
    assert (options["worker_class"], options["threads"]) == ("gthread", 24)


def test_a_hook_can_read_from_the_same_process() -> None:
    """The demonstration's chart is read from the very process that answers the call."""
    assert Settings().threads >= 16
