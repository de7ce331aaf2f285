"""The length of fuzzing, and the number of inputs tried.

In the test suite every run draws the same few inputs. ``make fuzz`` draws new ones, FUZZ_EXAMPLES for each test.
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
    """Report the number of inputs tried."""
    if TRIED:
        terminalreporter.section("inputs tried")
        for name, times in sorted(TRIED.items()):
            terminalreporter.line(f"{times:>9,}  {name}")
        terminalreporter.line(f"{TRIED.total():>9,}  in all")
