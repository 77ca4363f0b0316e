from __future__ import annotations

import asyncio
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import EngineDiedError
from assistant.synthesis.cache import CachedSynthesizer, PhraseCache, phrase_key
from assistant.synthesis.fake import FakeSynthesizer
from assistant.synthesis.interface import Speech, Synthesizer, joined, whole


def sound(count: int, value: int = 7) -> Speech:
    return Speech(np.full(count, value, np.int16), 22_050)


def same(one: Speech | None, other: Speech) -> bool:
    return (
        one is not None
        and one.rate_hz == other.rate_hz
        and bool(np.array_equal(one.samples, other.samples))
    )


def test_a_phrase_survives_the_process(tmp_path: Path) -> None:
    PhraseCache(tmp_path).save("a", sound(100))
    loaded = PhraseCache(tmp_path).load("a")
    assert same(loaded, sound(100))
    assert loaded is not None
    assert loaded.cached
    assert PhraseCache(tmp_path).load("b") is None
    assert not list(tmp_path.glob(".new-*"))


def test_memory_is_bounded_and_keeps_what_is_used() -> None:
    cache = PhraseCache(None, memory_bytes=400)
    cache.remember("a", sound(100))
    cache.remember("b", sound(100))
    assert cache.recall("a") is not None
    cache.remember("c", sound(100))
    assert cache.recall("b") is None
    assert cache.recall("a") is not None
    cache.remember("a", sound(50))
    cache.remember("d", sound(40))
    assert [key for key in "abcd" if cache.recall(key)] == ["a", "c", "d"]
    cache.remember("huge", sound(1000))
    assert cache.recall("huge") is None
    cache.save("a", sound(1))
    assert cache.load("a") is None


def test_the_disk_is_bounded(tmp_path: Path) -> None:
    cache = PhraseCache(tmp_path, disk_bytes=3 * 225)
    for number, name in enumerate("abcde"):
        cache.save(name, sound(100))
        os.utime(tmp_path / f"{name}.speech", ns=(number, number))
        if name == "c":
            assert cache.load("a") is not None
    assert sorted(path.stem for path in tmp_path.iterdir()) == ["a", "d", "e"]


@given(damage=st.binary(max_size=300))
def test_damaged_files_are_absent_and_deleted(
    tmp_path_factory: pytest.TempPathFactory, damage: bytes
) -> None:
    folder = tmp_path_factory.mktemp("cache")
    (folder / "a.speech").write_bytes(damage)
    assert PhraseCache(folder).load("a") is None
    assert not (folder / "a.speech").exists()


@pytest.mark.parametrize("at", [0, 9, 13, 17, 30, -1])
def test_one_changed_byte_is_seen(tmp_path: Path, at: int) -> None:
    cache = PhraseCache(tmp_path)
    cache.save("a", sound(100))
    path = tmp_path / "a.speech"
    data = bytearray(path.read_bytes())
    data[at] ^= 0xFF
    path.write_bytes(data)
    assert cache.load("a") is None


def test_a_disk_that_fails_costs_only_speed(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    cache = PhraseCache(blocked / "speech")
    cache.save("a", sound(10))
    assert cache.load("a") is None
    assert blocked.read_text() == "not a folder"
    assert Path(os.devnull).is_char_device()


def test_a_write_that_fails_leaves_nothing_half_done(tmp_path: Path) -> None:
    (tmp_path / "a.speech").mkdir()  # a name that can't be replaced
    PhraseCache(tmp_path).save("a", sound(10))
    assert [path.name for path in tmp_path.iterdir()] == ["a.speech"]


def test_each_phrase_is_made_once_and_found_again(tmp_path: Path) -> None:
    async def run() -> None:
        inner = FakeSynthesizer()
        cached: Synthesizer = CachedSynthesizer(inner, PhraseCache(tmp_path), lambda lang: lang)
        assert cached.languages == ("en", "zh")
        both = await asyncio.gather(whole(cached, "Okay.", "en"), whole(cached, "Okay.", "en"))
        assert same(both[0], both[1])
        assert not both[0].cached
        again = await whole(cached, "Okay.", "en")
        assert again.cached
        assert same(again, both[0])
        await whole(cached, "Okay.", "zh")
        assert inner.spoken == [("Okay.", "en"), ("Okay.", "zh")]
        await cached.close()
        assert inner.closed

        other = FakeSynthesizer()
        later = CachedSynthesizer(other, PhraseCache(tmp_path), lambda lang: lang)
        assert (await whole(later, "Okay.", "en")).cached
        assert other.spoken == []
        await later.close()

    asyncio.run(run())


def test_failures_are_not_cached_and_cancelled_waiters_do_not_stop_others() -> None:
    async def run() -> None:
        inner = FakeSynthesizer(failures=[EngineDiedError("gone"), None], delay_s=0.001)
        cached = CachedSynthesizer(inner, PhraseCache(None), lambda lang: lang)
        with pytest.raises(EngineDiedError):
            await whole(cached, "Okay.", "en")
        first = asyncio.create_task(whole(cached, "Okay.", "en"))
        second = asyncio.create_task(whole(cached, "Okay.", "en"))
        await asyncio.sleep(0)
        first.cancel()
        assert len((await second).samples)
        assert len(inner.spoken) == 2
        assert first.cancelled()
        await cached.close()

    asyncio.run(run())


def test_keys_differ_by_voice_language_and_text() -> None:
    keys = {phrase_key(*parts) for parts in [("v", "en", "a"), ("w", "en", "a"), ("v", "zh", "a")]}
    assert len(keys | {phrase_key("v", "en", "b")}) == 4
    assert phrase_key("v", "en", "\ud800")


def test_two_listeners_hear_a_phrase_in_the_making_from_its_first_piece() -> None:
    async def run() -> None:
        inner = FakeSynthesizer()
        cached = CachedSynthesizer(inner, PhraseCache(None), lambda lang: lang)
        said = "a sentence that takes more than one piece of sound"
        first = cached.pieces(said, "en")
        begun = await anext(first)
        late = await whole(cached, said, "en")
        rest = [begun, *[piece async for piece in first]]
        assert len(rest) > 2
        assert same(joined(rest), late)
        assert len(inner.spoken) == 1
        again = [piece async for piece in cached.pieces(said, "en")]
        assert [piece.cached for piece in again] == [True]
        await cached.close()

    asyncio.run(run())


def test_closing_ends_those_who_wait() -> None:
    async def run() -> None:
        inner = FakeSynthesizer(delay_s=60.0)
        cached = CachedSynthesizer(inner, PhraseCache(None), lambda lang: lang)
        waiting = asyncio.create_task(whole(cached, "Okay.", "en"))
        await asyncio.sleep(0.05)
        await cached.close()
        with pytest.raises(EngineDiedError):
            await waiting

    asyncio.run(run())
