"""These tests run an event loop, whose clock must not stand still."""

import pytest


@pytest.fixture(autouse=True)
def frozen_clock() -> None:
    """Let the clock run."""
