"""How long the fuzzing runs, and how many inputs it tried.

In the suite every test draws the same few inputs each time. ``make fuzz`` draws new ones, as many as FUZZ_EXAMPLES says
for each test.
"""

import os

import pytest
from hypothesis import HealthCheck, settings

from tests.fuzz.examples_tried import TRIED

settings.register_profile(
    "long",
    max_examples=int(os.environ.get("FUZZ_EXAMPLES", "10000")),
    deadline=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell how many inputs were tried."""
    if TRIED:
        terminalreporter.section("inputs tried")
        for name, times in sorted(TRIED.items()):
            terminalreporter.line(f"{times:>9,}  {name}")
        terminalreporter.line(f"{TRIED.total():>9,}  in all")
