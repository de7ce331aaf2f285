"""The service in production as a process of its own, for tests and benchmarks that need a real server."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple

from cds_service.settings import PREFIX

COMMAND = Path(sys.executable).parent / "imatinib-cds"
SECONDS = 60
HERE = "127.0.0.1"


class Response(NamedTuple):
    """A response as it was received, without the time at which it was sent."""

    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def get_header(self, name: str) -> str:
        """Return a header by its name in lower case; empty if it is not there."""
        return next((value for header, value in self.headers if header.lower() == name), "")

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class RunningService:
    """A service that is ready."""

    port: int
    process: subprocess.Popen[str]
    log: Path

    def send(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None, peer: str = HERE
    ) -> Response:
        """Send a request on a connection of its own, from the address ``peer`` of this machine."""
        connection = HTTPConnection(HERE, self.port, timeout=SECONDS, source_address=(peer, 0))
        try:
            connection.request(method, path, body, dict(headers or {}))
            response = connection.getresponse()
            kept = [header for header in response.getheaders() if header[0].lower() != "date"]
            return Response(response.status, response.reason, tuple(sorted(kept)), response.read())
        finally:
            connection.close()

    def read_log(self, event: str = "") -> list[dict[str, Any]]:
        """Return the lines of the log that are not of the server below the service, or those of an event."""
        lines = [json.loads(line) for line in self.log.read_text("utf-8").splitlines() if line.startswith("{")]
        return [line for line in lines if event in ("", line["event"])]


@contextmanager
def run_production(
    folder: Path, settings: Mapping[str, str], variables: Mapping[str, str] | None = None
) -> Iterator[RunningService]:
    """Run ``imatinib-cds serve`` in a folder, which its log is a file of.

    Settings are named without their prefix; ``variables`` are others of the environment.
    """
    port, log = find_free_port(), folder / "service.log"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    environment |= {f"{PREFIX}{name}": value for name, value in settings.items()} | dict(variables or {})
    command = [str(COMMAND), "serve", "--port", str(port)]
    with (
        log.open("w") as errors,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment, cwd=folder
        ) as process,
    ):
        assert process.stdout is not None
        try:
            assert process.stdout.readline().startswith("The service is running"), log.read_text("utf-8")
            yield RunningService(port, process, log)
        finally:
            process.terminate()
            process.wait(SECONDS)


def find_free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server((HERE, 0)) as listener:
        return int(listener.getsockname()[1])
