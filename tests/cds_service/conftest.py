"""The service in process. Every response in these tests is checked against the rules of CDS Hooks."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cds_service.app import create_app
from cds_service.settings import PREFIX, Profile, Settings
from tests.cds_service.response_rules import find_broken_rules
from tests.stub_fhir_server import StubFhirServer, stub_fhir_server

SERVICE_PATHS = ("/cds-services", "/health")
OpenService = Callable[..., FlaskClient]


class CheckedClient(FlaskClient):
    """A test client that checks every response of the service."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        if response.request.path.startswith(SERVICE_PATHS) and response.request.method not in ("OPTIONS", "HEAD"):
            assert not find_broken_rules(response)
        return response


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the settings of this machine, and keep no database."""
    for name in os.environ:
        if name.upper().startswith(PREFIX):
            monkeypatch.delenv(name)
    monkeypatch.setenv(f"{PREFIX}DATABASE_URL", "none")


@pytest.fixture
def open_service() -> OpenService:
    """A function that creates the service in the development profile, with the given settings."""

    def open_client(
        *,
        sleep: Callable[[float], None] = lambda _seconds: None,
        monotonic: Callable[[], float] = lambda: 0.0,
        **settings: Any,
    ) -> FlaskClient:
        app = create_app(Settings(profile=Profile.DEVELOPMENT, **settings), sleep=sleep, monotonic=monotonic)
        app.test_client_class = CheckedClient
        return app.test_client()

    return open_client


@pytest.fixture
def service(open_service: OpenService) -> FlaskClient:
    """The service in the development profile, with default settings."""
    return open_service()


@pytest.fixture
def fhir() -> Iterator[StubFhirServer]:
    """A FHIR server that the test configures."""
    with stub_fhir_server() as stub:
        yield stub
