"""Music in whole typed turns on a real player without sound, and what the skill finds."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from assistant.app import Needs, open_assistant
from assistant.config import Config, MediaSettings
from assistant.errors import DeviceError
from assistant.events import TurnEnded
from assistant.media.library import Library
from assistant.media.mpv import load_library
from assistant.skillhost.local import LocalSkillHost
from assistant.skillhost.manifest import load_bundle
from assistant.skillhost.sdk import Context, ToolResult
from tests.media.music import Made, make_song
from tests.sentences import share_sentences

FOLDER = Path(__file__).resolve().parents[2] / "skills" / "media"
HOST = LocalSkillHost([load_bundle(FOLDER)])
SONGS = (
    Made("1.flac", "Feeling Good", "Nina Simone", "I Put a Spell on You", "Jazz", "1", 30),
    Made("2.flac", "Sinnerman", "Nina Simone", "Pastel Blues", "Jazz", "2", 30),
    Made("3.flac", "夜曲", "周杰伦", "十一月的萧邦", "Pop", "1", 30),
)


def talk(folder: Path, *said: tuple[str, str]) -> list[TurnEnded]:
    """Say (text, language) one after the other to a car with ``SONGS``."""

    try:
        load_library()
    except DeviceError as error:
        pytest.skip(str(error))

    async def story() -> list[TurnEnded]:
        for song in SONGS:
            make_song(folder / "music", song)
        data = share_sentences(folder)
        Library(data / "music.sqlite", [folder / "music"]).scan()
        settings = MediaSettings(folders=(str(folder / "music"),), output="null")
        config = Config(data_dir=data, media=settings)
        async with open_assistant(config, Needs()) as assistant:
            return [await assistant.ask(text, language) for text, language in said]

    return asyncio.run(story())


def test_music_plays_is_asked_about_and_paused(tmp_path: Path) -> None:
    played, who, louder, paused, resumed = talk(
        tmp_path,
        ("play sinner man by nina simon", "en"),
        ("who sings this?", "en"),
        ("声音大一点", "zh"),
        ("暂停", "zh"),
        ("resume the music", "en"),
    )
    assert played.reply == "Sinnerman by Nina Simone."
    assert [(e.path, e.value, e.verified) for e in played.effects] == [
        ("media.state", "playing", True)
    ]
    assert who.reply == "That is Nina Simone."
    assert (louder.effects[0].path, louder.effects[0].value) == ("media.volume", 65)
    assert (paused.effects[0].value, resumed.effects[0].value) == ("paused", "playing")


def test_a_correction_takes_the_volume_back(tmp_path: Path) -> None:
    _, corrected = talk(tmp_path, ("set the volume to 90", "en"), ("no, 30", "en"))
    assert corrected.effects[-1].value == 30


def media(**more: Any) -> dict[str, Any]:
    return {
        "available": True, "status": "playing", "kind": "song", "title": "Hello",
        "artist": "Adele", "album": "25", "position_s": 10, "duration_s": 60, "volume": 95,
        "muted": False, "shuffle": False, "repeat": "off", "upcoming": 1, "songs": 3,
        "artists": ["Adele", "Queen"], "albums": ["25", "Queen"], "genres": ["Rock"],
        "playlists": ["Hello"], "stations": [{"name": "Rock FM", "frequency_mhz": 99.9}],
        "titles": [["Hello", "Adele"], ["Hello", "Queen"], ["One", "Queen"]],
    } | more  # fmt: skip


def call(tool: str, services: dict[str, Any], **arguments: Any) -> ToolResult:
    context = Context(services={"media": services})
    return asyncio.run(HOST.call(f"media.{tool}", arguments, context))


def found(result: ToolResult) -> tuple[str, str, str]:
    args = result.effects[0].args
    return args["by"], args["name"], args["artist"]


def test_a_name_of_several_kinds_is_the_likelier_one() -> None:
    assert found(call("play", media(), what="queen")) == ("artist", "Queen", "")
    assert found(call("play", media(), what="queen", kind="album")) == ("album", "Queen", "")
    assert found(call("play", media(), what="hello")) == ("song", "Hello", "Adele")
    assert found(call("play", media(), what="hello", kind="playlist")) == ("playlist", "Hello", "")
    assert found(call("play", media(), what="hello", artist="queen")) == ("song", "Hello", "Queen")
    assert found(call("play", media(), what="rock", kind="genre")) == ("genre", "Rock", "")


def test_a_title_beyond_what_is_shown_is_looked_up_by_its_words() -> None:
    result = call("play", media(songs=20_000), what="bohemian rhapsody", artist="queen")
    assert found(result) == ("words", "bohemian rhapsody Queen", "")
    assert call("play", media(), what="bohemian rhapsody").outcome == "refused"


def test_louder_ends_at_the_loudest_and_says_so() -> None:
    assert call("adjust_volume", media(), direction="up").effects[0].value == 100
    assert call("adjust_volume", media(volume=100), direction="up").reply == "loudest"
    assert call("adjust_volume", media(muted=True), direction="down").reply == "quietest"


def test_next_on_a_station_is_the_next_station_and_live_has_no_place() -> None:
    stations = [{"name": "A", "frequency_mhz": 0}, {"name": "B", "frequency_mhz": 0}]
    radio = media(kind="station", title="B", stations=stations)
    assert call("skip", radio, to="next").effects[0].args["name"] == "A"
    assert call("seek", radio, direction="forward").reply == "live"


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("pause", {}), ("skip", {"to": "next"}), ("playing", {}), ("like", {"liked": True}),
        ("seek", {"direction": "back"}),
    ],
)  # fmt: skip
def test_nothing_is_done_to_nothing(tool: str, arguments: dict[str, Any]) -> None:
    result = call(tool, media(title="", status="stopped", kind=""), **arguments)
    assert (result.effects, result.reply) == ((), "nothing_on")


@pytest.mark.parametrize("tool", ["play_music", "play_radio", "resume", "pause"])
def test_a_car_without_a_player_says_so(tool: str) -> None:
    result = call(tool, {"available": False})
    assert (result.effects, result.reply) == ((), "no_player")
