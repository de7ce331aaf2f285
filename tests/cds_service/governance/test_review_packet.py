"""The packet for review: whole for each criterion, the same each time, and never overwritten."""

import re
from hashlib import sha256
from pathlib import Path

import pytest

from cards import STATUS_NAMES
from cds_service.cli.main import main
from cds_service.governance.review_packet.charts import CHARTS_OF_A_CRITERION, choose_charts
from cds_service.governance.review_packet.material import load_material
from cds_service.governance.review_packet.packet import COVER, build_packet, name_page
from response_criteria.model.findings import Status
from response_criteria.publications.kantarjian2003 import ESCALATION_CRITERIA
from scripts.handbook.decisions import load_open_questions
from scripts.handbook.edition_text import write_edition_text

CRITERIA = {item.criterion.id: item for item in ESCALATION_CRITERIA}
FROM_ELSEWHERE = re.compile(r"<script|<link|<img|\bsrc=|url\(http|@import")


@pytest.fixture(scope="module")
def packet() -> dict[str, str]:
    return dict(build_packet())


@pytest.mark.parametrize("criterion_id", CRITERIA)
def test_a_page_has_rule_readings_boundaries_charts_and_form(packet: dict[str, str], criterion_id: str) -> None:
    item = CRITERIA[criterion_id]
    page = packet[name_page(item)]
    assert item.criterion.rule in page
    assert all(reading.decision in page for reading in item.criterion.interpretations)
    assert all(row.reason in page for row in item.rows)
    assert len(load_material().boundaries[criterion_id]) > 3
    assert page.count('<div class="chart"') == CHARTS_OF_A_CRITERION
    assert page.count("The status, and the card or its absence:") == CHARTS_OF_A_CRITERION
    assert "Signature" in page


@pytest.mark.parametrize("criterion_id", CRITERIA)
def test_the_charts_of_a_criterion_differ_in_status_and_some_meet_it(criterion_id: str) -> None:
    charts = choose_charts(criterion_id)
    statuses = [chart.status for chart in charts]
    assert statuses[0] == STATUS_NAMES[Status.MET]
    assert len(set(statuses)) > 2
    assert len({chart.id for chart in charts}) == CHARTS_OF_A_CRITERION
    assert all(chart.text and chart.days for chart in charts)
    assert {chart.card is None for chart in charts} == {True, False}


def test_every_page_has_the_fingerprint_of_the_rules_and_needs_nothing_from_elsewhere(packet: dict[str, str]) -> None:
    fingerprint = sha256(write_edition_text().encode()).hexdigest()
    assert len(packet) == len(CRITERIA) + 1
    assert all(fingerprint in page for page in packet.values())
    assert not [name for name, page in packet.items() if FROM_ELSEWHERE.search(page)]


def test_the_cover_links_every_criterion_and_asks_every_open_question(packet: dict[str, str]) -> None:
    assert all(f'href="{name}"' in packet[COVER] for name in packet if name != COVER)
    assert packet[COVER].count("Until it is answered:") == len(load_open_questions())


def test_a_question_is_on_the_page_of_the_criterion_whose_record_it_names(packet: dict[str, str]) -> None:
    question = "Does a karyotype of month 11 count for month 12"
    asked = {name for name, page in packet.items() if question in page}
    assert asked == {COVER, "cytogenetic-resistance.html"}


def test_the_packet_of_an_edition_is_always_the_same(packet: dict[str, str]) -> None:
    assert dict(build_packet()) == packet


def test_the_command_writes_the_packet_and_never_over_another(
    tmp_path: Path, packet: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "edition" / "packet"
    main(["review-packet", "--out", str(folder)])
    assert {path.name for path in folder.iterdir()} == packet.keys()
    assert (folder / COVER).read_text("utf-8") == packet[COVER]
    with pytest.raises(SystemExit) as ended:
        main(["review-packet", "--out", str(folder)])
    assert ended.value.code == 2
    assert "is not empty" in capsys.readouterr().err
