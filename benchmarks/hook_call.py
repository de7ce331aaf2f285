"""The whole hook call against the baseline: a bare Flask endpoint that only parses the same body.

Both run under the same server with one worker, in alternating pairs of calls. The result is the ratio: what the service
adds to the work of any Flask service, independently of the machine (decision 0045).

    python -m benchmarks.hook_call
"""

from datetime import UTC, datetime
from http.client import HTTPConnection
from statistics import median
from typing import NamedTuple

from benchmarks.charts import build_hook_call
from benchmarks.serving import post, run_server

# Observations in the body, and the pairs of calls that are timed with it.
SIZES = {300: 60, 3_000: 20, 10_000: 8}
WARM_UP = 3
SERVICE_PATH = "/cds-services/imatinib-response"


class Measurement(NamedTuple):
    """Medians over all pairs of one size."""

    observations: int
    body_kb: float
    bare_ms: float
    service_ms: float
    ratio: float


def measure(bare: HTTPConnection, service: HTTPConnection, observations: int, pairs: int) -> Measurement:
    """Time alternating calls to both endpoints with the same body."""
    body = build_hook_call(observations, datetime.now(UTC).date())
    timed = []
    for number in range(WARM_UP + pairs):
        floor, _ = post(bare, "/", body)
        whole, answer = post(service, SERVICE_PATH, body)
        if b'"cards":[{' not in answer:
            raise SystemExit("the service answered without a card: the benchmark would measure too little")
        if number >= WARM_UP:
            timed.append((floor * 1000, whole * 1000))
    return Measurement(
        observations,
        len(body) / 1000,
        median(floor for floor, _ in timed),
        median(whole for _, whole in timed),
        median(whole / floor for floor, whole in timed),
    )


def main() -> None:
    """Print a row per size."""
    with run_server("benchmarks.bare:create_app") as bare, run_server("cds_service.app:create_app") as service:
        rows = [measure(bare, service, *size) for size in SIZES.items()]
    print("The whole hook call, prefetched, a third of the Observations relevant; medians, one worker")
    print("Observations      body  bare Flask    service  ratio  throughput  per 1,000")
    for row in rows:
        per_thousand = row.service_ms / row.observations * 1000
        print(
            f"{row.observations:>12,} {row.body_kb:>6.0f} kB {row.bare_ms:>8.1f} ms {row.service_ms:>7.1f} ms "
            f"{row.ratio:>6.2f} {1 / row.ratio:>10.0%} {per_thousand:>7.1f} ms"
        )
    print("throughput: the service's, as a share of the bare endpoint's. per 1,000: equal figures mean linear cost.")


if __name__ == "__main__":
    main()
