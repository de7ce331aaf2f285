"""Take the pictures of docs/images from the demonstration: ten cards at the width of an EHR's side panel, and its page.

usage: python scripts/take_card_pictures.py    (needs Chromium and the browser part of the tests)

It starts the demonstration itself. The exit status is 1 if a card with its buttons is higher than a screen.
"""

import sys
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from cds_service.app import create_app
from cds_service.demonstration.blueprint import create_demonstration
from cds_service.settings import Profile, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

PICTURES = Path(__file__).parents[1] / "docs" / "images" / "cards"
CHROMIUM = "/usr/bin/chromium"
PAGE, PAGE_PATIENT, PAGE_SIZE = PICTURES.parent / "demonstration.png", "rowan-thunder", (1400, 1000)
WIDTH, SCREEN = 500, 900
"""Pixels: the width of the card and the height of a screen."""

PATIENTS = (
    "hazel-drizzle",
    "rowan-thunder",
    "basil-frost",
    "juniper-hail",
    "laurel-mist",
    "sorrel-gale",
    "willow-dew",
    "heather-fogg",
    "juniper-spark",
    "poppy-downpour",
)


class QuietHandler(WSGIRequestHandler):
    """A request handler that prints nothing."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Print nothing."""


@contextmanager
def serve_demonstration() -> "Iterator[str]":
    """Yield the address of the demonstration while it runs."""
    app = create_app(Settings(profile=Profile.DEVELOPMENT, database_url="none"), pages=[create_demonstration])
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/demonstration/"
    server.shutdown()
    thread.join()
    server.server_close()


def open_patient(page: Page, address: str, patient: str) -> None:
    """Open a patient and wait for the answer."""
    page.goto("about:blank")
    page.goto(f"{address}#{patient}")
    page.wait_for_selector("#result[data-settled]")


def take_picture_of_page(page: Page, address: str) -> None:
    """Take the picture of the page, as far as a screen shows it."""
    width, height = PAGE_SIZE
    page.set_viewport_size({"width": width, "height": height})
    open_patient(page, address, PAGE_PATIENT)
    page.screenshot(path=PAGE)


def take_picture(page: Page, address: str, patient: str) -> int:
    """Take the picture of a patient's card; return its height in pixels."""
    open_patient(page, address, patient)
    card = page.locator(".advice article").first
    card.screenshot(path=PICTURES / f"{patient}.png")
    box = card.bounding_box()
    return round(box["height"]) if box else 0


def main() -> int:
    """Take all pictures and print the height of each card."""
    heights = {}
    with serve_demonstration() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--headless", "--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH + 34, "height": 2 * SCREEN})
        for patient in PATIENTS:
            heights[patient] = take_picture(page, address, patient)
            print(f"{patient}: {heights[patient]} px")
        take_picture_of_page(page, address)
        browser.close()
    return int(any(height > SCREEN for height in heights.values()))


if __name__ == "__main__":
    sys.exit(main())
