"""The deck on a player without sound and in virtual time: it goes on, gives up, remembers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from assistant.clock import run_virtual
from assistant.errors import PlaybackError, StreamError
from assistant.events import AudioEnded, AudioStarted, Event, Outcome, TurnEnded, TurnStarted
from assistant.media.deck import DUCKED, Deck
from assistant.media.ducking import Ducking
from assistant.media.fake import FakePlayer
from assistant.media.interface import Kind, Status, Track
from assistant.media.queue import Repeat

SONGS = tuple(Track(f"/{name}", name, duration_s=60) for name in "abc")
LENGTHS = {"/a": 60.0, "/b": 60.0, "/c": 60.0, "http://radio": 0.0}
RADIO = Track("http://radio", "Radio", kind=Kind.STATION)


def on_deck(
    story: Callable[[Deck, FakePlayer], Awaitable[None]],
    memory: Path | None = None,
    lengths: dict[str, float] | None = None,
    breaks: frozenset[str] = frozenset(),
) -> FakePlayer:
    async def told() -> FakePlayer:
        player = FakePlayer(LENGTHS if lengths is None else lengths, breaks)
        deck = Deck(player, memory)
        await story(deck, player)
        deck.close()
        return player

    return run_virtual(told())


def test_songs_follow_each_other_and_end() -> None:
    async def story(deck: Deck, player: FakePlayer) -> None:
        await deck.play(SONGS)
        await asyncio.sleep(130)
        assert deck.queue.current == SONGS[2]
        assert 0 < deck.state.position_s < 20
        await asyncio.sleep(60)
        assert player.state().status is Status.STOPPED
        assert deck.queue.current == SONGS[0]

    assert on_deck(story).played == ["/a", "/b", "/c"]


def test_a_song_that_breaks_off_or_is_gone_is_passed_over() -> None:
    async def story(deck: Deck, player: FakePlayer) -> None:
        await deck.play(SONGS)
        await asyncio.sleep(31)
        assert deck.queue.current == SONGS[2]
        assert deck.state.status is Status.PLAYING

    lengths = {"/a": 60.0, "/c": 60.0}
    assert on_deck(story, lengths=lengths, breaks=frozenset({"/a"})).played == ["/a", "/c"]


def test_when_nothing_can_be_played_it_says_so() -> None:
    async def story(deck: Deck, player: FakePlayer) -> None:
        with pytest.raises(PlaybackError) as song:
            await deck.play(SONGS)
        assert song.value.code == "playback"
        with pytest.raises(StreamError):
            await deck.play([RADIO])
        with pytest.raises(PlaybackError):
            await deck.play([])
        assert deck.state.status is not Status.PLAYING

    on_deck(story, lengths={})


def test_pause_keeps_the_place_and_a_station_comes_back_live() -> None:
    async def story(deck: Deck, player: FakePlayer) -> None:
        await deck.play(SONGS)
        await asyncio.sleep(10)
        deck.pause()
        await asyncio.sleep(100)
        assert deck.state.status is Status.PAUSED
        await deck.resume()
        assert 9 < deck.state.position_s < 11
        await deck.play([RADIO])
        deck.pause()
        assert player.state().status is Status.STOPPED
        assert deck.state.status is Status.PAUSED
        await deck.resume()
        assert player.played[-2:] == ["http://radio", "http://radio"]

    on_deck(story)


def test_the_previous_button_starts_the_song_again_then_goes_back() -> None:
    async def story(deck: Deck, player: FakePlayer) -> None:
        await deck.play(SONGS)
        assert await deck.next()
        await asyncio.sleep(10)
        await deck.previous(restart=True)
        assert (deck.queue.current, deck.state.position_s) == (SONGS[1], 0.0)
        await deck.previous(restart=True)
        assert deck.queue.current == SONGS[0]
        assert await deck.next()
        assert await deck.next()
        assert not await deck.next()
        await asyncio.sleep(10)
        await deck.previous()
        assert deck.queue.current == SONGS[1]

    on_deck(story)


def test_volume_mute_and_ducking_meet_at_the_player() -> None:
    async def story(deck: Deck, player: FakePlayer) -> None:
        deck.set_volume(80)
        deck.duck(True)
        assert player.volume == 80 * DUCKED
        deck.set_volume(40)
        assert (deck.volume, player.volume) == (40, 40 * DUCKED)
        deck.mute(True)
        deck.duck(False)
        assert player.volume == 0
        deck.mute(False)
        assert player.volume == 40
        deck.set_volume(300)
        assert player.volume == 100

    on_deck(story)


@pytest.mark.parametrize("playing", [True, False])
def test_a_restart_goes_on_where_it_was(tmp_path: Path, playing: bool) -> None:
    memory = tmp_path / "queue.json"

    async def before(deck: Deck, player: FakePlayer) -> None:
        await deck.play(SONGS)
        deck.repeat(Repeat.ALL)
        deck.set_volume(33)
        await deck.next()
        await asyncio.sleep(25)
        if not playing:
            deck.pause()

    async def after(deck: Deck, player: FakePlayer) -> None:
        await deck.restore()
        assert deck.state.status is (Status.PLAYING if playing else Status.PAUSED)
        assert (deck.queue.current, deck.volume) == (SONGS[1], 33)
        assert deck.queue.repeat is Repeat.ALL
        await deck.resume()
        assert 24 < player.state().position_s < 26

    on_deck(before, memory)
    on_deck(after, memory)


@pytest.mark.parametrize("damage", ["{", "[]", '{"tracks": 1}', '{"order": [7]}'])
def test_a_damaged_memory_is_no_memory(tmp_path: Path, damage: str) -> None:
    async def story(deck: Deck, player: FakePlayer) -> None:
        await deck.restore()
        assert deck.queue.current is None

    memory = tmp_path / "queue.json"
    memory.write_text(damage, encoding="utf-8")
    on_deck(story, memory)


def test_changes_are_written_down_while_it_runs(tmp_path: Path) -> None:
    memory = tmp_path / "queue.json"

    async def story(deck: Deck, player: FakePlayer) -> None:
        keeping = asyncio.create_task(deck.keep_saved())
        await deck.play(SONGS)
        places = []
        for wait_s in (5, 30):
            await asyncio.sleep(wait_s)
            places.append(json.loads(memory.read_text("utf-8"))["position_s"])
        assert places[0] < 5 < places[1]
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)

    on_deck(story, memory)


def test_a_long_queue_is_kept_around_its_place(tmp_path: Path) -> None:
    memory = tmp_path / "queue.json"
    many = tuple(Track(f"/{n}", str(n), duration_s=9) for n in range(1000))
    lengths = {track.uri: 9.0 for track in many}

    async def before(deck: Deck, player: FakePlayer) -> None:
        await deck.play(many, shuffle=True)
        for _ in range(500):
            await deck.next()

    async def after(deck: Deck, player: FakePlayer) -> None:
        await deck.restore()
        assert deck.queue.current is not None
        assert deck.queue.current.uri == player.played[-1]

    played = on_deck(before, memory, lengths).played
    assert memory.stat().st_size < 100_000
    assert on_deck(after, memory, lengths).played == played[-1:]
    assert len(json.loads(memory.read_text("utf-8"))["tracks"]) < 1000


def test_a_call_holds_the_music() -> None:
    async def story(deck: Deck, player: FakePlayer) -> None:
        deck.hold(True)
        deck.hold(False)
        assert player.played == []
        await deck.play(SONGS)
        deck.hold(True)
        assert player.state().status is Status.PAUSED
        deck.hold(False)
        await asyncio.sleep(1)
        assert deck.state.status is Status.PLAYING

    on_deck(story)


def turn(kind: str, source: str = "wake") -> Event:
    """An event of a turn, by a short name."""
    events: dict[str, Event] = {
        "start": TurnStarted(at_s=0, turn_id="t", zone="driver", source=source),
        "end": TurnEnded(at_s=0, turn_id="t", outcome=Outcome.DONE),
        "talk": AudioStarted(at_s=0, turn_id="t"),
        "quiet": AudioEnded(at_s=0, turn_id="t", completed=True),
    }
    return events[kind]


@pytest.mark.parametrize("order", [("talk", "quiet", "end"), ("talk", "end", "quiet"), ("end",)])
def test_music_is_soft_from_listening_to_the_end_of_the_answer(order: tuple[str, ...]) -> None:
    heard: list[bool] = []
    ducking = Ducking(heard.append)
    ducking.hear(turn("start"))
    assert heard == [True]
    for kind in order:
        assert heard == [True]
        ducking.hear(turn(kind))
    assert heard == [True, False]


def test_typed_words_do_not_duck() -> None:
    heard: list[bool] = []
    ducking = Ducking(heard.append)
    for event in (turn("start", "text"), turn("end")):
        ducking.hear(event)
    assert heard == []
    ducking.hear(turn("talk"))
    ducking.hear(turn("quiet"))
    assert heard == [True, False]
