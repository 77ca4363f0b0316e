"""Where to, how long, which way. The service ``navigation`` has map, position and guidance."""

from __future__ import annotations

from typing import Any

from assistant.skillhost.cabin import answered, done, number, refused
from assistant.skillhost.sdk import Context, Effect, ToolResult

from . import here, kept  # noqa: F401  their tools register themselves
from .looked import (
    SAVED,
    TOLD,
    beyond,
    cannot,
    facts,
    found,
    no_trip,
    nothing,
    picked,
    skill,
    start,
    state,
    stop_at,
    trip,
    units,
    which,
)
from .told import TITLES, arrival, distance, duration, places_card, route_card

RANGE = "Vehicle.Powertrain.Range"
TYPE = "Vehicle.Powertrain.Type"
NOW_M = 20.0
"""A manoeuvre so near is now."""


# --- going ----------------------------------------------------------------------------------


@skill.tool("go_to")
def go_to(ctx: Context, choice: str = "", **wanted: Any) -> ToolResult:
    """Guide to a place; asks for whatever is not clear."""
    if not wanted and not choice:
        return ToolResult("where_to", outcome="asked", missing="destination")
    if unknown := _not_saved(ctx, str(wanted.get("saved", ""))):
        return unknown
    place = picked(ctx, choice)
    return place if isinstance(place, ToolResult) else start(ctx, place)


def _not_saved(ctx: Context, saved: str) -> ToolResult | None:
    if not saved or state(ctx).get("saved", {}).get(saved):
        return None
    return cannot(ctx) or refused("not_saved", place=SAVED[ctx.language][saved], saved=saved)


@skill.tool("add_stop")
def add_stop(ctx: Context, choice: str = "", **wanted: Any) -> ToolResult:
    """Add a stop on the way."""
    if not wanted and not choice:
        return ToolResult("stop_where", outcome="asked", missing="destination")
    place = picked(ctx, choice)
    return place if isinstance(place, ToolResult) else stop_at(ctx, place)


@skill.tool("remove_stop")
def remove_stop(ctx: Context, which: str = "next", destination: str = "") -> ToolResult:
    """Take one stop or all out of the route; a stop may be called by its name or kind."""
    running = trip(ctx)
    if not running:
        return answered("no_trip")
    if destination:
        return _without(ctx, running, destination)
    if not running["stops"]:
        return answered("no_stops")
    effect = Effect("navigation.remove_stop", which)
    return done("stops_removed" if which == "all" else "stop_removed", [effect])


def _without(ctx: Context, running: dict[str, Any], said: str) -> ToolResult:
    """Leave a place out of the trip, its destination too."""
    meant, stops = found(ctx).get("meant"), running["stops"]
    if meant is None:
        return answered("not_on_route", name=said)
    if meant in stops:
        effect = Effect("navigation.remove_stop", args={"place": meant})
        return done("one_stop_removed", [effect], name=meant["label"])
    if not stops:
        return done("cancelled", [Effect("navigation.cancel")])
    effect = Effect("navigation.start", args={"place": stops[-1], "stops": stops[:-1]})
    return done("only_to", [effect], name=stops[-1]["label"])


@skill.tool("charge")
def charge(ctx: Context, **wanted: Any) -> ToolResult:  # noqa: ARG001  it is looked up
    """Guide to a charging station within the range."""
    return _energy(ctx)


@skill.tool("refuel")
def refuel(ctx: Context) -> ToolResult:
    """Guide to a gas station within the range."""
    return refused("electric") if ctx.signals.get(TYPE) == "ELECTRIC" else _energy(ctx)


def _energy(ctx: Context) -> ToolResult:
    if stopped := cannot(ctx):
        return stopped
    looked = found(ctx)
    usable = [one for one in looked["places"] if one["drive_s"] is not None]
    if not usable:
        return nothing(ctx)
    if asked := beyond(ctx, "go_to"):
        return asked
    range_m = number(ctx, RANGE)
    near = [one for one in usable if range_m is None or one["distance_m"] <= range_m]
    open_now = [one for one in near if one["open"] is not False]
    if not near:
        return refused("out_of_range", **facts(ctx, usable[0]))
    return stop_at(ctx, (open_now or near)[0])


@skill.tool("cancel")
def cancel(ctx: Context) -> ToolResult:
    """End the guidance."""
    return no_trip(ctx) or done("cancelled", [Effect("navigation.cancel")])


# --- places ---------------------------------------------------------------------------------


@skill.tool("nearest")
def nearest(ctx: Context, **wanted: Any) -> ToolResult:  # noqa: ARG001  it is looked up
    """Tell the nearest places of a kind."""
    return cannot(ctx) or _told(ctx, "nearest", "go_to")


@skill.tool("along_route")
def along_route(ctx: Context, **wanted: Any) -> ToolResult:  # noqa: ARG001  it is looked up
    """Tell what is along the route."""
    return cannot(ctx) or no_trip(ctx) or _told(ctx, "on_the_way", "add_stop")


def _told(ctx: Context, reply: str, then: str) -> ToolResult:
    """Tell places, and ask whether to go there; the tool ``then`` takes the answer."""
    looked = found(ctx)
    places = looked["places"]
    if not places:
        return nothing(ctx)
    if asked := beyond(ctx, then):
        return asked
    if looked["decision"] == "ask" and reply == "nearest":
        return which(ctx, then)
    values = {"places": [facts(ctx, place) for place in places[:TOLD]]}
    card = places_card("list", places, ctx, units(ctx))
    return ToolResult(reply, values, outcome="asked", missing="choice", answer_to=then, card=card)


@skill.tool("where_is")
def where_is(ctx: Context, **wanted: Any) -> ToolResult:  # noqa: ARG001  it is looked up
    """Tell where a place is that is called by its name."""
    return cannot(ctx) or _told(ctx, "where_is", "go_to")


# --- the route ------------------------------------------------------------------------------


@skill.tool("alternatives")
def alternatives(ctx: Context) -> ToolResult:
    """Tell other routes, at most two at a time."""
    if stopped := no_trip(ctx) or cannot(ctx):
        return stopped
    routes = found(ctx)["routes"]
    if len(routes) < TOLD:
        return answered("only_one_route")
    told = [_route(ctx, one) for one in routes[:TOLD]]
    items = [{"title": one["via"], "text": f"{one['time']} · {one['far']}"} for one in told]
    card = {"type": "choice", "title": TITLES[ctx.language]["routes"], "items": items}
    return ToolResult("routes", {"routes": told}, card=card)


def _route(ctx: Context, route: dict[str, Any]) -> dict[str, Any]:
    return {
        "via": route["via"],
        "time": duration(route["duration_s"], ctx.language),
        "far": distance(route["length_m"], ctx.language, units(ctx)),
    }


@skill.tool("take_route")
def take_route(ctx: Context, route: str) -> ToolResult:
    """Take one of the routes."""
    if stopped := no_trip(ctx) or cannot(ctx):
        return stopped
    routes = found(ctx)["routes"]
    order = range(len(routes))
    index = {
        "first": 0,
        "second": 1,
        "other": 1,
        "third": 2,
        "fastest": min(order, key=lambda i: routes[i]["duration_s"], default=0),
        "shortest": min(order, key=lambda i: routes[i]["length_m"], default=0),
    }[route]
    if index >= len(routes):
        return answered("only_one_route")
    effect = Effect("navigation.take_route", routes[index]["id"])
    return done("route_taken", [effect], **_route(ctx, routes[index]))


@skill.tool("avoid")
def avoid(ctx: Context, road: str, state: str) -> ToolResult:
    """Avoid a kind of road, or use it again; a running trip is planned anew."""
    effect = Effect("navigation.avoid", road, value=state == "avoid")
    return done("avoiding" if state == "avoid" else "using", [effect], road=road, trip=trip(ctx))


@skill.tool("how_long")
def how_long(ctx: Context, about: str = "time", **wanted: Any) -> ToolResult:
    """Tell what is left of the trip, or how far another place is."""
    if wanted:
        return _not_saved(ctx, str(wanted.get("saved", ""))) or _far(ctx, about)
    running = trip(ctx)
    if not running:
        return answered("no_trip")
    values = _left(ctx, running["remaining_s"], running["remaining_m"])
    return ToolResult(f"left_{about}", values, card=route_card(running, ctx))


def _far(ctx: Context, about: str) -> ToolResult:
    place = picked(ctx, "yes")
    if isinstance(place, ToolResult):
        return place
    if place["drive_s"] is None:
        return answered("no_road", name=place["label"])
    values = _left(ctx, place["drive_s"], place["distance_m"])
    return ToolResult(f"far_{about}", {**values, "name": place["label"]})


def _left(ctx: Context, seconds: float, metres: float) -> dict[str, Any]:
    return {
        "time": duration(seconds, ctx.language),
        "far": distance(metres, ctx.language, units(ctx)),
        "arrival": arrival(ctx, seconds),
    }


@skill.tool("next_turn")
def next_turn(ctx: Context) -> ToolResult:
    """Tell the next manoeuvre and how far it is."""
    running = trip(ctx)
    if not running:
        return answered("no_trip")
    coming = running["next"]
    if not coming:
        return answered("no_turn")
    metres = coming["distance_m"]
    far = distance(metres, ctx.language, units(ctx)) if metres >= NOW_M else ""
    values = {"far": far, "what": coming["text"]}
    return ToolResult("next", values, card=route_card(running, ctx))


@skill.tool("show_route")
def show_route(ctx: Context) -> ToolResult:
    """Show the route."""
    running = trip(ctx)
    if not running:
        return answered("no_trip")
    values = _left(ctx, running["remaining_s"], running["remaining_m"])
    values |= {"name": running["destination"]["label"], "stops": len(running["stops"])}
    return ToolResult("overview", values, card=route_card(running, ctx))


@skill.tool("set_guidance")
def set_guidance(ctx: Context, state: str) -> ToolResult:  # noqa: ARG001  works without a trip
    """Let the guidance speak, or not."""
    return done(f"guidance_{state}", [Effect("navigation.mute", value=state == "off")])
