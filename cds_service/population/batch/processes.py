"""Pieces of work in several processes. Each process builds once what its pieces need."""

import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import connection, get_context, parent_process

Task = Callable[[], None]


def run_tasks(tasks: Iterable[Task], workers: int) -> Iterator[None]:
    """Run tasks, and yield once after each; in this process if there is only one worker.

    An interruption ends it after the pieces in hand. An exception of a task is raised here.
    """
    if workers == 1:
        for task in tasks:
            task()
            yield
        return
    # "spawn": a forked process would inherit the threads of libraries in an unknown state.
    executor = ProcessPoolExecutor(workers, get_context("spawn"), initializer=_prepare_process)
    try:
        for done in as_completed([executor.submit(task) for task in tasks]):
            done.result()
            yield
    finally:
        executor.shutdown(cancel_futures=True)


def _prepare_process() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process; only the first one decides
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process with the one that started it: if that is killed, nobody else would."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
