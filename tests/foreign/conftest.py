"""The service as a process would run it, on a free port of this machine."""

from collections.abc import Iterator
from threading import Thread

import pytest
from werkzeug.serving import make_server

from cds_service.app import create_app
from cds_service.settings import Profile, Settings


@pytest.fixture
def service() -> Iterator[str]:
    """The base address of the service, its demonstration EHR with it, for as long as the test lasts."""
    app = create_app(Settings(profile=Profile.DEVELOPMENT, demonstration=True))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
