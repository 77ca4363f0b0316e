"""Care: advice first, nothing changed without a yes, help before all else."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from assistant.skillhost.local import LocalSkillHost
from assistant.skillhost.manifest import load_bundle
from assistant.skillhost.sdk import Context, ToolResult
from assistant.vehicle.interface import Value

HOST = LocalSkillHost([load_bundle(Path(__file__).resolve().parents[2] / "skills" / "care")])
AIR = "Vehicle.Cabin.HVAC.IsRecirculationActive"
STATION = "Vehicle.Cabin.HVAC.Station.{}.Temperature"
STUFFY: dict[str, Value] = {
    AIR: True,
    STATION.format("Row1.Driver"): 22.0,
    STATION.format("Row2.Driver"): 22.0,
}


def call(
    tool: str,
    signals: dict[str, Value] | None = None,
    zone: str = "driver",
    services: dict[str, Any] | None = None,
    **arguments: Any,
) -> ToolResult:
    context = Context(zone=zone, signals=signals or {}, services=services or {})
    return asyncio.run(HOST.call(f"care.{tool}", arguments, context))


@pytest.mark.parametrize("how", ["dizzy", "carsick", "headache", "stressed", "bored"])
def test_nothing_changes_before_a_yes(how: str) -> None:
    assert call("unwell", STUFFY, how=how).effects == ()
    assert call("tired", STUFFY).effects == ()
    assert call("emergency", services={"phone": {}}).effects == ()


def test_a_yes_brings_fresh_and_cooler_air_to_the_speaker() -> None:
    result = call("tired", STUFFY, fresh_air="yes")
    assert [(effect.target, effect.value) for effect in result.effects] == [
        (AIR, False),
        (STATION.format("Row1.Driver"), 20.0),
    ]
    behind = call("unwell", STUFFY, "rear_left", how="carsick", fresh_air="yes")
    assert [effect.target for effect in behind.effects] == [STATION.format("Row2.Driver")]
    assert call("tired", STUFFY, fresh_air="no").effects == ()


def test_it_never_gets_cold() -> None:
    cool: dict[str, Value] = {AIR: False, STATION.format("Row1.Driver"): 18.5}
    assert [effect.value for effect in call("tired", cool, fresh_air="yes").effects] == [18.0]
    fresh: dict[str, Value] = {AIR: False, STATION.format("Row1.Driver"): 18.0}
    assert call("tired", fresh).outcome == "answered"
    assert call("tired", fresh, fresh_air="yes").reply == "already_fresh"


@pytest.mark.parametrize(
    ("seconds", "reply", "due"),
    [(None, "unknown_time", None), (30, "just_started", None), (7199, "driving_time", False)],
)
def test_the_time_of_the_trip(seconds: float | None, reply: str, due: bool | None) -> None:
    signals: dict[str, Value] = {} if seconds is None else {"Vehicle.TripDuration": seconds}
    result = call("driving_time", signals)
    assert result.reply == reply
    if due is not None:
        assert result.values["due"] is due
    assert call("driving_time", {"Vehicle.TripDuration": 7200.0}).values["due"] is True


def test_an_emergency_offers_the_call_and_a_clear_wish_makes_it() -> None:
    offered = call("emergency", services={"phone": {"emergency_number": "911"}})
    assert (offered.outcome, offered.missing, offered.values) == (
        "asked",
        "call",
        {"number": "911"},
    )
    (effect,) = call("emergency", services={"phone": {}}, call="yes").effects
    assert (effect.kind, effect.args) == ("phone.call", {"number": "112"})
    assert call("emergency", services={"phone": {}}, call="no").effects == ()
    assert call("emergency", call="yes").outcome == "refused"


def test_only_the_driver_is_told_to_stop_for_dizziness() -> None:
    assert call("unwell", how="dizzy").reply == "dizzy_driver"
    assert call("unwell", zone="passenger", how="dizzy").reply == "dizzy"
