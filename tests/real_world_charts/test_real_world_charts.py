"""Every chart of this folder gives the facts and the exclusions of its file, and nothing else."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cds_service.decision import decide
from fhir_mappings import Chart, ChartEntry, read_history
from response_criteria.model.recommendations import Action
from tests.real_world_charts.summaries import summarize_facts

FILES = sorted((Path(__file__).parent / "charts").glob("*.json"))
UUID = "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea"
MEMBERS = ["pitfall", "story", "seen_in", "chart", "facts", "refused"]

# The known pitfalls of real-world charts; every one has a file.
PITFALLS = {
    # results
    *("texts as values", "bounds", "ranges and ratios", "coded answers", "integers", "absent values", "digits"),
    *("fractions", "decimal commas", "units", "implausible values", "scales of BCR::ABL1", "reference ranges"),
    *("panels", "automated and manual", "estimates and flags", "statuses", "amendments", "specimens", "categories"),
    *(
        "dates",
        "wrong codes",
        "OIDs",
        "karyotypes",
        "FISH",
        "mutations",
        "reports",
        "patient matching",
        "broken structure",
    ),
    # treatment and disease
    *("drug codes", "medications", "doses", "orders", "therapy", "conditions"),
}


def read_file(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text("utf-8")))


def build_chart(case: dict[str, Any]) -> Chart:
    return Chart("invented", tuple(ChartEntry(resource) for resource in case["chart"]))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_chart_gives_the_facts_and_exclusions_of_its_file(path: Path) -> None:
    case = read_file(path)
    history = read_history(build_chart(case))
    excluded: dict[str, list[str]] = {}
    for exclusion in history.excluded:
        excluded.setdefault(exclusion.origin, []).append(exclusion.reason)
    assert summarize_facts(history) == case["facts"], case["story"]
    assert {origin: sorted(reasons) for origin, reasons in excluded.items()} == case["refused"], case["story"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_chart_never_leads_to_escalation_or_continuation_and_never_raises(path: Path) -> None:
    chart = build_chart(read_file(path))
    decision = decide(chart, date(2024, 6, 15), for_clinician=True, new_uuid=lambda: UUID)
    assert decision.assessment.recommendation.action not in (Action.ESCALATE, Action.CONTINUE)
    assert {exclusion.origin for exclusion in decision.assessment.excluded_data} <= set(chart.entries)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_has_its_members_and_a_story_in_one_line(path: Path) -> None:
    case = read_file(path)
    assert list(case) == MEMBERS
    assert case["pitfall"] in PITFALLS
    assert case["story"].endswith(".")
    assert case["story"].count("\n") == 0
    assert case["seen_in"]
    subjects = {str(resource.get("subject", {}).get("reference")) for resource in case["chart"]}
    assert not [
        subject for subject in subjects if "invented" not in subject and subject not in ("None", "Patient/another")
    ]


def test_every_known_pitfall_has_a_file() -> None:
    counted = Counter(read_file(path)["pitfall"] for path in FILES)
    assert set(counted) == PITFALLS
    assert len(FILES) >= 200


def test_no_two_files_have_the_same_story() -> None:
    counted = Counter(read_file(path)["story"] for path in FILES)
    assert not [story for story, times in counted.items() if times > 1]
