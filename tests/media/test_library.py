"""The library on real files: tags, playlists, favourites, changes, damage."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.errors import ConfigError, InputError
from assistant.media.library import By, Library
from assistant.media.stations import BUNDLED, read_stations
from tests.media.music import Made, make_song

MADE = (
    Made("a/2.flac", "Second", "Nina", "Blue", "Jazz", "2/9"),
    Made("a/10.flac", "Tenth", "Nina", "Blue", "Jazz", "10"),
    Made("b/x.mp3", "夜曲", "周杰伦", "十一月的萧邦", "Pop", "1"),
    Made("b/y.ogg", "Café del Mar", "Öst", "Blue", "Chill"),
    Made("untagged song.wav"),
)


def filled(folder: Path) -> Library:
    """A scanned library of ``MADE``."""
    for made in MADE:
        make_song(folder / "music", made)
    lines = ["#EXTM3U", "a/10.flac", "", "# no", str(folder / "music/b/x.mp3"), "http://radio/1"]
    (folder / "music" / "Road Trip.m3u8").write_text("\n".join(lines), encoding="utf-8")
    library = Library(folder / "music.sqlite", [folder / "music", folder / "not there"])
    assert library.scan() == len(MADE)
    return library


def titles(library: Library, by: By, name: str = "", artist: str = "") -> list[str]:
    return [track.title for track in library.songs(by, name, artist)]


def test_songs_are_found_by_what_their_tags_say(tmp_path: Path) -> None:
    library = filled(tmp_path)
    assert titles(library, By.ARTIST, "Nina") == ["Second", "Tenth"]
    assert set(titles(library, By.ALBUM, "Blue")) == {"Second", "Tenth", "Café del Mar"}
    assert titles(library, By.ALBUM, "Blue", "Öst") == ["Café del Mar"]
    assert titles(library, By.SONG, "夜曲", "周杰伦") == ["夜曲"]
    assert titles(library, By.GENRE, "Pop") == ["夜曲"]
    assert titles(library, By.PLAYLIST, "Road Trip") == ["Tenth", "夜曲"]
    assert len(titles(library, By.ALL)) == library.count() == 5
    assert "untagged song" in titles(library, By.ALL)
    song = library.songs(By.SONG, "Second")[0]
    assert song.duration_s == pytest.approx(1.0, abs=0.1)
    assert library.names(By.ARTIST, 9)[0] == "Nina"
    assert library.names(By.PLAYLIST, 9) == ["Road Trip"]
    assert ("夜曲", "周杰伦") in library.titles(9)
    assert len(library.titles(2)) == 2


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("cafe mar", "Café del Mar"),
        ("萧邦", "夜曲"),
        ("nina tenth", "Tenth"),
        ('"second', "Second"),
    ],
)
def test_songs_are_found_by_words(tmp_path: Path, words: str, found: str) -> None:
    assert titles(filled(tmp_path), By.WORDS, words) == [found]


@pytest.mark.parametrize("words", ["", '"', "*", "nobody AND nothing", "'; DROP TABLE song"])
def test_odd_words_find_nothing_and_break_nothing(tmp_path: Path, words: str) -> None:
    library = filled(tmp_path)
    assert titles(library, By.WORDS, words) == []
    assert library.count() == 5


def test_a_scan_sees_what_changed_and_what_is_gone(tmp_path: Path) -> None:
    library = filled(tmp_path)
    liked = tmp_path / "music/a/2.flac"
    library.like(str(liked), liked=True)
    make_song(tmp_path / "music", Made("a/2.flac", "Renamed", "Nina", "Blue"))
    os.utime(liked, ns=(1, 1))
    (tmp_path / "music/b/y.ogg").unlink()
    (tmp_path / "music/Road Trip.m3u8").unlink()
    assert library.scan() == 4
    assert titles(library, By.FAVOURITES) == ["Renamed"]
    assert titles(library, By.WORDS, "second") == titles(library, By.WORDS, "cafe") == []
    assert titles(library, By.PLAYLIST, "Road Trip") == []


def test_only_songs_can_be_favourites(tmp_path: Path) -> None:
    library = filled(tmp_path)
    path = str(tmp_path / "music/b/x.mp3")
    library.like(path, liked=True)
    assert library.liked(path)
    library.like(path, liked=False)
    assert not library.liked(path)
    with pytest.raises(InputError):
        library.like("http://radio/1", liked=True)


def test_damaged_songs_keep_their_names_and_a_damaged_index_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "music").mkdir()
    (tmp_path / "music" / "noise.mp3").write_bytes(os.urandom(5000))
    (tmp_path / "music" / "empty.flac").write_bytes(b"")
    (tmp_path / "music" / "odd.m3u").write_bytes(b"\xff\xfe\x00http:\n\n")
    (tmp_path / "music.sqlite").write_bytes(b"this is no database" * 100)
    library = Library(tmp_path / "music.sqlite", [tmp_path / "music"])
    assert library.scan() == 2
    assert sorted(titles(library, By.ALL)) == ["empty", "noise"]


def test_stations_come_from_toml_and_m3u(tmp_path: Path) -> None:
    assert len(read_stations(BUNDLED)) >= 5
    m3u = tmp_path / "mine.m3u"
    m3u.write_text("#EXTM3U\n#EXTINF:-1,Jazz, all night\nhttp://jazz.example/live\n", "utf-8")
    (station,) = read_stations(m3u)
    assert (station.name, station.track.uri) == ("Jazz, all night", "http://jazz.example/live")


@pytest.mark.parametrize(
    "text", ["[[station]]\nname = 'x'", "[[station]]\nname = 'x'\nurl = 'file:///etc'", "{"]
)
def test_a_wrong_list_of_stations_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=r"mine\.toml"):
        read_stations(path)
    with pytest.raises(ConfigError):
        read_stations(tmp_path / "none.toml")
