"""Every odd chart of this folder is read as its file says: as facts, as a refusal with its reason, or as nothing."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cds_service.decision import consult
from fhir_mappings.chart.chart import Chart
from fhir_mappings.datatypes.references import ChartEntry
from fhir_mappings.history import history
from response_criteria.model.findings import Action
from tests.real_world_charts.summaries import facts_of

FILES = sorted((Path(__file__).parent / "charts").glob("*.json"))
MEMBERS = ["pitfall", "story", "seen_in", "chart", "facts", "refused"]

PITFALLS = {
    # results
    *("texts as values", "bounds", "ranges and ratios", "coded answers", "integers", "absent values", "digits"),
    *("fractions", "decimal commas", "units", "implausible values", "scales of BCR::ABL1", "reference ranges"),
    *("panels", "automated and manual", "estimates and flags", "statuses", "amendments", "specimens", "categories"),
    *("dates", "wrong codes", "OIDs", "karyotypes", "FISH", "mutations", "reports", "whose it is", "broken structure"),
    # treatment and disease
    *("drug codes", "medications", "doses", "orders", "therapy", "conditions"),
}
"""What is known to be odd about charts, by kind; each has a file at least."""


def read(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text("utf-8")))


def chart_of(odd: dict[str, Any]) -> Chart:
    return Chart("invented", tuple(ChartEntry(each) for each in odd["chart"]))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_odd_chart_is_read_as_its_file_says(path: Path) -> None:
    odd = read(path)
    known = history(chart_of(odd))
    refused: dict[str, list[str]] = {}
    for each in known.refusals:
        refused.setdefault(each.origin, []).append(each.because)
    assert facts_of(known) == odd["facts"], odd["story"]
    assert {origin: sorted(reasons) for origin, reasons in refused.items()} == odd["refused"], odd["story"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_odd_chart_alone_never_leads_to_a_dose_step_and_never_ends_the_call(path: Path) -> None:
    chart = chart_of(read(path))
    told = consult(
        chart, date(2024, 6, 15), for_clinician=True, new_uuid=lambda: "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea"
    )
    assert told.assessment.recommendation.action not in (Action.ESCALATE, Action.CONTINUE)
    assert {each.origin for each in told.assessment.set_aside} <= set(chart.entries)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_tells_its_story_in_one_line(path: Path) -> None:
    odd = read(path)
    assert list(odd) == MEMBERS
    assert odd["pitfall"] in PITFALLS
    assert odd["story"].endswith(".")
    assert odd["story"].count("\n") == 0
    assert odd["seen_in"]
    subjects = {str(each.get("subject", {}).get("reference")) for each in odd["chart"]}
    assert not [each for each in subjects if "invented" not in each and each not in ("None", "Patient/another")]


def test_every_known_pitfall_has_a_file() -> None:
    counted = Counter(read(path)["pitfall"] for path in FILES)
    assert set(counted) == PITFALLS
    assert len(FILES) >= 200


def test_no_two_files_tell_the_same_story() -> None:
    counted = Counter(read(path)["story"] for path in FILES)
    assert not [story for story, times in counted.items() if times > 1]
