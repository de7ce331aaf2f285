"""Health checks and hook calls while clients are slow or the FHIR server hangs; two workers, no proxy.

Three scenarios: 64 clients that send their headers byte by byte; 64 that send their body so; 120 concurrent calls that
need a FHIR server which never answers. Ends with an error if an answer takes longer than it may (decision 0180).

    python -m benchmarks.availability
"""

import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from http.client import HTTPConnection
from itertools import repeat
from typing import NamedTuple

from benchmarks.charts import build_hook_call
from benchmarks.serving import SERVICE_PATH, run_server
from benchmarks.slow_server import never_answers, run_slow_fhir_server

BUDGET_S = 5.0
SLOW_CLIENTS = 64
CONCURRENT_CALLS = 120
PROBES = 8
PROBE_LIMIT_S = 1.0
CALL_LIMIT_S = BUDGET_S + 0.5
HEADERS = {"Content-Type": "application/json"}
HEAD = f"POST {SERVICE_PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n".encode()
SLOW_HEADS = {"headers": b"X-Slow: ", "body": b"Content-Length: 100000\r\n\r\n"}
NO_ANSWER = 0


class Timed(NamedTuple):
    """One request: its status, 0 for none, and how long it took."""

    status: int
    seconds: float


def send(port: int, method: str, path: str, body: bytes = b"") -> Timed:
    """Send one request on a connection of its own."""
    started = time.perf_counter()
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body, HEADERS)
        response = connection.getresponse()
        response.read()
        status = response.status
    except OSError:
        status = NO_ANSWER
    finally:
        connection.close()
    return Timed(status, time.perf_counter() - started)


@contextmanager
def drip(port: int, head: bytes) -> Iterator[None]:
    """Open slow connections: each sends a head and then a byte now and then, until the end."""
    done = threading.Event()
    connections = [socket.create_connection(("127.0.0.1", port)) for _ in repeat(None, SLOW_CLIENTS)]
    for connection in connections:
        connection.sendall(head)

    def send_bytes() -> None:
        while not done.wait(0.5):
            for connection in connections:
                with suppress(OSError):  # the service may have closed it
                    connection.send(b"a")

    thread = threading.Thread(target=send_bytes)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
        for connection in connections:
            connection.close()


def probe(port: int, body: bytes) -> dict[str, list[Timed]]:
    """Time health checks and hook calls, one after the other."""
    time.sleep(1)  # until every slow client has had its turn
    return {
        "/health/live": [send(port, "GET", "/health/live") for _ in repeat(None, PROBES)],
        "the hook": [send(port, "POST", SERVICE_PATH, body) for _ in repeat(None, PROBES)],
    }


def overload(port: int, body: bytes) -> dict[str, list[Timed]]:
    """Time concurrent calls that need the FHIR server, and health checks meanwhile."""
    with ThreadPoolExecutor(CONCURRENT_CALLS) as pool:
        calls = [pool.submit(send, port, "POST", SERVICE_PATH, body) for _ in repeat(None, CONCURRENT_CALLS)]
        health = []
        while not all(call.done() for call in calls):
            health.append(send(port, "GET", "/health/live"))
            time.sleep(0.1)
        return {"/health/live": health, "the hook": [call.result() for call in calls]}


def report(scenario: str, timed: dict[str, list[Timed]], hook_limit_s: float) -> bool:
    """Print the slowest answers; return whether all came in time."""
    print(scenario)
    in_time = True
    for (name, answers), limit_s in zip(timed.items(), (PROBE_LIMIT_S, hook_limit_s), strict=True):
        slowest = max(answer.seconds for answer in answers)
        statuses = Counter(answer.status for answer in answers)
        counts = ", ".join(f"{number} x {status or 'no answer'}" for status, number in sorted(statuses.items()))
        print(f"  {name:<13} slowest {slowest:6.2f} s (limit {limit_s:.1f} s)   {counts}")
        in_time &= slowest <= limit_s and NO_ANSWER not in statuses
    return in_time


def main() -> None:
    """Run the scenarios and print a row for each kind of request."""
    call = json.loads(build_hook_call(42, datetime.now(UTC).date()))
    body, results = json.dumps(call).encode(), []
    with run_server("cds_service.app:create_app", time_budget_s=BUDGET_S, workers=2) as connection:
        port = connection.port
        send(port, "POST", SERVICE_PATH, body)
        with drip(port, HEAD + b"X-Slow: "):
            results.append(
                report(f"{SLOW_CLIENTS} clients send their headers slowly", probe(port, body), PROBE_LIMIT_S)
            )
        with drip(port, HEAD + b"Content-Length: 100000\r\n\r\n"):
            results.append(report(f"{SLOW_CLIENTS} clients send their body slowly", probe(port, body), PROBE_LIMIT_S))
        with run_slow_fhir_server(never_answers) as fhir:
            pulled = json.dumps({**call, "prefetch": {}, "fhirServer": fhir}).encode()
            scenario = f"{CONCURRENT_CALLS} concurrent calls, and a FHIR server that never answers"
            results.append(report(scenario, overload(port, pulled), CALL_LIMIT_S))
    if not all(results):
        raise SystemExit("an answer came too late, or not at all")


if __name__ == "__main__":
    main()
