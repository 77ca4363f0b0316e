"""A picture that only an endpoint can draw, asked for on a poor link: it comes, once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from assistant.errors import ConsentError
from assistant.imaging.encode import encoded
from assistant.imaging.worker import Drawn
from assistant.routing import pictures_later
from assistant.routing.breaker import Breaker
from assistant.routing.cloud.hiding import Hider
from assistant.routing.cloud.pictures import CloudPictures
from assistant.routing.connectivity import Measurement
from assistant.routing.outbox_items import Dropped, Mail
from assistant.routing.pictures_later import PicturesLater, Wish
from assistant.routing.privacy.consent import Kind
from tests.routing.peer import Peer, reply
from tests.routing.rig import Rig, endpoint, rig
from tests.routing.test_pictures_and_sound import LIMIT_S, RED, OwnDrawing, drawing

WORDS = "a picture of Anna Lindqvist at the parliament"


@dataclass
class Album:
    """The pictures that came; ``fails`` is raised by the next one, after it was kept."""

    wishes: dict[str, Wish] = field(default_factory=dict)
    fails: list[BaseException] = field(default_factory=list)

    def has(self, picture: str) -> bool:
        return picture in self.wishes

    async def add(self, wish: Wish, drawn: Drawn) -> None:
        assert drawn.jpeg
        assert wish.picture not in self.wishes
        self.wishes[wish.picture] = wish
        if self.fails:
            raise self.fails.pop()


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures_later, "LOOK_S", 0.02)


@asynccontextmanager
async def car(folder: Path, peer: Peer) -> AsyncIterator[tuple[Rig, PicturesLater, Album]]:
    there = endpoint(peer.url, picture_model="p")
    async with rig(folder, there, consent=(Kind.PICTURES,), good=False) as it:
        yield it, PicturesLater(it.outbox, CloudPictures(it.cloud, Hider())), Album()


def good(it: Rig) -> None:
    """Let the link be good from now on."""
    for _ in range(3):
        it.cloud.monitor.note(Measurement(at_s=it.cloud.now(), reached=True, round_trip_s=0.01))


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110  # an outbox tells nobody
            await asyncio.sleep(0.02)


def waiting(it: Rig) -> int:
    return sum(one.count for one in it.outbox.status().waiting)


def test_it_waits_for_a_good_link_and_comes_once(tmp_path: Path) -> None:
    async def check() -> None:
        async with (
            Peer(picture=encoded(RED, "png")) as peer,
            car(tmp_path, peer) as (it, later, album),
        ):
            drawer = drawing(it, OwnDrawing(1, knows=False))
            assert drawer.elsewhere_later(LIMIT_S)
            assert not drawer.elsewhere(LIMIT_S)
            await drawer.put_off(WORDS, "en", "rear_left")
            running = asyncio.create_task(later.run(album))
            await asyncio.sleep(0.1)
            assert peer.bytes_in == 0
            fails = 1
            peer.raw = lambda _: reply(b"{}", "503 No") if len(peer.asked) <= fails else None
            good(it)
            await until(lambda: waiting(it) == 0)
            await asyncio.sleep(0.1)
            running.cancel()
            (wish,) = album.wishes.values()
            assert (wish.prompt, wish.language, wish.zone) == (WORDS, "en", "rear_left")
            assert len(peer.asked) == fails + 1
            assert len({one.headers["idempotency-key"] for one in peer.asked}) == 1
            assert not [one for one in peer.asked if b"Lindqvist" in one.body]
            assert drawer.elsewhere(LIMIT_S)
            assert not drawer.elsewhere_later(LIMIT_S)

    asyncio.run(check())


def test_what_came_before_a_power_cut_is_not_drawn_again(tmp_path: Path) -> None:
    async def check() -> None:
        async with (
            Peer(picture=encoded(RED, "png")) as peer,
            car(tmp_path, peer) as (it, later, album),
        ):
            await later.put_off(WORDS, "en", "driver")
            good(it)
            album.fails = [KeyboardInterrupt("power is gone")]
            with pytest.raises(KeyboardInterrupt):
                await later._one(album)
            assert waiting(it) == 1
            assert await later._one(album)
            assert waiting(it) == 0
            assert len(peer.asked) == 1

    asyncio.run(check())


def test_consent_withdrawn_empties_it_and_guests_send_nothing(tmp_path: Path) -> None:
    async def check() -> None:
        async with (
            Peer(picture=encoded(RED, "png")) as peer,
            car(tmp_path, peer) as (it, later, album),
        ):
            await later.put_off(WORDS, "en", "driver")
            good(it)
            it.consents.set_guest(on=True)
            assert not await later._one(album)
            it.consents.set_guest(on=False)
            it.outbox.obey(it.consents.withdraw(Kind.PICTURES))
            assert waiting(it) == 0
            with pytest.raises(ConsentError):
                it.cloud.gate.consents.current.require(Kind.PICTURES)
            assert peer.bytes_in == 0

    asyncio.run(check())


@pytest.mark.parametrize(
    ("status", "tries"), [("400 Never", 1), ("500 No", pictures_later.MOST_TRIES)]
)
def test_what_is_never_drawn_is_dropped_and_counted(
    status: str, tries: int, tmp_path: Path
) -> None:
    async def check() -> None:
        async with (
            Peer(raw=lambda _: reply(b"{}", status)) as peer,
            car(tmp_path, peer) as (it, later, album),
        ):
            await later.put_off(WORDS, "en", "driver")
            for attempt in range(1, tries + 1):
                assert waiting(it) == 1
                it.cloud.peers[0].breaker = Breaker()
                assert not await later._one(album)
                assert len(peer.asked) == attempt
            assert waiting(it) == 0
            assert it.outbox.status().dropped == {(Mail.PICTURES, Dropped.REFUSED): 1}

    asyncio.run(check())
