"""A real browser before the real command: ``imatinib-cds demo`` in a process of its own, and Chromium."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

CHROMIUM = "/usr/bin/chromium"
# fmt: off
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)
# fmt: on
UNTIL_IT_LISTENS = Retry(total=None, connect=20, backoff_factor=0.1, backoff_max=1)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def demonstration() -> Iterator[str]:
    """The address of a running demonstration."""
    address = f"http://127.0.0.1:{_free_port()}"
    command = Path(sys.executable).with_name("imatinib-cds")
    untouched = {name: value for name, value in os.environ.items() if not name.startswith("IMATINIB_CDS_")}
    port = address.rpartition(":")[2]
    with subprocess.Popen([command, "demo", "--port", port], env=untouched) as server:
        try:
            with requests.Session() as session:
                session.mount("http://", HTTPAdapter(max_retries=UNTIL_IT_LISTENS))
                assert session.get(f"{address}/health/ready", timeout=10).ok
            yield address
        finally:
            server.terminate()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Screen:
    """A page on the demonstration, that keeps what it asked for and what it complained about."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.requests: list[Request] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request))
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def open(self, patient_id: str = "") -> None:
        """Open the page, at a patient's chart if one is named, and wait until it has settled."""
        self.page.goto(f"{self.address}/demonstration/{'#' if patient_id else ''}{patient_id}")
        self.page.wait_for_selector("#result[data-settled]" if patient_id else "[data-patient]")

    @property
    def overflow(self) -> int:
        """How many pixels the page is wider than its window."""
        width: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return width


@pytest.fixture
def screen(chromium: Browser, demonstration: str) -> Iterator[Screen]:
    """A window of its own for each test. Whatever the test does, the page talks to nobody else and makes no error."""
    page = chromium.new_page(viewport={"width": 1400, "height": 900})
    made = Screen(page, demonstration)
    yield made
    page.close()
    strangers = [each.url for each in made.requests if not each.url.startswith(f"{demonstration}/")]
    assert not strangers
    assert not made.complaints
