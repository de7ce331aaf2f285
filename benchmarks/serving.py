"""Serves what is measured: a WSGI application under gunicorn with one worker, on loopback."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).parents[1]
START_SECONDS = 30


@contextmanager
def served(application: str) -> Iterator[HTTPConnection]:
    """An open connection to the application, which is named as gunicorn names it: ``module:object``."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "4"]
    quiet = ["--log-level", "error", "--keep-alive", "60", "--timeout", "300", application]
    with subprocess.Popen([*command, *quiet], cwd=ROOT, stderr=subprocess.DEVNULL) as process:
        try:
            yield _connected(port)
        finally:
            process.terminate()


def answered(connection: HTTPConnection, path: str, body: bytes) -> tuple[float, bytes]:
    """Posts a body; the seconds until the answer was read, and the answer. Any status but 200 ends the benchmark."""
    started = time.perf_counter()
    connection.request("POST", path, body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    answer = response.read()
    seconds = time.perf_counter() - started
    if response.status != 200:
        raise SystemExit(f"{path} answered {response.status}: {answer[:500].decode(errors='replace')}")
    return seconds, answer


def _connected(port: int) -> HTTPConnection:
    give_up = time.monotonic() + START_SECONDS
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=300)
        try:
            connection.connect()
        except ConnectionRefusedError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.1)
        else:
            connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return connection
