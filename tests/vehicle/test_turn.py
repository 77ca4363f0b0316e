"""A whole typed turn on a car behind each backend: what is said is what the car did."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.app import Needs, open_assistant
from assistant.config import Config
from assistant.events import Outcome, TurnEnded
from tests.vehicle.rigs import RIGS, Rig

DRIVER = "Vehicle.Cabin.Door.Row1.DriverSide"
WINDOW = f"{DRIVER}.Window.Position"


async def asked(rig: Rig, folder: Path, prepare: Callable[[Rig], None], text: str) -> TurnEnded:
    prepare(rig)
    config = Config(data_dir=folder, vehicle=rig.settings)
    async with open_assistant(config, Needs()) as car:
        return await car.ask(text, "en")


@pytest.fixture(params=["kuksa", "can"])
def ask(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., TurnEnded]:
    def run(text: str, prepare: Callable[[Rig], None] = lambda _: None) -> TurnEnded:
        async def body() -> TurnEnded:
            async with RIGS[request.param]() as rig:
                return await asked(rig, tmp_path, prepare, text)

        return asyncio.run(body())

    return run


Ask = Callable[..., TurnEnded]


def test_a_parked_car_opens_its_window_and_says_so(ask: Ask) -> None:
    ended = ask("open my window")
    assert ended.outcome == Outcome.DONE
    assert [(effect.path, effect.verified) for effect in ended.effects] == [(WINDOW, True)]


def test_a_jammed_window_is_not_said_to_be_open(ask: Ask) -> None:
    ended = ask("open my window", lambda rig: rig.car.jam(WINDOW))
    assert ended.outcome == Outcome.FAILED
    assert "couldn't" in ended.reply


def test_a_car_at_speed_refuses_the_trunk(ask: Ask) -> None:
    ended = ask("open the trunk", lambda rig: rig.car.drive(50))
    assert ended.outcome == Outcome.REFUSED
    assert not ended.effects
