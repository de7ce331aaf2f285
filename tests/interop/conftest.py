"""The service as a process would run it, on a free port of this machine."""

from collections.abc import Iterator
from threading import Thread

import pytest
from werkzeug.serving import make_server

from cds_service.app import create_app
from cds_service.demonstration.blueprint import demonstration
from cds_service.settings import Profile, Settings


@pytest.fixture
def service() -> Iterator[str]:
    """The base address of the service, its demonstration EHR with it, for as long as the test lasts.

    The systems beside it may be slow: it has all the time that a site can give it.
    """
    settings = Settings(profile=Profile.DEVELOPMENT, time_budget_s=60)
    server = make_server("127.0.0.1", 0, create_app(settings, pages=[demonstration]), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
