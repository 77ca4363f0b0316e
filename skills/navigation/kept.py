"""What navigation remembers: saved places and the last destinations."""

from __future__ import annotations

from typing import Any

from assistant.skillhost.cabin import answered, done
from assistant.skillhost.names import best_matches, likely
from assistant.skillhost.sdk import Context, Effect, ToolResult

from .looked import SAVED, cannot, found, picked, skill, state
from .told import TITLES

SAID = 5
"""So many names are read aloud; the card shows all."""


@skill.tool("recents")
def recents(ctx: Context) -> ToolResult:
    """Tell the last destinations."""
    last = state(ctx).get("recents", [])
    if not last:
        return answered("no_recents")
    labels = [place["label"] for place in last]
    return ToolResult("recents", {"names": labels[:3]}, card=_list(ctx, "recents", labels))


@skill.tool("forget_recents")
def forget_recents(ctx: Context) -> ToolResult:
    """Forget the last destinations."""
    if not state(ctx).get("recents"):
        return answered("no_recents")
    return done("recents_forgotten", [Effect("navigation.forget_recents")])


@skill.tool("save_place")
def save_place(ctx: Context, label: str, destination: str = "", choice: str = "") -> ToolResult:
    """Remember where the car is, or a place that is named."""
    if destination:
        place = picked(ctx, choice)
        if isinstance(place, ToolResult):
            return place
        kept = place["place"]
    elif stopped := cannot(ctx):
        return stopped
    else:
        kept = found(ctx)["here"]
    effect = Effect("navigation.save", label, args={"place": kept})
    return done("saved", [effect], label=_called(ctx, label))


@skill.tool("saved_places")
def saved_places(ctx: Context) -> ToolResult:
    """Tell the saved places by their names."""
    names = [_called(ctx, label) for label in _saved(ctx)]
    if not names:
        return answered("none_saved")
    values = {"names": names[:SAID], "more": len(names) - len(names[:SAID])}
    return ToolResult("saved_places", values, card=_list(ctx, "saved", names))


@skill.tool("forget_place")
def forget_place(ctx: Context, label: str) -> ToolResult:
    """Forget one saved place; it can be taken back."""
    called = {_called(ctx, known): known for known in _saved(ctx)}
    if label in called.values():
        meant = label
    else:
        best = likely(best_matches(label, list(called), ctx.language))
        if len(best) != 1:
            return answered("no_such_saved", name=_called(ctx, label))
        meant = called[best[0].candidate]
    effect = Effect("navigation.forget", meant)
    return done("place_forgotten", [effect], label=_called(ctx, meant))


def _saved(ctx: Context) -> dict[str, Any]:
    return dict(state(ctx).get("saved", {}))


def _called(ctx: Context, label: str) -> str:
    return SAVED[ctx.language].get(label, label)


def _list(ctx: Context, title: str, names: list[str]) -> dict[str, Any]:
    items = [{"title": name} for name in names]
    return {"type": "list", "title": TITLES[ctx.language][title], "items": items}
