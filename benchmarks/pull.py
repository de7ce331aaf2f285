"""The pull against its slowest query: a stub FHIR server answers each query late, one of them later than the others.

The queries run side by side, so that the call should take little longer than the slowest of them.

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

from benchmarks.charts import PATIENT_ID, chart, hook_call, prefetch
from benchmarks.serving import answered, served
from cds_service.prefetch.keys import PREFETCH_KEYS

OBSERVATIONS = 300
ROUNDS = 10
QUERY_S = 0.1
SLOWEST_S = 0.3
SLOWEST_KEY = "blood-counts"
SERVICE_PATH = "/cds-services/imatinib-response"


@contextmanager
def late_fhir_server(answers: dict[str, bytes]) -> Iterator[str]:
    """A stub that knows the queries of our templates only; the base address."""

    class Late(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            key = _key(self.path)
            time.sleep(SLOWEST_S if key == SLOWEST_KEY else QUERY_S)
            self.send_response(200 if key else 404)
            self.send_header("Content-Type", "application/fhir+json")
            self.send_header("Content-Length", str(len(answers.get(key, b""))))
            self.end_headers()
            self.wfile.write(answers.get(key, b""))

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Late) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def _key(path: str) -> str:
    """The prefetch key whose query this is, whatever paging parameters were added."""
    asked = _parts(path.lstrip("/"))
    known = {key.name: _parts(key.query_for(PATIENT_ID)) for key in PREFETCH_KEYS}
    return next((name for name, (kind, items) in known.items() if kind == asked[0] and items <= asked[1]), "")


def _parts(query: str) -> tuple[str, set[tuple[str, str]]]:
    url = urlsplit(query)
    return url.path, {(name, value) for name, values in parse_qs(url.query).items() for value in values}


def main() -> None:
    """Prints how long the call takes, and its slowest query."""
    today = datetime.now(UTC).date()
    answers = {name: json.dumps(found).encode() for name, found in prefetch(chart(OBSERVATIONS, today)).items()}
    sent_along = hook_call(OBSERVATIONS, today)
    with served("cds_service.app:create_app") as service, late_fhir_server(answers) as fhir:
        without = {name: value for name, value in json.loads(sent_along).items() if name != "prefetch"}
        body = json.dumps(without | {"fhirServer": fhir}).encode()
        answered(service, SERVICE_PATH, sent_along)
        pulled = median(answered(service, SERVICE_PATH, body)[0] for _ in range(ROUNDS))
        prefetched = median(answered(service, SERVICE_PATH, sent_along)[0] for _ in range(ROUNDS))
    print(f"The pull: {len(PREFETCH_KEYS)} queries side by side; medians of {ROUNDS}")
    print(f"  the slowest query       {SLOWEST_S * 1000:6.0f} ms, each other {QUERY_S * 1000:.0f} ms")
    print(f"  the call with prefetch  {prefetched * 1000:6.0f} ms")
    print(f"  the call that pulls     {pulled * 1000:6.0f} ms, {pulled / SLOWEST_S:.2f} times the slowest query")


if __name__ == "__main__":
    main()
