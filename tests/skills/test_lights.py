"""Lights: what is switched, and what is honest to say."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from assistant.skillhost.local import LocalSkillHost
from assistant.skillhost.manifest import load_bundle
from assistant.skillhost.sdk import Context, ToolResult
from assistant.vehicle.interface import Value

HOST = LocalSkillHost([load_bundle(Path(__file__).resolve().parents[2] / "skills" / "lights")])
LIGHT = "Vehicle.Cabin.Light."
OWN = f"{LIGHT}AmbientLight.Row1.DriverSide."


def call(
    tool: str, zone: str = "driver", signals: dict[str, Value] | None = None, **arguments: Any
) -> ToolResult:
    context = Context(zone=zone, signals=signals or {})
    return asyncio.run(HOST.call(f"lights.{tool}", arguments, context))


def written(result: ToolResult) -> dict[str, Value | None]:
    return {effect.target: effect.value for effect in result.effects}


def test_a_reading_light_is_the_speakers() -> None:
    result = written(call("set_reading_light", "rear_right", on=True))
    assert result == {f"{LIGHT}Spotlight.Row2.PassengerSide.IsLightOn": True}


def test_all_off_leaves_what_is_off_and_all_outside() -> None:
    signals: dict[str, Value] = {
        f"{LIGHT}IsDomeOn": False,
        "Vehicle.Body.Lights.LightSwitch": "BEAM",
    }
    result = written(call("interior_lights_off", signals=signals))
    assert set(result.values()) == {False}
    assert len(result) == 8
    assert all(path.startswith(LIGHT) for path in result)
    assert f"{LIGHT}IsDomeOn" not in result


def test_a_colour_also_turns_the_light_on() -> None:
    signals: dict[str, Value] = {f"{OWN}IsLightOn": False, f"{OWN}Color": "#FFFFFF"}
    result = written(call("set_ambient_colour", signals=signals, colour="red", seat="mine"))
    assert result == {f"{OWN}Color": "#FF0000", f"{OWN}IsLightOn": True}


@pytest.mark.parametrize(
    ("now", "direction", "amount", "then"),
    [(50, "up", "normal", 70), (90, "up", "large", 100), (10, "down", "normal", 1)],
)
def test_dimming_never_ends_in_the_dark(now: int, direction: str, amount: str, then: int) -> None:
    signals: dict[str, Value] = {f"{OWN}Intensity": now, f"{OWN}IsLightOn": True}
    result = call(
        "adjust_ambient_brightness",
        signals=signals,
        direction=direction,
        amount=amount,
        seat="driver",
    )
    assert written(result) == {f"{OWN}Intensity": then}


def test_zero_percent_is_off() -> None:
    result = call("set_ambient_brightness", percent=0, seat="mine")
    assert written(result) == {f"{OWN}IsLightOn": False}


@pytest.mark.parametrize(
    ("on", "where", "paths"),
    [
        (True, None, {"Front"}),
        (False, None, {"Front", "Rear"}),
        (True, "both", {"Front", "Rear"}),
        (False, "rear", {"Rear"}),
    ],
)
def test_fog_lights(on: bool, where: str | None, paths: set[str]) -> None:
    arguments: dict[str, Any] = {"on": on} if where is None else {"on": on, "where": where}
    result = written(call("set_fog_lights", **arguments))
    assert result == {f"Vehicle.Body.Lights.Fog.{one}.IsOn": on for one in paths}


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("adjust_ambient_brightness", {"direction": "up"}),
        ("set_ambient_brightness", {"percent": 140}),
        ("turn_signal", {}),
    ],
)
def test_what_it_can_not_do_is_refused(tool: str, arguments: dict[str, Any]) -> None:
    result = call(tool, **arguments)
    assert (result.outcome, result.effects) == ("refused", ())


@pytest.mark.parametrize(
    "what",
    ["reading", "cabin", "ambient", "headlights", "high_beam", "fog_front", "fog_rear", "hazard"],
)
def test_an_unseen_light_is_not_guessed(what: str) -> None:
    result = call("light_status", what=what)
    assert (result.reply, result.effects) == ("unknown", ())
