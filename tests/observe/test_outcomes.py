"""Whether two calls do the same is asked of the skills."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from assistant.observe.outcomes import Outcomes
from assistant.skillhost.local import LocalSkillHost
from assistant.skillhost.manifest import load_bundle
from assistant.skillhost.sdk import Context

SKILLS = Path(__file__).resolve().parents[2] / "skills"


@pytest.fixture(scope="module")
def outcomes() -> Outcomes:
    bundles = tuple(
        load_bundle(SKILLS / name) for name in ("calculator", "calendar", "climate", "driving")
    )
    seats = ("Row1.DriverSide", "Row1.PassengerSide")
    warm = {f"Vehicle.Cabin.HVAC.Station.{seat}.Temperature": 21 for seat in seats}
    return Outcomes(LocalSkillHost(bundles), Context(signals=dict(warm)))


@pytest.mark.parametrize(
    ("tool", "one", "other"),
    [
        (
            "climate.set_seat_climate",
            {"mode": "heating", "level": "high"},
            {"mode": "heating", "level": "high", "seat": "mine"},
        ),
        ("climate.set_temperature", {"temperature": 22}, {"temperature": 22, "seat": "driver"}),
        (
            "calculator.calculate",
            {"expression": "18*24"},
            {"number": 18, "operation": "*", "rest": "24"},
        ),
    ],
)
def test_the_same_in_other_words(
    outcomes: Outcomes, tool: str, one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert asyncio.run(outcomes.same(tool, one, other, "en"))


@pytest.mark.parametrize(
    ("tool", "one", "other"),
    [
        ("climate.adjust_temperature", {"direction": "warmer"}, {"direction": "cooler"}),
        ("climate.set_temperature", {"temperature": 22}, {"temperature": 22, "seat": "passenger"}),
        ("calculator.calculate", {"expression": "18*24"}, {"expression": "18+24"}),
        ("climate.set_temperature", {"temperature": 22}, {"nonsense": 1}),
        ("calendar.agenda", {"day": "monday"}, {"day": "friday"}),
        ("calendar.next_event", {}, {}),
        (
            "calculator.convert_money",
            {"number": 1, "target": "EUR"},
            {"number": 2, "target": "EUR"},
        ),
    ],
)
def test_what_differs(
    outcomes: Outcomes, tool: str, one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert not asyncio.run(outcomes.same(tool, one, other, "en"))


@pytest.mark.parametrize(
    ("tool", "arguments", "refuses"),
    [
        ("driving.by_hand", {"what": "wipers"}, True),
        ("driving.by_hand", {"nonsense": 1}, False),
        ("calculator.calculate", {"expression": "2+2"}, False),
        ("climate.set_temperature", {"temperature": 99}, False),  # it would change the car
    ],
)
def test_what_only_says_that_it_cannot(
    outcomes: Outcomes, tool: str, arguments: dict[str, Any], *, refuses: bool
) -> None:
    assert asyncio.run(outcomes.refuses(tool, arguments)) is refuses
