"""Memory of one worker over ten thousand calls, every call about another patient with other values.

Linux only: it reads /proc.

    python -m benchmarks.memory
"""

import os
import resource
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.charts import PATIENT_ID, build_hook_call
from benchmarks.serving import SERVICE_PATH, post, run_server

CALLS = 10_000
STEP = 1_000
OBSERVATIONS = 42
LEUKOCYTES = b'"value": 6.4'


def main() -> None:
    """Print the worker's resident memory after every thousand calls."""
    body = build_hook_call(OBSERVATIONS, datetime.now(UTC).date())
    print(f"{CALLS:,} calls with {OBSERVATIONS} Observations ({len(body) / 1000:.0f} kB) to one worker")
    with run_server("cds_service.app:create_app") as service:
        for number in range(CALLS + 1):
            post(service, SERVICE_PATH, _change_patient(body, number))
            if number % STEP == 0:
                print(f"  {number:>6,} calls: {_read_resident_mb(_find_worker(os.getpid())):6.1f} MB", flush=True)


def _change_patient(body: bytes, number: int) -> bytes:
    """Change the patient and the leukocytes of the call, so that no cache can help."""
    return body.replace(PATIENT_ID.encode(), f"{PATIENT_ID}{number}".encode()).replace(
        LEUKOCYTES, b'"value": 6.4%05d' % number
    )


def _find_worker(process: int) -> int:
    """Find the worker: the child of the server, which is a child of this process."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
    return _find_worker(int(children[-1])) if children else process


def _read_resident_mb(process: int) -> float:
    pages = int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


if __name__ == "__main__":
    main()
