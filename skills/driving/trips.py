"""The trip computer and consumption.

Trip A is the car's own trip meter where it has one. For the others the service ``trip`` keeps
what the odometer was at the reset; the distance is the difference.
"""

from __future__ import annotations

from assistant.skillhost.cabin import answered, done, number, refused
from assistant.skillhost.sdk import (
    Context,
    Effect,
    ToolFunction,
    ToolResult,
    set_signal,
)
from assistant.skillhost.speech import spoken_duration

ODOMETER = "Vehicle.TraveledDistance"
METER = "Vehicle.TripMeterReading"
DRIVEN = "Vehicle.TraveledDistanceSinceStart"
DURATION = "Vehicle.TripDuration"
AVERAGE_SPEED = "Vehicle.AverageSpeed"
SPEED = "Vehicle.Speed"
ELECTRIC = "Vehicle.Private.TractionBattery."
FUEL = "Vehicle.Powertrain.FuelSystem."
CONSUMPTION = {"average": "AverageConsumption", "now": "InstantConsumption"}
M_PER_KM = 1000
SLOWEST_KMH = 5.0
"""Below this, the consumption per distance of the moment says nothing."""

CARD_TITLE = {"en": "Trip", "zh": "行程"}


def trip_info(ctx: Context, trip: str = "current") -> ToolResult:
    """Say how far and how long: since the start, or since trip A or B was reset."""
    if trip != "current":
        return _trip_since(ctx, trip)
    distance, seconds = number(ctx, DRIVEN), number(ctx, DURATION)
    if distance is None:
        return answered("unknown")
    speed, used = number(ctx, AVERAGE_SPEED), number(ctx, ELECTRIC + CONSUMPTION["average"])
    values = {
        "distance": round(distance / M_PER_KM, 1),
        "duration": _spoken(seconds, ctx.language) if seconds else None,
        "speed": None if speed is None else round(speed),
        "consumption": None if used is None else round(used, 1),
    }
    card = {"type": "text", "title": CARD_TITLE[ctx.language], **values}
    return ToolResult(reply="trip_current", values=values, card=card)


def _trip_since(ctx: Context, trip: str) -> ToolResult:
    """Return the answer about one of the trips that are reset by hand."""
    meter, odometer = number(ctx, METER), number(ctx, ODOMETER)
    if trip == "a" and meter is not None:
        return answered("trip_since", trip="A", distance=round(meter / M_PER_KM, 1))
    start = (ctx.services.get("trip") or {}).get(trip)
    if start is None:
        return answered("trip_never", trip=trip.upper())
    if odometer is None:
        return answered("unknown")
    distance = max(0.0, odometer - start["odometer_m"])
    return answered("trip_since", trip=trip.upper(), distance=round(distance / M_PER_KM, 1))


def reset_trip(ctx: Context, trip: str = "a") -> ToolResult:
    """Start trip A, B or both anew."""
    odometer = number(ctx, ODOMETER)
    effects = []
    for name in ("a", "b") if trip == "both" else (trip,):
        if name == "a" and number(ctx, METER) is not None:
            effects.append(set_signal(METER, 0))
        elif odometer is None:
            return refused("unknown")
        else:
            start = {"odometer_m": odometer, "at_iso": ctx.now_iso}
            effects.append(Effect("trip.reset", name, args=start))
    return done("trip_reset", effects, trip=trip.upper())


def consumption(ctx: Context, when: str = "average") -> ToolResult:
    """Say the consumption now, or the average of this trip."""
    speed = number(ctx, SPEED)
    if when == "now" and speed is not None and abs(speed) < SLOWEST_KMH:
        return answered("consumption_standing")
    for source, reply in ((ELECTRIC, "consumption"), (FUEL, "consumption_fuel")):
        value = number(ctx, source + CONSUMPTION[when])
        if value is not None and value < 0:
            return answered("consumption_recovering")
        if value is not None:
            return answered(reply, value=round(value, 1), when=when)
    return answered("unknown")


def _spoken(seconds: float, language: str) -> str:
    """Return a duration to the minute."""
    return spoken_duration(max(1, round(seconds / 60)) * 60, language)


TOOLS: dict[str, ToolFunction] = {
    "trip_info": trip_info,
    "reset_trip": reset_trip,
    "consumption": consumption,
}
