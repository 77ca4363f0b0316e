"""The queue: which tracks, in which order, and what comes next. Pure; chance is passed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random

from assistant.media.interface import Track


class Repeat(StrEnum):
    """What happens at the end of a track, and of the queue."""

    OFF = "off"
    ALL = "all"
    ONE = "one"


@dataclass(frozen=True, slots=True)
class Queue:
    """Tracks and the order in which they come; ``at`` is the place in ``order`` that is on."""

    tracks: tuple[Track, ...] = ()
    order: tuple[int, ...] = ()
    at: int = 0
    shuffled: bool = False
    repeat: Repeat = Repeat.OFF

    @property
    def current(self) -> Track | None:
        """The track that is on; None when there are no tracks."""
        return self.tracks[self.order[self.at]] if self.order else None


def filled(queue: Queue, tracks: Sequence[Track], shuffled: bool, chance: Random) -> Queue:
    """Return a queue of other tracks, from the first or, when shuffled, from any of them."""
    fresh = replace(queue, tracks=tuple(tracks), order=tuple(range(len(tracks))), at=0)
    if not shuffled:
        return replace(fresh, shuffled=False)
    order = list(fresh.order)
    chance.shuffle(order)
    return replace(fresh, order=tuple(order), shuffled=True)


def shuffled(queue: Queue, on: bool, chance: Random) -> Queue:
    """Return the queue in another order; the track that is on stays on."""
    if not queue.order:
        return replace(queue, shuffled=on)
    now = queue.order[queue.at]
    if not on:
        return replace(queue, order=tuple(range(len(queue.tracks))), at=now, shuffled=False)
    others = [number for number in range(len(queue.tracks)) if number != now]
    chance.shuffle(others)
    return replace(queue, order=(now, *others), at=0, shuffled=True)


def following(queue: Queue, *, asked: bool) -> Queue | None:
    """Return the queue one further, None at its end.

    ``asked`` is True when a person wants the next one: then a repeated track is left.
    """
    if not queue.order:
        return None
    if queue.repeat is Repeat.ONE and not asked:
        return queue
    if queue.at + 1 < len(queue.order):
        return replace(queue, at=queue.at + 1)
    return replace(queue, at=0) if queue.repeat is not Repeat.OFF else None


def preceding(queue: Queue) -> Queue:
    """Return the queue one back; before the first is the first, or the last when repeating."""
    if queue.at > 0:
        return replace(queue, at=queue.at - 1)
    last = len(queue.order) - 1
    return replace(queue, at=max(0, last)) if queue.repeat is Repeat.ALL else queue


def added(queue: Queue, tracks: Sequence[Track], *, next_up: bool) -> Queue:
    """Return the queue with more tracks: after the one that is on, or at the end."""
    first = len(queue.tracks)
    numbers = tuple(range(first, first + len(tracks)))
    place = queue.at + 1 if next_up and queue.order else len(queue.order)
    order = (*queue.order[:place], *numbers, *queue.order[place:])
    return replace(queue, tracks=(*queue.tracks, *tracks), order=order)
