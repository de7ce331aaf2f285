"""The service on a free port of this machine."""

from collections.abc import Iterator
from threading import Thread

import pytest
from werkzeug.serving import make_server

from cds_service.app import create_app
from cds_service.demonstration.blueprint import create_demonstration
from cds_service.settings import Profile, Settings


@pytest.fixture
def service() -> Iterator[str]:
    """The base URL of the service with its demonstration EHR."""
    # Third-party servers may be slow on a small machine: the service gets the longest time budget that a site can set.
    settings = Settings(profile=Profile.DEVELOPMENT, time_budget_s=60)
    server = make_server("127.0.0.1", 0, create_app(settings, pages=[create_demonstration]), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
