"""The screen against the real service: from the address to the answer's card."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.api.served import WINDOW
from tests.browser.running import Running


def test_a_typed_request_changes_the_car_and_shows_the_answer(screen: Page, car: Running) -> None:
    screen.get_by_role("textbox").fill("open my window")
    screen.keyboard.press("Enter")
    expect(screen.locator(".say")).to_contain_text("window")
    expect(screen.locator(".card-list .row").first).to_contain_text("100 %")
    reading = car.served.vehicle.read(WINDOW)
    assert reading is not None
    assert int(reading.value) > 0  # it is on its way
    assert "#" not in screen.url
