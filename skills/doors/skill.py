"""Doors, locks, tailgate, hood, charging flap and mirrors, and what of the car is open.

Opening and unlocking are only asked for here: the policy says when they may be.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assistant.skillhost.cabin import (
    answered,
    done,
    flag,
    named,
    place,
    refused,
    seats_of,
)
from assistant.skillhost.sdk import Context, Effect, Skill, ToolFunction, ToolResult, set_signal

from .card import FLAP, HOOD, MIRRORS, PORT, TRUNK, open_card, open_parts, shown

skill = Skill("doors")

CABLE = f"{PORT}IsChargingCableConnected"
REAR = ("rear_left", "rear_right")


def tool(name: str, card: str) -> Callable[[ToolFunction], ToolFunction]:
    """Register a tool whose answers come with a card: ``open``, ``lock`` or ``mirrors``."""

    def register(function: ToolFunction) -> ToolFunction:
        def with_card(ctx: Context, **arguments: Any) -> ToolResult:
            return shown(ctx, function(ctx, **arguments), card)

        skill.tool(name)(with_card)
        return function

    return register


# --- opening, closing, locking ------------------------------------------------------------


def bring(ctx: Context, paths: list[str], wanted: bool) -> tuple[Effect, ...]:
    """Return the effects for the signals that are not as wanted already."""
    return tuple(set_signal(path, wanted) for path in paths if flag(ctx, path) is not wanted)


@tool("set_lock", "lock")
def set_lock(ctx: Context, locked: bool, seat: str = "all") -> ToolResult:
    """Lock or unlock doors."""
    values = {"where": named(ctx, seat), "locked": locked}
    paths = [place(ctx, one).door("IsLocked") for one in seats_of(ctx, seat)]
    effects = bring(ctx, paths, locked)
    return done("lock", effects, **values) if effects else answered("lock_already", **values)


@tool("set_door", "open")
def set_door(ctx: Context, open: bool, seat: str = "mine") -> ToolResult:  # noqa: A002  in the manifest
    """Open or close doors."""
    values = {"where": named(ctx, seat), "open": open}
    paths = [place(ctx, one).door("IsOpen") for one in seats_of(ctx, seat)]
    effects = bring(ctx, paths, open)
    return done("door", effects, **values) if effects else answered("door_already", **values)


def one_lid(ctx: Context, what: str, path: str, wanted: bool) -> ToolResult:
    """Return the result of opening or closing one lid."""
    effects = bring(ctx, [path], wanted)
    values = {"what": what, "open": wanted}
    return done("lid", effects, **values) if effects else answered("lid_already", **values)


@tool("set_trunk", "open")
def set_trunk(ctx: Context, open: bool) -> ToolResult:  # noqa: A002  in the manifest
    """Open or close the trunk."""
    return one_lid(ctx, "trunk", TRUNK, open)


@tool("set_hood", "open")
def set_hood(ctx: Context, open: bool) -> ToolResult:  # noqa: A002  in the manifest
    """Open the hood; it has no motor that could close it."""
    return one_lid(ctx, "hood", HOOD, True) if open else refused("hood_by_hand")


@tool("set_charge_flap", "open")
def set_charge_flap(ctx: Context, open: bool) -> ToolResult:  # noqa: A002  in the manifest
    """Open or close the charging flap; not close it on a cable."""
    if not open and flag(ctx, CABLE):
        return refused("flap_cable")
    return one_lid(ctx, "flap", FLAP, open)


@tool("set_mirrors", "mirrors")
def set_mirrors(ctx: Context, folded: bool) -> ToolResult:
    """Fold both mirrors in or out."""
    effects = bring(ctx, list(MIRRORS), folded)
    return (
        done("mirrors", effects, folded=folded) if effects else answered("mirrors", folded=folded)
    )


@skill.tool("set_child_lock")
def set_child_lock(ctx: Context, seat: str = "rear") -> ToolResult:  # noqa: ARG001  the same for all
    """Tell how a child lock is set: nobody turns it by voice."""
    return refused("child_lock_by_hand")


# --- questions ----------------------------------------------------------------------------


@skill.tool("child_lock_status")
def child_lock_status(ctx: Context, seat: str = "rear") -> ToolResult:
    """Say which of the back doors have their child lock on; the front doors have none."""
    asked = [one for one in seats_of(ctx, seat) if one in REAR] or list(REAR)
    seen = {one: flag(ctx, place(ctx, one).door("IsChildLockActive")) for one in asked}
    if None in seen.values():
        return answered("unknown")
    locked = [named(ctx, one) for one in asked if seen[one]]
    if locked and len(locked) < len(asked):
        return answered("child_lock_some", doors=locked)
    return answered("child_lock_on" if locked else "child_lock_off", one=len(asked) == 1)


@tool("charge_flap_status", "open")
def charge_flap_status(ctx: Context) -> ToolResult:
    """Say whether the charging flap is open, and a cable plugged in."""
    opened, cable = flag(ctx, FLAP), flag(ctx, CABLE)
    if cable:
        return answered("flap_plugged")
    return answered("unknown") if opened is None else answered("lid_is", what="flap", open=opened)


@tool("mirror_status", "mirrors")
def mirror_status(ctx: Context) -> ToolResult:
    """Say whether the mirrors are folded."""
    seen = {flag(ctx, path) for path in MIRRORS}
    if None in seen:
        return answered("unknown")
    return answered("mirrors_are", folded=True in seen)


@tool("trunk_status", "open")
def trunk_status(ctx: Context) -> ToolResult:
    """Say whether the trunk is open."""
    opened = flag(ctx, TRUNK)
    return answered("unknown") if opened is None else answered("lid_is", what="trunk", open=opened)


@tool("hood_status", "open")
def hood_status(ctx: Context) -> ToolResult:
    """Say whether the hood is open."""
    opened = flag(ctx, HOOD)
    return answered("unknown") if opened is None else answered("lid_is", what="hood", open=opened)


def doors(ctx: Context, seat: str, leaf: str, replies: tuple[str, str, str]) -> ToolResult:
    """Return the answer about doors: ``replies`` are for none, one door, and some of several.

    ``leaf`` is the boolean signal asked for; the reply lists the doors where it is the one to
    tell of: open ones, or unlocked ones.
    """
    asked = ctx.zone if seat == "mine" else seat
    seats = seats_of(ctx, seat)
    seen = {one: flag(ctx, place(ctx, one).door(leaf)) for one in seats}
    if any(value is None for value in seen.values()):
        return answered("unknown")
    telling = leaf == "IsOpen"
    own = ctx.zone if seat == "mine" else ""
    found = ["yours" if one == own else one for one in seats if seen[one] is telling]
    none, single, some = replies
    reply = none if not found else single if len(seats) == 1 else some
    return answered(reply, where="yours" if seat == "mine" else asked, doors=found)


@tool("door_status", "open")
def door_status(ctx: Context, seat: str = "all") -> ToolResult:
    """Say which doors are open."""
    return doors(ctx, seat, "IsOpen", ("doors_closed", "door_open", "doors_open"))


@tool("lock_status", "lock")
def lock_status(ctx: Context, seat: str = "all") -> ToolResult:
    """Say which doors are not locked."""
    return doors(ctx, seat, "IsLocked", ("doors_locked", "door_unlocked", "doors_unlocked"))


@skill.tool("what_is_open")
def what_is_open(ctx: Context) -> ToolResult:
    """Say everything that is open; honest when part of it can't be seen."""
    parts = open_parts(ctx, dict(ctx.signals))
    opened = [name for name, value in parts.items() if value]
    values = {"open": opened, "blind": any(value is None for value in parts.values())}
    if opened:
        return ToolResult(reply="some_open", values=values, card=open_card(ctx))
    if values["blind"]:
        return answered("unknown")
    return ToolResult(reply="all_closed", card=open_card(ctx))
