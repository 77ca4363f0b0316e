"""The service on a real library and the player without sound: effects, undo, honesty."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.config import MediaSettings
from assistant.errors import DeviceError, InputError, PlaybackError, StreamError
from assistant.media.deck import Deck
from assistant.media.fake import FakePlayer
from assistant.media.library import Library
from assistant.media.open import open_media
from assistant.media.service import VERBS, Media
from assistant.media.stations import Station
from assistant.observe.bus import EventBus
from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Applied, Asker
from assistant.vehicle.interface import Value
from tests.media.music import Made, make_song, until

STATIONS = (Station("FIP", "http://fip"), Station("Far away", "http://unreachable"))


def told(folder: Path, story: Callable[[Media], Awaitable[None]], *, player: bool = True) -> None:
    """Tell a story with three songs and two stations, of which one can't be reached."""

    async def telling() -> None:
        songs = [
            make_song(folder / "music", Made(f"{n}.flac", title, "Nina", "Blue"))
            for n, title in enumerate(("One", "Two", "Three"))
        ]
        library = Library(folder / "music.sqlite", [folder / "music"])
        library.scan()
        lengths = {str(song): 60.0 for song in songs} | {"http://fip": 0.0}
        deck = Deck(FakePlayer(lengths), None) if player else None
        await story(Media(deck, library, STATIONS))
        if deck is not None:
            deck.close()

    asyncio.run(telling())


async def do(media: Media, verb: str, value: Value | None = None, **args: Any) -> Applied:
    return await media.apply(Effect(f"media.{verb}", value=value, args=args), Asker("driver", "en"))


def test_every_effect_is_seen_and_can_be_taken_back(tmp_path: Path) -> None:
    async def story(media: Media) -> None:
        played = await do(media, "play", by="artist", name="Nina")
        assert (played.path, played.value, played.verified) == ("media.state", "playing", True)
        seen = media.seen()
        assert (seen["title"], seen["artist"], seen["upcoming"]) == ("One", "Nina", 2)
        for verb, value in (("volume", 20), ("mute", True), ("shuffle", True), ("repeat", "all")):
            before = media.seen()[verb if verb != "mute" else "muted"]
            applied = await do(media, verb, value)
            assert applied.verified
            for undo in applied.undo:
                await media.apply(undo, Asker("driver", "en"))
            assert media.seen()[verb if verb != "mute" else "muted"] == before
        assert (await do(media, "seek", to_s=30)).value == 30
        assert (await do(media, "seek", by_s=-10)).value == 20
        assert (await do(media, "next")).verified
        assert (await do(media, "previous")).verified
        assert (await do(media, "pause")).value == "paused"
        assert (await do(media, "resume")).value == "playing"
        assert (await do(media, "like", True)).value is True
        assert (await do(media, "play", by="favourites")).verified
        assert (await do(media, "enqueue", by="song", name="Two")).value == 2

    told(tmp_path, story)


def test_a_station_plays_or_is_said_to_be_out_of_reach(tmp_path: Path) -> None:
    async def story(media: Media) -> None:
        assert (await do(media, "play", by="station", name="FIP")).verified
        assert media.seen()["kind"] == "station"
        with pytest.raises(StreamError) as error:
            await do(media, "play", by="station", name="Far away")
        assert error.value.spoken == "error.stream"

    told(tmp_path, story)


def test_what_is_not_there_or_makes_no_sense_is_an_error(tmp_path: Path) -> None:
    async def story(media: Media) -> None:
        with pytest.raises(PlaybackError, match="nothing of that name"):
            await do(media, "play", by="artist", name="Nobody")
        assert not (await do(media, "next")).verified
        wrong: list[tuple[str, Value | None]] = [
            ("play", None), ("volume", 101), ("volume", "loud"), ("volume", True), ("repeat", "x"),
            ("like", True), ("explode", None),
        ]  # fmt: skip
        for verb, value in wrong:
            with pytest.raises(InputError):
                await do(media, verb, value)

    told(tmp_path, story)


def test_without_a_player_it_says_what_is_missing(tmp_path: Path) -> None:
    async def story(media: Media) -> None:
        assert media.seen()["available"] is False
        for verb in VERBS:
            with pytest.raises(DeviceError, match="libmpv"):
                await do(media, verb)

    told(tmp_path, story, player=False)


def test_new_songs_appear_and_names_are_bounded(tmp_path: Path) -> None:
    async def story(media: Media) -> None:
        assert media.seen()["songs"] == 3
        make_song(tmp_path / "music", Made("4.flac", "Four", "Öst"))
        scanning = asyncio.create_task(media.keep_scanned())
        await until(lambda: media.seen()["songs"] == 4)
        scanning.cancel()
        await asyncio.gather(scanning, return_exceptions=True)
        assert "Öst" in media.seen()["artists"]
        assert ("Four", "Öst") in media.seen()["titles"]

    told(tmp_path, story)


def test_the_whole_opens_and_closes_with_music_of_its_own(tmp_path: Path) -> None:
    async def story() -> None:
        song = make_song(tmp_path / "music", Made("1.flac", "One", "Nina", seconds=30))
        settings = MediaSettings(folders=(str(song.parent),), output="null")
        for _ in range(2):  # the second time plays on what the first left
            async with open_media(settings, tmp_path, EventBus(), live=True) as media:
                if media.deck is None:
                    pytest.skip("no libmpv")
                await until(lambda: media.seen()["songs"])
                if media.seen()["status"] == "stopped":
                    await do(media, "play", by="all")
                assert media.seen()["status"] == "playing"

    asyncio.run(story())
