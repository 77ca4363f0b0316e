"""What is kept of a car's reports, when it counts, and how links are kept."""

from __future__ import annotations

import asyncio
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.clock import MonotonicClock, run_virtual
from assistant.errors import VehicleError
from assistant.vehicle.catalogue import load_catalogue
from assistant.vehicle.interface import Value
from assistant.vehicle.link import LONGEST_WAIT_S, Link, LinkState, keep
from assistant.vehicle.readings import Readings, is_seen

SPEED = "Vehicle.Speed"
FAN = "Vehicle.Cabin.HVAC.Station.Row1.Driver.FanSpeed"
TEMPERATURE = "Vehicle.Cabin.HVAC.Station.Row1.Driver.Temperature"
WINDOW = "Vehicle.Cabin.Door.Row1.DriverSide.Window.Position"


def readings(**steps: float) -> Readings:
    return Readings(load_catalogue(), MonotonicClock().now, {TEMPERATURE: steps.get("step", 0.0)})


def age(kept: Readings, path: str) -> float:
    reading = kept.read(path)
    assert reading is not None
    return MonotonicClock().now() - reading.at_s


def test_a_sign_of_life_keeps_what_is_told_on_change_and_no_continuous_signal() -> None:
    async def script() -> None:
        kept = readings()
        kept.take(SPEED, 50.0, 0.0)
        kept.take(FAN, 30, 0.0)
        await asyncio.sleep(60)
        kept.alive(59.0)
        assert age(kept, SPEED) == 60
        assert age(kept, FAN) == 1
        kept.alive(50.0)
        assert age(kept, FAN) == 1

    run_virtual(script())


@pytest.mark.parametrize(
    ("path", "value"), [(FAN, 255), (FAN, float("nan")), (FAN, "30"), (SPEED, None), (FAN, 30.4)]
)
def test_a_value_that_can_not_be_is_unknown_and_a_wider_number_is_rounded(
    path: str, value: Value | None
) -> None:
    async def script() -> None:
        kept = readings()
        kept.take(path, 20, 0.0)
        kept.take(path, value, 0.0)
        reading = kept.read(path)
        if value == 30.4:
            assert reading is not None
            assert reading.value == 30
        else:
            assert reading is None

    run_virtual(script())


def test_a_report_wakes_who_waits_for_it() -> None:
    async def script() -> None:
        kept = readings()
        asyncio.get_running_loop().call_later(0.5, kept.take, FAN, 80, 0.5)
        assert await kept.verify(FAN, 80, 2.0)
        assert MonotonicClock().now() == 0.5
        assert not await kept.verify(FAN, 90, 2.0)
        assert MonotonicClock().now() == 2.5

    run_virtual(script())


def test_an_old_report_does_not_tell_that_a_write_worked() -> None:
    async def script() -> None:
        kept = readings()
        kept.take(FAN, 80, 0.0)
        assert await kept.verify(FAN, 80, 1.0)
        await asyncio.sleep(3.0)
        assert not await kept.verify(FAN, 80, 1.0)

    run_virtual(script())


def test_a_window_on_its_way_is_seen_and_a_fan_that_stops_half_way_is_not() -> None:
    async def script() -> None:
        kept = readings()
        for path in (WINDOW, FAN):
            kept.take(path, 0, 0.0)
            kept.note_write(path, 100)
            kept.take(path, 10, 0.0)
        assert await kept.verify(WINDOW, 100, 0.5)
        assert not await kept.verify(FAN, 100, 0.5)

    run_virtual(script())


def test_a_coarse_encoding_counts_within_half_a_step() -> None:
    async def script() -> None:
        kept = readings(step=0.5)
        kept.take(TEMPERATURE, 21.5, 0.0)
        assert await kept.verify(TEMPERATURE, 21.3, 0.1)
        assert not await kept.verify(TEMPERATURE, 21.0, 0.1)

    run_virtual(script())


@given(st.floats(-100, 100), st.floats(-100, 100), st.floats(-100, 100))
def test_what_is_seen_is_the_target_or_nearer_to_it(
    before: float, now: float, target: float
) -> None:
    assert is_seen(target, target, before=before)
    if is_seen(now, target, before=before) and abs(target - now) > 1e-2:
        assert abs(target - now) < abs(target - before)
    assert not is_seen(before, target, before=before) or abs(before - target) < 1e-2


def test_truth_and_text_are_seen_only_as_they_are() -> None:
    assert is_seen(True, True, before=False)
    assert not is_seen(False, True, before=False)
    assert not is_seen("UP", "DOWN", before="UP")


# --- links ------------------------------------------------------------------------------------


async def kept_for(seconds: float, link: Link, session: object) -> None:
    task = asyncio.create_task(keep(session, link))  # type: ignore[arg-type]  # any session
    await asyncio.sleep(seconds)
    task.cancel()
    await asyncio.wait([task])


def test_a_car_that_is_never_there_is_tried_more_and_more_seldom() -> None:
    async def script() -> None:
        states: list[LinkState] = []
        tries: list[float] = []

        async def session() -> None:
            tries.append(MonotonicClock().now())
            raise VehicleError("nobody there", code="vehicle_link")

        await kept_for(600, Link(states.append), session)
        assert states == [LinkState(connected=False, detail="nobody there")]
        assert 600 / LONGEST_WAIT_S <= len(tries) < 400
        waits = [later - earlier for earlier, later in itertools.pairwise(tries)]
        assert max(waits) <= LONGEST_WAIT_S
        assert tries[2] < 2

    run_virtual(script())


def test_a_car_that_was_lost_is_tried_again_soon_but_never_in_a_tight_loop() -> None:
    async def script() -> None:
        states: list[LinkState] = []
        link = Link(states.append)

        async def session() -> None:
            link.up("here")
            link.down("gone")

        await kept_for(10, link, session)
        assert 10 <= len(states) <= 100
        assert states[:2] == [LinkState(True, "here"), LinkState(False, "gone")]

    run_virtual(script())


def test_an_error_of_a_library_is_a_lost_link_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def script() -> None:
        states: list[LinkState] = []

        async def session() -> None:
            raise ZeroDivisionError

        await kept_for(0.1, Link(states.append), session)
        assert states[0].detail == "internal error (ZeroDivisionError)"

    run_virtual(script())
    assert "The link to the car failed" in caplog.text
