"""A process of the service whose hook calls never end, and which tells its worker. Run with a port."""

import os
import sys
from threading import Event

from flask import Flask, request

from cds_service.app import create_app
from cds_service.server import Server, prepare_app
from cds_service.serving.front import Front, ServingLimits
from cds_service.settings import Profile, Settings
from tests.cds_service.calls import SERVICE

WORKER_PATH = "/worker"


class StuckServer(Server):
    """The server, with a short budget and little patience."""

    def load(self) -> Front:
        """Return the application."""
        limits = ServingLimits(threads=2, time_budget_s=0.1, max_body_bytes=100_000, stuck_s=0.1)
        return Front(prepare_app(create_stuck_app()), limits, authenticates=False)


def create_stuck_app() -> Flask:
    """Create the service with a hook that waits forever."""
    app = create_app(Settings(profile=Profile.DEVELOPMENT))
    app.before_request(lambda: Event().wait() if request.path == SERVICE else None)
    app.add_url_rule(WORKER_PATH, view_func=lambda: {"worker": os.getpid()})
    return app


if __name__ == "__main__":
    settings = Settings(profile=Profile.DEVELOPMENT, port=int(sys.argv[1]), workers=1)
    StuckServer(create_stuck_app, settings, lambda: print("ready", flush=True)).run()  # noqa: T201
