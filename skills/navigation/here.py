"""Where the car is, what holds there, and how far it comes."""

from __future__ import annotations

from typing import Any

from assistant.skillhost.cabin import answered
from assistant.skillhost.sdk import Context, ToolResult

from .looked import cannot, found, skill, units
from .told import distance, duration

KM_PER_MILE = 1.609344


@skill.tool("where_am_i")
def where_am_i(ctx: Context, about: str = "road") -> ToolResult:
    """Tell the road, or the coordinates."""
    if stopped := cannot(ctx):
        return stopped
    looked = found(ctx)
    here = looked["here"]
    card = {"type": "map", "title": looked["road"], "lat": here["lat"], "lon": here["lon"]}
    if about == "coordinates":
        values = {"lat": round(here["lat"], 4), "lon": round(here["lon"], 4)}
        return ToolResult("coordinates", values, card=card)
    if not looked["road"]:
        return ToolResult("no_road_name", card=card)
    return ToolResult("here", {"road": looked["road"]}, card=card)


@skill.tool("speed_limit")
def speed_limit(ctx: Context) -> ToolResult:
    """Tell the speed limit, where the map says it."""
    if stopped := cannot(ctx):
        return stopped
    limit = found(ctx)["limit_kmh"]
    if limit is None:
        return answered("limit_unknown")
    miles = units(ctx) == "imperial"
    return answered("limit", limit=round(limit / KM_PER_MILE) if miles else limit, miles=miles)


@skill.tool("traffic")
def traffic(ctx: Context, where: str = "") -> ToolResult:  # noqa: ARG001  nothing is known about it
    """Tell honestly that the map knows no traffic."""
    return answered("no_traffic")


@skill.tool("reachable")
def reachable(ctx: Context, **wanted: Any) -> ToolResult:  # noqa: ARG001  it is looked up
    """Tell what the car can reach, by its range or in a time."""
    if stopped := cannot(ctx):
        return stopped
    looked = found(ctx)
    if looked["far_m"] is None:
        return answered("range_unknown")
    far = distance(looked["far_m"], ctx.language, units(ctx))
    card = {"type": "map", "title": far, "outline": looked["outline"]}
    values = {"far": far, "whole_map": looked["whole_map"], "title": looked["title"]}
    if looked["minutes"] is None:
        return ToolResult("reach_range", values, card=card)
    time = duration(looked["minutes"] * 60, ctx.language)
    return ToolResult("reach_time", {**values, "time": time}, card=card)
