"""Seats: position, backrest, height, supports, massage, saved positions, belts.

Units follow VSS: a seat's position and height are millimetres from its foremost and lowest
place, a backrest's recline is degrees from upright, supports and massage are percent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from assistant.skillhost.cabin import (
    answered,
    done,
    flag,
    named,
    number,
    place,
    refused,
    seats_of,
)
from assistant.skillhost.sdk import Context, Effect, Skill, ToolFunction, ToolResult, set_signal

from .card import LEVELS, belt_card, level_name, massage_card, seat_card
from .memory import describe, recall, recorded, save

skill = Skill("seats")


@dataclass(frozen=True, slots=True)
class Axis:
    """One way in which a seat moves: its signal, its ends, and how far the steps go."""

    leaf: str
    least: float
    most: float
    steps: dict[str, float]


AXES = {
    "position": Axis("Position", 0, 250, {"small": 20, "normal": 40, "large": 80}),
    "height": Axis("Height", 0, 80, {"small": 10, "normal": 20, "large": 40}),
    "backrest": Axis("Backrest.Recline", 0, 60, {"small": 3, "normal": 6, "large": 15}),
    "lumbar": Axis("Backrest.LumbarSupport", 0, 100, {"small": 10, "normal": 20, "large": 40}),
    "bolster": Axis(
        "Backrest.SideBolsterSupport", 0, 100, {"small": 10, "normal": 20, "large": 40}
    ),
    "headrest": Axis("Headrest.Height", 0, 80, {"small": 10, "normal": 20, "large": 40}),
}
SIGN = {"forward": -1, "back": 1, "down": -1, "up": 1, "less": -1, "more": 1}
ENDS = {
    "position": ("forward", "back"),
    "backrest": ("forward", "back"),
    "height": ("down", "up"),
    "headrest": ("down", "up"),
    "lumbar": ("less", "more"),
    "bolster": ("less", "more"),
}

PROGRAMMES = {"wave": "WAVE", "pulse": "PULSE", "knead": "KNEAD", "stretch": "STRETCH"}
IN_FRONT = {"rear_left": "driver", "rear_right": "passenger"}


def tool(name: str) -> Callable[[ToolFunction], ToolFunction]:
    """Register a tool whose answers come with the card of the seats that are meant."""
    card = massage_card if "massage" in name else seat_card

    def register(function: ToolFunction) -> ToolFunction:
        def shown(ctx: Context, **arguments: Any) -> ToolResult:
            result = function(ctx, **arguments)
            if result.outcome not in ("done", "answered"):
                return result
            seats = seats_of(ctx, arguments.get("seat") or "mine")
            return replace(result, card=card(ctx, result.effects, seats))

        skill.tool(name)(shown)
        return function

    return register


# --- moving -------------------------------------------------------------------------------


@tool("adjust_seat")
def adjust_seat(
    ctx: Context, part: str, direction: str, amount: str = "normal", seat: str = "mine"
) -> ToolResult:
    """Move one part of seats by a step, or to its end; a step needs to know where it is."""
    axis, sign = AXES[part], SIGN[direction]
    way = ENDS[part][sign > 0]
    values = {"where": named(ctx, seat), "part": part, "way": way}
    targets: dict[str, float] = {}
    for one in seats_of(ctx, seat):
        path = place(ctx, one).seat(axis.leaf)
        now = number(ctx, path)
        if amount == "full":
            target = axis.most if sign > 0 else axis.least
        elif now is None:
            return refused("unknown", **values)
        else:
            target = min(axis.most, max(axis.least, now + sign * axis.steps[amount]))
        if target != now:
            targets[path] = target
    if not targets:
        return answered("at_end", **values)
    effects = (set_signal(path, _whole(axis, target)) for path, target in targets.items())
    return done("moved_fully" if amount == "full" else "moved", effects, **values)


def _whole(axis: Axis, target: float) -> float | int:
    """Return millimetres as the whole numbers that they are in VSS."""
    return round(target) if axis.leaf in ("Position", "Height", "Headrest.Height") else target


@tool("give_legroom")
def give_legroom(ctx: Context, seat: str = "mine") -> ToolResult:
    """Move a front seat back, or the seats in front of rear seats forward."""
    seats = seats_of(ctx, seat)
    if seats[0] not in IN_FRONT:
        return adjust_seat(ctx, "position", "back", "normal", seat)
    path = {one: place(ctx, IN_FRONT[one]).seat("Position") for one in seats}
    now = {one: number(ctx, path[one]) for one in seats}
    effects = []
    for one in seats:
        position = now[one]
        if position is None:
            return refused("unknown", where=named(ctx, IN_FRONT[one]), part="position", way="")
        step = min(AXES["position"].steps["normal"], position)
        if step:
            effects.append(set_signal(path[one], round(position - step)))
    if not effects:
        return answered("no_more_legroom")
    return done("legroom", effects, where=named(ctx, seat))


# --- massage ------------------------------------------------------------------------------


@tool("set_massage")
def set_massage(
    ctx: Context, level: str | None = None, programme: str | None = None, seat: str = "mine"
) -> ToolResult:
    """Bring the massage of seats to a level and a programme; on is medium."""
    effects: list[Effect] = []
    wanted = level
    for one in seats_of(ctx, seat):
        at = place(ctx, one)
        now = number(ctx, at.seat("Massage.Level"))
        wanted = level or (level_name(now) if now else "on")
        wanted = "medium" if wanted == "on" else wanted
        if wanted == "off" and now == 0:
            continue
        if programme and wanted != "off":
            effects.append(set_signal(at.seat("Massage.TypeActive"), PROGRAMMES[programme]))
        effects.append(set_signal(at.seat("Massage.Level"), LEVELS[wanted]))
    values = {"where": named(ctx, seat), "level": wanted, "programme": programme}
    if not effects:
        return answered("massage_already_off", **values)
    return done("massage", effects, **values)


@tool("adjust_massage")
def adjust_massage(ctx: Context, direction: str, seat: str = "mine") -> ToolResult:
    """Make the massage of seats one level stronger or weaker, but not start or stop it."""
    effects = []
    level = ""
    order = tuple(LEVELS)
    for one in seats_of(ctx, seat):
        path = place(ctx, one).seat("Massage.Level")
        now = number(ctx, path)
        if not now:
            reply = "massage_unknown" if now is None else "massage_is_off"
            return refused(reply, where=named(ctx, one))
        index = order.index(level_name(now)) + (1 if direction == "up" else -1)
        level = order[min(len(order) - 1, max(1, index))]
        if LEVELS[level] != now:
            effects.append(set_signal(path, LEVELS[level]))
    values = {"where": named(ctx, seat), "level": level, "programme": None}
    if not effects:
        return answered("massage_at_end", **values)
    return done("massage", effects, **values)


@tool("massage_status")
def massage_status(ctx: Context, seat: str = "mine") -> ToolResult:
    """Say which seats are massaged, how strong, and how."""
    running = []
    for one in seats_of(ctx, seat):
        now = number(ctx, place(ctx, one).seat("Massage.Level"))
        if now is None:
            return answered("massage_unknown", where=named(ctx, one))
        kind = ctx.signals.get(place(ctx, one).seat("Massage.TypeActive"))
        programme = next((name for name, value in PROGRAMMES.items() if value == kind), None)
        if now:
            row = {"where": named(ctx, one), "level": level_name(now), "programme": programme}
            running.append(row)
    if not running:
        return answered("massage_is_off", where=named(ctx, seat))
    return answered("massage_is", seats=running)


# --- saved positions ----------------------------------------------------------------------


@tool("recall_seat")
def recall_seat(ctx: Context, position: float | None = None, seat: str = "mine") -> ToolResult:
    """Bring a front seat to a saved position."""
    return recall(ctx, None if position is None else round(position), _single(ctx, seat))


@tool("save_seat")
def save_seat(ctx: Context, position: float | None = None, seat: str = "mine") -> ToolResult:
    """Save where a front seat stands now."""
    return save(ctx, None if position is None else round(position), _single(ctx, seat))


@skill.tool("memory_status")
def memory_status(ctx: Context, seat: str = "mine") -> ToolResult:
    """Say which positions are saved for a seat."""
    single = _single(ctx, seat)
    if not recorded(single):
        return refused("memory_none")
    return describe(ctx, single)


def _single(ctx: Context, seat: str) -> str:
    return ctx.zone if seat == "mine" else seat


# --- belts --------------------------------------------------------------------------------


@skill.tool("belt_status")
def belt_status(ctx: Context, seat: str = "all") -> ToolResult:
    """Say who is not buckled up; empty seats do not count."""
    loose, unseen, people = [], [], 0
    for one in seats_of(ctx, seat):
        taken = ctx.signals.get(place(ctx, one).seat("OccupancyStatus"))
        belted = flag(ctx, place(ctx, one).seat("IsBelted"))
        if taken == "EMPTY":
            continue
        people += 1
        if belted is None:
            unseen.append(named(ctx, one))
        elif not belted and taken == "OCCUPIED":
            loose.append(named(ctx, one))
    values = {"where": named(ctx, seat), "people": people, "seats": loose}
    reply = "belts_open" if loose else "belts_unknown" if unseen else "belts_closed"
    if not people:
        reply = "seat_empty"
    return ToolResult(reply, values, card=belt_card(ctx, seats_of(ctx, seat)))
