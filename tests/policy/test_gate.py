"""The policy in the engine: each call passes it, each decision is told, nothing goes around."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from assistant.clock import run_virtual
from assistant.conversation.gate import WRITES_KEPT_S
from assistant.events import Outcome
from assistant.policy.rules import RULES, SERVICE_RULES, Rule, ServiceRule
from assistant.skillhost.services import Asker
from tests.policy.cabin import Cabin

WINDOW = "Vehicle.Cabin.Door.Row1.DriverSide.Window.Position"
REAR_WINDOW = "Vehicle.Cabin.Door.Row2.DriverSide.Window.Position"
TRUNK = "Vehicle.Body.Trunk.Rear.IsOpen"
DRIVER = Asker("driver", "en")


def story(tell: Callable[[], Awaitable[None]]) -> None:
    """Run a test's story in virtual time."""

    async def body() -> None:
        await tell()

    run_virtual(body())


def test_each_decision_is_told_with_its_reason() -> None:
    async def tell() -> None:
        cabin = Cabin()
        opened = await cabin.run("windows.set_window", seat="driver", position=100)
        asked = await cabin.run("doors.set_trunk", open=True)
        cabin.vehicle.drive(50)
        refused = await cabin.run("doors.set_trunk", open=True)
        assert cabin.asked == [WINDOW, TRUNK, TRUNK]
        assert cabin.reasons == ["policy.allowed", "policy.confirm_open", "policy.only_parked"]
        assert cabin.done == [WINDOW]
        assert [opened.outcome, asked.outcome] == [Outcome.DONE, Outcome.ASKED]
        assert refused.outcome is Outcome.REFUSED
        assert refused.reply == "I can't open the trunk until we're parked."

    story(tell)


def test_a_yes_that_comes_after_driving_off_opens_nothing() -> None:
    async def tell() -> None:
        cabin = Cabin()
        assert (await cabin.run("doors.set_trunk", open=True)).outcome is Outcome.ASKED
        cabin.vehicle.drive(10)
        late = await cabin.run("doors.set_trunk", confirmed=True, open=True)
        assert late.outcome is Outcome.REFUSED
        assert cabin.done == []

    story(tell)


def test_a_stale_speed_is_a_moving_car() -> None:
    async def tell() -> None:
        cabin = Cabin()
        cabin.vehicle.freeze("Vehicle.Speed")
        await asyncio.sleep(3)
        await cabin.run("doors.set_trunk", open=True)
        assert cabin.reasons == ["policy.only_parked"]

    story(tell)


def test_a_seats_role_counts() -> None:
    async def tell() -> None:
        cabin = Cabin(seats={"rear_left": "child"})
        await cabin.run("windows.set_window", "rear_left", seat="rear_left", position=0)
        await cabin.run("windows.set_window", "rear_left", seat="rear_left", position=100)
        await cabin.run("windows.set_window", "rear_right", seat="rear_right", position=100)
        assert cabin.reasons[-2:] == ["policy.not_for_children", "policy.allowed"]
        assert REAR_WINDOW not in cabin.done

    story(tell)


def test_what_is_taken_back_passes_the_policy_too() -> None:
    async def tell() -> None:
        cabin = Cabin()
        opened = await cabin.run("windows.set_window", seat="driver", position=100)
        await asyncio.sleep(10)
        closed = await cabin.run("windows.set_window", seat="driver", position=0)
        await asyncio.sleep(10)
        cabin.vehicle.drive(150)
        await cabin.actions.undo(closed.undo, DRIVER, "t2")
        assert cabin.reasons[-1] == "policy.window_speed"
        assert cabin.actuators()[WINDOW] == 0
        await cabin.actions.undo(opened.undo, DRIVER, "t3")
        assert cabin.reasons[-1] == "policy.allowed"

    story(tell)


def test_what_needed_a_yes_is_taken_back_without_another() -> None:
    async def tell() -> None:
        cabin = Cabin()
        noted = await cabin.run("notes.add_note", text="milk")
        await cabin.actions.undo(noted.undo, DRIVER, "t2")
        assert cabin.reasons == ["policy.allowed", "policy.confirm_effect"]
        assert cabin.notes.seen() == []

    story(tell)


def test_a_flood_of_calls_is_stopped() -> None:
    async def tell() -> None:
        cabin = Cabin()
        calls = [cabin.run("windows.set_window", seat="driver", position=p) for p in range(10, 22)]
        await asyncio.gather(*calls)
        assert cabin.reasons.count("policy.too_often") == 2
        await asyncio.sleep(11)
        await cabin.run("windows.set_window", seat="driver", position=50)
        assert cabin.reasons[-1] == "policy.allowed"

    story(tell)


@pytest.mark.parametrize("rule", [*RULES, *SERVICE_RULES], ids=lambda rule: rule.pattern)
def test_effects_are_remembered_as_long_as_any_rate_counts(rule: Rule | ServiceRule) -> None:
    assert rule.rate.window_s <= WRITES_KEPT_S
