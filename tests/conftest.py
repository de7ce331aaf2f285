"""Every test runs at one moment, in a zone that is not UTC, so that careless time handling shows."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

FROZEN = datetime(2024, 6, 15, 22, 30, tzinfo=UTC)
"""Already the sixteenth in Auckland, where the tests live."""


@pytest.fixture(autouse=True)
def frozen_clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The clock stands still at FROZEN, and the machine is in Auckland."""
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    with time_machine.travel(FROZEN, tick=False):
        yield
