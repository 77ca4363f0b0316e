"""Control by other programs, over a private bus: a plain client, and ``playerctl`` where it is."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from dbus_fast import BusType, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.errors import DBusError

from assistant.dbus import connected
from assistant.media.deck import Deck
from assistant.media.fake import FakePlayer
from assistant.media.interface import Status, Track
from assistant.media.mpris import NAME, PATH, offer_mpris
from assistant.media.queue import Repeat
from tests.media.bus import private_bus
from tests.media.music import until

SONGS = (
    Track("/music/one.flac", "One", "Nina", "Blue", "Jazz", 60.0),
    Track("/music/two.flac", "夜曲", "周杰伦", duration_s=60.0),
)
PLAYER = "org.mpris.MediaPlayer2.Player"


def offered(story: Callable[[Deck, str], Awaitable[None]]) -> None:
    """Tell a story with a deck that can be reached at the bus's address."""

    async def told(address: str) -> None:
        deck = Deck(FakePlayer({song.uri: 60.0 for song in SONGS}), None)
        async with offer_mpris(deck, address):
            await deck.play(SONGS)
            await story(deck, address)
        deck.close()

    with private_bus() as address:
        asyncio.run(told(address))


async def client(bus: MessageBus) -> tuple[Any, Any]:
    """Return what a client sees: the player's buttons, and its properties."""
    there = bus.get_proxy_object(NAME, PATH, await bus.introspect(NAME, PATH))
    properties = there.get_interface("org.freedesktop.DBus.Properties")
    return there.get_interface(PLAYER), properties


def test_a_client_sees_and_controls_what_plays() -> None:
    async def told(deck: Deck, address: str) -> None:
        async with connected(BusType.SESSION, address) as bus:
            await story(deck, bus)

    async def story(deck: Deck, bus: MessageBus) -> None:
        player, properties = await client(bus)
        changes: list[dict[str, Variant]] = []
        properties.on_properties_changed(lambda _name, changed, _gone: changes.append(changed))
        about = await player.get_metadata()
        assert about["xesam:title"].value == "One"
        assert about["xesam:artist"].value == ["Nina"]
        assert about["mpris:length"].value == 60_000_000
        await player.call_next()
        await until(lambda: deck.queue.current == SONGS[1])
        await until(
            lambda: changes and changes[-1]["Metadata"].value["xesam:title"].value == "夜曲"
        )
        await player.call_play_pause()
        assert await player.get_playback_status() == "Paused"
        await player.call_play()
        await until(lambda: deck.state.status is Status.PLAYING)
        await player.call_seek(20_000_000)
        assert 19 < deck.state.position_s < 25
        await player.call_set_position((await player.get_metadata())["mpris:trackid"].value, 0)
        assert deck.state.position_s < 5
        await player.call_set_position("/no/track", 30_000_000)
        assert deck.state.position_s < 5
        await player.set_volume(0.3)
        await player.set_shuffle(True)
        await player.set_loop_status("Track")
        assert (deck.volume, deck.queue.shuffled, deck.queue.repeat) == (30, True, Repeat.ONE)
        await player.call_seek(70_000_000)
        await until(lambda: deck.queue.current == SONGS[0])
        with pytest.raises(DBusError):
            await player.call_open_uri("file:///etc/passwd")
        for method in ("Raise", "Quit"):
            root = bus.get_proxy_object(NAME, PATH, await bus.introspect(NAME, PATH))
            await getattr(root.get_interface("org.mpris.MediaPlayer2"), f"call_{method.lower()}")()
        await until(lambda: deck.state.status is Status.PLAYING)

    offered(told)


def test_without_a_bus_the_music_plays() -> None:
    async def told() -> None:
        deck = Deck(FakePlayer({"/music/one.flac": 60.0}), None)
        async with offer_mpris(deck, "unix:path=/nowhere/at/all"):
            await deck.play(SONGS[:1])
            assert deck.state.status is Status.PLAYING
        deck.close()

    asyncio.run(told())


@pytest.mark.skipif(shutil.which("playerctl") is None, reason="no playerctl")
def test_playerctl_works() -> None:
    async def story(deck: Deck, address: str) -> None:
        async def playerctl(*words: str) -> str:
            process = await asyncio.create_subprocess_exec(
                "playerctl",
                "--player=assistant",
                *words,
                stdout=asyncio.subprocess.PIPE,
                env={**os.environ, "DBUS_SESSION_BUS_ADDRESS": address},
            )
            out, _ = await process.communicate()
            assert process.returncode == 0
            return out.decode().strip()

        assert await playerctl("metadata", "title") == "One"
        assert await playerctl("status") == "Playing"
        await playerctl("pause")
        await until(lambda: deck.state.status is Status.PAUSED)
        await playerctl("play")
        await playerctl("next")
        await until(lambda: deck.queue.current == SONGS[1])
        await playerctl("volume", "0.5")
        await until(lambda: deck.volume == 50)
        assert await playerctl("metadata", "artist") == "周杰伦"

    offered(story)
