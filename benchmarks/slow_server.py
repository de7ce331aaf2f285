"""The time budget against servers that do not keep to it: the answer has to come within it and a tenth.

One server takes the question and says nothing, one lets its answer drip, one sends page after page, and one asks for
patience.

    python -m benchmarks.slow_server
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

from benchmarks.charts import hook_call
from benchmarks.serving import answered, served

BUDGET_S = 2.0
SERVICE_PATH = "/cds-services/imatinib-response"

Answer = Callable[[BaseHTTPRequestHandler, Event], None]


def keeps_silent(_request: BaseHTTPRequestHandler, done: Event) -> None:
    """Takes the question."""
    done.wait()


def drips(request: BaseHTTPRequestHandler, done: Event) -> None:
    """Sends a long answer, a byte at a time."""
    _head(request, 200, {"Content-Length": "1000000"})
    while not done.wait(0.05):
        request.wfile.write(b" ")
        request.wfile.flush()


def pages_on(request: BaseHTTPRequestHandler, done: Event) -> None:
    """Sends an empty page, after a while, and links to another."""
    done.wait(0.1)
    link = {"relation": "next", "url": f"{request.path.partition('&page')[0]}&page={time.monotonic_ns()}"}
    body = json.dumps({"resourceType": "Bundle", "type": "searchset", "link": [link]}).encode()
    _head(request, 200, {"Content-Length": str(len(body))})
    request.wfile.write(body)


def puts_off(request: BaseHTTPRequestHandler, _done: Event) -> None:
    """Asks for patience, less than there is time."""
    _head(request, 503, {"Retry-After": "1", "Content-Length": "0"})


def _head(request: BaseHTTPRequestHandler, status: int, headers: dict[str, str]) -> None:
    request.send_response(status)
    for name, value in headers.items():
        request.send_header(name, value)
    request.end_headers()


@contextmanager
def slow_fhir_server(answer: Answer) -> Iterator[str]:
    """The base address of a server that answers everything in this way."""
    done = Event()

    class Slow(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            try:
                answer(self, done)
            except ConnectionError:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Slow) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            done.set()
            server.shutdown()


def main() -> None:
    """Prints how long the call takes with each of them, against its budget."""
    sent = json.loads(hook_call(300, datetime.now(UTC).date()))
    print(f"The time budget: {BUDGET_S:.1f} s for a call; the FHIR server")
    late = 0
    for answer in (keeps_silent, drips, pages_on, puts_off):
        with slow_fhir_server(answer) as fhir, served("cds_service.app:create_app", time_budget_s=BUDGET_S) as service:
            body = json.dumps({**sent, "prefetch": {}, "fhirServer": fhir}).encode()
            seconds = max(answered(service, SERVICE_PATH, body, status=412)[0] for _ in range(3))
        late += seconds > 1.1 * BUDGET_S
        print(f"  {answer.__name__.replace('_', ' '):<13} {seconds:5.2f} s, {seconds / BUDGET_S:.2f} times the budget")
    if late:
        raise SystemExit(f"{late} of 4 took longer than the budget and a tenth")


if __name__ == "__main__":
    main()
