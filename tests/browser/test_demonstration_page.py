"""The demonstration's page in a real browser, served by the real service."""

import json
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from cds_service.demonstration.patients import DemonstrationPatient, build_patients
from response_criteria.model.recommendations import Action
from tests.browser.conftest import Screen

pytestmark = pytest.mark.browser

PATIENTS = build_patients(date(2024, 6, 15))
QUIET = {Action.CONTINUE, Action.NONE}
QUIET_HEADINGS = {
    "acacia-bright": "Not yet",
    "alder-calm": "Judged: none of the four, nothing else to report",
    "daisy-clear": "Judged: none of the four, nothing else to report",
    "maple-thaw": "Judged: none of the four, nothing else to report",
    "birch-flow": "Not yet",
    "tansy-turn": "Not for this patient",
    "elm-stillwater": "Not for this patient",
}
HOOK = "**/cds-services/imatinib-response"


def _read_json(screen: Screen, part: str) -> Any:
    """Return the request or response that the page shows."""
    screen.page.locator(f"#{part} summary").click()
    return json.loads(screen.page.locator(f"#{part} pre").inner_text())


def _list_badges(screen: Screen) -> list[str]:
    rows = screen.page.locator(".criteria .badge")
    return [name.rpartition("badge-")[2] for name in rows.evaluate_all("all => all.map(badge => badge.className)")]


@pytest.mark.parametrize("patient", PATIENTS, ids=lambda patient: patient.id)
def test_the_page_shows_the_expected_assessment_of_every_patient(screen: Screen, patient: DemonstrationPatient) -> None:
    screen.open(patient.id)
    cards = screen.page.locator(".advice article")
    expect(cards).to_have_count(1)
    if patient.expected.action in QUIET:
        expect(cards.locator("h2")).to_have_text(QUIET_HEADINGS[patient.id])
    else:
        expect(cards.locator(".indicator")).to_have_text(
            {"warning": "Warning", "info": "Information"}[_read_indicator(screen)]
        )
    assert _list_badges(screen) == [str(status) for status in patient.expected.criteria.values()]


def _read_indicator(screen: Screen) -> str:
    return screen.page.locator(".advice article").get_attribute("data-indicator") or ""


def test_the_list_names_every_patient_with_story_and_age(screen: Screen) -> None:
    screen.open()
    entries = screen.page.locator("[data-patient]")
    expect(entries).to_have_count(len(PATIENTS))
    for entry, patient in zip(entries.all(), PATIENTS, strict=True):
        assert {patient.name, patient.title, patient.story} <= set(entry.locator("span").all_text_contents())


def test_an_escalation_card_shows_source_detail_and_suggestions(screen: Screen) -> None:
    screen.open("rowan-thunder")
    card = screen.page.locator(".card-warning")
    expect(card.locator(".source a")).to_have_attribute("href", "https://doi.org/10.1182/blood-2002-05-1451")
    expect(card.locator("div.detail").first).to_contain_text("55%")
    expect(card.locator("div.detail").first).to_contain_text("Guidelines today: change the TKI")
    assert card.locator(".suggestion").count() >= 2


def test_a_suggestion_shows_its_draft_and_sends_nothing(screen: Screen) -> None:
    screen.open("rowan-thunder")
    requests_before = len(screen.requests)
    first = screen.page.get_by_role("button", name="2003 protocol escalation")
    first.click()
    expect(first).to_have_attribute("aria-expanded", "true")
    draft = screen.page.locator(".draft").first
    expect(draft).to_contain_text("imatinib 400 MG Oral Tablet")
    expect(draft).to_contain_text("400 mg, 2 × per day")
    expect(draft).to_contain_text("rowan-thunder-04-order")
    screen.page.locator(".suggestion").first.click()
    expect(first).to_have_attribute("aria-expanded", "false")
    assert len(screen.requests) == requests_before


def test_an_override_is_recorded_on_the_page_only(screen: Screen) -> None:
    screen.open("rowan-thunder")
    requests_before = len(screen.requests)
    reasons = screen.page.get_by_label("Override reason")
    reasons.select_option(index=1)
    expect(screen.page.locator(".noted")).to_contain_text("Recorded on this page only")
    assert len(screen.requests) == requests_before


def test_without_prefetch_the_service_reads_the_chart_and_gives_the_same_card(screen: Screen) -> None:
    screen.open("basil-frost")
    summary = screen.page.locator(".advice h2").inner_text()
    prefetched = _read_json(screen, "request")
    screen.page.get_by_role("switch", name="Send prefetch").click()
    screen.page.wait_for_selector("#result[data-settled=pulled]")
    pulled = _read_json(screen, "request")
    assert "patient" in prefetched["prefetch"]
    assert "prefetch" not in pulled
    assert screen.page.locator(".advice h2").inner_text() == summary


def test_the_page_shows_the_raw_response(screen: Screen) -> None:
    screen.open("alder-calm")
    answer = _read_json(screen, "response")
    assert answer["cards"] == []
    assert answer["extension"]["org.imatinib-cds.assessment"]["subject"] == "Patient/alder-calm"


def test_the_timeline_has_a_text_alternative_and_a_table(screen: Screen) -> None:
    screen.open("rowan-thunder")
    picture = screen.page.locator(".plot svg[role=img]")
    assert "Ph-positive metaphases" in (picture.get_attribute("aria-label") or "")
    expect(picture.locator(".ring").first).to_be_visible()
    screen.page.get_by_text("Values as a table").click()
    rows = screen.page.get_by_role("table", name="Results over time").locator("tbody tr")
    expect(rows.nth(10)).to_be_visible()


def test_the_keyboard_alone_reaches_a_draft(screen: Screen) -> None:
    screen.open()
    press = screen.page.keyboard.press
    screen.page.locator("[data-patient]").first.focus()
    press("ArrowDown")
    press("Enter")
    screen.page.wait_for_selector("#result[data-settled]")
    expect(screen.page.locator("h1")).to_have_text("Rowan Thunder")
    # Tab passes every patient on its way to the chart.
    first = screen.page.locator(".suggestion").first
    while not first.evaluate("button => button === document.activeElement"):
        press("Tab")
    press("Enter")
    expect(screen.page.locator(".draft").first).to_be_visible()


def test_the_keyboard_toggles_the_switch_and_keeps_the_focus(screen: Screen) -> None:
    screen.open("alder-calm")
    screen.page.get_by_role("switch").focus()
    screen.page.keyboard.press("Space")
    screen.page.wait_for_selector("#result[data-settled=pulled]")
    expect(screen.page.get_by_role("switch")).to_be_focused()
    expect(screen.page.get_by_role("switch")).to_have_attribute("aria-checked", "false")


def test_the_skip_link_skips_the_list(screen: Screen) -> None:
    screen.open("alder-calm")
    screen.page.keyboard.press("Tab")
    screen.page.keyboard.press("Enter")
    expect(screen.page.locator("main")).to_be_focused()
    expect(screen.page.locator("h1")).to_have_text("Alder Calm")


@pytest.mark.parametrize("patient_id", ["", "rowan-thunder", "poppy-downpour", "daisy-clear"])
def test_a_narrow_window_never_scrolls_horizontally(screen: Screen, patient_id: str) -> None:
    screen.page.set_viewport_size({"width": 360, "height": 740})
    screen.open(patient_id)
    for closed in screen.page.locator("summary").all():
        closed.click()
    if screen.page.locator(".suggestion").count():
        screen.page.locator(".suggestion").first.click()
    assert screen.overflow == 0


def test_a_narrow_window_shows_list_and_chart_in_turn(screen: Screen) -> None:
    screen.page.set_viewport_size({"width": 360, "height": 740})
    screen.open()
    screen.page.locator("[data-patient=alder-calm]").click()
    screen.page.wait_for_selector("#result[data-settled]")
    expect(screen.page.locator("#patients")).to_be_hidden()
    screen.page.get_by_role("link", name="All patients").click()
    expect(screen.page.locator("#patients")).to_be_visible()


def test_reduced_motion_turns_transitions_off(screen: Screen) -> None:
    screen.page.emulate_media(reduced_motion="reduce")
    screen.open("alder-calm")
    duration = "track => getComputedStyle(track, '::after').transitionDuration"
    assert screen.page.locator(".track").evaluate(duration) == "0s"


def test_the_banner_stays_visible(screen: Screen) -> None:
    screen.open("rowan-thunder")
    screen.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(screen.page.get_by_text("Synthetic patients – demonstration")).to_be_in_viewport()


def test_an_error_is_shown_and_never_looks_like_nothing_to_advise(screen: Screen) -> None:
    outcome = {
        "resourceType": "OperationOutcome",
        "issue": [{"code": "transient", "details": {"text": "no conditions"}}],
    }
    screen.page.route(HOOK, lambda route: route.fulfill(status=412, json=outcome))
    screen.open("rowan-thunder")
    alert = screen.page.get_by_role("alert")
    expect(alert).to_contain_text("The service answered 412")
    expect(alert).to_contain_text("no conditions")
    expect(alert).to_contain_text("was not checked")
    assert _take_only_error(screen, "412")


def test_an_unreachable_service_is_reported_and_can_be_tried_again(screen: Screen) -> None:
    screen.page.route(HOOK, lambda route: route.abort())
    screen.open("rowan-thunder")
    expect(screen.page.get_by_role("alert")).to_contain_text("The service could not be reached")
    expect(screen.page.get_by_role("alert")).to_contain_text("was not checked")
    assert _take_only_error(screen, "ERR_FAILED")
    screen.page.unroute(HOOK)
    screen.page.get_by_role("button", name="Try again").click()
    expect(screen.page.locator(".card-warning")).to_be_visible()


def test_the_report_stands_behind_the_card(screen: Screen) -> None:
    screen.open("rowan-thunder")
    screen.page.get_by_text("The report behind the card").click()
    expect(screen.page.locator(".report h3").first).to_have_text("Check first")


@pytest.mark.parametrize("patient", QUIET_HEADINGS)
def test_only_a_quiet_state_in_which_nothing_failed_has_the_look_of_good_news(screen: Screen, patient: str) -> None:
    screen.open(patient)
    quiet = screen.page.locator(".advice article").get_attribute("data-quiet")
    assert (quiet == "quiet") is ("nothing else to report" in QUIET_HEADINGS[patient])


def test_tab_reaches_every_patient(screen: Screen) -> None:
    screen.open()
    links = screen.page.locator("[data-patient]")
    links.first.focus()
    for _ in range(links.count() - 1):
        screen.page.keyboard.press("Tab")
    assert links.last.evaluate("link => link === document.activeElement")


def test_a_response_that_is_not_json_is_reported(screen: Screen) -> None:
    screen.page.route(HOOK, lambda route: route.fulfill(status=200, body="<h1>proxy</h1>"))
    screen.open("rowan-thunder")
    expect(screen.page.get_by_role("alert")).to_contain_text("not JSON")


def test_a_missing_patient_list_is_reported(screen: Screen) -> None:
    screen.page.route("**/demonstration/patients", lambda route: route.abort())
    screen.page.goto(f"{screen.address}/demonstration/")
    expect(screen.page.get_by_role("alert")).to_contain_text("was not checked")
    assert _take_only_error(screen, "ERR_FAILED")


def test_an_unknown_patient_in_the_address_leads_to_the_list(screen: Screen) -> None:
    screen.page.goto(f"{screen.address}/demonstration/#nobody")
    expect(screen.page.get_by_role("heading", name="Open a chart")).to_be_visible()


def _take_only_error(screen: Screen, expected: str) -> bool:
    """Remove the browser's own error about a provoked fault; whether it was the only one."""
    errors, screen.errors[:] = list(screen.errors), []
    return len(errors) == 1 and expected in errors[0]


def test_raw_html_in_a_detail_stays_text(screen: Screen) -> None:
    card = {
        "summary": "A card with <b>markup</b>",
        "indicator": "info",
        "source": {"label": "Somewhere"},
        "detail": "<img src=x onerror=alert(1)> **bold**",
    }
    assessment = {
        "asOf": "2024-06-15",
        "ruleSet": {"id": "x", "version": "1"},
        "applicability": {"status": "applicable"},
    }
    answer = {"cards": [card], "extension": {"org.imatinib-cds.assessment": assessment}}
    screen.page.route(HOOK, lambda route: route.fulfill(status=200, json=answer))
    screen.open("rowan-thunder")
    card_on_page = screen.page.locator(".card-info")
    expect(card_on_page.locator("h2")).to_have_text("A card with <b>markup</b>")
    expect(card_on_page.locator(".detail strong")).to_have_text("bold")
    expect(card_on_page.locator("img")).to_have_count(0)
