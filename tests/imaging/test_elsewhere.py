"""Words that nothing here can draw: the cloud is asked only after a yes."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import PictureRequestError
from assistant.imaging.worker import Drawn
from assistant.skillhost.local import LocalSkillHost
from assistant.skillhost.manifest import load_bundles
from assistant.skillhost.sdk import Context, ToolResult
from tests.imaging.painting import KIDS, Painting

SKILLS = Path(__file__).resolve().parents[2] / "skills"


def ask(arguments: dict[str, Any], found: dict[str, Any]) -> ToolResult:
    host = LocalSkillHost(tuple(one for one in load_bundles(SKILLS) if one.id == "pictures"))
    seen = {"picture": {"available": True, "next": "00000000000a", "found": found}}
    context = Context(zone="passenger", language="en", services=seen)
    return asyncio.run(host.call("pictures.draw", arguments, context))


def test_the_car_asks_and_takes_the_answer() -> None:
    found: dict[str, Any] = {"answer": "elsewhere", "program": None, "left_out": [], "reason": ""}
    question = ask({"what": "the parliament"}, found)
    assert (question.reply, question.missing, question.effects) == ("ask_cloud", "cloud", ())
    refused = ask({"what": "the parliament", "cloud": "no"}, found)
    assert (refused.reply, refused.effects) == ("as_you_like", ())
    agreed = ask({"what": "the parliament", "cloud": "yes"}, found)
    assert [effect.args["elsewhere"] for effect in agreed.effects] == [True]


def test_a_yes_without_a_cloud_asks_nobody() -> None:
    found: dict[str, Any] = {"answer": "unknown", "program": None, "left_out": [], "reason": ""}
    assert ask({"what": "the parliament", "cloud": "yes"}, found).effects == ()


def test_only_after_a_yes_the_words_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> None:
        async with Painting(tmp_path).open() as painting:
            here = await painting.studio.look_up("draw", {"what": "the parliament"}, KIDS)
            assert here["answer"] == "unknown"
            monkeypatch.setattr(painting.drawer, "elsewhere", lambda _limit_s: True)
            there = await painting.studio.look_up("draw", {"what": "the parliament"}, KIDS)
            assert there["answer"] == "elsewhere"
            cruel = await painting.studio.look_up("draw", {"what": "a naked king"}, KIDS)
            assert cruel["answer"] == "declined"
            sent: list[str] = []

            async def far(_engine: str, request: Any, *_: Any) -> Drawn:
                sent.append(request.prompt)
                return Drawn(b"jpeg", b"small", request.size, "far", 0.1, ())

            monkeypatch.setattr(painting.drawer, "draw", far)
            job = await painting.draw("the parliament", elsewhere=True)
            assert (sent, painting.studio.entry(job.id).engine) == (["the parliament"], "far")
            with pytest.raises(PictureRequestError):
                await painting.draw("a naked king", elsewhere=True)

    asyncio.run(run())


def test_without_a_good_connection_the_words_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[tuple[str, ...]] = []

    async def put_off(*words: str) -> None:
        kept.append(words)

    async def run() -> None:
        async with Painting(tmp_path).open() as painting:
            studio = painting.studio
            monkeypatch.setattr(painting.drawer, "elsewhere_later", lambda _limit_s: True)
            monkeypatch.setattr(painting.drawer, "put_off", put_off)
            found = await studio.look_up("draw", {"what": "the parliament"}, KIDS)
            assert found["answer"] == "later"
            agreed = await asyncio.to_thread(ask, {"what": "the parliament", "cloud": "yes"}, found)
            (effect,) = agreed.effects
            await studio.apply(effect, KIDS)
            assert kept == [("the parliament", KIDS.language, KIDS.zone)]
            with pytest.raises(PictureRequestError):
                await studio.apply(replace(effect, args={"prompt": "a naked king"}), KIDS)
            drawn = Drawn(b"jpeg", b"small", (320, 180), "cloud.home", 0.1, ())
            await studio.jobs.add(studio.order_elsewhere(kept[0][0], KIDS), "00000000000b", drawn)
            assert studio.entry("00000000000b").title == "the parliament"

    asyncio.run(run())
