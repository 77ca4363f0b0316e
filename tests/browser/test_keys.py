"""Everything by rotary controller: turn, press, nudge, back; and by touch what people reach for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.api.pairing import passenger
from assistant.policy.state import DrivingState
from assistant.skillhost.services import Asker
from assistant.understanding.interface import ToolCall
from tests.api.served import Served
from tests.browser.pages import opened, until
from tests.browser.running import Running
from tests.browser.scenes import CALM, SCENES, show
from tests.browser.travel import has_map

DETENTS = 7
PRESSES = 3
FLOWS = {
    "talk": ("orb",),
    "warmer": ("page-climate", "driver-warm-more"),
    "warm seat": ("page-climate", "driver-heat"),
    "defrost": ("page-climate", "climate_front_defrost"),
    "music": ("page-media", "music"),
    "louder": ("page-media", "louder"),
    "charge": ("page-map", "find_charging"),
    "mirror": ("page-map", "cameras"),
    "pictures": ("page-media", "gallery"),
    "Mandarin": ("page-settings", "section-general", "language-zh"),
    "wake word": ("page-settings", "section-voice", "wake-alexa"),
    "who drives": ("page-settings", "section-profiles", "profile-guest"),
    "nothing leaves": ("page-settings", "section-privacy", "guest-true"),
    "what failed": ("page-settings", "section-diagnostics"),
}
"""What people come for, and what they press for it, one after the other."""

DRIVER = "Vehicle.Cabin.HVAC.Station.Row1.Driver.Temperature"
TRUNK = "Vehicle.Body.Trunk.Rear.IsOpen"


@pytest.fixture(autouse=True)
def calm(car: Running) -> Iterator[None]:
    """Leave the car idle for the next test."""
    yield
    car.emit(*CALM)
    car.drive(DrivingState.PARKED)


def focused(page: Page) -> str:
    found: str = page.evaluate("document.activeElement.dataset.key ?? ''")
    return found


def press(page: Page, *keys: str) -> str:
    for key in keys:
        page.keyboard.press(key)
    return focused(page)


def value(car: Running, path: str) -> Any:
    reading = car.served.vehicle.read(path)
    return reading.value if reading is not None else None


def test_turning_goes_round_an_area_and_nudging_crosses_areas(shared: Page) -> None:
    shared.focus("[data-key=page-home]")
    assert press(shared, "ArrowRight", "e") == "page-climate"
    assert press(shared, "ArrowLeft", "q", "q") == "page-settings"
    shared.focus("[data-key=page-climate]")
    assert press(shared, "d") == "orb"
    assert press(shared, "a") in {"page-map", "page-climate", "page-media"}
    shared.mouse.move(600, 100)
    shared.focus("[data-key=page-home]")
    shared.mouse.wheel(0, 100)
    assert focused(shared) == "page-map"


def test_every_target_is_few_detents_away(shared: Page, car: Running) -> None:
    for name in ("idle", "confirming", "choice", "climate", "media"):
        show(shared, car, SCENES[name])
        sizes = shared.evaluate(
            """() => { const areas = {};
              for (const e of document.querySelectorAll('button:not(:disabled), input')) {
                const area = e.closest('[data-area]')?.dataset.area ?? '';
                areas[area] = (areas[area] ?? 0) + 1; }
              return areas; }"""
        )
        assert "" not in sizes, name
        for area, count in sizes.items():
            assert count // 2 <= DETENTS, f"{name} {area}"


def test_the_focus_is_visible_and_never_lost(shared: Page, car: Running) -> None:
    shared.focus("[data-key=page-settings]")
    shared.keyboard.press("Enter")
    shared.wait_for_selector("[data-page=settings]")
    car.drive(DrivingState.MOVING)
    shared.wait_for_selector("[data-page=home]")
    assert focused(shared) != ""
    style = "getComputedStyle(document.activeElement).outlineWidth"
    shared.keyboard.press("ArrowRight")
    assert shared.evaluate(style) == "4px"


def test_back_leads_home_and_then_to_calm(shared: Page, car: Running) -> None:
    show(shared, car, SCENES["card-list"])
    shared.click("[data-key=page-climate]")
    shared.keyboard.press("Escape")
    shared.wait_for_selector("[data-page=home] .card-list")
    shared.keyboard.press("Escape")
    shared.wait_for_selector("[data-voice=idle]")


def test_a_question_is_answered_with_the_controller(shared: Page, car: Running) -> None:
    shared.get_by_role("textbox").fill("open the trunk")
    shared.keyboard.press("Enter")
    shared.wait_for_selector("[data-voice=confirming] [data-key=yes]")
    assert value(car, TRUNK) is not True
    shared.focus("[data-key=no]")
    assert press(shared, "ArrowRight") == "yes"
    shared.keyboard.press("Enter")
    until(shared, lambda: value(car, TRUNK) is True)


def test_a_question_can_still_be_answered_after_a_reload(screen: Page) -> None:
    screen.get_by_role("textbox").fill("open the trunk")
    screen.keyboard.press("Enter")
    screen.wait_for_selector("[data-voice=confirming] [data-key=yes]")
    screen.reload()
    expect(screen.locator("[data-voice=confirming] [data-key=yes]")).to_be_visible()


def test_the_temperature_is_set_by_touch_while_moving(shared: Page, car: Running) -> None:
    car.drive(DrivingState.MOVING)
    shared.click("[data-key=page-climate]")
    before = float(value(car, DRIVER))
    plus = shared.locator("[data-key=driver-warm-more]")
    for _ in range(3):
        plus.click()
    expect(shared.locator(".big-value").first).to_have_text(f"{before + 1.5:g}°")
    until(shared, lambda: value(car, DRIVER) == before + 1.5)
    shared.click("[data-key=climate_recirculation]")
    expect(shared.locator("[data-key=climate_recirculation]")).to_have_attribute(
        "aria-pressed", "true"
    )


def test_an_apps_question_is_asked_on_the_screen(shared: Page, car: Running) -> None:
    async def call(running: Served) -> None:
        running.vehicle.set_sensor(TRUNK, False)
        asker = Asker("driver", "en")
        await running.car.calls.perform(ToolCall("tailgate.open_trunk", {}, ""), asker)

    car.do(call)
    dialog = shared.get_by_role("alertdialog")
    expect(dialog).to_be_visible()
    shared.focus("[data-key=app-yes]")
    assert press(shared, "ArrowRight") == "app-no"
    shared.keyboard.press("Enter")
    expect(dialog).to_be_hidden()


def test_a_choice_is_said_for_the_person(shared: Page, car: Running) -> None:
    show(shared, car, SCENES["choice"])
    shared.click("[data-key=choice-1]")
    shared.click("[data-key=page-home]")
    until(shared, lambda: car.served.hub.board.ended is not None)
    until(shared, lambda: car.served.hub.board.turn_id != "scene")


def test_the_language_and_the_theme_are_kept(screen: Page) -> None:
    screen.click("[data-key=page-settings]")
    screen.click("[data-key=language-zh]")
    screen.click("[data-key=theme-day]")
    screen.reload()
    expect(screen.locator(".state")).to_have_text("请讲")
    assert screen.evaluate("document.documentElement.dataset.theme") == "day"
    assert screen.evaluate("document.documentElement.lang") == "zh"


def test_settings_show_what_there_is(shared: Page) -> None:
    shared.click("[data-key=page-settings]")
    for section, told in {
        "general": "English",
        "privacy": "Without your yes nothing that is said leaves it.",
        "skills": "Windows",
        "models": "Not installed",
        "diagnostics": "Plug it in.",
    }.items():
        shared.click(f"[data-key=section-{section}]")
        panel = shared.locator("[data-key=panel]")
        expect(panel).to_contain_text(told)
        expect(panel).not_to_contain_text("One moment")
        expect(panel).not_to_contain_text("may not see")


def open_privacy(page: Page) -> None:
    page.click("[data-key=page-settings]")
    page.click("[data-key=section-privacy]")


def test_history_is_kept_only_with_consent(shared: Page) -> None:
    open_privacy(shared)
    shared.click("[data-key=consent-true]")
    expect(shared.locator("main")).to_contain_text("Nothing yet.")
    shared.click("[data-key=page-home]")
    shared.get_by_role("textbox").fill("open my window")
    shared.keyboard.press("Enter")
    shared.wait_for_selector(".card")
    open_privacy(shared)
    expect(shared.locator(".settings-page .rows").last).to_contain_text("open my window")


def test_a_refusal_is_told_where_the_control_is(browser: Browser, car: Running) -> None:
    for page in opened(browser, car.address(passenger("rear_left"))):
        page.click("[data-key=page-climate]")
        page.click("[data-key=climate_front_defrost]")
        expect(page.locator(".badge")).to_be_visible()
        assert page.get_attribute(".screen", "data-page") == "climate"


def test_every_task_takes_few_presses(shared: Page, car: Running) -> None:
    """The last press is only looked at: what it does is tested elsewhere."""
    for name, presses in FLOWS.items():
        assert len(presses) <= PRESSES, name
        if name == "charge" and not has_map(car):
            continue
        shared.click("[data-key=page-home]")
        for key in presses[:-1]:
            shared.click(f"[data-key={key}]")
        expect(shared.locator(f"[data-key={presses[-1]}]"), name).to_be_enabled()
