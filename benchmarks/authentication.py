"""What it costs to check who calls: the hook with and without tokens, against a bare Flask endpoint.

Three servers with one worker get the same body: the endpoint of ``benchmarks/bare.py``, the service in development,
and the service in production, where each call carries a token of its own. Latency: calls in turn, one at a time.
Throughput: eight clients at once. Both are ratios to the bare endpoint, independently of the machine.

    python -m benchmarks.authentication
"""

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.charts import build_hook_call
from benchmarks.serving import run_server
from tests.cds_service.attacks.forged_tokens import GOOD_KEY, RSA_KEY, Forger
from tests.cds_service.auth.tokens import ISSUER, PATH, PUBLIC_URL, SigningKey, key_set
from tests.cds_service.running import run_production

SIZES = {300: 60, 3_000: 20}
"""Observations in the body, and the calls in turn that are timed with it."""
WARM_UP = 5
CLIENTS = 8
SECONDS = 5
HEADERS = {"Content-Type": "application/json"}

MOST_CALLS = 3_000
"""Tokens that are written before a measurement, so that signing them is no part of it."""

Headers = list[Mapping[str, str]]
Sign = Callable[[int], Headers]
"""Writes the headers of so many calls."""


class Endpoint:
    """One of the servers, and how its calls are signed."""

    def __init__(self, name: str, port: int, sign: Sign) -> None:
        self.name = name
        self._port = port
        self._sign = sign
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def time_call(self, body: bytes) -> float:
        """Return the milliseconds of one call."""
        return self._call(self._connection, body, self._sign(1))

    def count_calls(self, body: bytes) -> float:
        """Return the calls per second of several clients at once."""
        headers = self._sign(MOST_CALLS)
        end = time.monotonic() + SECONDS
        with ThreadPoolExecutor(CLIENTS) as pool:
            counts = list(pool.map(lambda _client: self._call_until(end, body, headers), range(CLIENTS)))
        return sum(counts) / SECONDS

    def _call_until(self, end: float, body: bytes, headers: Headers) -> int:
        connection, calls = HTTPConnection("127.0.0.1", self._port, timeout=60), 0
        while time.monotonic() < end:
            self._call(connection, body, headers)
            calls += 1
        connection.close()
        return calls

    def _call(self, connection: HTTPConnection, body: bytes, headers: Headers) -> float:
        signed = {**HEADERS, **headers.pop()}
        started = time.perf_counter()
        connection.request("POST", PATH, body, signed)
        response = connection.getresponse()
        response.read()
        elapsed = time.perf_counter() - started
        if response.status != 200:
            raise SystemExit(f"{self.name} answered {response.status}")
        return elapsed * 1000


def sign_nothing(calls: int) -> Headers:
    """Return no header for each call."""
    return [{} for _ in range(calls)]


def sign_with(key: SigningKey) -> Sign:
    """Return what writes a new token for each call, as an EHR writes it."""

    def sign(calls: int) -> Headers:
        forger = Forger(int(time.time()), "")
        return [{"Authorization": f"Bearer {forger.write(key, tenant=None)}"} for _ in range(calls)]

    return sign


def open_endpoints(stack: ExitStack, folder: Path) -> Iterator[Endpoint]:
    """Start the servers, and yield them."""
    (folder / "keys.json").write_bytes(key_set(GOOD_KEY, RSA_KEY))
    entry = f'[[client]]\nname = "Example"\nissuer = "{ISSUER}"\njwks_file = "keys.json"\n'
    (folder / "clients.toml").write_text(entry, "utf-8")
    settings = {
        "TRUSTED_CLIENTS": str(folder / "clients.toml"),
        "PUBLIC_URL": PUBLIC_URL,
        "DATABASE_URL": "none",
        "REPLAY_FILE": str(folder / "used.sqlite3"),
        "WORKERS": "1",
        "TIME_BUDGET_S": "60",
    }
    bare = stack.enter_context(run_server("benchmarks.bare:create_app"))
    development = stack.enter_context(run_server("cds_service.app:create_app"))
    production = stack.enter_context(run_production(folder, settings))
    yield Endpoint("bare endpoint", bare.port, sign_nothing)
    yield Endpoint("without tokens", development.port, sign_nothing)
    yield Endpoint("ES384 tokens", production.port, sign_with(GOOD_KEY))
    yield Endpoint("RS384 tokens", production.port, sign_with(RSA_KEY))


def main() -> None:
    """Print a row for each size and server."""
    with TemporaryDirectory() as folder, ExitStack() as stack:
        endpoints = list(open_endpoints(stack, Path(folder)))
        print("Observations  endpoint          latency  ratio   calls/s  ratio")
        for observations, calls in SIZES.items():
            body = build_hook_call(observations, datetime.now(UTC).date())
            rounds = [[endpoint.time_call(body) for endpoint in endpoints] for _ in range(WARM_UP + calls)][WARM_UP:]
            latencies = [median(times) for times in zip(*rounds, strict=True)]
            throughputs = [endpoint.count_calls(body) for endpoint in endpoints]
            for endpoint, latency, throughput in zip(endpoints, latencies, throughputs, strict=True):
                print(
                    f"{observations:>12,}  {endpoint.name:<14} {latency:>7.2f} ms {latency / latencies[0]:>6.2f} "
                    f"{throughput:>9.1f} {throughput / throughputs[0]:>6.2f}"
                )


if __name__ == "__main__":
    main()
