"""Every test runs at one moment, in a time zone other than UTC, so that mistakes with time zones show.

``--update-golden`` rewrites the golden files; without it they are compared.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

FROZEN = datetime(2024, 6, 16, 10, 30, tzinfo=ZoneInfo("Pacific/Auckland"))
"""In UTC it is still June 15."""


def pytest_configure() -> None:
    # In development the service keeps a database where it was started; a test that wants one names it.
    os.environ["IMATINIB_CDS_DATABASE_URL"] = "none"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden files")


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are rewritten instead of compared."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(autouse=True)
def frozen_clock() -> Iterator[None]:
    """Stop the clock at FROZEN, in Auckland."""
    with time_machine.travel(FROZEN, tick=False):
        yield
