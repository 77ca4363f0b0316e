"""Guidance that speaks: whole drives in the simulated car, and who may talk when."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.cli.drive import drive as drive_command
from assistant.clock import MonotonicClock, run_virtual
from assistant.conversation.floor import Floor
from assistant.conversation.speaker import Sentence
from assistant.events import NavigationChanged, Outcome, TurnEnded, TurnStarted
from assistant.navigation.guidance.plan import plan_of
from assistant.navigation.simulated_drive import drive, drive_car, place
from assistant.navigation.trip import Guide
from assistant.navigation.voice import Choose, speak_guidance
from tests.navigation.town import at
from tests.navigation.trips import Journey, journey


@pytest.fixture
def data(town_data: Path, tmp_path: Path) -> Path:
    """A data folder of the test's own with the town's map."""
    (tmp_path / "maps").symlink_to(town_data / "maps")
    return tmp_path


class Voice:
    """Says a sentence in two seconds; ``said`` are whole ones, ``cut`` those that were stopped."""

    def __init__(self) -> None:
        self.said: list[tuple[float, str]] = []
        self.cut: list[str] = []

    async def __call__(self, choose: Choose) -> None:
        sentence: Sentence | None = choose()
        if sentence is None:
            return
        try:
            await asyncio.sleep(2.0)
        except asyncio.CancelledError:
            self.cut.append(sentence.text)
            raise
        self.said.append((MonotonicClock().now(), sentence.text))

    @property
    def texts(self) -> list[str]:
        return [text for _, text in self.said]


@asynccontextmanager
async def speaking(j: Journey, voice: Voice, floor: Floor) -> AsyncIterator[Guide]:
    """Let guidance speak while the block runs."""
    guide = j.navigation.guide
    assert guide is not None
    task = asyncio.create_task(speak_guidance(guide, voice, floor))
    try:
        yield guide
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def driven(j: Journey, guide: Guide) -> None:
    """Drive the trip to its end."""
    assert guide.trip is not None
    await drive_car(j.car, drive(plan_of(guide.trip.route)), MonotonicClock())
    await asyncio.sleep(5.0)


def states(j: Journey) -> list[str]:
    found = [event.state for event in j.events if isinstance(event, NavigationChanged)]
    return [state for state in found if state != "progress"]


# --- trips ----------------------------------------------------------------------------------


def test_a_trip_is_spoken_from_start_to_arrival(data: Path) -> None:
    voice = Voice()

    async def story(j: Journey) -> list[str]:
        async with speaking(j, voice, Floor()) as guide:
            await j.go("lake cafe")
            await driven(j, guide)
        assert j.trip is None
        return states(j)

    assert journey(data, story) == ["started", "arrived"]
    assert any("Lake Road" in text for text in voice.texts)
    assert "destination" in voice.texts[-1]


def test_a_stop_is_passed_and_the_trip_goes_on(data: Path) -> None:
    async def story(j: Journey) -> list[str]:
        async with speaking(j, Voice(), Floor()) as guide:
            await j.go("museum of trains")
            bakery = (await j.look("add_stop", what="bakery"))["places"][0]["place"]
            await j.do("add_stop", place=bakery)
            await driven(j, guide)
        return states(j)

    assert journey(data, story) == ["started", "rerouted", "stop", "arrived"]


def test_off_the_route_a_new_one_is_planned(data: Path) -> None:
    async def story(j: Journey) -> list[str]:
        async with speaking(j, Voice(), Floor()):
            await j.go("lake cafe")
            for second in range(40):  # up Oak Avenue instead of straight on
                place(j.car, at(500, 10 * second), 0.0)
                j.car.drive(36.0)
                await asyncio.sleep(1.0)
        assert j.trip["destination"]["label"] == "Lake Cafe"
        return states(j)

    found = journey(data, story)
    assert "off_route" in found
    assert "rerouted" in found[found.index("off_route") :]


def test_muted_guidance_says_nothing_and_unmuted_goes_on(data: Path) -> None:
    voice = Voice()

    async def story(j: Journey) -> list[str]:
        async with speaking(j, voice, Floor()) as guide:
            await j.go("lake cafe")
            await j.do("mute", value=True)
            await driven(j, guide)
        return states(j)

    assert journey(data, story) == ["started", "arrived"]
    assert voice.texts == []


# --- who talks ------------------------------------------------------------------------------


def begins(turn: str, source: str = "wake") -> TurnStarted:
    return TurnStarted(at_s=0.0, turn_id=turn, zone="driver", source=source)


def ends(turn: str) -> TurnEnded:
    return TurnEnded(at_s=0.0, turn_id=turn, outcome=Outcome.DONE)


def test_guidance_waits_for_people_and_never_says_what_is_late(data: Path) -> None:
    voice, floor = Voice(), Floor()

    async def story(j: Journey) -> None:
        async with speaking(j, voice, floor) as guide:
            await j.go("lake cafe")
            floor.hear(begins("t1"))
            drive_there = asyncio.create_task(driven(j, guide))
            await asyncio.sleep(60.0)
            assert voice.texts == []
            floor.hear(ends("t1"))
            await asyncio.sleep(2.5)
            assert guide.progress is not None
            next_up = guide.progress.manoeuvre
            await drive_there
        late = {"Drive east on Main Street."}
        assert next_up > 0
        assert not late & set(voice.texts)

    journey(data, story)
    assert voice.texts


def test_who_begins_to_talk_stops_a_prompt_which_is_said_again_in_time(data: Path) -> None:
    voice, floor = Voice(), Floor()

    async def story(j: Journey) -> None:
        async with speaking(j, voice, floor):
            await j.go("lake cafe")
            await asyncio.sleep(2.5)  # the first prompt has begun
            floor.hear(begins("t1"))
            await asyncio.sleep(0.5)
            assert len(voice.cut) == 1
            floor.hear(ends("t1"))
            await asyncio.sleep(4.0)

    journey(data, story)
    assert voice.cut[0] in voice.texts


def test_typed_turns_and_programs_take_nobodys_word() -> None:
    async def story() -> bool:
        floor = Floor()
        floor.hear(begins("t1", "text"))
        floor.hear(begins("t2", "tool"))
        await asyncio.wait_for(floor.free(), 1.0)
        floor.hear(begins("t3"))
        floor.hear(begins("t4", "follow_up"))
        floor.hear(ends("t3"))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(floor.free(), 1.0)
        floor.hear(ends("t4"))
        await asyncio.wait_for(floor.free(), 1.0)
        return True

    assert run_virtual(story())


# --- the command ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "destination", "said"),
    [("en", "lake cafe", "destination"), ("zh", "豫园咖啡", "目的地")],
)
def test_the_command_prints_a_whole_trip(
    data: Path, monkeypatch: pytest.MonkeyPatch, language: str, destination: str, said: str
) -> None:
    monkeypatch.setenv("ASSISTANT_DATA", str(data))
    options = ["--route-to", destination, "--from", "Oak Pharmacy", "--lang", language]
    result = CliRunner().invoke(drive_command, options)
    assert result.exception is None, result.output
    assert "started" in result.output
    assert "arrived" in result.output
    assert said in result.output


def test_the_command_says_what_is_not_on_the_map(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_DATA", str(data))
    result = CliRunner().invoke(drive_command, ["--route-to", "zzyzx"])
    assert "not on the map of Small Town" in str(result.exception)
    wrong = CliRunner().invoke(drive_command, ["--route-to", "x", "--speed", "fast"])
    assert wrong.exit_code == 2
