"""What the screen shows with the answers: plain data of a known type, in the person's language."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.skillhost.local import LocalSkillHost
from assistant.skillhost.manifest import load_bundles
from assistant.skillhost.sdk import Context
from assistant.vehicle.interface import Value

BUNDLES = load_bundles(Path(__file__).resolve().parents[2] / "skills")
HOST = LocalSkillHost(BUNDLES)
NOW = "2026-03-05T15:25:00+01:00"
RATES = {"base": "EUR", "date_iso": "2026-01-14", "age_days": 1, "rates": {"EUR": 1, "USD": 1.25}}


def card(
    tool: str,
    signals: dict[str, Value] | None = None,
    language: str = "en",
    zone: str = "driver",
    services: dict[str, Any] | None = None,
    **arguments: Any,
) -> dict[str, Any]:
    """Return the card of a call, which must have one."""
    context = Context(
        zone=zone,
        language=language,
        signals=signals or {},
        services=services or {},
        now_iso=NOW,
    )
    found = asyncio.run(HOST.call(tool, arguments, context)).card
    assert found is not None
    return dict(found)


def rows(shown: dict[str, Any]) -> dict[str, Any]:
    """Return a list card's items as name → value."""
    assert shown["type"] == "list"
    return {
        one.get("title", one.get("part")): one.get("value", one.get("open"))
        for one in shown["items"]
    }


# --- clock ------------------------------------------------------------------------------------


def test_one_timer_is_shown_large_and_several_as_a_list() -> None:
    one = card("clock.start_timer", minutes=10, label="pasta")
    assert one == {
        "type": "timer", "title": "Timer", "label": "pasta", "remaining_s": 600, "seconds": 600,
    }  # fmt: skip
    running = [
        {"id": "1", "kind": "timer", "label": "pasta", "remaining_s": 65.2, "due_iso": NOW},
        {"id": "2", "kind": "reminder", "label": "call mum", "remaining_s": 2100, "due_iso": NOW},
    ]
    both = card("clock.list_timers", services={"timer": running})
    assert rows(both) == {"pasta": "1:05", "call mum": "16:00"}


def test_an_alarm_is_named_by_its_time() -> None:
    shown = card("clock.set_alarm", language="zh", hour=7)
    assert (shown["title"], shown["label"]) == ("闹钟", "07:00")


def test_the_time_stands_above_the_date() -> None:
    assert card("clock.time")["title"] == "15:25"
    assert card("clock.date", day="tomorrow")["title"] == "6 March 2026"
    assert card("clock.date", language="zh")["title"] == "2026年3月5日"


# --- doors and lights -------------------------------------------------------------------------

DOOR = "Vehicle.Cabin.Door.Row1.DriverSide."
TRUNK = "Vehicle.Body.Trunk.Rear.IsOpen"


def test_the_doors_card_shows_what_will_be_open_first() -> None:
    shown = card("doors.set_trunk", {TRUNK: False, f"{DOOR}IsOpen": False}, open=True)
    assert shown["items"][0] == {"part": "trunk", "open": True}
    assert rows(shown)["door.driver"] is False
    assert rows(shown)["door.passenger"] is None


def test_the_locks_card_shows_each_door() -> None:
    shown = card("doors.set_lock", {f"{DOOR}IsLocked": True}, language="zh", locked=False)
    assert set(rows(shown).values()) == {"未锁"}
    one = card("doors.set_lock", {f"{DOOR}IsLocked": True}, locked=False, seat="driver")
    assert rows(one) == {
        "door.driver": "Unlocked",
        "door.passenger": "–",
        "door.rear_left": "–",
        "door.rear_right": "–",
    }


def test_the_lights_cards_show_how_it_will_be() -> None:
    inside = card("lights.set_reading_light", {"Vehicle.Cabin.Light.IsDomeOn": True}, on=True)
    assert rows(inside)["Interior light"] == "On"
    assert (rows(inside)["Driver"], rows(inside)["Passenger"]) == ("On", "–")
    outside = card("lights.set_headlights", mode="auto", language="zh")
    assert rows(outside)["大灯"] == "自动"
    ambient = card("lights.set_ambient_colour", colour="blue")
    assert (ambient["text"], ambient["colour"]) == ("On", "#0050FF")
    off = card("lights.set_ambient", on=False)
    assert off["text"] == "Off"
    assert "colour" not in off


# --- calculator -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "title", "text"),
    [
        ({"expression": "15 times 3 minus 4"}, "15 × 3 − 4 =", "41"),
        ({"number": 2, "operation": "/", "rest": "3"}, "2 ÷ 3 ≈", "0.667"),
        ({"number": 20, "operation": "percent_of", "rest": 350}, "20 % × 350 =", "70"),
        ({"number": 144, "operation": "root"}, "√144 =", "12"),
        ({"number": 7, "operation": "percent_is", "rest": 28}, "7 ÷ 28 =", "25 %"),
    ],
)
def test_a_sum_stands_above_its_result(arguments: dict[str, Any], title: str, text: str) -> None:
    shown = card("calculator.calculate", **arguments)
    assert (shown["title"], shown["text"]) == (title, text)


def test_quantities_and_money_have_their_units() -> None:
    way = card("calculator.convert", number=10, source="mile", target="kilometer")
    assert (way["title"], way["text"]) == ("10 mi ≈", "16.09 km")
    money = card(
        "calculator.convert_money", number=10, source="EUR", target="USD",
        services={"rates": RATES},
    )  # fmt: skip
    assert (money["title"], money["text"], money["source"]) == (
        "10 EUR =",
        "12.5 USD",
        "2026-01-14",
    )


def units_said() -> list[str]:
    """Return the units of the sentences; bare degrees are those of the other scale."""
    folder = Path(__file__).resolve().parents[2] / "skills" / "calculator" / "sentences"
    texts = [(folder / f"{language}.yaml").read_text("utf-8") for language in ("en", "zh")]
    values = [yaml.safe_load(text)["lists"]["calculator_unit"]["values"] for text in texts]
    return sorted({one["out"] for some in values for one in some} - {"degrees"})


@pytest.mark.parametrize("unit", units_said())
def test_every_unit_that_can_be_said_is_known(unit: str) -> None:
    shown = card("calculator.convert", number=1, source=unit, target=unit)
    assert shown["text"].startswith("1 ")
