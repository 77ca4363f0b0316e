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


# --- seats ------------------------------------------------------------------------------------

SEAT = "Vehicle.Cabin.Seat.Row1.DriverSide."
BESIDE = "Vehicle.Cabin.Seat.Row1.PassengerSide."


def test_a_seats_card_shows_how_it_will_stand() -> None:
    signals: dict[str, Value] = {
        f"{SEAT}Position": 100,
        f"{SEAT}Backrest.Recline": 20.0,
        f"{BESIDE}Position": 150,
    }
    shown = card("seats.adjust_seat", signals, part="position", direction="back")
    assert rows(shown) == {"Position": "140 mm", "Backrest": "20°"}
    beside = card(
        "seats.adjust_seat", signals, language="zh", part="position", direction="back",
        seat="passenger",
    )  # fmt: skip
    assert beside["items"] == [{"title": "前后", "text": "副驾", "value": "190 mm"}]


def test_legroom_behind_is_the_front_seats_card() -> None:
    shown = card("seats.give_legroom", {f"{SEAT}Position": 100}, zone="rear_left")
    assert shown["items"] == [{"title": "Position", "text": "Driver", "value": "60 mm"}]


def test_massage_memory_and_belts_have_cards() -> None:
    massage = card("seats.set_massage", level="high", programme="wave", seat="front")
    assert rows(massage) == {"Driver": "High · Wave", "Passenger": "High · Wave"}
    kept = {SEAT.rstrip("."): {"2": {"Position": 90}}}
    memory = card("seats.memory_status", services={"seat_memory": kept})
    assert rows(memory) == {"Position 1": "Empty", "Position 2": "Saved", "Position 3": "Empty"}
    belted: dict[str, Value] = {
        f"{SEAT}IsBelted": True,
        f"{BESIDE}IsBelted": False,
        f"{BESIDE}OccupancyStatus": "OCCUPIED",
    }
    belts = card("seats.belt_status", belted, language="zh")
    assert rows(belts) == {"主驾": "已系", "副驾": "未系"}


def test_a_warmed_seat_is_told_not_the_air() -> None:
    shown = card("climate.set_seat_climate", mode="heating", level="high", seat="passenger")
    assert rows(shown) == {"Passenger": "Heating · high"}
    wheel = card("climate.set_steering_heating", level="low", language="zh")
    assert rows(wheel) == {"方向盘": "加热 · 低档"}


# --- weather ----------------------------------------------------------------------------------


def forecast() -> dict[str, Any]:
    hours = [
        {
            "at_iso": f"2026-03-05T{at:02}:00:00+01:00", "temperature": 8.4, "rain_mm": 0,
            "rain_chance": 70 if at > 18 else 0, "code": 61 if at > 18 else 0, "wind_kmh": 10,
        }
        for at in range(15, 24)
    ]  # fmt: skip
    days = [
        {
            "date_iso": f"2026-03-{day:02}", "low": 2.0, "high": 9.0, "rain_chance": 0,
            "rain_mm": 0, "code": 2,
        }
        for day in range(5, 9)
    ]  # fmt: skip
    return {"weather": {"age_s": 60, "away_km": 2, "hours": hours, "days": days}}


def test_the_weather_now_stands_above_the_days() -> None:
    shown = card("weather.now", services=forecast())
    assert shown["items"][0] == {
        "title": "Now", "condition": "clear", "text": "Clear", "value": "8°",
    }  # fmt: skip
    assert [one["title"] for one in shown["items"][1:]] == [
        "Today", "Tomorrow", "Saturday", "Sunday",
    ]  # fmt: skip


def test_one_day_is_shown_by_its_hours() -> None:
    shown = card("weather.forecast", services=forecast(), language="zh", day="today")
    assert shown["title"] == "天气 · 今天"
    assert rows(shown) == {"15:00": "8°", "18:00": "8°", "21:00": "8°"}
    assert shown["items"][2]["text"] == "雨 · 降雨 70 %"


# --- driving and care -------------------------------------------------------------------------


def test_tires_and_what_is_left_have_cards() -> None:
    wheel = "Vehicle.Chassis.Axle.Row1.Wheel.Left.Tire."
    shown = card("driving.tire_pressure", {f"{wheel}Pressure": 190, f"{wheel}IsPressureLow": True})
    assert shown["items"] == [{"title": "Front left", "text": "too low", "value": "1.9 bar"}]
    left: dict[str, Value] = {
        "Vehicle.Powertrain.Range": 214_000,
        "Vehicle.Powertrain.TractionBattery.StateOfCharge.Displayed": 61.0,
    }
    for tool in ("range", "charge"):
        shown = card(f"driving.{tool}", left)
        assert (shown["type"], shown["level"], shown["text"]) == ("progress", 61, "214 km")


def test_break_advice_tells_the_time_driven() -> None:
    driven: dict[str, Value] = {"Vehicle.TripDuration": 7300.0}
    shown = card("care.tired", driven)
    assert (shown["title"], shown["duration"]) == ("Time for a rest", "two hours and one minute")
    assert card("care.break_advice", {}, language="zh")["title"] == "休息建议"
    assert card("care.emergency", services={"phone": {}})["text"] == "112"


# --- stories, people, plans -------------------------------------------------------------------


def test_a_quiz_numbers_its_questions_and_counts() -> None:
    assert card("stories.quiz")["title"] == "Question 1 of 10"
    played = {"bookmark": {"quiz": {"id": "", "asked": 4, "right": 3, "done": []}}}
    assert card("stories.score", services=played, language="zh")["text"] == "答对3题，共4题"
    assert card("stories.list_stories", language="zh")["title"] == "故事"


def phone(*calls: dict[str, str]) -> dict[str, Any]:
    anna = {
        "name": "Anna Berg",
        "numbers": [{"kind": "mobile", "number": "0170"}, {"kind": "work", "number": "089"}],
    }
    return {"phone": {"available": True, "contacts": [anna], "calls": list(calls), "recents": []}}


def test_calls_are_shown() -> None:
    choice = card("phone.call", services=phone(), language="zh", name="Anna Berg")
    assert choice["type"] == "choice"
    assert [one["title"] for one in choice["items"]] == ["手机", "公司"]
    called = card("phone.call", services=phone(), name="Anna Berg", kind="work")
    assert (called["title"], called["text"]) == ("Anna Berg", "Calling…")
    rings = {"state": "incoming", "name": "", "number": "0171"}
    shown = card("phone.who_calls", services=phone(rings))
    assert (shown["title"], shown["text"]) == ("0171", "Incoming call")


def test_no_text_of_a_message_is_on_a_card() -> None:
    came = {"id": "1", "name": "Anna", "number": "0170", "text": "secret", "at_iso": NOW, "read": 0}
    services = phone() | {"message": {"available": True, "messages": [came]}}
    for tool in ("read", "count"):
        shown = card(f"messages.{tool}", services=services)
        assert shown["items"] == [{"title": "Anna", "start": NOW}]
    sent = card("messages.send", services=services, name="Anna Berg", text="secret")
    assert sent == {"type": "text", "title": "Message to Anna Berg"}


def test_a_new_appointment_and_a_note_are_shown() -> None:
    shown = card("calendar.add_event", title="Lunch", day="tomorrow", hour=12)
    assert shown["items"] == [{"title": "Lunch", "day": "tomorrow", "start": "2026-03-06T12:00"}]
    assert card("notes.add_note", text="milk")["text"] == "milk"
