"""Whether memory stays flat: ten thousand calls to one worker, each about another patient with other values.

Linux only: it asks /proc how much memory the worker holds.

    python -m benchmarks.memory
"""

import os
import resource
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.charts import PATIENT_ID, hook_call
from benchmarks.serving import answered, served

CALLS = 10_000
STEP = 1_000
OBSERVATIONS = 42
SERVICE_PATH = "/cds-services/imatinib-response"
LEUKOCYTES = b'"value": 6.4'


def main() -> None:
    """Prints the memory that the worker holds, after every thousand calls."""
    body = hook_call(OBSERVATIONS, datetime.now(UTC).date())
    print(f"{CALLS:,} calls with {OBSERVATIONS} Observations ({len(body) / 1000:.0f} kB) to one worker")
    with served("cds_service.app:create_app") as service:
        for number in range(CALLS + 1):
            answered(service, SERVICE_PATH, _of_another(body, number))
            if number % STEP == 0:
                print(f"  {number:>6,} calls: {_resident_mb(_last_child(os.getpid())):6.1f} MB", flush=True)


def _of_another(body: bytes, number: int) -> bytes:
    """The same call for another patient, whose leukocytes no call had before."""
    return body.replace(PATIENT_ID.encode(), f"{PATIENT_ID}{number}".encode()).replace(
        LEUKOCYTES, b'"value": 6.4%05d' % number
    )


def _last_child(process: int) -> int:
    """The worker: the child of the server, which is a child of this process."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
    return _last_child(int(children[-1])) if children else process


def _resident_mb(process: int) -> float:
    pages = int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


if __name__ == "__main__":
    main()
