"""Pieces of work in several processes, which are started once for all passes of a run."""

import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import connection, get_all_start_methods, get_context, parent_process
from multiprocessing.context import BaseContext
from types import TracebackType

Task = Callable[[], None]

# What the pieces of work import takes seconds, once for all processes instead of once for each.
_PRELOADED = ["cds_service.population.batch.run"]


class Workers:
    """The processes of a run. With one only, the work is done in this process."""

    def __init__(self, count: int) -> None:
        self._executor = (
            ProcessPoolExecutor(count, _choose_context(), initializer=_prepare_process) if count > 1 else None
        )

    def __enter__(self) -> "Workers":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # After an interruption the pieces in hand are finished, and no other one is begun.
        if self._executor:
            self._executor.shutdown(cancel_futures=True)

    def run(self, tasks: Iterable[Task]) -> Iterator[None]:
        """Run tasks, and yield once after each. An exception of a task is raised here."""
        if self._executor is None:
            for task in tasks:
                task()
                yield
            return
        for done in as_completed([self._executor.submit(task) for task in tasks]):
            done.result()
            yield


def _choose_context() -> BaseContext:
    # Never "fork": a forked process would inherit the threads of libraries in an unknown state.
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    return context


def _prepare_process() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process; only the first one decides
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process with the one that started it: if that is killed, nobody else would."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
