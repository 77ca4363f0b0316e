"""A browser for each file, and one service for all tests of the screen."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from assistant.api.screen import START_PAGE, STATIC
from assistant.policy.state import DrivingState
from tests.browser.running import Running, with_map

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Playwright; for one file only, because no event loop can run beside it."""
    if not CHROMIUM:
        pytest.skip("no Chromium: `apt-get install chromium`, or set CHROMIUM")
    if not (STATIC / START_PAGE).is_file():
        pytest.skip("the screen is not built: run `make setup`")
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium."""
    opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def car(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The service; it has a map when one is installed."""
    running = Running(tmp_path_factory.mktemp("car"), with_map)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def screen(browser: Browser, car: Running) -> Iterator[Page]:
    """A driver's screen of a parked car, connected, at 1280x720; nothing foreign is fetched."""
    car.drive(DrivingState.PARKED)
    yield from opened(browser, car.address())


def opened(
    browser: Browser, address: str, size: tuple[int, int] = (1280, 720), scale: float = 1.0
) -> Iterator[Page]:
    """Open an address in a fresh context; what it asks of elsewhere fails the test.

    ``scale`` is the pixels of the device for one of the page: fewer are drawn faster, and maps
    are drawn without a graphics card here.
    """
    foreign: list[str] = []
    broken: list[str] = []
    origin = address.partition("/#")[0]
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=scale
    )
    context.on(
        "request",
        lambda sent: (
            foreign.append(sent.url) if not sent.url.startswith((origin, "data:")) else None
        ),
    )
    page = context.new_page()
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on(
        "console",
        lambda said: broken.append(said.text) if "Content Security" in said.text else None,
    )
    page.goto(address)
    page.wait_for_selector(".screen:not([data-voice=offline])")
    yield page
    context.close()
    assert foreign == []
    assert broken == []


def until(page: Page, true: Callable[[], bool]) -> None:
    """Wait until something is true; the page's policy forbids Playwright's own way."""
    for _ in range(200):
        if true():
            return
        page.wait_for_timeout(25)
    raise AssertionError("it did not come true")
