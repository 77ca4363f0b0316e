"""Whole typed turns on a car behind a backend: what is said is what the car did."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from assistant.app import Needs, open_assistant
from assistant.car import Assistant
from assistant.config import Config
from assistant.events import Outcome, TurnEnded
from assistant.policy.state import GEAR, SPEED, DrivingState, driving_state
from tests.sentences import share_sentences
from tests.vehicle.rigs import RIGS, WAIT_S, Rig, until

WINDOW = "Vehicle.Cabin.Door.Row1.DriverSide.Window.Position"


def parked(assistant: Assistant) -> bool:
    """Tell whether the assistant knows by now that the car stands."""
    speed, gear = assistant.vehicle.read(SPEED), assistant.vehicle.read(GEAR)
    return driving_state(speed, gear, assistant.now()) is DrivingState.PARKED


async def once_parked(assistant: Assistant, text: str) -> TurnEnded:
    """Ask for what is refused while it isn't known, or not any more, that the car stands."""
    async with asyncio.timeout(WAIT_S):
        while True:
            await until(lambda: parked(assistant))
            turn = await assistant.ask(text, "en")
            if turn.outcome is not Outcome.REFUSED:
                return turn


@pytest.mark.parametrize("backend", ["kuksa", "can"])
def test_what_is_said_is_what_the_car_did(backend: str, tmp_path: Path) -> None:
    async def script(rig: Rig) -> None:
        config = Config(data_dir=share_sentences(tmp_path), vehicle=rig.settings)
        async with open_assistant(config, Needs()) as assistant:
            opened = await once_parked(assistant, "open my window")
            assert opened.outcome == Outcome.DONE
            assert [(e.path, e.verified) for e in opened.effects] == [(WINDOW, True)]

            await rig.reads(WINDOW, lambda window: window is not None and window.value == 100)
            rig.car.jam(WINDOW)
            jammed = await assistant.ask("close my window", "en")
            assert jammed.outcome == Outcome.FAILED
            assert "couldn't" in jammed.reply

            rig.car.drive(50)
            await rig.reads(SPEED, lambda speed: speed is not None and speed.value == 50)
            refused = await assistant.ask("open the trunk", "en")
            assert refused.outcome == Outcome.REFUSED
            assert not refused.effects

            await rig.cut()
            rig.car.repair()
            lost = await assistant.ask("turn on the air conditioning", "en")
            assert lost.outcome == Outcome.FAILED

    async def body() -> None:
        async with RIGS[backend]() as rig:
            await script(rig)

    asyncio.run(body())
