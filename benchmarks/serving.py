"""Serves what is measured as `imatinib-cds serve` would, with one worker, on loopback, in a process of its own."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from pkgutil import resolve_name
from tempfile import TemporaryFile

from cds_service.observability import log_events
from cds_service.server import Server, gunicorn_options
from cds_service.settings import Profile, Settings

ROOT = Path(__file__).parents[1]
START_SECONDS = 30


@contextmanager
def served(factory: str, *, time_budget_s: float = 60) -> Iterator[HTTPConnection]:
    """An open connection to the application that a factory, named as ``module:function``, makes of the settings."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    command = [sys.executable, "-m", "benchmarks.serving", factory, str(port), str(time_budget_s)]
    with TemporaryFile() as log, subprocess.Popen(command, cwd=ROOT, stderr=log) as process:
        try:
            yield _connected(process, port)
        except ConnectionRefusedError:
            log.seek(0)
            raise SystemExit(log.read().decode()) from None
        finally:
            process.terminate()


def answered(connection: HTTPConnection, path: str, body: bytes, *, status: int = 200) -> tuple[float, bytes]:
    """Posts a body; the seconds until the answer was read, and the answer. Any other status ends the benchmark."""
    started = time.perf_counter()
    connection.request("POST", path, body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    answer = response.read()
    seconds = time.perf_counter() - started
    if response.status != status:
        raise SystemExit(f"{path} answered {response.status}: {answer[:500].decode(errors='replace')}")
    return seconds, answer


def _connected(process: subprocess.Popen[bytes], port: int) -> HTTPConnection:
    give_up = time.monotonic() + START_SECONDS
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=300)
        try:
            connection.connect()
        except ConnectionRefusedError:
            if time.monotonic() > give_up or process.poll() is not None:
                raise
            time.sleep(0.1)
        else:
            return connection


def _serve(factory: str, port: str, time_budget_s: str) -> None:
    settings = Settings(profile=Profile.DEVELOPMENT, port=int(port), workers=1, time_budget_s=float(time_budget_s))
    log_events.configure()
    Server(resolve_name(factory)(settings), gunicorn_options(settings) | {"keepalive": 60}).run()


if __name__ == "__main__":
    _serve(*sys.argv[1:])
