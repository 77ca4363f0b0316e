"""What guidance says and reports. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from assistant.navigation.interface import Point
from assistant.navigation.routes.interface import Side


class Cue(IntEnum):
    """What a prompt is for; a higher number is more urgent."""

    FAR = 1
    POST = 2
    NEAR = 3
    PRE = 4


@dataclass(frozen=True, slots=True)
class Prompt:
    """Something to say, and until when it is still right to begin with it.

    It is stale after ``deadline_s`` (in the time that is passed to ``feed``), and as soon as
    the car is further than ``until_m`` along the route. ``manoeuvre`` is an index into the
    route's manoeuvres.
    """

    cue: Cue
    manoeuvre: int
    text: str
    deadline_s: float
    until_m: float


@dataclass(frozen=True, slots=True)
class Say:
    """A prompt is due."""

    prompt: Prompt


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the car is on its route; ``manoeuvre`` is the next one, ``ahead_m`` away."""

    along_m: float
    left_m: float
    left_s: float
    manoeuvre: int
    ahead_m: float


@dataclass(frozen=True, slots=True)
class OffRoute:
    """The car has left the route: plan again from here, in the direction that it drives."""

    point: Point
    heading: float | None
    stops_passed: int


@dataclass(frozen=True, slots=True)
class BackOnRoute:
    """The car is on the route again, before a new one was begun."""


@dataclass(frozen=True, slots=True)
class FixLost:
    """The receiver is lost; places are reckoned from the speed, if that is known."""


@dataclass(frozen=True, slots=True)
class FixBack:
    """The receiver is back."""


@dataclass(frozen=True, slots=True)
class StopReached:
    """The car is at a stop on the way; guidance goes on. The first stop is number 0."""

    number: int
    side: Side


@dataclass(frozen=True, slots=True)
class Arrived:
    """The car is at its destination; nothing comes after this."""

    side: Side


Event = Say | Progress | OffRoute | BackOnRoute | FixLost | FixBack | StopReached | Arrived
