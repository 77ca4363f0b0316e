"""Local and cloud together: who answers, how soon, and what is said when the link breaks."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.conversation.phrases import phrase
from assistant.errors import EngineError
from assistant.routing.breaker import Breaker
from assistant.routing.cloud import chat
from assistant.routing.connectivity import Measurement
from assistant.routing.decide import Here, Reason, RequestKind, Via
from assistant.routing.privacy.consent import Kind
from assistant.understanding.fake import FakeLanguageModel
from assistant.understanding.llm import ToolSpec
from tests.routing.peer import Asked, Peer, reply
from tests.routing.rig import HASTY_S, QUESTION, Rig, endpoint, rig

CLOUD = ["The sky is blue.", "Light is scattered."]
LOCAL = ["From the car.", "Second."]
MISSING, GOING_ON = phrase("cloud_cut", "en"), phrase("cloud_go_on", "en")


def test_the_cloud_answers_when_it_is_in_time(tmp_path: Path) -> None:
    async def check() -> None:
        async with Peer() as peer, rig(tmp_path, endpoint(peer.url)) as it:
            assert await it.said() == CLOUD
            assert it.routed.taken is not None
            assert it.routed.taken.by_cloud
            assert it.routed.taken.reason == Reason.WORTH_A_RACE

    asyncio.run(check())


def test_a_slow_cloud_costs_no_more_than_the_patience_and_is_offered_later(tmp_path: Path) -> None:
    async def check() -> None:
        async with (
            Peer(first_s=1.0) as peer,
            rig(tmp_path, endpoint(peer.url), patience_s=HASTY_S) as it,
        ):
            assert await it.said() == LOCAL
            assert it.offered == []
            async with asyncio.timeout(20):
                while not it.offered:  # noqa: ASYNC110  # the rig tells nobody
                    await asyncio.sleep(0.02)
            (offered,) = it.offered
            assert offered.text == " ".join(CLOUD)
            assert it.late.answer == offered

    asyncio.run(check())


def test_a_new_question_drops_what_comes_late(tmp_path: Path) -> None:
    async def check() -> None:
        async with (
            Peer(first_s=0.5) as peer,
            rig(tmp_path, endpoint(peer.url), patience_s=HASTY_S) as it,
        ):
            await it.said()
            it.local.delay_s = 0.0
            it.consents.withdraw(Kind.TEXT)
            await it.said()
            await asyncio.sleep(0.6)
            assert it.offered == []
            assert it.late.answer is None

    asyncio.run(check())


def test_cut_at_every_byte_somebody_always_answers(tmp_path: Path) -> None:
    """Every position of a whole streamed reply: status line, headers, frames, text, end.

    Before its first sentence the car answers, after it the car goes on.
    """
    whole = asyncio.run(_recorded(b'{"stream": true}'))
    full = len(whole)

    async def check() -> None:
        cut = 0
        async with (
            Peer(raw=lambda asked: None if asked.method == "GET" else whole[:cut]) as peer,
            rig(tmp_path, endpoint(peer.url, monthly_mb=1e6), patience_s=10.0) as it,
        ):
            it.local.delay_s = 0.0
            for position in range(full + 1):
                cut = position
                it.cloud.peers[0].breaker = Breaker()
                it.cloud.peers[0]._tries.clear()
                said = await it.said()
                assert said in (LOCAL, [*CLOUD[:1], *LOCAL], CLOUD), cut
            assert said == CLOUD
            assert len(peer.asked) == full + 1

    asyncio.run(check())


def test_a_choice_that_is_cut_is_made_once(tmp_path: Path) -> None:
    whole = asyncio.run(_recorded(b"{}", ("climate__set", {})))

    async def check() -> None:
        cut = 0
        local = FakeLanguageModel({SAID: ("windows.open", {})})
        async with (
            Peer(raw=lambda asked: None if asked.method == "GET" else whole[:cut]) as peer,
            rig(tmp_path, endpoint(peer.url, monthly_mb=1e6), local=local) as it,
        ):
            for position in (*range(0, len(whole), 7), len(whole)):
                cut = position
                it.cloud.peers[0].breaker = Breaker()
                it.cloud.peers[0]._tries.clear()
                asked = len(peer.asked)
                tool = "windows.open" if cut < len(whole) else "climate.set"
                assert await chosen(it) == (tool, {}), cut
                assert len(peer.asked) <= asked + 1

    asyncio.run(check())


async def _recorded(body: bytes, tool: Any = None) -> bytes:
    """Return all bytes of one reply, as they came over the wire."""
    async with Peer(tool=tool) as peer:
        reader, writer = await asyncio.open_connection("127.0.0.1", peer.port)
        head = f"POST /v1/chat/completions HTTP/1.1\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        seen = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"Content-Length: (\d+)", seen)
        if length is not None:
            seen += await reader.readexactly(int(length[1]))
        while length is None and not seen.endswith(b"\r\n0\r\n\r\n"):
            seen += await reader.read(65536)
        writer.close()
        return seen


def test_a_break_is_told_when_the_car_needs_time_to_go_on(tmp_path: Path) -> None:
    """test_hand_over.py shows how soon."""

    async def check() -> None:
        async with Peer() as peer, rig(tmp_path, endpoint(peer.url)) as it:
            peer.cut_at = len(peer.events()[0]) + 10
            it.local.delay_s = 0.2
            assert await it.said() == [CLOUD[0], GOING_ON, *LOCAL]

    asyncio.run(check())


def test_silence_in_the_middle_counts_as_a_break(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat, "PIECE_S", 0.3)

    async def check() -> None:
        async with Peer() as peer, rig(tmp_path, endpoint(peer.url)) as it:
            peer.silent_at = len(peer.events()[0]) + 10
            assert await it.said() == [CLOUD[0], *LOCAL]

    asyncio.run(check())


@pytest.mark.parametrize("why", ["no model", "hot"])
def test_a_car_that_can_not_go_on_says_what_is_missing(why: str, tmp_path: Path) -> None:
    async def check() -> None:
        async with (
            Peer() as peer,
            rig(tmp_path, endpoint(peer.url), no_local=why == "no model") as it,
        ):
            if why == "hot":
                it.routed._machine.here = hot  # type: ignore[method-assign]
            peer.cut_at = len(peer.events()[0]) + 10
            assert await it.said() == [CLOUD[0], MISSING]

    asyncio.run(check())


def test_nothing_leaves_before_it_is_wanted(tmp_path: Path) -> None:
    async def check() -> None:
        async with Peer() as peer, rig(tmp_path, endpoint(peer.url)) as it:
            it.local.delay_s = 0.3
            wanted = asyncio.Event()
            answer = it.routed.answer(QUESTION, "en", wanted=wanted)
            first = asyncio.ensure_future(anext(answer))
            await asyncio.sleep(0.1)
            assert peer.bytes_in == 0
            wanted.set()
            assert (await first).strip() == CLOUD[0]
            await answer.aclose()

    asyncio.run(check())


@pytest.mark.parametrize("no_local", [True, False])
def test_nothing_leaves_before_it_is_wanted_when_the_car_has_no_answer(
    no_local: bool, tmp_path: Path
) -> None:
    async def check() -> None:
        failing = FakeLanguageModel(failures=[EngineError("died")])
        async with (
            Peer() as peer,
            rig(tmp_path, endpoint(peer.url), local=failing, no_local=no_local) as it,
        ):
            wanted = asyncio.Event()
            answer = it.routed.answer(QUESTION, "en", wanted=wanted)
            first = asyncio.ensure_future(anext(answer))
            await asyncio.sleep(0.2)
            assert peer.bytes_in == 0
            wanted.set()
            assert (await first).strip() == CLOUD[0]
            await answer.aclose()

    asyncio.run(check())


def test_who_stops_the_answer_is_not_offered_another(tmp_path: Path) -> None:
    async def check() -> None:
        async with (
            Peer(first_s=0.5) as peer,
            rig(tmp_path, endpoint(peer.url), patience_s=HASTY_S) as it,
        ):
            answer = it.routed.answer(QUESTION, "en")
            assert (await anext(answer)).strip() == LOCAL[0]
            await answer.aclose()
            await asyncio.sleep(0.6)
            assert it.offered == []
            assert len(peer.asked) == 1

    asyncio.run(check())


def test_an_answer_that_is_ready_before_it_is_wanted_stays_in_the_car(tmp_path: Path) -> None:
    async def check() -> None:
        async with Peer() as peer, rig(tmp_path, endpoint(peer.url)) as it:
            said = [
                s.strip() async for s in it.routed.answer(QUESTION, "en", wanted=asyncio.Event())
            ]
            assert said == LOCAL
            assert peer.asked == []
            assert it.routed.taken is not None
            assert it.routed.taken.reason == Reason.READY_HERE

    asyncio.run(check())


@pytest.mark.parametrize("fault", ["refused", "500", "dead"])
def test_without_a_local_model_the_cloud_answers_or_the_error_is_ours(
    fault: str, tmp_path: Path
) -> None:
    raw = {"500": reply(b"{}", "500 No"), "refused": b"", "dead": None}[fault]

    async def check() -> None:
        async with (
            Peer() as peer,
            rig(tmp_path, endpoint(peer.url), no_local=True, deadline_s=1.0) as it,
        ):
            assert await it.said() == CLOUD
            peer.raw, peer.silent_at = (lambda _: raw), 0
            with pytest.raises(EngineError):
                await it.said()

    asyncio.run(check())


def test_a_local_model_that_fails_leaves_the_cloud_its_time(tmp_path: Path) -> None:
    async def check() -> None:
        failing = FakeLanguageModel(failures=[EngineError("died")])
        async with (
            Peer(first_s=0.5) as peer,
            rig(tmp_path, endpoint(peer.url), local=failing) as it,
        ):
            assert await it.said() == CLOUD

    asyncio.run(check())


def test_both_fail_and_the_error_is_the_cars(tmp_path: Path) -> None:
    async def check() -> None:
        failing = FakeLanguageModel(failures=[EngineError("died")])
        async with (
            Peer(raw=lambda _: reply(b"{}", "500 No")) as peer,
            rig(tmp_path, endpoint(peer.url), local=failing) as it,
        ):
            with pytest.raises(EngineError, match="died"):
                await it.said()

    asyncio.run(check())


def test_closing_in_the_middle_stops_both_sides(tmp_path: Path) -> None:
    async def check() -> None:
        async with Peer(piece_s=0.1) as peer, rig(tmp_path, endpoint(peer.url)) as it:
            answer = it.routed.answer(QUESTION, "en")
            await anext(answer)
            await answer.aclose()
            assert it.ledger.entries()[0].state == "done"
            names = {task.get_coro().__qualname__ for task in asyncio.all_tasks()}  # type: ignore[union-attr]
            assert not [name for name in names if "Run" in name]

    asyncio.run(check())


# --- decisions ------------------------------------------------------------------------------


def test_offline_at_a_portal_and_without_consent_nothing_is_asked(tmp_path: Path) -> None:
    async def check() -> None:
        async with Peer() as peer, rig(tmp_path, endpoint(peer.url), good=False) as it:
            lost = Measurement(at_s=it.cloud.now(), reached=False, reason="dns")
            it.cloud.monitor.note(lost)
            assert await it.said() == LOCAL
            assert it.routed.taken is not None
            assert it.routed.taken.reason == Reason.OFFLINE
            it.cloud.monitor.note(replace(lost, reason="portal"))
            assert it.routed.decide(RequestKind.QUESTION, "x").reason is Reason.PORTAL
            it.consents.withdraw(Kind.TEXT)
            assert it.routed.decide(RequestKind.QUESTION, "x").reason is Reason.NO_CONSENT
            assert peer.asked == []

    asyncio.run(check())


def test_a_resting_endpoint_and_an_empty_budget_are_told(tmp_path: Path) -> None:
    async def check() -> None:
        async with Peer(raw=lambda _: reply(b"{}", "500 No")) as peer:
            async with rig(tmp_path / "a", endpoint(peer.url)) as it:
                for _ in range(3):
                    assert await it.said() == LOCAL
                assert it.routed.decide(RequestKind.QUESTION, "x").reason is Reason.RESTING
            async with rig(tmp_path / "b", endpoint(peer.url, monthly_mb=0.0)) as it:
                assert it.routed.decide(RequestKind.QUESTION, "x").reason is Reason.BUDGET
            async with rig(tmp_path / "c") as it:
                assert it.routed.decide(RequestKind.QUESTION, "x").reason is Reason.NO_ENDPOINT

    asyncio.run(check())


# --- choices --------------------------------------------------------------------------------

TOOLS = (ToolSpec("climate.set", "Set it.", {}), ToolSpec("windows.open", "Open one.", {}))
SAID = "make it cosy"


def chosen(it: Rig) -> Any:
    return it.routed.choose(SAID, "en", TOOLS)


@pytest.mark.parametrize(
    ("first_s", "delay_s", "by_cloud"), [(0.0, 0.3, True), (0.1, 0.0, True), (1.5, 0.0, False)]
)
def test_a_choice_is_made_once_by_whoever_is_in_time(
    first_s: float, delay_s: float, by_cloud: bool, tmp_path: Path
) -> None:
    async def check() -> None:
        local = FakeLanguageModel({SAID: ("windows.open", {})}, delay_s=delay_s)
        async with (
            Peer(tool=("climate__set", {}), first_s=first_s) as peer,
            rig(tmp_path, endpoint(peer.url), local=local, patience_s=0.7) as it,
        ):
            assert await chosen(it) == (("climate.set", {}) if by_cloud else ("windows.open", {}))
            assert it.routed.taken is not None
            assert it.routed.taken.by_cloud is by_cloud
            await asyncio.sleep(first_s)
            assert it.offered == []  # a late choice is nobody's

    asyncio.run(check())


def test_a_choice_when_one_side_fails(tmp_path: Path) -> None:
    async def check() -> None:
        def fails(_: Asked) -> bytes:
            return reply(b"{}", "500 No")

        local = FakeLanguageModel(
            {SAID: ("windows.open", {})}, failures=[None, EngineError("died")]
        )
        async with (
            Peer(tool=("climate__set", {}), raw=fails) as peer,
            rig(tmp_path, endpoint(peer.url), local=local) as it,
        ):
            assert await chosen(it) == ("windows.open", {})
            with pytest.raises(EngineError):
                await chosen(it)
            peer.raw = lambda _: None
            it.local.failures = [EngineError("died")]
            assert await chosen(it) == ("climate.set", {})

    asyncio.run(check())


def hot(seconds: float | None, memory_mb: float = 0.0) -> Here:
    return Here(seconds=seconds, memory_mb=memory_mb, temperature_c=95)


def test_a_strained_car_begins_in_the_cloud_and_takes_over_when_it_is_slow(tmp_path: Path) -> None:
    async def check() -> None:
        async with (
            Peer() as peer,
            rig(tmp_path, endpoint(peer.url)) as it,
        ):
            it.routed._machine.here = hot  # type: ignore[method-assign]
            assert it.routed.decide(RequestKind.QUESTION, "x").via is Via.CLOUD
            assert await it.said() == CLOUD
            assert it.local.asked == []
            object.__setattr__(it.cloud.settings, "patience_s", HASTY_S)
            peer.first_s = 2.0
            assert await it.said() == LOCAL

    asyncio.run(check())
