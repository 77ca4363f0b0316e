"""The picture service with its real process: what people ask for, and what goes wrong."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest

from assistant.cli.printing import print_for_people
from assistant.cli.talk import show_pictures
from assistant.errors import DiskFullError, InputError, PictureError, PictureRequestError
from assistant.events import PartialTranscript, to_json
from assistant.imaging.effort import Machine
from assistant.imaging.encode import decoded
from assistant.imaging.gallery import Gallery
from assistant.imaging.jobs import MOST_WAITING
from assistant.imaging.orders import Order, State
from assistant.imaging.scenery import Around
from assistant.skillhost.services import Asker
from assistant.understanding.fake import FakeLanguageModel
from tests.imaging.painting import KIDS, QUIET, Painting, until

FRONT = Asker("passenger", "en")


def test_a_picture_is_drawn_told_and_kept(tmp_path: Path) -> None:
    async def run() -> None:
        async with Painting(tmp_path).open() as painting:
            job = await painting.draw("two red balloons over a snowy mountain road at night")
            entry = painting.studio.entry(job.id)
            assert painting.states(job.id) == ["waiting", "drawing", "ready"]
            assert any(event.preview for event in painting.told)
            assert entry.program is not None
            assert (entry.program["place"], entry.program["time"]) == ("mountain", "night")
            picture = decoded(painting.studio.gallery.content(job.id))
            assert picture.shape == (576, 1024, 3)
            assert picture.std() > 10  # not one colour
            small = decoded(painting.studio.gallery.content(job.id, small=True))
            assert small.shape[1] == 320

    asyncio.run(run())


def test_mandarin_draws_the_same_things(tmp_path: Path) -> None:
    async def run() -> None:
        async with Painting(tmp_path).open() as painting:
            job = await painting.draw("暴风雨中的灯塔", Asker("rear_left", "zh"))
            program = painting.studio.entry(job.id).program
            assert program is not None
            assert program["weather"] == "storm"
            assert [one["kind"] for one in program["subjects"]] == ["lighthouse"]

    asyncio.run(run())


def test_another_one_differs_and_keeps_what_was_said(tmp_path: Path) -> None:
    async def run() -> None:
        async with Painting(tmp_path).open() as painting:
            first = await painting.draw("a whale at sunset")
            scene = painting.studio.entry(first.id).program
            second = await painting.draw("a whale at sunset", program=scene, again=True)
            gallery = painting.studio.gallery
            assert gallery.content(first.id) != gallery.content(second.id)
            later = painting.studio.entry(second.id).program
            assert later is not None
            assert later["time"] == "sunset"
            assert [one["kind"] for one in later["subjects"]] == ["whale"]

    asyncio.run(run())


def test_a_change_is_of_the_seats_last_picture(tmp_path: Path) -> None:
    async def run() -> None:
        async with Painting(tmp_path).open() as painting:
            ship = await painting.draw("a ship at sea")
            await painting.begin("a desert", FRONT)
            found = await painting.studio.look_up("change", {"how": "with a lighthouse"}, KIDS)
            kinds = [one["kind"] for one in found["program"]["subjects"]]
            assert kinds == ["ship", "lighthouse"]
            changed = await painting.draw("a ship, a lighthouse", program=found["program"])
            gallery = painting.studio.gallery
            assert gallery.content(ship.id) != gallery.content(changed.id)

    asyncio.run(run())


def test_what_words_do_not_cover_is_composed_or_declined(tmp_path: Path) -> None:
    model = FakeLanguageModel({"draw the eiffel tower": ("places.show", {"place": "city"})})

    async def run() -> None:
        async with Painting(tmp_path, model=model).open() as painting:
            look_up = painting.studio.look_up
            made = await look_up("draw", {"what": "the eiffel tower"}, KIDS)
            assert (made["answer"], made["program"]["place"]) == ("draw", "city")
            assert made["imagined"]
            unknown = await look_up("draw", {"what": "the theory of relativity"}, KIDS)
            assert unknown["answer"] == "unknown"
            hour = await look_up("draw", {"what": "the parliament at night"}, KIDS)
            assert hour["answer"] == "unknown"  # an hour alone is not what was asked for
            part = await look_up("draw", {"what": "a beach with a trombone"}, KIDS)
            assert (part["answer"], part["left_out"]) == ("draw", ["trombone"])
            assert not part["imagined"]
            cruel = await look_up("draw", {"what": "a man shooting people in a forest"}, KIDS)
            assert (cruel["answer"], cruel["reason"]) == ("declined", "violence")

    asyncio.run(run())


def test_nothing_unsuitable_is_drawn_whoever_asks(tmp_path: Path) -> None:
    async def run() -> None:
        async with Painting(tmp_path).open() as painting:
            with pytest.raises(PictureRequestError) as told:
                await painting.begin("a naked man in a forest")
            assert told.value.code == "picture_declined"
            with pytest.raises(PictureRequestError):
                await painting.begin("a naked man", program={"place": "forest"})
            with pytest.raises(PictureRequestError) as told:
                await painting.begin("the theory of relativity")
            assert told.value.code == "picture_unknown"

    asyncio.run(run())


def test_a_picture_is_stopped_at_once_and_the_next_one_drawn(tmp_path: Path) -> None:
    async def run() -> None:
        async with Painting(tmp_path, engine="fake", step_s=0.2).open() as painting:
            slow = await painting.begin("slow")
            await until(lambda: "drawing" in painting.states(slow))
            await painting.apply("cancel")
            assert painting.states(slow)[-1] == "cancelled"
            assert not painting.studio.jobs.open
            with pytest.raises(PictureError) as told:
                await painting.studio.jobs.finished(slow)
            assert told.value.code == "picture_cancelled"
            after = await painting.draw("next")
            assert after.state is State.READY
            assert [entry.title for entry in painting.studio.gallery.entries] == ["next"]

    asyncio.run(run())


def test_who_asks_again_does_not_wait_for_the_first(tmp_path: Path) -> None:
    async def run() -> None:
        async with Painting(tmp_path, engine="fake", step_s=0.1).open() as painting:
            first = await painting.begin("first")
            others = await painting.begin("in front", FRONT)
            second = await painting.draw("second")
            assert painting.states(first)[-1] == "cancelled"
            assert second.state is State.READY
            assert (await painting.studio.jobs.finished(others)).state is State.READY

    asyncio.run(run())


def test_a_worker_that_is_killed_costs_one_picture(tmp_path: Path) -> None:
    async def run() -> None:
        async with Painting(tmp_path, engine="fake", step_s=0.2).open() as painting:
            picture = await painting.begin("slow")
            await until(lambda: "drawing" in painting.states(picture))
            assert painting.drawer.worker.pid is not None
            os.kill(painting.drawer.worker.pid, signal.SIGKILL)
            with pytest.raises(PictureError):
                await painting.studio.jobs.finished(picture)
            failed = [e for e in painting.told if e.state == "failed"]
            assert [event.error for event in failed] == ["picture_engine"]
            assert (await painting.draw("next")).state is State.READY

    asyncio.run(run())


def test_a_hang_is_ended_and_told(tmp_path: Path) -> None:
    async def run() -> None:
        async with Painting(tmp_path, engine="fake", silent_s=0.4).open() as painting:
            with pytest.raises(PictureError) as told:
                await painting.draw("hang")
            assert told.value.code == "picture_timeout"
            assert (await painting.draw("next")).state is State.READY

    asyncio.run(run())


def test_fifty_at_once_are_drawn_in_turn_or_refused(tmp_path: Path) -> None:
    async def run() -> None:
        async with Painting(tmp_path, engine="fake").open() as painting:
            taken, refused = [], 0
            for number in range(50):
                order = Order(f"p{number}", "en", "passenger", "fake", owner="app")
                try:
                    taken.append(painting.studio.begin(order).id)
                except PictureError as error:
                    refused += error.code == "picture_busy"
            assert (len(taken), refused) == (MOST_WAITING, 50 - MOST_WAITING)
            done = [await painting.studio.jobs.finished(picture) for picture in taken]
            assert all(job.state is State.READY for job in done)
            ready = [e.picture for e in painting.told if e.state == "ready"]
            assert ready == taken  # one after the other, in their order

    asyncio.run(run())


def test_a_full_disk_shows_the_picture_and_says_that_it_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise DiskFullError("The disk has no room for the picture.")

    async def run() -> None:
        async with Painting(tmp_path, engine="fake").open() as painting:
            monkeypatch.setattr(Gallery, "put", full)
            job = await painting.draw("stripes")
            assert job.state is State.READY
            assert job.notes == ("not_kept",)
            assert job.drawn is not None
            assert decoded(job.drawn.jpeg).shape == (576, 1024, 3)
            assert not painting.studio.gallery.entries

    asyncio.run(run())


def test_a_busy_or_hot_machine_draws_less_and_says_so(tmp_path: Path) -> None:
    async def run() -> None:
        async with Painting(tmp_path, engine="fake").open() as painting:
            painting.machine = Machine(load=2.0, celsius=50.0, free_mb=8000.0)
            job = await painting.draw("stripes")
            assert job.notes == ("size_reduced", "steps_reduced")
            assert painting.studio.entry(job.id).size == (512, 288)
            assert (await painting.studio.look_up("another", {}, KIDS))["strained"]
            painting.machine = QUIET
            assert (await painting.draw("stripes")).notes == ()

    asyncio.run(run())


def test_what_a_model_does_not_know_is_drawn_as_a_scene(tmp_path: Path) -> None:
    async def run() -> None:
        async with Painting(tmp_path, engine="fake").open() as painting:
            job = await painting.draw("unknown coast", program={"place": "coast"})
            assert painting.studio.entry(job.id).engine == "scene"

    asyncio.run(run())


def test_pictures_are_saved_shown_and_deleted(tmp_path: Path) -> None:
    async def run() -> None:
        async with Painting(tmp_path, engine="fake").open() as painting:
            first, second = await painting.draw("one"), await painting.draw("two")
            assert (await painting.apply("save", first.id, value=True)).verified
            assert [one["saved"] for one in painting.studio.seen()["pictures"]] == [False, True]
            assert (await painting.apply("show", first.id)).verified
            assert painting.told[-1].picture == first.id
            assert (await painting.apply("delete", second.id)).verified
            assert painting.states(second.id)[-1] == "deleted"
            assert (await painting.apply("clear")).verified
            assert painting.studio.seen()["pictures"] == []
            with pytest.raises(InputError):
                await painting.apply("show", first.id)
            with pytest.raises(InputError):
                await painting.apply("hang")

    asyncio.run(run())


def test_one_command_waits_for_its_picture_but_not_for_ever(tmp_path: Path) -> None:
    async def run() -> None:
        async with Painting(tmp_path, engine="fake", step_s=0.1).open() as painting:
            picture = await painting.begin("stripes")
            await painting.studio.jobs.settle(20.0)
            assert painting.states(picture)[-1] == "ready"
            hung = await painting.begin("hang")
            await painting.studio.jobs.settle(0.1)
            assert painting.states(hung)[-1] in ("waiting", "drawing")

    asyncio.run(run())


def test_a_command_says_where_its_picture_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def run() -> str:
        async with Painting(tmp_path, engine="fake").open() as painting:
            painting.tell_on = lambda event: print_for_people(to_json(event))
            picture = await painting.begin("stripes")
            await show_pictures(painting.studio, print_for_people)
            return picture

    file = tmp_path / "pictures" / f"{asyncio.run(run())}.jpg"
    assert file.is_file()
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "  picture waiting"
    assert any(line.startswith("  picture drawing 1 of") for line in printed)
    assert printed[-1] == f"  picture {file}"


def test_pictures_outlive_the_service(tmp_path: Path) -> None:
    async def run() -> None:
        async with Painting(tmp_path, engine="fake").open() as painting:
            job = await painting.draw("stripes")
        async with Painting(tmp_path, engine="fake").open() as painting:
            assert painting.studio.entry(job.id).title == "stripes"

    asyncio.run(run())


def test_the_journey_is_drawn_as_it_goes_until_it_is_stopped(tmp_path: Path) -> None:
    async def run() -> None:
        around = Around(hour=12.0, month=7, land={"wood": 0.8})
        async with Painting(tmp_path, around=around).open() as painting:
            await painting.apply("follow", value=True)
            ready = [e for e in painting.told if e.state == "ready"]
            await until(lambda: [e for e in painting.told if e.state == "ready"], 20)
            painting.around = Around(hour=23.0, month=1, rain=80.0, celsius=-4.0)
            await until(lambda: len({e.picture for e in painting.told if e.state == "ready"}) > 1)
            await painting.apply("cancel")
            count = len(painting.told)
            ready = [e for e in painting.told if e.state == "ready"]
            assert {event.slot for event in ready} == {"journey"}
            titles = [entry.title for entry in painting.studio.gallery.entries]
            assert len(titles) <= 2  # those that nobody saved give way to the next
            await asyncio.sleep(0.5)
            assert len([e for e in painting.told[count:] if e.state == "ready"]) == 0
            assert not painting.studio.seen()["slideshow"]

    asyncio.run(run())


def test_the_process_starts_while_the_request_is_still_being_said(tmp_path: Path) -> None:
    async def run() -> None:
        async with Painting(tmp_path).open() as painting:

            def heard(text: str) -> None:
                painting.studio.hear(PartialTranscript(at_s=0.0, text=text, language="en"))

            heard("Open the")
            await asyncio.sleep(0.05)
            assert painting.drawer.worker.pid is None
            heard("Can you draw me a")
            await until(lambda: painting.drawer.worker.ready)

    asyncio.run(run())
