"""The service under gunicorn: as our own commands start it, and as gunicorn itself does (deploy/gunicorn.conf.py)."""

import gc
import socket
from collections.abc import Callable, Sequence
from math import ceil
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from cds_service.app import Page, create_app
from cds_service.observability import log_events
from cds_service.settings import Settings, SettingsUnusable, read_settings
from cds_service.warm_up import judge_packaged_chart

PATIENCE_S = 30
"""A worker that has not answered its master for so long is replaced. More than any call may take."""
OBJECTS_BETWEEN_ROUNDS = 50_000
"""So many more objects than before, and the garbage collector looks for cycles; Python's own measure is 700."""


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn is not typed
    """gunicorn with an application that is already built, and with our settings in place of its command line."""

    def __init__(self, app: Flask, options: dict[str, Any]) -> None:
        self._app = app
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Take our options."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Give the application, before the workers are forked."""
        return settled(self._app)


def gunicorn_options(settings: Settings) -> dict[str, Any]:
    """How the service runs under gunicorn: threads, since a call may wait for a FHIR server."""
    return {
        "bind": f"{settings.host}:{settings.port}",
        "workers": settings.workers,
        "threads": settings.threads,
        "worker_class": "gthread",
        "preload_app": True,
        "timeout": PATIENCE_S + ceil(settings.time_budget_s),
        "loglevel": "warning",
    }


def serve(settings: Settings, ready: Callable[[], None], pages: Sequence[Page] = ()) -> None:
    """Run the service until it is stopped; say when it is ready. Raises SettingsUnusable where it cannot start."""
    app = create_app(settings, pages=pages)
    _insist_on_address(settings)
    log_events.configure()
    Server(app, gunicorn_options(settings) | {"when_ready": lambda _server: ready()}).run()


def application() -> Flask:
    """The service for a gunicorn that was started by itself."""
    log_events.configure()
    return settled(create_app(read_settings()))


def settled(app: Flask) -> Flask:
    """The application, ready to answer its first call as fast as its hundredth.

    FHIR models are only built when first needed, which takes longer than a call should: hence a packaged chart is
    judged once. Then all that was built is taken out of the rounds of the garbage collector, which would otherwise
    go through tens of thousands of objects in the middle of a call. The rounds themselves become rare: a large chart is
    a hundred thousand objects without a cycle among them, and looking for one in them took a fifth of a call.
    """
    judge_packaged_chart()
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_ROUNDS)
    return app


def _insist_on_address(settings: Settings) -> None:
    """gunicorn would try for five seconds and then say less."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        with socket.create_server((settings.host, settings.port), family=family):
            pass
    except OSError as error:
        why = str(error.strerror).partition(" (while ")[0]  # the address is named already
        raise SettingsUnusable(
            "IMATINIB_CDS_HOST, IMATINIB_CDS_PORT (or --host, --port): "
            f"cannot listen on {settings.host}:{settings.port} ({why})"
        ) from None
