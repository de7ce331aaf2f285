"""Several queries at the same time, with one deadline."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import copy_context
from typing import TypeVar

from cds_service.fhir_client.deadline import Deadline
from cds_service.fhir_client.errors import TIMED_OUT, FhirServerError

Result = TypeVar("Result")


def run_concurrently(
    queries: Mapping[str, Callable[[], Result]], deadline: Deadline, max_concurrent: int
) -> dict[str, Result | FhirServerError]:
    """Return the result of each query, or its FhirServerError. Any other exception of a query is raised.

    Requests still running at the deadline are abandoned; their results are ignored.
    """
    pool = ThreadPoolExecutor(max_workers=max_concurrent, thread_name_prefix="fhir")
    try:
        # The context carries the call's hookInstance, which the log lines of a query need.
        futures = {name: pool.submit(copy_context().run, _capture_error, query) for name, query in queries.items()}
        wait(futures.values(), timeout=deadline.remaining())
        return {
            name: future.result() if future.done() else FhirServerError(*TIMED_OUT) for name, future in futures.items()
        }
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _capture_error(query: Callable[[], Result]) -> Result | FhirServerError:
    try:
        return query()
    except FhirServerError as error:
        return error
