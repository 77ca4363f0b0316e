"""The model at an endpoint against a peer that speaks the wire, and fails in every way."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from assistant.errors import CloudError, ConsentError
from assistant.routing.privacy.consent import Kind
from assistant.understanding.llm import Message, ToolSpec
from tests.routing.peer import Asked, Peer, chunk, event, reply
from tests.routing.rig import QUESTION, Rig, endpoint, rig


async def pieces(it: Rig) -> str:
    return "".join([piece async for piece in it.model.answer(QUESTION, "en")])


def run_with(tmp_path: Path, peer: Peer, expect: str) -> None:
    """Ask a peer that fails; the failure has a reason, and the whole ends in time."""

    async def check() -> None:
        async with peer, rig(tmp_path, endpoint(peer.url)) as it:
            began = time.monotonic()
            with pytest.raises(CloudError) as failed:
                await pieces(it)
            assert failed.value.reason == expect
            assert time.monotonic() - began < 5
            assert it.cloud.peers[0].breaker.failures == 1

    asyncio.run(check())


def test_an_answer_streams_and_is_counted(tmp_path: Path) -> None:
    async def check() -> None:
        async with Peer() as peer, rig(tmp_path, endpoint(peer.url)) as it:
            assert await pieces(it) == "The sky is blue. Light is scattered."
            (asked,) = peer.asked
            assert asked.data["messages"][-1]["content"] == QUESTION[0].content
            assert "idempotency-key" in asked.headers
            assert not [name for name in asked.headers if name.startswith("x-stainless")]
            (entry,) = it.ledger.entries()
            assert (entry.kind, entry.why, entry.bytes_out) == ("text", "question", peer.bytes_in)
            spent = it.cloud.budgets.spent("home")
            assert spent.bytes == entry.bytes_out + entry.bytes_in

    asyncio.run(check())


def test_without_consent_not_one_byte_leaves(tmp_path: Path) -> None:
    async def check() -> None:
        async with Peer() as peer, rig(tmp_path, endpoint(peer.url), consent=(Kind.AUDIO,)) as it:
            with pytest.raises(ConsentError):
                await pieces(it)
            with pytest.raises(ConsentError):
                await it.model.choose("warm my seat", "en", (ToolSpec("a.b", "Do.", {}),))
            assert peer.asked == []
            assert peer.bytes_in == 0

    asyncio.run(check())


STATUSES = {
    "429 Too Many Requests": "busy",
    "500 Internal Server Error": "server",
    "503 Service Unavailable": "server",
    "401 Unauthorized": "key",
    "404 Not Found": "model",
    "302 Found": "portal",
    "511 Network Authentication Required": "portal",
}


@pytest.mark.parametrize(("status", "reason"), STATUSES.items())
def test_statuses(status: str, reason: str, tmp_path: Path) -> None:
    more = "Location: http://login.example/\r\nRetry-After: 600\r\n"
    run_with(tmp_path, Peer(raw=lambda _: reply(b"{}", status, more=more)), reason)


GARBAGE = {
    "html": reply(b"<html>Log in</html>", kind="text/html"),
    "no json": reply(b"data: {nonsense\n\n", kind="text/event-stream"),
    "no choices": reply(b'data: {"id": 1}\n\ndata: [DONE]\n\n', kind="text/event-stream"),
    "null": reply(b"data: null\n\n", kind="text/event-stream"),
    "list": reply(b"data: [1, 2]\n\n", kind="text/event-stream"),
    "numbers": reply(b'data: {"choices": 7}\n\n', kind="text/event-stream"),
    "odd": reply(b'data: {"choices": [{"delta": 3}]}\n\n', kind="text/event-stream"),
    "error": reply(b'data: {"error": {"message": "no"}}\n\n', kind="text/event-stream"),
    "binary": bytes(range(256)) * 20,
    "nothing": b"",
    "empty": reply(event(chunk(None, "stop")), kind="text/event-stream"),
}


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_is_a_failure_like_any_other(name: str, tmp_path: Path) -> None:
    async def check() -> None:
        async with (
            Peer(raw=lambda _: GARBAGE[name]) as peer,
            rig(tmp_path, endpoint(peer.url)) as it,
        ):
            with pytest.raises(CloudError) as failed:
                await pieces(it)
            assert failed.value.reason in ("garbage", "cut")

    asyncio.run(check())


def test_a_refused_connection(tmp_path: Path) -> None:
    async def check() -> None:
        async with Peer() as peer:
            gone = endpoint(peer.url)
        async with rig(tmp_path, gone) as it:
            with pytest.raises(CloudError) as failed:
                await pieces(it)
            assert failed.value.reason == "refused"

    asyncio.run(check())


def test_dns_gone(tmp_path: Path) -> None:
    async def check() -> None:
        async with rig(tmp_path, endpoint("https://nowhere.invalid/v1")) as it:
            with pytest.raises(CloudError) as failed:
                await pieces(it)
            assert failed.value.reason == "dns"

    asyncio.run(check())


def test_an_oversized_reply_is_cut_off(tmp_path: Path) -> None:
    body = b'data: {"choices": [], "padding": "' + b"x" * 1_200_000 + b'"}\n\n'
    run_with(tmp_path, Peer(raw=lambda _: reply(body, kind="text/event-stream")), "too_large")


def test_an_answer_without_end_is_cut_to_what_anybody_listens_to(tmp_path: Path) -> None:
    async def check() -> None:
        async with (
            Peer(answers=["Again and again. "] * 3000) as peer,
            rig(tmp_path, endpoint(peer.url)) as it,
        ):
            assert len(await pieces(it)) < 4100

    asyncio.run(check())


def test_the_next_endpoint_is_asked_with_the_same_key(tmp_path: Path) -> None:
    async def check() -> None:
        async with Peer(raw=lambda _: reply(b"{}", "500 No")) as bad, Peer() as good:
            one, two = endpoint(bad.url, "one"), endpoint(good.url, "two")
            async with rig(tmp_path, one, two) as it:
                assert "blue" in await pieces(it)
                keys = {p.asked[0].headers["idempotency-key"] for p in (bad, good)}
                assert len(keys) == 1

    asyncio.run(check())


def test_an_answer_that_was_begun_is_not_begun_again_elsewhere(tmp_path: Path) -> None:
    async def check() -> None:
        async with Peer(cut_at=100) as bad, Peer() as good:
            one, two = endpoint(bad.url, "one"), endpoint(good.url, "two")
            async with rig(tmp_path, one, two) as it:
                with pytest.raises(CloudError) as failed:
                    await pieces(it)
                assert failed.value.reason == "cut"
                assert good.asked == []

    asyncio.run(check())


def test_three_failures_and_the_endpoint_rests(tmp_path: Path) -> None:
    async def check() -> None:
        async with (
            Peer(raw=lambda _: reply(b"{}", "500 No")) as peer,
            rig(tmp_path, endpoint(peer.url)) as it,
        ):
            for _ in range(5):
                with pytest.raises(CloudError):
                    await pieces(it)
            assert len(peer.asked) == 3

    asyncio.run(check())


def test_the_budget_of_bytes_ends_it(tmp_path: Path) -> None:
    async def check() -> None:
        async with Peer() as peer, rig(tmp_path, endpoint(peer.url, monthly_mb=0.01)) as it:
            with pytest.raises(CloudError) as failed:
                await pieces(it)
            assert failed.value.reason == "unavailable"
            assert peer.asked == []

    asyncio.run(check())


def test_an_endpoint_that_costs_needs_a_budget_of_money(tmp_path: Path) -> None:
    async def check() -> None:
        async with Peer() as peer:
            dear = endpoint(peer.url, price_in=2.0, price_out=8.0)
            async with rig(tmp_path / "a", dear) as it:
                with pytest.raises(CloudError):
                    await pieces(it)
                assert peer.asked == []
            paid = endpoint(peer.url, price_in=2.0, price_out=8.0, monthly_money=5.0)
            async with rig(tmp_path / "b", paid) as it:
                await pieces(it)
                assert 0 < it.cloud.budgets.spent("home").money < 0.01

    asyncio.run(check())


TOOLS = (
    ToolSpec("climate.set", "Set it.", {"properties": {"celsius": {"type": "number"}}}),
    ToolSpec("windows.open", "Open one.", {}),
)


def test_a_tool_is_chosen_by_its_name(tmp_path: Path) -> None:
    async def check() -> None:
        async with (
            Peer(tool=("climate__set", {"celsius": 21})) as peer,
            rig(tmp_path, endpoint(peer.url)) as it,
        ):
            chosen = await it.model.choose("warmer please, 21", "en", TOOLS)
            assert chosen == ("climate.set", {"celsius": 21})
            sent = peer.asked[0].data["tools"]
            assert [t["function"]["name"] for t in sent] == ["climate__set", "windows__open"]
            peer.tool = ("brakes__off", {})
            assert await it.model.choose("stop", "en", TOOLS) is None
            peer.tool = None
            assert await it.model.choose("who are you", "en", TOOLS) is None

    asyncio.run(check())


def test_withdrawing_consent_in_the_middle_stops_the_next_request(tmp_path: Path) -> None:
    async def check() -> None:
        async with Peer(piece_s=0.2) as peer, rig(tmp_path, endpoint(peer.url)) as it:
            await pieces(it)
            it.consents.withdraw(Kind.TEXT)
            with pytest.raises(ConsentError):
                await pieces(it)
            assert len(peer.asked) == 1

    asyncio.run(check())


def test_only_the_question_and_what_came_before_it_leaves(tmp_path: Path) -> None:
    async def check() -> None:
        async with Peer() as peer, rig(tmp_path, endpoint(peer.url)) as it:
            history = (Message("user", "hello"), Message("assistant", "Hi."), *QUESTION)
            async for _ in it.model.answer(history, "zh", 50):
                pass
            asked: Asked = peer.asked[0]
            assert set(asked.data) == {"messages", "max_tokens", "model", "stream"}
            assert [m["role"] for m in asked.data["messages"]] == [
                "system",
                "user",
                "assistant",
                "user",
            ]

    asyncio.run(check())


PRIVATE = "what should Katharina Vogel do with +49 151 23456789"


def test_names_and_numbers_stay_in_the_car_and_are_in_the_answer(tmp_path: Path) -> None:
    """What the endpoint sees are placeholders, in all messages the same; so are its answers."""

    async def check() -> None:
        async with Peer(echo=True) as peer, rig(tmp_path, endpoint(peer.url)) as it:
            said = (
                Message("user", "my friend is called Katharina Vogel"),
                Message("assistant", "Nice."),
                Message("user", PRIVATE),
            )
            answer = "".join([piece async for piece in it.model.answer(said, "en")])
            assert answer == PRIVATE
            wire = peer.asked[0].body.decode()
            assert "Katharina" not in wire
            assert "23456789" not in wire
            assert wire.count("[PERSON_1]") == 3  # the instruction names one, too
            assert it.ledger.entries()[0].placeholders["PERSON"] == 2

    asyncio.run(check())


def test_values_are_put_back_into_the_arguments_of_a_tool(tmp_path: Path) -> None:
    async def check() -> None:
        async with Peer(echo=True) as peer, rig(tmp_path, endpoint(peer.url)) as it:
            tools = (ToolSpec("say", "Say it.", {}),)
            said = "text my friend Katharina Vogel that it is +49 151 23456789"
            assert await it.model.choose(said, "en", tools) == (
                "say",
                {"all": said, "list": [said]},
            )
            assert b"Vogel" not in peer.asked[0].body

    asyncio.run(check())
