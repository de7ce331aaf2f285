"""The time budget of a call against slow FHIR servers: the response must come within 1.1 times the budget.

One server never answers, one sends its answer byte by byte, one sends endless pages, and one always asks to retry.

    python -m benchmarks.slow_server
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

from benchmarks.charts import build_hook_call
from benchmarks.serving import SERVICE_PATH, post, run_server

BUDGET_S = 2.0

Answer = Callable[[BaseHTTPRequestHandler, Event], None]


def never_answers(_request: BaseHTTPRequestHandler, done: Event) -> None:
    """Accept the request and send nothing."""
    done.wait()


def sends_bytes_slowly(request: BaseHTTPRequestHandler, done: Event) -> None:
    """Send a long answer, one byte at a time."""
    _send_head(request, 200, {"Content-Length": "1000000"})
    while not done.wait(0.05):
        request.wfile.write(b" ")
        request.wfile.flush()


def sends_endless_pages(request: BaseHTTPRequestHandler, done: Event) -> None:
    """Send an empty page after a delay, with a link to another."""
    done.wait(0.1)
    link = {"relation": "next", "url": f"{request.path.partition('&page')[0]}&page={time.monotonic_ns()}"}
    body = json.dumps({"resourceType": "Bundle", "type": "searchset", "link": [link]}).encode()
    _send_head(request, 200, {"Content-Length": str(len(body))})
    request.wfile.write(body)


def asks_to_retry(request: BaseHTTPRequestHandler, _done: Event) -> None:
    """Answer 503 with a Retry-After shorter than the remaining time."""
    _send_head(request, 503, {"Retry-After": "1", "Content-Length": "0"})


def _send_head(request: BaseHTTPRequestHandler, status: int, headers: dict[str, str]) -> None:
    request.send_response(status)
    for name, value in headers.items():
        request.send_header(name, value)
    request.end_headers()


@contextmanager
def run_slow_fhir_server(answer: Answer) -> Iterator[str]:
    """Run a server that answers every request with ``answer``; yield its base URL."""
    done = Event()

    class SlowServer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            try:
                answer(self, done)
            except ConnectionError:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), SlowServer) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            done.set()
            server.shutdown()


def main() -> None:
    """Print how long the call takes with every slow server. Exits with an error if one takes too long."""
    call = json.loads(build_hook_call(300, datetime.now(UTC).date()))
    print(f"The time budget: {BUDGET_S:.1f} s for a call; the FHIR server")
    late = 0
    for answer in (never_answers, sends_bytes_slowly, sends_endless_pages, asks_to_retry):
        with (
            run_slow_fhir_server(answer) as fhir,
            run_server("cds_service.app:create_app", time_budget_s=BUDGET_S) as service,
        ):
            body = json.dumps({**call, "prefetch": {}, "fhirServer": fhir}).encode()
            seconds = max(post(service, SERVICE_PATH, body, status=412).seconds for _ in range(3))
        late += seconds > 1.1 * BUDGET_S
        print(f"  {answer.__name__.replace('_', ' '):<19} {seconds:5.2f} s, {seconds / BUDGET_S:.2f} times the budget")
    if late:
        raise SystemExit(f"{late} of 4 took longer than 1.1 times the budget")


if __name__ == "__main__":
    main()
