"""What the screen does when the car moves: the second guard, after the service."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, WebSocket, expect

from assistant.api.pairing import passenger
from assistant.events import PartialTranscript, RestrictionsChanged, TurnStarted
from assistant.policy.state import DrivingState, UxRestriction
from tests.api.served import Served
from tests.browser.pages import opened, until
from tests.browser.running import Running
from tests.browser.scenes import CALM, SCENES, SEEN, show

SECRET = "a quiet secret"
HANG_S = 2.5
SEEN_FLAGS = (
    UxRestriction.NO_VOICE_TRANSCRIPTION,
    UxRestriction.NO_VIDEO,
    UxRestriction.NO_KEYBOARD,
    UxRestriction.NO_SETUP,
)
"""Flags that change what is on the page; those that limit texts and lists are tested in `hmi`."""


def listening(said: str = SECRET) -> tuple[TurnStarted, PartialTranscript]:
    return (
        TurnStarted(at_s=0, turn_id="secret", zone="driver", source="wake"),
        PartialTranscript(at_s=0, turn_id="secret", text=said, language="en"),
    )


@pytest.fixture(autouse=True)
def calm(car: Running) -> Iterator[None]:
    """Leave the car parked and idle for the next test."""
    yield
    car.emit(*CALM)
    car.drive(DrivingState.PARKED)


def test_what_is_said_is_shown_only_when_parked(shared: Page, car: Running) -> None:
    car.emit(*listening())
    expect(shared.locator(".heard")).to_have_text(SECRET)
    car.drive(DrivingState.MOVING)
    shared.wait_for_selector("[data-driving=moving]")
    assert SECRET not in shared.content()


def test_no_frame_holds_what_is_said_while_moving(browser: Browser, car: Running) -> None:
    car.drive(DrivingState.MOVING)
    frames: list[str] = []

    def follow(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: frames.append(str(frame)))

    context = browser.new_context()
    page = context.new_page()
    page.on("websocket", follow)
    page.goto(car.address())
    page.wait_for_selector(".screen:not([data-voice=offline])")
    car.emit(*listening())
    page.wait_for_selector("[data-voice=listening]")
    assert any(json.loads(frame)["type"] == "partial_transcript" for frame in frames)
    assert not any(SECRET in frame for frame in frames)
    context.close()


@pytest.mark.parametrize("flag", SEEN_FLAGS)
def test_the_screen_itself_keeps_to_each_flag(shared: Page, car: Running, flag: str) -> None:
    """Here the service tells a flag without withholding anything itself."""
    car.emit(
        *listening(),
        RestrictionsChanged(
            at_s=0,
            driving="idling",
            flags=(flag,),
            market="eu",
            max_string=20,
            max_items=6,
            max_depth=2,
        ),
    )
    shared.wait_for_selector("[data-driving=idling][data-voice=listening]")
    shown = shared.locator(".heard").inner_text()
    assert shown == ("" if flag == UxRestriction.NO_VOICE_TRANSCRIPTION else SECRET)
    moving = shared.evaluate("document.getAnimations().length")
    assert (moving == 0) == (flag == UxRestriction.NO_VIDEO)
    assert shared.locator("[data-key=page-settings]").count() == (flag != UxRestriction.NO_SETUP)
    car.emit(*CALM)
    shared.wait_for_selector("[data-voice=idle]")
    assert shared.locator("input").count() == (flag != UxRestriction.NO_KEYBOARD)


def test_a_page_to_set_up_closes_when_the_car_moves(shared: Page, car: Running) -> None:
    shared.click("[data-key=page-settings]")
    shared.wait_for_selector("[data-page=settings]")
    car.drive(DrivingState.MOVING)
    shared.wait_for_selector("[data-page=home]")
    assert shared.locator("[data-key=page-settings], input").count() == 0


def test_a_passengers_screen_is_not_restricted(browser: Browser, car: Running) -> None:
    car.drive(DrivingState.MOVING)
    for page in opened(browser, car.address(passenger("passenger"))):
        expect(page.get_by_role("textbox")).to_be_visible()
        page.click("[data-key=page-settings]")
        assert page.locator("[data-key=section-privacy]").count() == 0
        page.click("[data-key=page-home]")
        car.emit(*listening())  # the driver's turn is not for the passenger's screen
        own = TurnStarted(at_s=0, turn_id="own", zone="passenger", source="text")
        said = PartialTranscript(at_s=0, turn_id="own", text="my window", language="en")
        assert page.get_attribute(".screen", "data-voice") == "idle"
        car.emit(own, said)
        expect(page.locator(".heard")).to_have_text("my window")
        assert SECRET not in page.content()


def test_still_frames_while_moving(shared: Page, car: Running) -> None:
    car.drive(DrivingState.MOVING)
    car.emit(*listening())
    shared.wait_for_selector("[data-voice=listening][data-driving=moving]")
    counted = shared.evaluate(
        """() => new Promise((done) => { let count = 0;
          const watch = new MutationObserver((some) => { count += some.length; });
          watch.observe(document.body,
            { subtree: true, childList: true, attributes: true, characterData: true });
          setTimeout(() => done(count), 1500); })"""
    )
    assert counted <= 2


def test_the_mirror_stays_while_moving_and_other_cameras_go(shared: Page, car: Running) -> None:
    show(shared, car, SCENES["cameras"])
    shared.click("[data-key=camera-front]")
    expect(shared.get_by_role("img", name="Front")).to_be_visible()
    car.drive(DrivingState.MOVING)
    expect(shared.get_by_role("img", name="Mirror")).to_be_visible()
    shared.wait_for_selector(SEEN)
    assert shared.locator("[data-key=camera-front]").count() == 0
    shared.keyboard.press("Escape")
    shared.wait_for_selector("[data-page=map]")


def test_a_camera_that_sends_nothing_shows_no_old_picture(shared: Page, car: Running) -> None:
    show(shared, car, SCENES["cameras"])
    newest = "document.querySelector('assistant-camera canvas').toDataURL()"
    before = shared.evaluate(newest)
    until(shared, lambda: shared.evaluate(newest) != before)  # it moves
    Thread(target=car.do, args=(_hang,)).start()
    shared.wait_for_selector("assistant-camera[data-seen=no]")
    expect(shared.locator("assistant-camera")).to_contain_text("No picture")
    shared.wait_for_selector(SEEN)


async def _hang(_running: Served) -> None:
    """Let the service stand still for longer than a picture may be old."""
    time.sleep(HANG_S)  # noqa: ASYNC251  that is the point
