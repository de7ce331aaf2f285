"""The service in process; every answer it gives in these tests is held against the rules of CDS Hooks."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cds_service.app import create_app
from cds_service.settings import PREFIX, Profile, Settings
from tests.cds_service.response_rules import broken
from tests.stub_fhir_server import StubFhirServer, stub_fhir_server

OURS = ("/cds-services", "/health")
Opened = Callable[..., FlaskClient]


class RuledClient(FlaskClient):
    """A client that reads every answer as a careful EHR would: a rule broken is a test failed."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        if response.request.path.startswith(OURS) and response.request.method not in ("OPTIONS", "HEAD"):
            assert not broken(response)
        return response


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine reaches a test."""
    for name in os.environ:
        if name.upper().startswith(PREFIX):
            monkeypatch.delenv(name)


@pytest.fixture
def opened() -> Opened:
    """The service with settings of the test's own, in the development profile."""

    def with_settings(
        *,
        pause: Callable[[float], None] = lambda _seconds: None,
        monotonic: Callable[[], float] = lambda: 0.0,
        **settings: Any,
    ) -> FlaskClient:
        app = create_app(Settings(profile=Profile.DEVELOPMENT, **settings), pause=pause, monotonic=monotonic)
        app.test_client_class = RuledClient
        return app.test_client()

    return with_settings


@pytest.fixture
def service(opened: Opened) -> FlaskClient:
    """The service as it is set up by default, in the development profile."""
    return opened()


@pytest.fixture
def fhir() -> Iterator[StubFhirServer]:
    """A FHIR server that does as the test tells it."""
    with stub_fhir_server() as stub:
        yield stub
