"""The real player on real files, with an output that makes no sound."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from assistant.errors import DeviceError, PlaybackError
from assistant.media import mpv
from assistant.media.interface import Status
from assistant.media.mpv import MpvPlayer
from tests.media.music import Made, make_song, until


@pytest.fixture(autouse=True)
def library() -> None:
    try:
        mpv.load_library()
    except DeviceError as error:
        pytest.skip(str(error))


def with_player(story: Callable[[MpvPlayer, list[bool]], Awaitable[None]]) -> None:
    async def told() -> None:
        player = MpvPlayer("null")
        ended: list[bool] = []
        player.ended = ended.append
        try:
            await story(player, ended)
        finally:
            player.close()

    asyncio.run(told())


@pytest.mark.parametrize("name", ["tone.flac", "tone.mp3", "tone.ogg", "tone.wav"])
def test_a_song_plays_to_its_end(tmp_path: Path, name: str) -> None:
    async def story(player: MpvPlayer, ended: list[bool]) -> None:
        await player.play(str(make_song(tmp_path, Made(name))))
        assert player.state().status is Status.PLAYING
        assert player.state().duration_s == pytest.approx(1.0, abs=0.2)
        await until(lambda: ended)
        assert ended == [True]
        assert player.state().status is Status.STOPPED

    with_player(story)


def test_pause_seek_and_go_on(tmp_path: Path) -> None:
    async def story(player: MpvPlayer, ended: list[bool]) -> None:
        await player.play(str(make_song(tmp_path, Made("long.flac", seconds=60))), 20.0)
        assert 19 < player.state().position_s < 25
        player.pause()
        assert player.state().status is Status.PAUSED
        player.seek(40.0)
        await until(lambda: player.state().position_s > 39)
        player.resume()
        assert player.state().status is Status.PLAYING
        player.set_volume(30)
        player.stop()
        await until(lambda: player.state().status is Status.STOPPED)
        assert ended == []

    with_player(story)


def test_what_can_not_be_played_is_an_error_and_the_next_song_plays(tmp_path: Path) -> None:
    noise = tmp_path / "noise.mp3"
    noise.write_bytes(b"no music" * 1000)

    async def story(player: MpvPlayer, ended: list[bool]) -> None:
        for uri in (str(tmp_path / "none.flac"), str(noise), "http://127.0.0.1:9/radio"):
            with pytest.raises(PlaybackError):
                await player.play(uri)
            assert player.state().status is Status.STOPPED
        await player.play(str(make_song(tmp_path, Made("tone.flac", seconds=9))))
        assert player.state().status is Status.PLAYING
        assert ended == []

    with_player(story)


def test_a_song_instead_of_another_does_not_end_it(tmp_path: Path) -> None:
    async def story(player: MpvPlayer, ended: list[bool]) -> None:
        for name in ("one.flac", "two.flac", "three.flac"):
            await player.play(str(make_song(tmp_path, Made(name, seconds=9))))
        await asyncio.sleep(0.1)
        assert ended == []

    with_player(story)


def test_a_missing_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "mpv", None)
    with pytest.raises(DeviceError, match="libmpv2") as missing:
        mpv.load_library()
    assert missing.value.code == "media_player"
