"""The card of doors and lids: what will be open, or locked, once the effects have worked. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from assistant.skillhost.cabin import SEATS, after, place
from assistant.skillhost.sdk import Context, Effect, ToolResult

TRUNK = "Vehicle.Body.Trunk.Rear.IsOpen"
HOOD = "Vehicle.Body.Hood.IsOpen"
PORT = "Vehicle.Powertrain.TractionBattery.Charging.ChargingPort.AnyPosition."
FLAP = f"{PORT}IsFlapOpen"
MIRRORS = tuple(f"Vehicle.Body.Mirrors.{side}.IsFolded" for side in ("DriverSide", "PassengerSide"))
SUNROOF = "Vehicle.Cabin.Sunroof.Position"

TITLES = {
    "en": {"open": "Doors and windows", "lock": "Locks", "mirrors": "Mirrors"},
    "zh": {"open": "门窗", "lock": "门锁", "mirrors": "后视镜"},
}
WORDS = {
    "en": {"locked": "Locked", "unlocked": "Unlocked", "folded": "Folded", "out": "Unfolded"},
    "zh": {"locked": "已锁", "unlocked": "未锁", "folded": "已收起", "out": "已展开"},
}
SIDES = {"en": ("Driver's side", "Passenger's side"), "zh": ("主驾侧", "副驾侧")}

Seen = dict[str, Any]


def open_parts(ctx: Context, seen: Seen) -> dict[str, bool | None]:
    """Return what is open, by the name of the part; None where the car does not tell."""
    parts: dict[str, bool | None] = {}
    for seat in SEATS:
        parts[f"door.{seat}"] = seen.get(place(ctx, seat).door("IsOpen"))
        window = seen.get(place(ctx, seat).door("Window.Position"))
        parts[f"window.{seat}"] = None if window is None else float(window) > 0
    parts["sunroof"] = bool(seen.get(SUNROOF))
    parts["trunk"], parts["hood"] = seen.get(TRUNK), seen.get(HOOD)
    parts["flap"] = bool(seen.get(FLAP))
    return parts


def open_card(ctx: Context, effects: Iterable[Effect] = ()) -> Seen:
    """Return what will be open, the open parts first."""
    parts = open_parts(ctx, after(ctx, effects))
    items = [{"part": name, "open": value} for name, value in parts.items()]
    items.sort(key=lambda item: not item["open"])
    return {"type": "list", "title": TITLES[ctx.language]["open"], "items": items}


def lock_card(ctx: Context, effects: Iterable[Effect] = ()) -> Seen:
    """Return which doors will be locked."""
    seen, words = after(ctx, effects), WORDS[ctx.language]
    states: dict[Any, str] = {True: words["locked"], False: words["unlocked"]}
    items = [
        {
            "part": f"door.{seat}",
            "value": states.get(seen.get(place(ctx, seat).door("IsLocked")), "–"),
        }
        for seat in SEATS
    ]
    return {"type": "list", "title": TITLES[ctx.language]["lock"], "items": items}


def mirror_card(ctx: Context, effects: Iterable[Effect] = ()) -> Seen:
    """Return how both mirrors will stand."""
    seen, words = after(ctx, effects), WORDS[ctx.language]
    states: dict[Any, str] = {True: words["folded"], False: words["out"]}
    items = [
        {"title": side, "value": states.get(seen.get(path), "–")}
        for side, path in zip(SIDES[ctx.language], MIRRORS, strict=True)
    ]
    return {"type": "list", "title": TITLES[ctx.language]["mirrors"], "items": items}


CARDS = {"open": open_card, "lock": lock_card, "mirrors": mirror_card}


def shown(ctx: Context, result: ToolResult, kind: str) -> ToolResult:
    """Return a result with the card of its kind, unless nothing is known or done."""
    if result.outcome not in ("done", "answered") or result.reply == "unknown":
        return result
    return replace(result, card=CARDS[kind](ctx, result.effects))
