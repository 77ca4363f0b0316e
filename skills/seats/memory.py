"""Saved positions of the front seats; the service ``seat_memory`` keeps them.

A saved position is a table of leaves under the seat's VSS branch: ``{"Position": 120, …}``.
"""

from __future__ import annotations

from typing import Any

from assistant.skillhost.cabin import answered, done, named, number, place, refused
from assistant.skillhost.sdk import Context, Effect, ToolResult, set_signal

from .card import memory_card

SLOTS = (1, 2, 3)
REMEMBERED = (
    "Position",
    "Height",
    "Backrest.Recline",
    "Backrest.LumbarSupport",
    "Headrest.Height",
)

Saved = dict[str, dict[str, Any]]


def recorded(seat: str) -> bool:
    """Return True for the seats that have a memory: the front ones."""
    return seat in ("driver", "passenger")


def kept(ctx: Context, seat: str) -> Saved:
    """Return the saved positions of a seat, by their number as text."""
    return dict((ctx.services.get("seat_memory") or {}).get(_branch(ctx, seat), {}))


def recall(ctx: Context, slot: int | None, seat: str) -> ToolResult:
    """Return the result of bringing a seat to a saved position."""
    wrong = _unusable(slot, seat)
    if wrong is not None:
        return wrong
    saved = kept(ctx, seat).get(str(slot))
    values = {"where": named(ctx, seat), "position": slot}
    if not saved:
        return refused("memory_empty", **values)
    wanted = {place(ctx, seat).seat(leaf): value for leaf, value in saved.items()}
    effects = [set_signal(p, value) for p, value in wanted.items() if number(ctx, p) != value]
    return done("recalled", effects, **values) if effects else answered("recalled", **values)


def save(ctx: Context, slot: int | None, seat: str) -> ToolResult:
    """Return the result of saving where a seat stands."""
    wrong = _unusable(slot, seat)
    if wrong is not None:
        return wrong
    found = {leaf: ctx.signals.get(place(ctx, seat).seat(leaf)) for leaf in REMEMBERED}
    values = {leaf: value for leaf, value in found.items() if value is not None}
    where = named(ctx, seat)
    if "Position" not in values:
        return refused("unknown", where=where, part="position", way="")
    effect = Effect("seat_memory.save", f"{_branch(ctx, seat)}.{slot}", args={"values": values})
    return done("saved", (effect,), where=where, position=slot)


def describe(ctx: Context, seat: str) -> ToolResult:
    """Return the answer that names a seat's saved positions."""
    saved = kept(ctx, seat)
    values = {"where": named(ctx, seat), "positions": sorted(int(slot) for slot in saved)}
    card = memory_card(ctx, saved, SLOTS, seat)
    return ToolResult("memory_is" if saved else "memory_all_empty", values, card=card)


def _unusable(slot: int | None, seat: str) -> ToolResult | None:
    if not recorded(seat):
        return refused("memory_none")
    if slot is None:
        return ToolResult("ask_position", outcome="asked", missing="position")
    return None if slot in SLOTS else refused("memory_slots")


def _branch(ctx: Context, seat: str) -> str:
    return place(ctx, seat).seat("").rstrip(".")
