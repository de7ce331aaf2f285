"""The whole hook call against the baseline: a bare Flask endpoint that only parses the same body.

Both run under the same server with one worker, at the same address, in alternating pairs of calls. The result is the
ratio: what the service adds to the work of any Flask service, independently of the machine (decision 0045). It is given
for the CPU time of the worker, which other load on the machine disturbs little, and for the time that a client waits.

    python -m benchmarks.hook_call
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from http.client import HTTPConnection
from statistics import median
from typing import NamedTuple

from benchmarks.charts import ON_IMATINIB, WITHOUT_CML, Patient, build_hook_call
from benchmarks.phases import PHASES, WHOLE
from benchmarks.serving import SERVICE_PATH, post, run_server

WARM_UP = 4


class Case(NamedTuple):
    """A body of so many Observations, and the pairs of calls that are timed with it.

    ``limit`` is the ratio to the baseline that is aimed at; ``expected`` stands in the answer.
    """

    chart: str
    patient: Patient
    observations: int
    pairs: int
    limit: float
    expected: bytes


CASES = (
    Case("on imatinib", ON_IMATINIB, 300, 80, 2.0, b'"cards":[{'),
    Case("on imatinib", ON_IMATINIB, 3_000, 24, 1.5, b'"cards":[{'),
    Case("on imatinib", ON_IMATINIB, 10_000, 10, 1.2, b'"cards":[{'),
    Case("without CML", WITHOUT_CML, 300, 80, 1.2, b'"no-cml-diagnosis"'),
    Case("without CML", WITHOUT_CML, 3_000, 24, 1.2, b'"no-cml-diagnosis"'),
)


class Call(NamedTuple):
    """Milliseconds that a client waited for one call, and CPU milliseconds of the worker, by phase and as a whole."""

    wall: float
    cpu: Mapping[str, float]


class Pair(NamedTuple):
    """One call to each endpoint with the same body."""

    bare: Call
    service: Call


class Endpoint:
    """One of the two servers, with what its worker has used so far."""

    def __init__(self, connection: HTTPConnection) -> None:
        self._connection = connection
        self._cpu_s: Mapping[str, float] = {}

    def call(self, body: bytes, expected: bytes = b"") -> Call:
        """Call the endpoint once."""
        answer = post(self._connection, SERVICE_PATH, body)
        if expected not in answer.body:
            raise SystemExit(f"{expected.decode()} is not in the answer: the benchmark would measure something else")
        before, self._cpu_s = self._cpu_s, answer.cpu_s
        cpu = {phase: (seconds - before.get(phase, 0)) * 1000 for phase, seconds in answer.cpu_s.items()}
        return Call(answer.seconds * 1000, cpu)


def measure(bare: Endpoint, service: Endpoint, case: Case, body: bytes) -> list[Pair]:
    """Time alternating calls to both endpoints with the same body."""
    pairs = [Pair(bare.call(body), service.call(body, case.expected)) for _ in range(WARM_UP + case.pairs)]
    return pairs[WARM_UP:]


def main() -> None:
    """Print a row per case, and where the time goes."""
    today = datetime.now(UTC).date()
    bodies = {case: build_hook_call(case.observations, today, case.patient) for case in CASES}
    with run_server("benchmarks.bare:create_app") as bare, run_server("cds_service.app:create_app") as service:
        endpoints = Endpoint(bare), Endpoint(service)
        rows = {case: measure(*endpoints, case, body) for case, body in bodies.items()}
    print("The whole hook call, prefetched, a third of the Observations relevant; medians, one worker each")
    print("                                 CPU time: bare  service  ratio   waited: bare  service  ratio    aim")
    for case, pairs in rows.items():
        _print_ratios(case, len(bodies[case]), pairs)
    print()
    print(f"Shares of the service's CPU time {''.join(f'{phase:>10}' for phase in PHASES)}      rest")
    for case, pairs in rows.items():
        _print_shares(case, [pair.service.cpu for pair in pairs])


def _print_ratios(case: Case, body_bytes: int, pairs: list[Pair]) -> None:
    cpu = [(pair.bare.cpu[WHOLE], pair.service.cpu[WHOLE]) for pair in pairs]
    wall = [(pair.bare.wall, pair.service.wall) for pair in pairs]
    columns = [
        f"{median(bare for bare, _ in times):>6.1f} ms {median(service for _, service in times):>5.1f} ms "
        f"{median(service / bare for bare, service in times):>6.2f}"
        for times in (cpu, wall)
    ]
    print(
        f"{case.chart} {case.observations:>7,} {body_bytes / 1000:>7.0f} kB     "
        f"{columns[0]}      {columns[1]}   {case.limit:.1f}"
    )


def _print_shares(case: Case, calls: list[Mapping[str, float]]) -> None:
    shares = [median(call[phase] / call[WHOLE] for call in calls) for phase in PHASES]
    cells = "".join(f"{share:>10.0%}" for share in (*shares, 1 - sum(shares)))
    print(f"{case.chart} {case.observations:>7,}              {cells}")


if __name__ == "__main__":
    main()
