"""A worker that is killed under load takes its own calls with it, and no other."""

import json
import os
import signal
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Condition

import pytest

from tests.cds_service.calls import SERVICE, empty_prefetch, hook_call, without
from tests.cds_service.running import SECONDS, RunningService, run_production
from tests.stub_fhir_server import FhirRequest, Reply, StubFhirServer, searchset, stub_fhir_server

CALLS = 16
MOST_CALLS = 64
JSON = {"Content-Type": "application/json"}
CUT_OFF = 0


@dataclass
class Barrier:
    """A FHIR server's requests wait here until they are released."""

    waiting: int = 0
    is_open: bool = False
    changed: Condition = field(default_factory=Condition)

    def hold(self, _request: FhirRequest) -> Reply:
        """Keep a request waiting."""
        with self.changed:
            self.waiting += 1
            self.changed.notify_all()
            self.changed.wait_for(lambda: self.is_open, SECONDS)
        return Reply(searchset())

    def await_requests(self, number: int) -> None:
        """Wait until so many requests are held."""
        with self.changed:
            assert self.changed.wait_for(lambda: self.waiting >= number, SECONDS)

    def open(self) -> None:
        """Release every request."""
        with self.changed:
            self.is_open = True
            self.changed.notify_all()


@pytest.fixture
def service(tmp_path: Path) -> Iterator[RunningService]:
    """The service with two workers and time enough for a loaded machine."""
    settings = {"PROFILE": "development", "DATABASE_URL": "none", "WORKERS": "2", "TIME_BUDGET_S": "60"}
    settings |= {"THREADS": str(MOST_CALLS), "FHIR_SERVER_CONNECTIONS": str(2 * MOST_CALLS)}
    with run_production(tmp_path, settings) as running:
        yield running


def test_a_worker_that_is_killed_under_load_takes_only_its_own_calls_with_it(service: RunningService) -> None:
    barrier, calls = Barrier(), list[Future[int]]()
    workers = find_workers(service)
    before = {worker: count_sockets(worker) for worker in workers}
    with stub_fhir_server() as fhir, ThreadPoolExecutor(MOST_CALLS) as pool:
        fhir.answer("conditions", barrier.hold)
        while len(calls) < CALLS or any(count_sockets(worker) <= before[worker] + 1 for worker in workers):
            assert len(calls) < MOST_CALLS
            calls.append(pool.submit(send, service, fhir))
            barrier.await_requests(len(calls))
        os.kill(workers[0], signal.SIGKILL)
        barrier.open()
        statuses = Counter(call.result() for call in calls)
    assert set(statuses) == {CUT_OFF, 200}
    assert [line["count"] for line in service.read_log("calls-cut-off")] == [statuses[CUT_OFF]]
    assert workers[1] in find_workers(service)
    assert service.send("POST", SERVICE, json.dumps(hook_call()).encode(), JSON).status == 200


def send(service: RunningService, fhir: StubFhirServer) -> int:
    """Send a call that needs the FHIR server; return its status, or CUT_OFF."""
    call = hook_call(prefetch=without(empty_prefetch(), "conditions"), fhirServer=fhir.base)
    with suppress(ConnectionError):
        return service.send("POST", SERVICE, json.dumps(call).encode(), JSON).status
    return CUT_OFF


def find_workers(service: RunningService) -> list[int]:
    """Return the processes of both workers, once they run."""
    children, workers = Path(f"/proc/{service.process.pid}/task/{service.process.pid}/children"), list[int]()
    while len(workers) < 2:
        workers = [int(child) for child in children.read_text("ascii").split()]
    return workers


def count_sockets(process: int) -> int:
    """Count the sockets that a process has open."""
    return sum(os.readlink(file).startswith("socket:") for file in Path(f"/proc/{process}/fd").iterdir())
