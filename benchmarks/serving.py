"""Run an application as `imatinib-cds serve` does: on loopback, in its own process."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from pkgutil import resolve_name
from tempfile import TemporaryFile
from typing import NamedTuple

from flask import Flask

from benchmarks.phases import HEADER, state_cpu_time, watch_phases
from cds_service.observability import log_events
from cds_service.server import Server
from cds_service.settings import Profile, Settings

ROOT = Path(__file__).parents[1]
SERVICE_PATH = "/cds-services/imatinib-response"
START_SECONDS = 30


@contextmanager
def run_server(
    factory: str, *, time_budget_s: float = 60, workers: int = 1, database_url: str = "none"
) -> Iterator[HTTPConnection]:
    """Run the application of a factory named ``module:function``; yield an open connection to it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    options = (factory, str(port), str(time_budget_s), str(workers), database_url)
    command = [sys.executable, "-m", "benchmarks.serving", *options]
    with TemporaryFile() as log, subprocess.Popen(command, cwd=ROOT, stderr=log) as process:
        try:
            yield _connect(process, port)
        except ConnectionRefusedError:
            log.seek(0)
            raise SystemExit(log.read().decode()) from None
        finally:
            process.terminate()


class Answer(NamedTuple):
    """An answer, the seconds that it took, and the CPU seconds of its worker until then, by phase."""

    body: bytes
    seconds: float
    cpu_s: Mapping[str, float]


def post(connection: HTTPConnection, path: str, body: bytes, *, status: int = 200) -> Answer:
    """Post a body. Any other status ends the benchmark."""
    started = time.perf_counter()
    connection.request("POST", path, body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    answer = response.read()
    seconds = time.perf_counter() - started
    if response.status != status:
        raise SystemExit(f"{path} answered {response.status}: {answer[:500].decode(errors='replace')}")
    return Answer(answer, seconds, json.loads(response.headers[HEADER]))


def _connect(process: subprocess.Popen[bytes], port: int) -> HTTPConnection:
    deadline = time.monotonic() + START_SECONDS
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=300)
        try:
            connection.connect()
        except ConnectionRefusedError:
            if time.monotonic() > deadline or process.poll() is not None:
                raise
            time.sleep(0.1)
        else:
            return connection


def _serve(factory: str, port: str, time_budget_s: str, workers: str, database_url: str) -> None:
    settings = Settings(
        profile=Profile.DEVELOPMENT,
        port=int(port),
        workers=int(workers),
        time_budget_s=float(time_budget_s),
        database_url=database_url,
    )
    log_events.configure()
    Server(partial(_create, factory, settings), settings, lambda: None).run()


def _create(factory: str, settings: Settings) -> Flask:
    app: Flask = resolve_name(factory)(settings)
    app.after_request(state_cpu_time)
    watch_phases()
    return app


if __name__ == "__main__":
    _serve(*sys.argv[1:])
