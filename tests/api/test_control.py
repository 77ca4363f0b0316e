from __future__ import annotations

import asyncio
import stat
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.api.control import MAX_REQUEST_BYTES, ControlServer, Send, request
from assistant.errors import AssistantError, InputError


async def echo(body: dict[str, Any], send: Send) -> None:
    if body.get("wrong"):
        raise InputError("that is wrong")
    if body.get("broken"):
        raise RuntimeError("secret detail")
    for n in range(2):
        send({"type": "echo", "n": n, "body": body})


def served(path: Path, work: Callable[[], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        server = ControlServer(path, echo)
        await server.start()
        try:
            return await work()
        finally:
            await server.close()

    return asyncio.run(run())


async def lines(path: Path, body: dict[str, Any]) -> list[dict[str, Any]]:
    return [line async for line in request(path, body)]


def test_a_request_gets_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "s"
    got = served(path, lambda: lines(path, {"text": "你好"}))
    assert [line["n"] for line in got] == [0, 1]
    assert got[0]["body"] == {"text": "你好"}
    assert not path.exists()


def test_only_the_owner_may_open_it(tmp_path: Path) -> None:
    path = tmp_path / "s"

    async def mode() -> int:
        return stat.S_IMODE(path.stat().st_mode)

    assert served(path, mode) == 0o600


def test_an_error_keeps_its_code(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with pytest.raises(AssistantError, match="that is wrong") as caught:
        served(path, lambda: lines(path, {"wrong": True}))
    assert caught.value.code == "input"


def test_an_unexpected_error_tells_no_details(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with pytest.raises(AssistantError, match="Internal error") as caught:
        served(path, lambda: lines(path, {"broken": True}))
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("raw", [b"nonsense\n", b"[1]\n", b"", b"x" * (MAX_REQUEST_BYTES + 10)])
def test_nonsense_is_answered_and_the_server_lives_on(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "s"

    async def talk() -> tuple[bytes, int]:
        reader, writer = await asyncio.open_unix_connection(str(path))
        writer.write(raw)
        writer.write_eof()
        answer = await reader.read()
        writer.close()
        return answer, len(await lines(path, {"text": "still there?"}))

    answer, after = served(path, talk)
    assert b'"failure"' in answer
    assert after == 2


def test_without_a_service_the_caller_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConnectionError):
        asyncio.run(lines(tmp_path / "nobody", {}))


def test_a_socket_left_by_a_dead_service_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "s"
    path.touch()
    assert len(served(path, lambda: lines(path, {}))) == 2
