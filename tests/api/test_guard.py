"""What must not get in: other hosts and origins, wrong tokens, too much, too slow."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx2
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from assistant.api import guard, server
from assistant.api.address import listening_socket
from assistant.api.scopes import Scope
from assistant.config import ApiSettings
from assistant.errors import ConfigError
from tests.api.served import Served, run_served


def test_without_a_valid_token_nothing_is_told(tmp_path: Path) -> None:
    async def work(running: Served) -> list[httpx2.Response]:
        async with running.http() as client:
            wrong = {"authorization": "Bearer 1234.abc"}
            paths = ("/api/v1/state", "/mcp", "/v1/models", "/api/v1/nothing")
            return [
                await client.get(path, headers=headers) for path in paths for headers in ({}, wrong)
            ]

    for answer in run_served(tmp_path, work):
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == "unauthorized"


ATTACKS = (
    ({"host": "attacker.example:8765"}, 421),
    ({"host": ""}, 421),
    ({"host": "127.0.0.1.attacker.example"}, 421),
    ({"origin": "https://attacker.example"}, 403),
    ({"origin": "null"}, 403),
    ({"origin": "http://127.0.0.1:1"}, 403),
)


def test_attacks_are_refused_even_with_a_token(tmp_path: Path) -> None:
    async def work(running: Served) -> list[httpx2.Response]:
        async with running.http(Scope.SCREEN) as client:
            return [
                await client.post(path, headers=headers, content=b"{}")
                for path in ("/api/v1/turns", "/mcp")
                for headers, _ in ATTACKS
            ]

    answers = run_served(tmp_path, work)
    assert [answer.status_code for answer in answers] == [status for _, status in ATTACKS] * 2
    assert not any("access-control-allow-origin" in answer.headers for answer in answers)


def test_our_own_page_is_welcome_and_no_other_is_invited(tmp_path: Path) -> None:
    async def work(running: Served) -> tuple[httpx2.Response, httpx2.Response]:
        async with running.http(Scope.SCREEN) as client:
            own = await client.get("/api/v1/health", headers={"origin": running.url})
            ask = {"origin": "https://a.example", "access-control-request-method": "GET"}
            return own, await client.options("/api/v1/health", headers=ask)

    own, preflight = run_served(tmp_path, work)
    assert own.status_code == 200
    assert own.headers["x-content-type-options"] == "nosniff"
    assert own.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in own.headers["content-security-policy"]
    assert preflight.status_code == 403
    assert "access-control-allow-origin" not in preflight.headers


def test_slow_and_large_ones_are_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "HEADER_S", 0.2)
    monkeypatch.setattr(guard, "BODY_S", 0.2)
    monkeypatch.setattr(guard, "MAX_BODY", 1000)
    monkeypatch.setattr(server, "MAX_HEAD", 4000)

    async def send(running: Served, text: str) -> bytes:
        host, port = running.url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(text.encode())
        await writer.drain()
        async with asyncio.timeout(5):
            got = await reader.read()
        writer.close()
        await writer.wait_closed()
        return got

    async def work(running: Served) -> list[bytes]:
        token = running.token(Scope.SCREEN)
        head = f"Host: {running.url[7:]}\r\nAuthorization: Bearer {token}\r\n"
        whole = f"GET /api/v1/health HTTP/1.1\r\n{head}\r\n"
        post = f"POST /api/v1/turns HTTP/1.1\r\n{head}"
        return [
            await send(running, ""),
            await send(running, "GET / HTTP/1.1\r\nHost: a"),
            await send(running, f"{whole}GET / HTTP/1.1\r\nX: y"),
            await send(running, f"GET / HTTP/1.1\r\nHost: a\r\nX: {'y' * 8000}"),
            await send(running, f"{post}Content-Length: 9\r\n\r\n{{"),
            await send(running, f"{post}Content-Length: 1001\r\n\r\n"),
            await send(running, f"{post}Transfer-Encoding: chunked\r\n\r\n7d0\r\n{' ' * 2000}"),
        ]

    nothing, half, second, head, body, huge, endless = run_served(tmp_path, work)
    assert nothing == half == b""
    assert second.startswith(b"HTTP/1.1 200")
    assert head.startswith(b"HTTP/1.1 400")
    assert body.startswith(b"HTTP/1.1 408")
    assert huge.startswith(b"HTTP/1.1 413")
    assert endless.startswith(b"HTTP/1.1 413")


def test_too_many_requests_are_told_when_to_come_back(tmp_path: Path) -> None:
    async def work(running: Served) -> list[httpx2.Response]:
        async with running.http(Scope.SCREEN) as client:
            return [await client.get("/api/v1/timers") for _ in range(4)]

    answers = run_served(tmp_path, work, settings=ApiSettings(port=0, rate_per_s=1.0))
    assert [answer.status_code for answer in answers[:2]] == [200, 200]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) >= 1


def test_who_waits_for_an_answer_goes_before_a_list(tmp_path: Path) -> None:
    async def work(running: Served) -> tuple[bool, int, int]:
        precedence = running.car.precedence
        async with running.http(Scope.SCREEN) as client:
            precedence.tell(client, waited_for=True)
            reading = asyncio.create_task(client.get("/api/v1/timers"))
            pressed = await client.post("/api/v1/cancel", json={})
            waits = not reading.done()
            precedence.tell(client, waited_for=False)
            return waits, pressed.status_code, (await reading).status_code

    waits, pressed, read = run_served(tmp_path, work)
    assert waits
    assert pressed < 300
    assert read == 200


def test_a_request_has_one_host(tmp_path: Path) -> None:
    async def work(running: Served) -> bytes:
        host, port = running.url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        twice = f"Host: {host}:{port}\r\nHost: attacker.example\r\nConnection: close"
        writer.write(f"GET / HTTP/1.1\r\n{twice}\r\n\r\n".encode())
        answer = await reader.read()
        writer.close()
        return answer

    assert run_served(tmp_path, work).startswith(b"HTTP/1.1 421")


def test_guesses_without_a_token_are_counted_too(tmp_path: Path) -> None:
    async def work(running: Served) -> list[int]:
        async with running.http() as client:
            tries = [await client.post("/screen/token", json={"code": "x"}) for _ in range(4)]
            return [answer.status_code for answer in tries]

    statuses = run_served(tmp_path, work, settings=ApiSettings(port=0, rate_per_s=1.0))
    assert statuses[:2] == [403, 403]
    assert statuses[-1] == 429


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer 1.2"}, 401),
        ({"Origin": "https://attacker.example"}, 403),
    ],
)
def test_sockets_pass_the_same_guard(tmp_path: Path, headers: dict[str, str], status: int) -> None:
    async def work(running: Served) -> int:
        own = (
            {"Authorization": f"Bearer {running.token(Scope.SCREEN)}"}
            if "Origin" in headers
            else {}
        )
        with pytest.raises(InvalidStatus) as refused:
            async with connect(running.socket_url, additional_headers=headers | own, proxy=None):
                pass
        return refused.value.response.status_code

    assert run_served(tmp_path, work) == status


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_beyond_loopback_it_needs_tls(host: str) -> None:
    with pytest.raises(ConfigError, match="tls_certificate"):
        listening_socket(ApiSettings(host=host, port=0))


def test_a_taken_port_is_named() -> None:
    with listening_socket(ApiSettings(port=0)) as first:
        port = first.getsockname()[1]
        with pytest.raises(ConfigError, match=str(port)):
            listening_socket(ApiSettings(port=port))
