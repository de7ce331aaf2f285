"""The example and the packaged warm-up chart are current copies of a demonstration patient's chart."""

import runpy
from pathlib import Path

from cds_service.warm_up import assess_packaged_chart

SCRIPT = Path(__file__).parents[2] / "scripts" / "write_example.py"


def test_the_example_and_the_packaged_chart_are_what_their_script_writes() -> None:
    written = runpy.run_path(str(SCRIPT))["build_files"]()
    stale = [path.name for path, text in written.items() if path.read_text("utf-8") != text]
    assert not stale, "The patients have changed: run scripts/write_example.py."


def test_the_packaged_chart_ends_in_a_card_with_drafts() -> None:
    [card] = assess_packaged_chart().cards
    drafted = {action["resource"]["resourceType"] for option in card["suggestions"] for action in option["actions"]}
    assert drafted == {"MedicationRequest", "ServiceRequest"}
