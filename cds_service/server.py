"""The service under gunicorn, started by ``imatinib-cds serve`` or by gunicorn itself (deploy/gunicorn.conf.py)."""

import gc
import socket
from collections.abc import Callable, Sequence
from functools import partial
from math import ceil
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from cds_service.app import CreatePage, create_app, find_ledger
from cds_service.observability import log_events
from cds_service.settings import InvalidSettingsError, Settings, read_settings
from cds_service.warm_up import assess_packaged_chart

# gunicorn replaces a worker that is silent for the time budget of a call plus this grace period.
GRACE_S = 30
# Python's default of 700 makes the garbage collector scan a large chart many times during one call: a hundred thousand
# objects without a cycle among them, and a fifth of the call's time.
GC_THRESHOLD = 50_000


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn is not typed
    """gunicorn with an application that is already built, and options in place of a command line."""

    def __init__(self, create: Callable[[], Flask], options: dict[str, Any]) -> None:
        self._create = create
        self._app = create()
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Set the options."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def reload(self) -> None:
        """Read the trusted clients again, as gunicorn asks on SIGHUP. Its new workers serve what is built here."""
        super().reload()
        try:
            self._app = self._create()
        except InvalidSettingsError as error:
            # The former clients stay in force: a typing error in the file must not lock a hospital out.
            log_events.log_kept_clients(reason=str(error))
        else:
            self.callable = None  # gunicorn keeps what load() returned; this makes it call load() again

    def load(self) -> Flask:
        """Return the application; gunicorn calls this before it forks the workers."""
        return prepare_app(self._app)


def build_gunicorn_options(settings: Settings) -> dict[str, Any]:
    """Return the options for gunicorn."""
    return {
        "bind": f"{settings.host}:{settings.port}",
        "workers": settings.workers,
        "threads": settings.threads,
        "worker_class": "gthread",  # threads, since a call may wait for a FHIR server
        "preload_app": True,
        "timeout": GRACE_S + ceil(settings.time_budget_s),
        "loglevel": "warning",
        "post_worker_init": _start_ledger,
        "worker_exit": _stop_ledger,
    }


def _start_ledger(worker: Any) -> None:
    # In the worker, since neither threads nor connections survive the fork.
    if ledger := find_ledger(worker.wsgi):
        ledger.start()


def _stop_ledger(_server: Any, worker: Any) -> None:
    if worker.wsgi and (ledger := find_ledger(worker.wsgi)):
        ledger.stop()


def serve(settings: Settings, report_ready: Callable[[], None], pages: Sequence[CreatePage] = ()) -> None:
    """Run the service until it is stopped. Raises InvalidSettingsError if it cannot start."""
    create = partial(create_app, settings, pages=pages)
    server = Server(create, build_gunicorn_options(settings) | {"when_ready": lambda _server: report_ready()})
    _check_address(settings)
    log_events.configure()
    server.run()


def application() -> Flask:
    """Return the WSGI application, for a gunicorn that was started by itself."""
    log_events.configure()
    return prepare_app(create_app(read_settings()))


def prepare_app(app: Flask) -> Flask:
    """Prepare the application so that its first call is as fast as any other."""
    # FHIR models are built at first use, which takes longer than a call should: so a packaged chart is assessed once.
    # Everything built so far is then exempt from garbage collection: workers share it, and it never becomes garbage.
    assess_packaged_chart()
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD)
    return app


def _check_address(settings: Settings) -> None:
    # gunicorn itself would retry for five seconds and then report less.
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        with socket.create_server((settings.host, settings.port), family=family):
            pass
    except OSError as error:
        cause = str(error.strerror).partition(" (while ")[0]  # the rest repeats the address
        raise InvalidSettingsError(
            "IMATINIB_CDS_HOST, IMATINIB_CDS_PORT (or --host, --port): "
            f"cannot listen on {settings.host}:{settings.port} ({cause})"
        ) from None
