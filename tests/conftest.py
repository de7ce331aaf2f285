"""Every test runs at one moment, in a zone that is not UTC, so that careless time handling shows."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

FROZEN = datetime(2024, 6, 16, 10, 30, tzinfo=ZoneInfo("Pacific/Auckland"))
"""Still the fifteenth in UTC."""


@pytest.fixture(autouse=True)
def frozen_clock() -> Iterator[None]:
    """The clock stands still at FROZEN, and the machine is in Auckland."""
    with time_machine.travel(FROZEN, tick=False):
        yield
