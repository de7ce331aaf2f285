"""A call that reads the chart from a stub FHIR server whose answers are late, one later than the others.

The queries run concurrently, so the call should take little longer than the slowest query.

    python -m benchmarks.pull
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from statistics import median
from threading import Thread
from urllib.parse import parse_qs, urlsplit

from benchmarks.charts import PATIENT_ID, build_chart, build_hook_call, build_prefetch
from benchmarks.serving import SERVICE_PATH, post, run_server
from cds_service.prefetch.keys import PREFETCH_KEYS

OBSERVATIONS = 300
ROUNDS = 10
QUERY_S = 0.1
SLOWEST_S = 0.3
SLOWEST_KEY = "blood-counts"


@contextmanager
def run_late_fhir_server(answers: dict[str, bytes]) -> Iterator[str]:
    """Run a stub that answers the prefetch queries only; yield its base URL."""

    class LateServer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            key = _find_key(self.path)
            time.sleep(SLOWEST_S if key == SLOWEST_KEY else QUERY_S)
            self.send_response(200 if key else 404)
            self.send_header("Content-Type", "application/fhir+json")
            self.send_header("Content-Length", str(len(answers.get(key, b""))))
            self.end_headers()
            self.wfile.write(answers.get(key, b""))

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), LateServer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def _find_key(path: str) -> str:
    """Find the prefetch key of a query, ignoring paging parameters."""
    query = _parse_query(path.lstrip("/"))
    known = {key.name: _parse_query(key.expand_query(PATIENT_ID)) for key in PREFETCH_KEYS}
    return next((name for name, (kind, items) in known.items() if kind == query[0] and items <= query[1]), "")


def _parse_query(query: str) -> tuple[str, set[tuple[str, str]]]:
    url = urlsplit(query)
    return url.path, {(name, value) for name, values in parse_qs(url.query).items() for value in values}


def main() -> None:
    """Print the duration of the call and of its slowest query."""
    today = datetime.now(UTC).date()
    answers = {
        name: json.dumps(bundle).encode() for name, bundle in build_prefetch(build_chart(OBSERVATIONS, today)).items()
    }
    with_prefetch = build_hook_call(OBSERVATIONS, today)
    with run_server("cds_service.app:create_app") as service, run_late_fhir_server(answers) as fhir:
        without_prefetch = {name: value for name, value in json.loads(with_prefetch).items() if name != "prefetch"}
        body = json.dumps(without_prefetch | {"fhirServer": fhir}).encode()
        post(service, SERVICE_PATH, with_prefetch)
        pulled = median(post(service, SERVICE_PATH, body).seconds for _ in range(ROUNDS))
        prefetched = median(post(service, SERVICE_PATH, with_prefetch).seconds for _ in range(ROUNDS))
    print(f"The pull: {len(PREFETCH_KEYS)} concurrent queries; medians of {ROUNDS}")
    print(f"  the slowest query       {SLOWEST_S * 1000:6.0f} ms, every other {QUERY_S * 1000:.0f} ms")
    print(f"  the call with prefetch  {prefetched * 1000:6.0f} ms")
    print(f"  the call that pulls     {pulled * 1000:6.0f} ms, {pulled / SLOWEST_S:.2f} times the slowest query")


if __name__ == "__main__":
    main()
