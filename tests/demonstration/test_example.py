"""The example in examples/ is a demonstration patient's chart, and not a copy gone stale."""

import runpy
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "scripts" / "write_example.py"


def test_the_example_is_what_its_script_writes() -> None:
    script = runpy.run_path(str(SCRIPT))
    written = script["EXAMPLE"].read_text("utf-8")
    assert written == script["example"](), "The patients have changed: run scripts/write_example.py."
