"""The whole hook call against the floor: a bare Flask endpoint that only reads the same body.

Both run under the same server with one worker, in the same run, in alternating pairs. What counts is the ratio: it says
how much the service adds to what any Flask service has to do, and does not depend on the machine (decision 0045).

    python -m benchmarks.hook_call
"""

from datetime import UTC, datetime
from http.client import HTTPConnection
from statistics import median
from typing import NamedTuple

from benchmarks.charts import hook_call
from benchmarks.serving import answered, served

# Observations in the body, and pairs of calls that are measured with it.
SIZES = {300: 60, 3_000: 20, 10_000: 8}
WARM_UP = 3
SERVICE_PATH = "/cds-services/imatinib-response"


class Measured(NamedTuple):
    """Medians over all pairs of one size."""

    observations: int
    body_kb: float
    bare_ms: float
    service_ms: float
    ratio: float


def measured(bare: HTTPConnection, service: HTTPConnection, observations: int, pairs: int) -> Measured:
    """Alternates calls to both with the same body."""
    body = hook_call(observations, datetime.now(UTC).date())
    timed = []
    for number in range(WARM_UP + pairs):
        floor, _ = answered(bare, "/", body)
        whole, answer = answered(service, SERVICE_PATH, body)
        if b'"cards":[{' not in answer:
            raise SystemExit("the service answered without a card: the benchmark would measure too little")
        if number >= WARM_UP:
            timed.append((floor * 1000, whole * 1000))
    return Measured(
        observations,
        len(body) / 1000,
        median(floor for floor, _ in timed),
        median(whole for _, whole in timed),
        median(whole / floor for floor, whole in timed),
    )


def main() -> None:
    """Prints a row for each size."""
    with served("benchmarks.bare:create_app") as bare, served("cds_service.app:create_app") as service:
        rows = [measured(bare, service, *size) for size in SIZES.items()]
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
