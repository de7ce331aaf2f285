"""The service under gunicorn, started by ``imatinib-cds serve`` or by gunicorn itself (deploy/gunicorn.conf.py)."""

import gc
import signal
import socket
from collections.abc import Callable, Sequence
from functools import partial
from ipaddress import ip_network
from math import ceil
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from cds_service.app import MIB, CreatePage, create_app, find_ledger
from cds_service.observability import log_events
from cds_service.serving.front import MAX_HEADER_BYTES, STUCK_S, Front, ServingLimits
from cds_service.serving.worker import Worker
from cds_service.settings import InvalidSettingsError, Settings, read_settings
from cds_service.warm_up import assess_packaged_chart

MAX_CONNECTIONS = 800
"""Connections of one worker; operating systems usually allow a process about a thousand files."""
GRACE_S = 2
"""Seconds past its time budget that a call may take until its worker stops."""
# Python's default of 700 makes the garbage collector scan a large chart many times during one call: a hundred thousand
# objects without a cycle among them, and a fifth of the call's time.
GC_THRESHOLD = 50_000


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn is not typed
    """gunicorn with an application that is already built, and options in place of a command line."""

    def __init__(self, create: Callable[[], Flask], settings: Settings, report_ready: Callable[[], None]) -> None:
        self._create = create
        self._app = create()
        self._settings = settings
        self._report_ready = report_ready
        super().__init__()

    def load_config(self) -> None:
        """Set the options."""
        for name, value in build_gunicorn_options(self._settings).items():
            self.cfg.set(name, value)
        self.cfg.set("when_ready", self._announce)

    def _announce(self, arbiter: Arbiter) -> None:
        _stop_gracefully_when_interrupted(arbiter)
        self._report_ready()

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

    def load(self) -> Front:
        """Return the application; gunicorn calls this before it forks the workers."""
        return build_front(self._app, self._settings)


def build_gunicorn_options(settings: Settings) -> dict[str, Any]:
    """Return the options for gunicorn."""
    return {
        "bind": f"{settings.host}:{settings.port}",
        "workers": settings.workers,
        "worker_class": Worker,
        "worker_connections": MAX_CONNECTIONS,
        "preload_app": True,
        # A worker whose event loop is silent for so long is stuck: it holds the interpreter, and cannot leave itself.
        "timeout": ceil(settings.time_budget_s) + STUCK_S,
        "graceful_timeout": ceil(settings.time_budget_s) + GRACE_S,
        "keepalive": settings.keep_alive_s,
        "max_requests": settings.max_requests,
        "max_requests_jitter": settings.max_requests // 10,
        # One field may be as large as all together; the front checks the sum.
        "limit_request_field_size": MAX_HEADER_BYTES,
        "asgi_lifespan": "off",
        "control_socket_disable": True,  # it would be one more file that must be writable
        "loglevel": "warning",
        "when_ready": _stop_gracefully_when_interrupted,
        "child_exit": lambda _arbiter, worker: worker.report_cut_off_calls(),
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
    server = Server(create, settings, report_ready)
    _check_address(settings)
    log_events.configure()
    server.run()


def application() -> Front:
    """Return the ASGI application, for a gunicorn that was started by itself."""
    log_events.configure()
    settings = read_settings()
    return build_front(create_app(settings), settings)


def build_front(app: Flask, settings: Settings) -> Front:
    """Return the ASGI application that answers by an application of Flask."""
    limits = ServingLimits(
        threads=settings.threads,
        time_budget_s=settings.time_budget_s,
        max_body_bytes=settings.max_body_mib * MIB,
        trusted_proxies=[ip_network(proxy) for proxy in settings.trusted_proxies],
    )
    return Front(prepare_app(app), limits, authenticates=not settings.is_open)


def _stop_gracefully_when_interrupted(arbiter: Arbiter) -> None:
    # gunicorn would cut off the calls under way.
    signal.signal(signal.SIGINT, lambda _signal, frame: arbiter.signal(signal.SIGTERM, frame))


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
