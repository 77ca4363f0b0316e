"""What leaves the car is allowed, counted to the byte and noted, or does not leave."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest

from assistant.errors import ConsentError, DatabaseError, InputError
from assistant.routing.privacy.consent import ConsentStore, Kind
from assistant.routing.privacy.gate import CHECK, CountingTransport, Gate
from assistant.routing.privacy.ledger import CUT, DONE, Ledger, read_ledger

ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello"


@dataclass
class Peer:
    """A real socket's other end, which keeps every byte that it was sent."""

    url: str = ""
    seen: bytearray = field(default_factory=bytearray)
    connections: int = 0
    answers: list[bytes] = field(default_factory=list)


@asynccontextmanager
async def listening_peer() -> AsyncIterator[Peer]:
    peer = Peer()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                peer.seen += head
                size = next(
                    int(line.split(b":")[1])
                    for line in (head.lower() + b"content-length: 0\r\n").split(b"\r\n")
                    if line.startswith(b"content-length:")
                )
                peer.seen += await reader.readexactly(size)
                writer.write(peer.answers.pop(0) if peer.answers else ANSWER)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    peer.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    async with server:
        yield peer


@pytest.fixture
def consents(tmp_path: Path) -> ConsentStore:
    return ConsentStore(tmp_path / "consent.json")


@pytest.fixture
def gate(tmp_path: Path, consents: ConsentStore) -> Gate:
    return Gate(consents, Ledger(tmp_path / "ledger.sqlite", lambda: 1_000_000.0))


def client() -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=CountingTransport(ssl.create_default_context()))


def test_all_bytes_are_counted_with_their_headers(gate: Gate, consents: ConsentStore) -> None:
    async def send() -> tuple[int, int, int]:
        consents.give(Kind.TEXT)
        async with listening_peer() as peer, client() as web:
            async with gate.leaving(Kind.TEXT, "home", "chat") as counted:
                counted.note({"PERSON": 2})
                await web.post(peer.url, content=b"x" * 1000)
                await web.post(peer.url, content=b"y" * 10)
            return counted.bytes_out, counted.bytes_in, len(peer.seen)

    out, came, seen = asyncio.run(send())
    assert out == seen > 1010
    assert came == 2 * len(ANSWER)
    (entry,) = gate.ledger.entries()
    assert (entry.state, entry.kind, entry.endpoint, entry.why) == (DONE, "text", "home", "chat")
    assert (entry.bytes_out, entry.bytes_in) == (out, came)
    assert entry.placeholders == {"PERSON": 2}


def test_each_request_on_one_connection_counts_as_its_own(
    gate: Gate, consents: ConsentStore
) -> None:
    async def send(web: httpx2.AsyncClient, url: str, kind: Kind, size: int) -> None:
        async with gate.leaving(kind, "home", "chat"):
            await web.post(url, content=b"x" * size)

    async def both() -> tuple[int, int]:
        consents.give(Kind.TEXT, Kind.AUDIO)
        async with listening_peer() as peer, client() as web:
            await send(web, peer.url, Kind.TEXT, 10)
            await send(web, peer.url, Kind.AUDIO, 5000)
            await asyncio.gather(*(send(web, peer.url, Kind.TEXT, 20) for _ in range(5)))
            return len(peer.seen), peer.connections

    seen, connections = asyncio.run(both())
    totals = {total.kind: total for total in gate.ledger.totals()}
    assert totals["text"].bytes_out + totals["audio"].bytes_out == seen
    assert 5000 < totals["audio"].bytes_out < 5300
    assert totals["text"].requests == 6
    assert connections <= 5


def test_nothing_leaves_without_consent(gate: Gate, consents: ConsentStore) -> None:
    async def send() -> bytes:
        async with listening_peer() as peer, client() as web:
            for kind in Kind:
                with pytest.raises(ConsentError) as refused:
                    async with gate.leaving(kind, "home", "chat"):
                        await web.post(peer.url, content=b"secret")
                assert refused.value.code == "consent_missing"
            consents.give(Kind.TEXT)
            with pytest.raises(ConsentError):
                async with gate.leaving(Kind.AUDIO, "home", "recognition"):
                    await web.post(peer.url, content=b"secret")
            return bytes(peer.seen)

    assert asyncio.run(send()) == b""
    assert gate.ledger.entries() == []


def test_a_client_can_not_go_around_the_gate(gate: Gate, consents: ConsentStore) -> None:
    async def send() -> tuple[int, bytes]:
        consents.give(*Kind)
        async with listening_peer() as peer, client() as web:
            with pytest.raises(ConsentError, match="gate"):
                await web.post(peer.url, content=b"secret")
            async with gate.leaving(Kind.TEXT, "home", "chat"):
                await web.get(peer.url)
            with pytest.raises(ConsentError, match="gate"):  # nor on an open connection
                await web.post(peer.url, content=b"secret")
            return peer.connections, bytes(peer.seen)

    _, seen = asyncio.run(send())
    assert b"secret" not in seen


def test_a_withdrawal_stops_what_is_being_sent(gate: Gate, consents: ConsentStore) -> None:
    async def body() -> AsyncIterator[bytes]:
        yield b"a" * 100
        consents.withdraw(Kind.AUDIO)
        yield b"b" * 100

    async def send() -> bytes:
        consents.give(Kind.AUDIO)
        async with listening_peer() as peer, client() as web:
            with pytest.raises(ConsentError):
                async with gate.leaving(Kind.AUDIO, "home", "recognition"):
                    await web.post(peer.url, content=body())
            await asyncio.sleep(0.05)
            return bytes(peer.seen)

    assert b"b" * 100 not in asyncio.run(send())
    (entry,) = gate.ledger.entries()
    assert 100 < entry.bytes_out < 400


def test_checks_need_no_consent_but_stop_for_guests(gate: Gate, consents: ConsentStore) -> None:
    async def send() -> None:
        async with listening_peer() as peer, client() as web:
            async with gate.checking("home", "probe"):
                await web.get(peer.url)
            consents.set_guest(True)
            with pytest.raises(ConsentError, match="Guest"):
                async with gate.checking("home", "probe"):
                    await web.get(peer.url)

    asyncio.run(send())
    (entry,) = gate.ledger.entries()
    assert entry.kind == CHECK
    assert entry.bytes_out > 0


def test_nothing_leaves_that_the_ledger_can_not_note(
    gate: Gate, consents: ConsentStore, tmp_path: Path
) -> None:
    async def send() -> bytes:
        consents.give(Kind.TEXT)
        gate.ledger.close()
        async with listening_peer() as peer, client() as web:
            with pytest.raises(DatabaseError):
                async with gate.leaving(Kind.TEXT, "home", "chat"):
                    await web.get(peer.url)
            return bytes(peer.seen)

    assert asyncio.run(send()) == b""


def test_a_generator_may_be_closed_elsewhere(gate: Gate, consents: ConsentStore) -> None:
    async def answer() -> AsyncIterator[int]:
        async with gate.leaving(Kind.TEXT, "home", "chat") as counted:
            counted.out(7)
            yield 1
            yield 2

    async def cut_short() -> None:
        consents.give(Kind.TEXT)
        words = answer()
        assert await anext(words) == 1
        await asyncio.create_task(words.aclose())  # type: ignore[attr-defined]

    asyncio.run(cut_short())
    assert [entry.bytes_out for entry in gate.ledger.entries()] == [7]


def test_the_ledger_takes_no_content(gate: Gate) -> None:
    for words in ("Call Anna", "call anna please", "安娜", "", "x" * 61):
        with pytest.raises(InputError):
            gate.ledger.begin("home", "text", words)


def test_the_ledger_outlives_a_crash_and_forgets_with_age(tmp_path: Path) -> None:
    now = [1_000_000.0]
    path = tmp_path / "ledger.sqlite"
    crashed = Ledger(path, lambda: now[0])
    crashed.record("home", "text", "chat", 500, 100)
    crashed.count(crashed.begin("home", "audio", "recognition"), 4096, 0)
    again = Ledger(path, lambda: now[0])
    states = [(entry.kind, entry.state, entry.bytes_out) for entry in again.entries()]
    assert states == [("audio", CUT, 4096), ("text", DONE, 500)]
    entries, totals = read_ledger(path)
    assert entries == again.entries()
    assert totals == again.totals()
    now[0] += 91 * 24 * 3600
    again.record("home", "text", "chat", 1)
    assert [entry.bytes_out for entry in again.entries()] == [1]


def test_a_damaged_ledger_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(b"not a database" * 500)
    with pytest.raises(DatabaseError):
        read_ledger(path)
    ledger = Ledger(path, lambda: 0.0)
    assert ledger.rebuilt
    assert ledger.entries() == []
    assert path.with_name("ledger.sqlite.damaged").exists()
    assert path.stat().st_mode & 0o777 == 0o600
