"""Whole conversations about pictures, in a car whose drawing is real."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from assistant.events import Outcome
from tests.api.served import Fitted, Served, served
from tests.imaging.painting import Painting

Turns = list[tuple[str, str]]


def talk(folder: Path, turns: Turns, *, elsewhere: bool = False) -> tuple[list[Any], Painting]:
    """Say one after the other from the passenger's seat; return how each turn ended."""

    async def run() -> list[Any]:
        fitted = Fitted(skills=("pictures", "stories", "climate"))
        painting.tell_on = fitted.bus.emit
        ended = []
        async with (
            painting.open(),
            served(folder, services=(painting.studio,), fitted=fitted) as running,
        ):
            if elsewhere:
                painting.drawer.elsewhere = lambda limit_s: limit_s > 0  # type: ignore[method-assign]
            for text, language in turns:
                ended.append(await said(running, text, language))
                for job in painting.studio.jobs.open:
                    await asyncio.wait([asyncio.ensure_future(job.ended.wait())], timeout=20)
        return ended

    async def said(running: Served, text: str, language: str) -> Any:
        return await running.car.ask(text, language, "passenger")

    painting = Painting(folder)
    return asyncio.run(run()), painting


def test_a_picture_is_changed_by_what_is_said_next(tmp_path: Path) -> None:
    turns = [
        ("draw me a castle on a hill", "en"),
        ("now in winter", "en"),
        ("put a dragon in it", "en"),
        ("another one", "en"),
        ("save it", "en"),
        ("make it warmer", "en"),
    ]
    ended, painting = talk(tmp_path, turns)
    assert [turn.intent for turn in ended] == [
        "pictures.draw",
        "pictures.change",
        "pictures.change",
        "pictures.another",
        "pictures.save",
        "climate.adjust_temperature",
    ]
    assert all(turn.outcome is Outcome.DONE for turn in ended[:4])
    *_, third, fourth = painting.studio.gallery.entries
    for entry in (third, fourth):
        assert entry.program is not None
        assert entry.program["season"] == "winter"
        assert {one["kind"] for one in entry.program["subjects"]} == {"castle", "dragon"}
    assert fourth.saved


@pytest.mark.parametrize(
    ("language", "words", "yes"),
    [("en", "draw the parliament", "yes please"), ("zh", "画一个议会大厦", "好的")],
)
def test_the_cloud_is_asked_only_after_a_yes(
    tmp_path: Path, language: str, words: str, yes: str
) -> None:
    turns = [(words, language), (yes, language)]
    ended, painting = talk(tmp_path, turns, elsewhere=True)
    assert ended[0].outcome is Outcome.ASKED
    assert ended[0].effects == ()
    assert [turn.intent for turn in ended] == ["pictures.draw", "pictures.draw"]
    assert {event.state for event in painting.told} >= {"waiting", "failed"}  # nobody draws here
