"""Every test runs at one moment, in a zone that is not UTC, so that careless time handling shows.

``--update-golden`` writes the golden files anew; without it they are compared.
"""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

FROZEN = datetime(2024, 6, 16, 10, 30, tzinfo=ZoneInfo("Pacific/Auckland"))
"""Still the fifteenth in UTC."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew, on purpose")


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written rather than compared."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(autouse=True)
def frozen_clock() -> Iterator[None]:
    """The clock stands still at FROZEN, and the machine is in Auckland."""
    with time_machine.travel(FROZEN, tick=False):
        yield
