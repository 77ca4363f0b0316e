"""A browser for each file, and one service for all tests of the screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from assistant.api.screen import START_PAGE, STATIC
from assistant.policy.state import DrivingState
from tests.browser.pages import CHROMIUM, opened
from tests.browser.running import Running, with_map
from tests.browser.scenes import CALM


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
    """A driver's screen of a parked car of its own, at 1280x720; nothing foreign is fetched."""
    car.drive(DrivingState.PARKED)
    yield from opened(browser, car.address())


@pytest.fixture(scope="module")
def kept(browser: Browser, car: Running) -> Iterator[Page]:
    """The page behind ``shared``."""
    yield from opened(browser, car.address())


@pytest.fixture
def shared(kept: Page, car: Running) -> Page:
    """As ``screen``, but one for all tests of a file: idle, at home, in nobody's focus."""
    car.drive(DrivingState.PARKED)
    car.emit(*CALM)
    kept.click("[data-key=page-home]")
    kept.wait_for_selector("[data-page=home][data-voice=idle][data-driving=parked]")
    kept.evaluate("document.activeElement.blur()")
    return kept
