"""Calls and effects that mean harm: nothing is written, whatever a model or a skill asks for."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from assistant.clock import run_virtual
from assistant.errors import AssistantError
from assistant.skillhost.manifest import load_bundle
from tests.policy.cabin import Cabin
from tests.skillhost.lamp import lamp

MANIFEST = """
id = "lamp"
version = "1.0"
api = 1
languages = ["en"]
effects = ["Vehicle.*", "timer", "phone", "message", "note", "rocket"]

[name]
en = "Lamp"

[[tools]]
name = "ask_for"
description = "Ask the car for any effects."
changes_state = true

[tools.parameters]
required = ["effects"]

[tools.parameters.properties.effects]
type = "array"
"""
CODE = """
from assistant.skillhost.sdk import Effect, Skill, ToolResult

skill = Skill("lamp")


@skill.tool("ask_for")
def ask_for(ctx, effects):
    return ToolResult("popped", effects=tuple(Effect(**one) for one in effects), outcome="done")
"""
SENTENCES = 'language: en\nintents:\n  ask_for:\n    data:\n      - sentences: ["do it all"]\n'

WINDOW = "Vehicle.Cabin.Door.Row1.DriverSide.Window.Position"
REAR_WINDOW = "Vehicle.Cabin.Door.Row2.DriverSide.Window.Position"
TEMPERATURE = "Vehicle.Cabin.HVAC.Station.Row1.Driver.Temperature"
GEAR = "Vehicle.Powertrain.Transmission.SelectedGear"
BRAKE = "Vehicle.Chassis.ParkingBrake.IsEngaged"

UNKNOWN_CALLS: list[tuple[str, dict[str, Any]]] = [
    ("", {}),
    ("doors", {}),
    ("doors.", {"open": True}),
    (".set_trunk", {"open": True}),
    ("doors.set_trunk.now", {"open": True}),
    ("Doors.Set_Trunk", {"open": True}),
    ("../doors.set_trunk", {"open": True}),
    ("car.unlock_everything", {}),
    ("set", {"path": "Vehicle.Body.Trunk.Rear.IsOpen", "value": True}),
    ("Vehicle.Body.Trunk.Rear.IsOpen", {"value": True}),
]
WRONG_ARGUMENTS: list[tuple[str, dict[str, Any]]] = [
    ("windows.set_window", {"seat": "roof", "position": 100}),
    ("windows.set_window", {"seat": "driver", "position": "wide"}),
    ("windows.set_window", {"seat": "driver", "position": [100]}),
    ("windows.set_window", {"seat": "driver", "position": True}),
    ("windows.set_window", {"seat": "driver", "position": 10**400}),
    ("windows.set_window", {"seat": "driver", "position": float("inf")}),
    ("windows.set_window", {"path": WINDOW, "position": 100}),
    ("windows.set_window", {"seat": {"$ref": "driver"}, "position": 100}),
    ("climate.set_temperature", {"seat": "driver", "temperature": 10**9}),
    ("climate.set_temperature", {"seat": WINDOW, "temperature": 20}),
    ("doors.set_trunk", {}),
    ("doors.set_trunk", {"open": "true; unlock"}),
    ("doors.set_trunk", {"open": True, "confirmed": True, "driving_state": "parked"}),
    ("lights.set_headlights", {"mode": "__class__"}),
]
HOSTILE_EFFECTS: list[list[dict[str, Any]]] = [
    [{"kind": "set", "target": GEAR, "value": 126}],
    [{"kind": "set", "target": BRAKE, "value": False}],
    [{"kind": "set", "target": "Vehicle.Speed", "value": 0}],
    [{"kind": "set", "target": "Vehicle.ADAS.ESC.IsEnabled", "value": False}],
    [{"kind": "set", "target": "Vehicle.Body.Lights.Beam.Low.IsOn", "value": False}],
    [{"kind": "set", "target": "Vehicle.Cabin.Door.Row2.DriverSide.IsOpen", "value": True}],
    [{"kind": "set", "target": "Vehicle.Body.Trunk.Rear.IsOpen", "value": 1}],
    [{"kind": "set", "target": "Vehicle.Nowhere.At.All", "value": 1}],
    [{"kind": "set", "target": "Vehicle.*", "value": 1}],
    [{"kind": "set", "target": f"{WINDOW}\n", "value": 100}],
    [{"kind": "set", "target": f"{WINDOW}.", "value": 100}],
    [{"kind": "set", "target": WINDOW, "value": 10**30}],
    [{"kind": "set", "target": WINDOW, "value": -1}],
    [{"kind": "set", "target": WINDOW, "value": "100"}],
    [{"kind": "set", "target": WINDOW, "value": None}],
    [{"kind": "set", "target": TEMPERATURE, "value": 1e300}],
    [{"kind": "set", "target": TEMPERATURE, "value": ""}],
    [{"kind": "SET", "target": WINDOW, "value": 100}],
    [{"kind": "", "target": WINDOW, "value": 100}],
    [{"kind": "set.now", "target": WINDOW, "value": 100}],
    [{"kind": "rocket.launch"}],
    [{"kind": "phone.", "args": {"number": "112"}}],
    [{"kind": "phone.call", "args": {"number": "; rm -rf /"}}],
    [{"kind": "message.send", "args": {"number": "0900", "text": "hi"}}],
    [{"kind": "note.remove", "target": "all"}],
    [{"kind": "set", "target": WINDOW, "value": value} for value in range(20)],
    [
        {"kind": "set", "target": TEMPERATURE, "value": 20},
        {"kind": "set", "target": GEAR, "value": 0},
    ],
]


async def _nothing_comes_of(
    cabin: Cabin, tool: str, arguments: dict[str, Any], zone: str = "driver"
) -> None:
    cabin.vehicle.drive(90)
    before = cabin.actuators()
    with suppress(AssistantError):
        await cabin.run(tool, zone, **arguments)
    assert cabin.done == []
    assert cabin.actuators() == before
    assert cabin.line.sent == []
    assert cabin.line.calls() == ()


@pytest.mark.parametrize(("tool", "arguments"), [*UNKNOWN_CALLS, *WRONG_ARGUMENTS])
def test_a_models_wrong_call_does_nothing(tool: str, arguments: dict[str, Any]) -> None:
    async def tell() -> None:
        await _nothing_comes_of(Cabin(), tool, arguments)

    run_virtual(tell())


def test_the_same_skill_may_do_what_is_harmless(tmp_path: Path) -> None:
    folder = lamp(tmp_path, manifest=MANIFEST, code=CODE, sentences=SENTENCES)

    async def tell() -> None:
        cabin = Cabin([load_bundle(folder)])
        await cabin.run("lamp.ask_for", effects=[{"kind": "set", "target": WINDOW, "value": 20}])
        assert cabin.done == [WINDOW]

    run_virtual(tell())


@pytest.mark.parametrize("effects", HOSTILE_EFFECTS, ids=lambda e: f"{e[-1]['kind']}-{len(e)}")
def test_a_skills_hostile_effects_do_nothing(tmp_path: Path, effects: list[dict[str, Any]]) -> None:
    folder = lamp(tmp_path, manifest=MANIFEST, code=CODE, sentences=SENTENCES)

    async def tell() -> None:
        cabin = Cabin([load_bundle(folder)])
        await _nothing_comes_of(cabin, "lamp.ask_for", {"effects": effects})

    run_virtual(tell())


@pytest.mark.parametrize("zone", ["", "rear_left", "DRIVER", "driver ", "roof", "driver\n"])
def test_a_made_up_seat_is_nobodys(tmp_path: Path, zone: str) -> None:
    """A rear seat may not touch what is in front, and a seat that is none may touch nothing."""
    folder = lamp(tmp_path, manifest=MANIFEST, code=CODE, sentences=SENTENCES)
    wanted = [WINDOW, TEMPERATURE, *([] if zone == "rear_left" else [REAR_WINDOW])]

    async def tell() -> None:
        cabin = Cabin([load_bundle(folder)])
        for path in wanted:
            effects = [{"kind": "set", "target": path, "value": 20}]
            await _nothing_comes_of(cabin, "lamp.ask_for", {"effects": effects}, zone)
        assert len(cabin.asked) == len(wanted)

    run_virtual(tell())
