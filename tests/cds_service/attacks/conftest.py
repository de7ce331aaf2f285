"""These tests talk to a service with a clock of its own, so theirs must run too."""

import pytest


@pytest.fixture(autouse=True)
def frozen_clock() -> None:
    """Let the clock run."""
