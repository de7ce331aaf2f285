"""Chromium against the real command: ``imatinib-cds demo`` in its own process."""

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
RETRY_UNTIL_LISTENING = Retry(total=None, connect=60, backoff_factor=0.1, backoff_max=1)


def _find_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def demonstration() -> Iterator[str]:
    """The base URL of a running demonstration."""
    address = f"http://127.0.0.1:{_find_free_port()}"
    command = Path(sys.executable).with_name("imatinib-cds")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("IMATINIB_CDS_")}
    port = address.rpartition(":")[2]
    with subprocess.Popen([command, "demo", "--port", port], env=environment) as server:
        try:
            with requests.Session() as session:
                session.mount("http://", HTTPAdapter(max_retries=RETRY_UNTIL_LISTENING))
                assert session.get(f"{address}/health/ready", timeout=10).ok
            yield address
        finally:
            server.terminate()


# Playwright's event loop runs until it is closed, and no other test of the session could run a loop of its own.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Screen:
    """A browser page on the demonstration that records its requests and errors."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.requests: list[Request] = []
        self.errors: list[str] = []
        page.on("request", lambda request: self.requests.append(request))
        page.on("console", self._record_error)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _record_error(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def open(self, patient_id: str = "") -> None:
        """Open the page, or a patient's chart, and wait until it is complete."""
        self.page.goto(f"{self.address}/demonstration/{'#' if patient_id else ''}{patient_id}")
        self.page.wait_for_selector("#result[data-settled]" if patient_id else "[data-patient]")

    @property
    def overflow(self) -> int:
        """The pixels by which the page is wider than its window."""
        width: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return width


@pytest.fixture
def screen(chromium: Browser, demonstration: str) -> Iterator[Screen]:
    """A new browser window. After the test, check that the page made no error and called no other server."""
    page = chromium.new_page(viewport={"width": 1400, "height": 900})
    screen = Screen(page, demonstration)
    yield screen
    page.close()
    other_servers = [request.url for request in screen.requests if not request.url.startswith(f"{demonstration}/")]
    assert not other_servers
    assert not screen.errors
