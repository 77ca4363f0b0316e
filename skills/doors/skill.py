"""Doors, locks, tailgate, hood, charging flap and mirrors, and what of the car is open.

Opening and unlocking are only asked for here: the policy says when they may be.
"""

from __future__ import annotations

from assistant.skillhost.cabin import (
    SEATS,
    answered,
    done,
    flag,
    named,
    number,
    place,
    refused,
    seats_of,
)
from assistant.skillhost.sdk import Context, Effect, Skill, ToolResult, set_signal

skill = Skill("doors")

TRUNK = "Vehicle.Body.Trunk.Rear.IsOpen"
HOOD = "Vehicle.Body.Hood.IsOpen"
PORT = "Vehicle.Powertrain.TractionBattery.Charging.ChargingPort.AnyPosition."
FLAP = f"{PORT}IsFlapOpen"
CABLE = f"{PORT}IsChargingCableConnected"
MIRRORS = tuple(f"Vehicle.Body.Mirrors.{side}.IsFolded" for side in ("DriverSide", "PassengerSide"))
REAR = ("rear_left", "rear_right")
CARD_TITLE = {"en": "Doors and windows", "zh": "门窗"}


# --- opening, closing, locking ------------------------------------------------------------


def bring(ctx: Context, paths: list[str], wanted: bool) -> tuple[Effect, ...]:
    """Return the effects for the signals that are not as wanted already."""
    return tuple(set_signal(path, wanted) for path in paths if flag(ctx, path) is not wanted)


@skill.tool("set_lock")
def set_lock(ctx: Context, locked: bool, seat: str = "all") -> ToolResult:
    """Lock or unlock doors."""
    values = {"where": named(ctx, seat), "locked": locked}
    paths = [place(ctx, one).door("IsLocked") for one in seats_of(ctx, seat)]
    effects = bring(ctx, paths, locked)
    return done("lock", effects, **values) if effects else answered("lock_already", **values)


@skill.tool("set_door")
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


@skill.tool("set_trunk")
def set_trunk(ctx: Context, open: bool) -> ToolResult:  # noqa: A002  in the manifest
    """Open or close the trunk."""
    return one_lid(ctx, "trunk", TRUNK, open)


@skill.tool("set_hood")
def set_hood(ctx: Context, open: bool) -> ToolResult:  # noqa: A002  in the manifest
    """Open the hood; it has no motor that could close it."""
    return one_lid(ctx, "hood", HOOD, True) if open else refused("hood_by_hand")


@skill.tool("set_charge_flap")
def set_charge_flap(ctx: Context, open: bool) -> ToolResult:  # noqa: A002  in the manifest
    """Open or close the charging flap; not close it on a cable."""
    if not open and flag(ctx, CABLE):
        return refused("flap_cable")
    return one_lid(ctx, "flap", FLAP, open)


@skill.tool("set_mirrors")
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


@skill.tool("charge_flap_status")
def charge_flap_status(ctx: Context) -> ToolResult:
    """Say whether the charging flap is open, and a cable plugged in."""
    opened, cable = flag(ctx, FLAP), flag(ctx, CABLE)
    if cable:
        return answered("flap_plugged")
    return answered("unknown") if opened is None else answered("lid_is", what="flap", open=opened)


@skill.tool("mirror_status")
def mirror_status(ctx: Context) -> ToolResult:
    """Say whether the mirrors are folded."""
    seen = {flag(ctx, path) for path in MIRRORS}
    if None in seen:
        return answered("unknown")
    return answered("mirrors_are", folded=True in seen)


@skill.tool("trunk_status")
def trunk_status(ctx: Context) -> ToolResult:
    """Say whether the trunk is open."""
    opened = flag(ctx, TRUNK)
    return answered("unknown") if opened is None else answered("lid_is", what="trunk", open=opened)


@skill.tool("hood_status")
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


@skill.tool("door_status")
def door_status(ctx: Context, seat: str = "all") -> ToolResult:
    """Say which doors are open."""
    return doors(ctx, seat, "IsOpen", ("doors_closed", "door_open", "doors_open"))


@skill.tool("lock_status")
def lock_status(ctx: Context, seat: str = "all") -> ToolResult:
    """Say which doors are not locked."""
    return doors(ctx, seat, "IsLocked", ("doors_locked", "door_unlocked", "doors_unlocked"))


@skill.tool("what_is_open")
def what_is_open(ctx: Context) -> ToolResult:
    """Say everything that is open; honest when part of it can't be seen."""
    parts: dict[str, bool | None] = {}
    for seat in SEATS:
        window = number(ctx, place(ctx, seat).door("Window.Position"))
        parts[f"door.{seat}"] = flag(ctx, place(ctx, seat).door("IsOpen"))
        parts[f"window.{seat}"] = None if window is None else window > 0
    sunroof = number(ctx, "Vehicle.Cabin.Sunroof.Position")
    parts["sunroof"] = False if sunroof is None else sunroof != 0
    parts["trunk"] = flag(ctx, TRUNK)
    parts["hood"] = flag(ctx, HOOD)
    parts["flap"] = flag(ctx, FLAP) or False
    opened = [name for name, value in parts.items() if value]
    values = {"open": opened, "blind": any(value is None for value in parts.values())}
    items = [{"part": name, "open": value} for name, value in parts.items()]
    card = {"type": "list", "title": CARD_TITLE[ctx.language], "items": items}
    if opened:
        return ToolResult(reply="some_open", values=values, card=card)
    if values["blind"]:
        return answered("unknown")
    return ToolResult(reply="all_closed", card=card)
