"""Pages of a parked car, by touch: the voice, who drives, the pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.api.pairing import passenger
from assistant.config import VoiceSettings
from assistant.events import ConnectivityChanged, PictureChanged
from assistant.policy.state import DrivingState
from assistant.routing.privacy.consent import Kind
from assistant.routing.privacy.service import Privacy
from tests.api.served import Served
from tests.browser.drawn import COMING, LIGHTHOUSE, PICTURES, hang, studio_of
from tests.browser.pages import opened, until
from tests.browser.running import Running
from tests.browser.scenes import CALM, SCENES, show


@pytest.fixture(autouse=True)
def calm(car: Running) -> Iterator[None]:
    """Leave the car idle, with its usual voice, for the next test."""
    yield

    async def usual(running: Served) -> None:
        await running.car.adjust(VoiceSettings())

    car.do(usual)
    car.emit(*CALM)
    car.drive(DrivingState.PARKED)


def privacy(car: Running) -> Privacy:
    assert car.served.car.privacy is not None
    return car.served.car.privacy


def voice(car: Running) -> VoiceSettings:
    return car.served.car.config.voice


def test_wake_words_and_voice_hold_at_once(shared: Page, car: Running) -> None:
    show(shared, car, SCENES["voice"])
    for word in ("okay_nabu", "alexa"):
        shared.click(f"[data-key=wake-{word}]")
        expect(shared.locator(f"[data-key=wake-{word}]")).to_have_attribute("aria-pressed", "false")
    until(shared, lambda: voice(car).wake_words == ("hey_jarvis",))
    last = shared.locator("[data-key=wake-hey_jarvis]")
    expect(last).to_have_attribute("aria-disabled", "true")
    last.click(force=True)
    shared.click("[data-key=wake-hey_mycroft]")
    until(shared, lambda: voice(car).wake_words == ("hey_jarvis", "hey_mycroft"))
    shared.click("[data-key=voice-en-whistle]")
    shared.click("[data-key=expected-zh]")
    shared.get_by_role("group", name="Speed").get_by_text("Fast").click()
    until(
        shared,
        lambda: (
            (voice(car).voices, voice(car).expected, voice(car).rate)
            == ({"en": "whistle"}, "zh", 1.2)
        ),
    )


def test_a_driver_is_added_chosen_and_removed(shared: Page, car: Running) -> None:
    show(shared, car, SCENES["profiles"])
    people = shared.locator(".person")
    expect(people).to_have_text(["Anna", "Ben", "Guest"])
    shared.fill("[data-key=profile-name]", "Clara")
    shared.keyboard.press("Enter")
    expect(people).to_have_text(["Anna", "Ben", "Clara", "Guest"])
    people.get_by_text("Clara").click()
    expect(people.nth(2)).to_have_attribute("aria-pressed", "true")
    shared.click("[data-key=seat-2]")
    expect(shared.locator("[data-key=seat-2]")).to_have_attribute("aria-pressed", "true")
    shared.click("[data-key=profile-delete]")
    expect(people).to_have_count(4)
    shared.click("[data-key=profile-delete]")
    expect(people).to_have_text(["Anna", "Ben", "Guest"])
    expect(people.nth(2)).to_have_attribute("aria-pressed", "true")


def test_a_name_that_is_taken_is_told(shared: Page, car: Running) -> None:
    show(shared, car, SCENES["profiles"])
    shared.fill("[data-key=profile-name]", "anna")
    shared.keyboard.press("Enter")
    expect(shared.locator(".badge")).to_contain_text("That can't be used")


def test_nothing_leaves_without_a_yes_that_can_be_taken_back(shared: Page, car: Running) -> None:
    show(shared, car, SCENES["privacy"])
    expect(shared.get_by_text("↑ 1 kB ↓ 6 kB")).to_be_visible()
    text = shared.locator("[data-key=may-text]")
    text.click()
    expect(text).to_have_attribute("aria-pressed", "true")
    until(shared, lambda: privacy(car).consent.allows(Kind.TEXT))
    text.click()
    expect(text).to_have_attribute("aria-pressed", "false")
    until(shared, lambda: not privacy(car).consent.allows(Kind.TEXT))
    shared.click("[data-key=guest-true]")
    until(shared, lambda: privacy(car).consent.guest)
    shared.click("[data-key=guest-false]")
    until(shared, lambda: not privacy(car).consent.guest)


def test_a_lost_network_is_a_small_sign_and_stops_nothing(shared: Page, car: Running) -> None:
    show(shared, car, SCENES["no-network"])
    expect(shared.locator(".badge")).to_have_text("No connection")
    expect(shared.get_by_role("textbox")).to_be_visible()
    car.emit(ConnectivityChanged(at_s=0, state="poor"))
    expect(shared.locator(".badge")).to_have_count(0)


def test_a_picture_is_followed_while_it_is_drawn(shared: Page, car: Running) -> None:
    show(shared, car, SCENES["card-drawing"])
    bar = shared.locator(".card-picture progress")
    expect(bar).to_have_attribute("value", "3")
    expect(shared.locator("[data-key=picture-stop]")).to_be_visible()
    told: dict[str, Any] = {"at_s": 0.0, "picture": COMING, "slot": COMING, "zone": "driver"}
    car.emit(PictureChanged(**told, state="failed", error="picture_timeout"))
    expect(shared.locator(".drawn-state")).to_have_text("Drawing took too long")
    expect(bar).to_have_count(0)
    car.do(hang)
    car.emit(PictureChanged(**{**told, "picture": LIGHTHOUSE}, state="ready", notes=("not_kept",)))
    expect(shared.locator(".card-picture img")).to_have_attribute("src", re.compile("^blob:"))
    expect(shared.locator(".drawn-state")).to_contain_text("The disk is full")


def test_pictures_are_looked_at_kept_and_deleted(shared: Page, car: Running) -> None:
    show(shared, car, SCENES["gallery"])
    thumbs = shared.locator(".thumb")
    expect(thumbs).to_have_count(len(PICTURES))
    expect(thumbs.first).to_have_text("A lighthouse in a stormy night")
    shared.click(f"[data-key=picture-{LIGHTHOUSE}]")
    shared.click("[data-key=viewer-save]")
    gallery = studio_of(car.served).gallery
    until(shared, lambda: LIGHTHOUSE in {one.id for one in gallery.entries if one.saved})
    shared.keyboard.press("Escape")
    shared.click("[data-key=picture-c33333333333]")
    shared.click("[data-key=viewer-delete]")
    expect(shared.locator("[data-key=viewer-delete]")).to_have_text("Really delete?")
    shared.click("[data-key=viewer-delete]")
    expect(thumbs).to_have_count(len(PICTURES) - 1)
    shared.keyboard.press("Escape")
    shared.wait_for_selector("[data-page=media]")


def test_pictures_close_for_the_driver_when_the_car_moves(shared: Page, car: Running) -> None:
    show(shared, car, SCENES["gallery"])
    car.drive(DrivingState.MOVING)
    shared.wait_for_selector("[data-page=home]")
    shared.click("[data-key=page-media]")
    shared.wait_for_selector("[data-page=media]")
    assert shared.locator("[data-key=gallery], img").count() == 0


def test_a_passenger_sees_the_own_pictures_while_moving(browser: Browser, car: Running) -> None:
    car.do(hang)
    car.drive(DrivingState.MOVING)
    for page in opened(browser, car.address(passenger("passenger"))):
        page.click("[data-key=page-media]")
        page.click("[data-key=gallery]")
        expect(page.locator(".gallery-none .say")).to_have_text("No pictures yet")
