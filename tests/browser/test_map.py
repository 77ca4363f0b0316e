"""The map on the screen: the real map of the default region, a real trip, in Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Request, expect

from assistant.navigation.interface import ATTRIBUTION
from assistant.policy.state import DrivingState
from tests.browser.pages import opened, until
from tests.browser.running import Running
from tests.browser.scenes import CALM, DRAWN
from tests.browser.travel import GOAL, begin, end, go_on, has_map

ROUTE = {"night": (0x5C, 0xB6, 0xFA), "day": (0x0B, 0x6F, 0xC7)}
"""The colour of the way by theme."""

SCALE = 0.5
NEAR = 6
"""How much a channel may differ: edges are smoothed."""


@pytest.fixture(autouse=True)
def calm(car: Running) -> Iterator[None]:
    """Leave the car parked where it was, without a trip."""
    if not has_map(car):
        pytest.skip("no map is installed: run `make setup`")
    yield
    car.do(end)
    car.drive(DrivingState.PARKED)
    car.emit(*CALM)


class Seen(NamedTuple):
    """From where the map is seen."""

    place: tuple[float, float]
    zoom: float
    bearing: float


def seen_from(page: Page) -> Seen:
    lon, lat, zoom, bearing = page.evaluate("document.querySelector('assistant-map').at")
    return Seen((lon, lat), zoom, bearing)


def coloured(page: Page, selector: str, colour: tuple[int, int, int]) -> int:
    """Return how many pixels of an element have a colour."""
    with Image.open(BytesIO(page.locator(selector).first.screenshot())) as picture:
        pixels = np.asarray(picture.convert("RGB"), np.int16)
    return int((np.abs(pixels - colour) <= NEAR).all(axis=-1).sum())


@pytest.fixture
def screen(browser: Browser, car: Running) -> Iterator[Page]:
    """A driver's screen of a parked car at night."""
    car.drive(DrivingState.PARKED)
    for page in opened(browser, car.address(), (960, 600), SCALE):
        page.emulate_media(color_scheme="dark")
        yield page


def test_a_trip_that_is_asked_for_is_shown_with_a_map(screen: Page, car: Running) -> None:
    screen.get_by_role("textbox").fill(f"navigate to {GOAL}")
    screen.keyboard.press("Enter")
    expect(screen.locator(".card-route")).to_contain_text(GOAL)
    screen.wait_for_selector(f".card-route {DRAWN}")
    expect(screen.locator(".card-route .map-credit")).to_have_text(ATTRIBUTION)
    assert coloured(screen, ".card-route .map", ROUTE["night"]) > 100 * SCALE**2
    screen.click("[data-key=back]")  # the answer was read: the map takes its place
    screen.wait_for_selector(f"[data-page=map] {DRAWN}")


def test_the_map_goes_with_the_car(screen: Page, car: Running) -> None:
    car.do(begin)
    screen.click("[data-key=page-map]")
    screen.wait_for_selector(DRAWN)
    expect(screen.locator(".trip")).to_contain_text(GOAL)
    expect(screen.locator(".map-credit")).to_be_visible()
    assert coloured(screen, ".map", ROUTE["night"]) > 1000 * SCALE**2
    before, told = seen_from(screen), screen.locator(".guide").inner_text()
    car.do(go_on)
    screen.wait_for_selector("[data-driving=moving]")
    until(screen, lambda: seen_from(screen).place != before.place)
    expect(screen.locator(".guide")).not_to_have_text(told)
    assert screen.evaluate("document.getAnimations().length") == 0
    screen.emulate_media(color_scheme="light")
    until(screen, lambda: coloured(screen, ".map", ROUTE["day"]) > 1000 * SCALE**2)


def test_the_person_looks_at_it_in_other_ways(screen: Page, car: Running) -> None:
    car.do(begin)
    screen.click("[data-key=page-map]")
    screen.wait_for_selector(DRAWN)
    near = seen_from(screen)
    assert near.bearing != 0  # the car's direction is up
    screen.click("[data-key=map_overview]")
    until(screen, lambda: seen_from(screen).zoom < near.zoom and seen_from(screen).bearing == 0)
    whole = seen_from(screen).zoom
    screen.click("[data-key=map_closer]")
    until(screen, lambda: seen_from(screen).zoom > whole)
    screen.mouse.move(600, 300)
    screen.mouse.down()
    screen.mouse.move(660, 350, steps=4)
    screen.mouse.up()
    screen.wait_for_selector("[data-key=map_follow]")
    screen.click("[data-key=map_follow]")
    until(screen, lambda: seen_from(screen).zoom == pytest.approx(near.zoom, abs=0.01))
    screen.click("[data-key=end-trip]")
    screen.wait_for_selector(".map-page[data-guided=false]")


def test_while_the_car_moves_the_map_is_not_dragged(screen: Page, car: Running) -> None:
    car.do(begin)
    car.do(go_on)
    screen.wait_for_selector("[data-driving=moving]")
    screen.click("[data-key=page-map]")
    screen.wait_for_selector(DRAWN)
    screen.mouse.move(600, 300)
    screen.mouse.down()
    screen.mouse.move(660, 350, steps=4)
    screen.mouse.up()
    assert screen.locator("[data-key=map_overview]").count() == 1  # it still follows the car


def test_without_webgl_the_way_is_a_list(browser: Browser, car: Running) -> None:
    car.do(begin)
    for page in opened(browser, car.address()):
        page.add_init_script(
            """const real = HTMLCanvasElement.prototype.getContext;
            HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
              return kind.startsWith('webgl') ? null : real.call(this, kind, ...more); };"""
        )
        page.reload()
        page.wait_for_selector(".screen:not([data-voice=offline])")
        page.click("[data-key=page-map]")
        expect(page.locator(".map-none")).to_contain_text("can't draw maps")
        page.wait_for_selector(".map-none li + li")
        expect(page.locator(".map-credit")).to_have_text(ATTRIBUTION)
        assert page.locator("canvas").count() == 0


def test_the_drawing_part_is_loaded_when_the_first_map_is_shown(
    browser: Browser, car: Running
) -> None:
    asked: list[str] = []

    def note(sent: Request) -> None:
        asked.append(sent.url.rpartition("/")[2])

    for page in opened(browser, car.address(), scale=SCALE):
        page.on("request", note)
        page.reload()
        page.wait_for_selector(".screen:not([data-voice=offline])")
        assert not any(re.match("view-|map-worker", name) for name in asked)
        page.click("[data-key=page-map]")
        page.wait_for_selector(DRAWN)
        assert "map-worker.js" in asked
        page.click("[data-key=page-home]")
        page.wait_for_selector("[data-page=home]")
        assert page.locator("canvas").count() == 0
