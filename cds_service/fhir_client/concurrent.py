"""Several questions at once, and what came of each by the time they had to be answered."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import copy_context
from typing import TypeVar

from cds_service.fhir_client.client import TOO_LATE, FhirTrouble
from cds_service.fhir_client.deadline import Deadline

Found = TypeVar("Found")


def side_by_side(
    questions: Mapping[str, Callable[[], Found]], deadline: Deadline, at_a_time: int
) -> dict[str, Found | FhirTrouble]:
    """The answer to each question, or why there is none. Any other fault of a question is raised.

    Questions still under way when the time is up are left to run into their own time limit, unheard.
    """
    pool = ThreadPoolExecutor(max_workers=at_a_time, thread_name_prefix="fhir")
    try:
        # What a question logs carries the call's identifier, which is kept in the context.
        asked = {name: pool.submit(copy_context().run, _heard, question) for name, question in questions.items()}
        wait(asked.values(), timeout=deadline.remaining())
        return {name: each.result() if each.done() else FhirTrouble(*TOO_LATE) for name, each in asked.items()}
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _heard(question: Callable[[], Found]) -> Found | FhirTrouble:
    try:
        return question()
    except FhirTrouble as trouble:
        return trouble
