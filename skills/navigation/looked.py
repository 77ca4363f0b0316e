"""What was looked up for a call, and which of the places found is meant. Pure.

The service ``navigation`` searches before each call (``lookup`` in the manifest); what it found
is in ``ctx.services["navigation"]["found"]``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.skillhost.cabin import answered, refused
from assistant.skillhost.names import best_matches, likely
from assistant.skillhost.sdk import Context, Effect, Skill, ToolResult

from .told import distance, duration, kind_told, places_card, start_card

skill = Skill("navigation")

TOLD = 2
"""So many places are read aloud; the card shows all."""

SAVED = {"en": {"home": "home", "work": "work"}, "zh": {"home": "家", "work": "公司"}}
"""What the two labels are called that everybody has."""

NEAR_S = 60
"""Of a place that is nearer than this, the distance is told and not the time."""

_PLACES = (
    ("first", "1st", "nearest", "closer", "closest", "第一", "第1", "前一个", "前面", "近"),
    ("second", "2nd", "other", "latter", "第二", "第2", "后一个", "后面", "另"),
)
_YES = {
    "yes", "yeah", "yep", "sure", "ok", "okay", "right",
    "是", "是的", "好", "好的", "对", "对的", "嗯", "可以", "行",
}  # fmt: skip
_THERE = ("there", "go to it", "that one", "那里", "那儿", "那家", "过去")
_NO = {
    "no", "nope", "neither", "none", "no thanks", "neither of them", "none of them",
    "不", "不是", "不要", "都不是", "都不要", "不用", "不用了", "算了",
}  # fmt: skip


def state(ctx: Context) -> dict[str, Any]:
    """Return what the service shows."""
    return dict(ctx.services.get("navigation", {}))


def found(ctx: Context) -> dict[str, Any]:
    """Return what was looked up for this call."""
    return dict(state(ctx).get("found", {"status": "no_map"}))


def units(ctx: Context) -> str:
    """Return ``metric`` or ``imperial``."""
    return str(state(ctx).get("units", "metric"))


def trip(ctx: Context) -> dict[str, Any] | None:
    """Return the running trip."""
    running: dict[str, Any] | None = state(ctx).get("trip")
    return running


def cannot(ctx: Context) -> ToolResult | None:
    """Return the honest no of a car without map or position, None where there are both."""
    status = str(found(ctx).get("status", "no_map"))
    return None if status == "ok" else refused(status, title=found(ctx).get("title", ""))


def no_trip(ctx: Context) -> ToolResult | None:
    """Return what is said where guidance is needed and none runs."""
    return None if trip(ctx) else answered("no_trip")


def facts(ctx: Context, place: dict[str, Any]) -> dict[str, Any]:
    """Return what a reply says of a found place."""
    drive_s = place["drive_s"]
    far = distance(place["distance_m"], ctx.language, units(ctx))
    near = drive_s is None or drive_s < NEAR_S
    return {
        "name": place["label"],
        "time": far if near else duration(drive_s, ctx.language),
        "far": far,
        "closed": place["open"] is False,
        "number": found(ctx).get("number", ""),
        "saved": place["place"].get("saved", ""),
    }


def nothing(ctx: Context) -> ToolResult:
    """Return what is said when no place fits."""
    looked = found(ctx)
    if looked.get("elsewhere"):
        return refused("on_other_map", name=looked["asked"], title=looked["elsewhere"])
    kind = kind_told(looked, ctx.language)
    if looked.get("unsaid") == "closed":
        return answered("all_closed", kind=kind)
    if looked.get("unsaid"):
        return answered("map_does_not_say", kind=kind, want=looked["unsaid"])
    if kind:
        return answered("none_of_kind", kind=kind)
    name = looked.get("asked", "")
    return answered("not_found", name=name) if name else answered("nothing_told")


def beyond(ctx: Context, then: str | None = None) -> ToolResult | None:
    """Return the offer of the nearest place where none is as near as was asked for, else None.

    The tool ``then`` takes the answer.
    """
    looked = found(ctx)
    limit = looked.get("beyond")
    if not limit:
        return None
    offered = looked["places"][:1]
    values = {
        **facts(ctx, offered[0]),
        **limit,
        "kind": kind_told(looked, ctx.language) or looked["asked"],
    }
    card = places_card("choice", offered, ctx, units(ctx))
    return ToolResult(
        "beyond", values, outcome="asked", missing="choice", answer_to=then, card=card
    )


def picked(ctx: Context, choice: str) -> ToolResult | dict[str, Any]:
    """Return the place that is meant, or what to say when it is not clear which."""
    if stopped := cannot(ctx):
        return stopped
    looked = found(ctx)
    places = looked["places"]
    if not places:
        return nothing(ctx)
    if choice and _plain(choice) in _NO:
        return answered("left")
    if not choice and (asked := beyond(ctx)):
        return asked
    offered = places[:TOLD]
    chosen = _chosen(ctx, offered, choice) if choice else None
    if chosen is not None:
        return chosen
    if looked["decision"] == "sure" and not choice:
        return dict(places[0])
    return which(ctx)


def which(ctx: Context, then: str | None = None) -> ToolResult:
    """Return the question which of the likeliest places is meant; ``then`` takes the answer."""
    offered = found(ctx)["places"][:TOLD]
    return ToolResult(
        "which",
        {"places": [facts(ctx, one) for one in offered]},
        outcome="asked",
        missing="choice",
        answer_to=then,
        card=places_card("choice", offered, ctx, units(ctx)),
    )


def _plain(choice: str) -> str:
    return choice.strip(" .。!！?？").casefold()


def _chosen(ctx: Context, places: Sequence[dict[str, Any]], choice: str) -> dict[str, Any] | None:
    """Return the place that an answer names: by yes, number, name or street."""
    plain = _plain(choice)
    if plain in _YES or any(way in plain for way in _THERE):
        return dict(places[0])
    for place, ways in zip(places, _PLACES, strict=False):
        if any(way in plain for way in ways):
            return dict(place)
    names: dict[str, dict[str, Any]] = {}
    for one in places:
        for name in (one["label"], one["place"]["street"]):
            names.setdefault(name, one)
    best = likely(best_matches(choice, [name for name in names if name], ctx.language))
    return dict(names[best[0].candidate]) if len(best) == 1 else None


def start(ctx: Context, place: dict[str, Any]) -> ToolResult:
    """Return the result that guides to a place."""
    running = trip(ctx)
    if running and not running["stops"] and _same(place["place"], running["destination"]):
        return answered("already", **facts(ctx, place))
    if place.get("refill"):
        stop = place["refill"]
        effect = Effect("navigation.start", args={"place": place["place"], "stops": [stop]})
        values = {**facts(ctx, place), "stop": stop["label"]}
        return ToolResult("refill", values, (effect,), "done", card=start_card(place, ctx))
    if "refill" in place:
        reply = "too_far"
    elif running:
        reply = "changed"
    else:
        home_or_work = {"home": "going_home", "work": "going_work"}
        reply = home_or_work.get(place["place"].get("saved", ""), "going")
    return _guided(ctx, place, "navigation.start", reply)


def stop_at(ctx: Context, place: dict[str, Any]) -> ToolResult:
    """Return the result that adds a place to the trip; without one it is the destination."""
    running = trip(ctx)
    if not running:
        return start(ctx, place)
    if any(_same(place["place"], one) for one in (*running["stops"], running["destination"])):
        return answered("already", **facts(ctx, place))
    return _guided(ctx, place, "navigation.add_stop", "stop_added")


def _same(place: dict[str, Any], other: dict[str, Any]) -> bool:
    return (place["lat"], place["lon"]) == (other["lat"], other["lon"])


def _guided(ctx: Context, place: dict[str, Any], kind: str, reply: str) -> ToolResult:
    if place["drive_s"] is None:
        return refused("no_road", name=place["label"])
    effect = Effect(kind, args={"place": place["place"]})
    return ToolResult(reply, facts(ctx, place), (effect,), "done", card=start_card(place, ctx))
