"""Care for the people in the car: tired, unwell, in need of help.

Advice is short and known to be right (README). The cabin is changed only after a yes to an
offer; an emergency call is offered before anything else is said.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.skillhost.cabin import flag, number, place
from assistant.skillhost.sdk import Context, Effect, Skill, ToolResult, set_signal
from assistant.skillhost.speech import MINUTE_S, spoken_duration

from .card import break_card, help_card

skill = Skill("care")

TRIP_S = "Vehicle.TripDuration"
RECIRCULATION = "Vehicle.Cabin.HVAC.IsRecirculationActive"

BREAK_AFTER_S = 2 * 3600
"""A break of at least 15 minutes is due after two hours."""

COOLER_C, COOLEST_C = 2.0, 18.0
"""The cabin is made cooler by so much, and not cooler than this."""

EMERGENCY_NUMBER = "112"
"""Where the phone does not name its market's: 112 reaches help from any mobile phone in Europe,
and in most other countries."""


def driven_s(ctx: Context) -> float | None:
    """Return how long this trip has lasted, in seconds; None when the car does not say."""
    return number(ctx, TRIP_S)


def driven(ctx: Context) -> str:
    """Return the trip's time in words, empty when unknown or under a minute."""
    whole = (driven_s(ctx) or 0.0) // MINUTE_S * MINUTE_S
    return spoken_duration(whole, ctx.language) if whole else ""


def due(ctx: Context) -> bool:
    """Return True when the trip has lasted so long that a break is due."""
    return (driven_s(ctx) or 0.0) >= BREAK_AFTER_S


def fresh(ctx: Context) -> tuple[Effect, ...]:
    """Return what lets in fresh and cooler air at the speaker's seat, as far as it is needed."""
    effects = []
    if flag(ctx, RECIRCULATION) is not False and ctx.zone in ("driver", "passenger"):
        effects.append(set_signal(RECIRCULATION, value=False))
    path = place(ctx, ctx.zone).station("Temperature")
    now = number(ctx, path)
    if now is not None and now > COOLEST_C:
        effects.append(set_signal(path, max(COOLEST_C, now - COOLER_C)))
    return tuple(effects)


def offered(ctx: Context, reply: str, answer: str | None, **values: object) -> ToolResult:
    """Return advice with the offer of fresh air, or what the answer to the offer brings."""
    effects = fresh(ctx)
    if answer == "no":
        return ToolResult(reply="as_you_like")
    if answer == "yes":
        if not effects:
            return ToolResult(reply="already_fresh")
        return ToolResult(reply="fresh", effects=effects, outcome="done")
    values = {**values, "offer": bool(effects)}
    if not effects:
        return ToolResult(reply=reply, values=values)
    return ToolResult(reply=reply, values=values, outcome="asked", missing="fresh_air")


@skill.tool("tired")
def tired(ctx: Context, fresh_air: str | None = None) -> ToolResult:
    """Advise the driver to stop and nap; others may simply sleep."""
    if ctx.zone != "driver":
        return offered(ctx, "tired_passenger", fresh_air)
    told = offered(ctx, "tired", fresh_air, time=driven(ctx), due=due(ctx))
    if fresh_air is not None:
        return told
    return replace(told, card=break_card(ctx.language, driven(ctx), now=True))


@skill.tool("unwell")
def unwell(ctx: Context, how: str = "stressed", fresh_air: str | None = None) -> ToolResult:
    """Say what helps; a driver who is dizzy must stop."""
    if how == "bored":
        return ToolResult(reply="bored")
    reply = f"{how}_driver" if how == "dizzy" and ctx.zone == "driver" else how
    return offered(ctx, reply, fresh_air)


@skill.tool("emergency")
def emergency(ctx: Context, call: str | None = None) -> ToolResult:
    """Offer the emergency call, or make it."""
    phone = ctx.services.get("phone")
    to = str((phone or {}).get("emergency_number") or EMERGENCY_NUMBER)
    values = {"number": to}
    if phone is None:
        return ToolResult(reply="no_phone", values=values, outcome="refused")
    if call == "no":
        return ToolResult(reply="no_call", values=values)
    if call is None:
        card = help_card(ctx.language, to)
        return ToolResult("offer_call", values, outcome="asked", missing="call", card=card)
    return ToolResult(
        reply="calling",
        values=values,
        effects=(Effect("phone.call", args={"number": to}),),
        outcome="done",
        question="offer_call",
        card=help_card(ctx.language, to),
    )


@skill.tool("driving_time")
def driving_time(ctx: Context) -> ToolResult:
    """Say how long this trip has lasted."""
    if driven_s(ctx) is None:
        return ToolResult(reply="unknown_time")
    return _advised(ctx, "driving_time" if driven(ctx) else "just_started")


@skill.tool("break_advice")
def break_advice(ctx: Context) -> ToolResult:
    """Say when a break is due and what helps."""
    return _advised(ctx, "advice")


def _advised(ctx: Context, reply: str) -> ToolResult:
    time, now = driven(ctx), due(ctx)
    card = break_card(ctx.language, time, now=now)
    return ToolResult(reply, {"time": time, "due": now}, card=card)
