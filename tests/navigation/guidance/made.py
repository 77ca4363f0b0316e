"""Routes made by hand: straight parts and turns, at 12 m/s, with plain sentences."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.navigation.guidance.events import Event, Prompt, Say
from assistant.navigation.guidance.machine import State, feed
from assistant.navigation.interface import Point
from assistant.navigation.position.fix import Fix
from assistant.navigation.position.heading import moved
from assistant.navigation.routes.interface import Kind, Manoeuvre, Route, Said, Side, Stop
from assistant.navigation.simulated_drive import Moment

START = Point(60.0, 20.0)
SPEED_MPS = 12.0

Part = tuple[Kind, float, float]
"""A manoeuvre, where the way leads after it (degrees), and how long it is (metres)."""


def said(kind: Kind) -> Said:
    name = kind.name.replace("_", " ").capitalize()
    return Said(f"{name} onto a street.", f"{name} onto a street.", f"{name}.")


def made(parts: Sequence[Part], side: Side = Side.LEFT, language: str = "en") -> Route:
    """Return the route of some parts, and a destination at its end."""
    shape, manoeuvres = [START], []
    for kind, heading, length_m in parts:
        begin = len(shape) - 1
        if length_m:
            shape.append(moved(shape[-1], heading, length_m))
        manoeuvres.append(
            Manoeuvre(
                kind, begin, len(shape) - 1, length_m, length_m / SPEED_MPS, said(kind), ("a",)
            )
        )
    last, end = len(shape) - 1, Said("You will arrive.", "You have arrived.", "Arrived.")
    manoeuvres.append(Manoeuvre(Kind.DESTINATION, last, last, 0.0, 0.0, end))
    stops = [Stop(shape[one.begin], one.begin, side) for one in manoeuvres if one.kind.arrives]
    length_m = sum(one.length_m for one in manoeuvres)
    return Route(
        tuple(shape), tuple(manoeuvres), tuple(stops), length_m, length_m / SPEED_MPS, language
    )


def fed(state: State, fixes: Sequence[Fix]) -> tuple[State, list[tuple[float, Event]]]:
    """Feed fixes, each at its own time, and return what happened when."""
    happened: list[tuple[float, Event]] = []
    for fix in fixes:
        state, events = feed(state, fix, fix.at_s)
        happened += [(fix.at_s, event) for event in events]
    return state, happened


def exact(moments: Sequence[Moment]) -> list[Fix]:
    """Return the fixes of a receiver that does not err."""
    return [Fix(one.point, one.at_s, one.speed_mps, one.heading, accuracy_m=3.0) for one in moments]


def prompts(happened: Sequence[tuple[float, Event]]) -> list[Prompt]:
    return [event.prompt for _, event in happened if isinstance(event, Say)]


def kinds(happened: Sequence[tuple[float, Event]]) -> list[str]:
    """Return the names of what happened, without progress and prompts."""
    names = [type(event).__name__ for _, event in happened]
    return [name for name in names if name not in ("Progress", "Say")]
