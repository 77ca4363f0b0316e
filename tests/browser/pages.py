"""Pages of the screen in a browser, and waiting for what they show."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

from playwright.sync_api import Browser, Page

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""


def opened(
    browser: Browser,
    address: str,
    size: tuple[int, int] = (1280, 720),
    scale: float = 1.0,
    *,
    clock: bool = False,
) -> Iterator[Page]:
    """Open an address in a fresh context; what it asks of elsewhere fails the test.

    ``scale`` is the pixels of the device for one of the page: fewer are drawn faster, and maps
    are drawn without a graphics card here. With ``clock`` the page's time can be put forward.
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
            foreign.append(sent.url)
            if not sent.url.startswith((origin, f"blob:{origin}", "data:"))
            else None
        ),
    )
    page = context.new_page()
    if clock:
        page.clock.install()
    page.on("pageerror", lambda error: broken.append(str(error.stack)))
    page.on(
        "console",
        lambda said: broken.append(said.text) if "Content Security" in said.text else None,
    )
    page.goto(address)
    page.wait_for_selector(".screen:not([data-voice=offline])")
    yield page
    context.close()
    assert foreign == [], foreign
    assert broken == [], broken


def until(page: Page, true: Callable[[], bool]) -> None:
    """Wait until something is true; the page's policy forbids Playwright's own way."""
    for _ in range(200):
        if true():
            return
        page.wait_for_timeout(25)
    raise AssertionError("it did not come true")
