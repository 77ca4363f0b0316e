"""What the driver's screen may show now, and taking away what it may not.

The service withholds: what is not sent can't be shown by a screen with a mistake in it. The
flags come from the policy (AAOS), the limits are AAOS's defaults and, for lists, stricter.
Becoming stricter is immediate; the car must have been calm for a second before more is shown.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from assistant.events import EventType, RestrictionsChanged
from assistant.policy.state import DrivingState, UxRestriction, restrictions

MAX_STRING = 120
MAX_ITEMS = 6
MAX_DEPTH = 2
CALM_S = 1.0
LOOK_S = 0.1
"""How often the car is looked at; within 200 ms of moving, the screen is restricted."""

_STRICTNESS = (DrivingState.PARKED, DrivingState.IDLING, DrivingState.MOVING)

TRANSCRIPTS: dict[str, tuple[str, ...]] = {
    EventType.PARTIAL: ("text",),
    EventType.FINAL: ("text",),
    EventType.INTENT: ("slots",),
    EventType.TURN_END: ("transcript", "slots"),
}
"""Fields that repeat what somebody said."""

LONG: dict[str, tuple[str, ...]] = {
    EventType.REPLY: ("text",),
    EventType.TURN_END: ("reply",),
    EventType.NOTICE: ("text",),
    EventType.ERROR: ("message",),
    EventType.CARD: ("card",),
}
"""Fields that hold text to read."""


@dataclass(frozen=True, slots=True)
class Driving:
    """The driving state that holds for the screen; ``calmer_since`` is when it got calmer."""

    state: DrivingState = DrivingState.MOVING
    calmer_since: float | None = None


def looked(before: Driving, seen: DrivingState, now_s: float) -> Driving:
    """Return what holds after a look at the car."""
    if _STRICTNESS.index(seen) >= _STRICTNESS.index(before.state):
        return Driving(seen)
    since = before.calmer_since if before.calmer_since is not None else now_s
    if now_s - since >= CALM_S:
        return Driving(seen)
    return replace(before, calmer_since=since)


def told(state: DrivingState, market: str, at_s: float) -> RestrictionsChanged:
    """Return the event that tells a driving state's restrictions."""
    flags = restrictions(state, market)
    return RestrictionsChanged(
        at_s=at_s,
        driving=str(state),
        flags=tuple(str(flag) for flag in UxRestriction if flag in flags),
        market=market,
        max_string=MAX_STRING,
        max_items=MAX_ITEMS,
        max_depth=MAX_DEPTH,
    )


def withheld(body: dict[str, Any], flags: Collection[str]) -> dict[str, Any]:
    """Return an event, or any object with its fields, without what the flags forbid to show."""
    kind = body.get("type", "")
    changed: dict[str, Any] = {}
    if UxRestriction.NO_VOICE_TRANSCRIPTION in flags:
        changed |= blank(body, TRANSCRIPTS.get(kind, ()))
    for name in LONG.get(kind, ()):
        if name in body:
            changed[name] = _limited(body[name], flags, 0)
    if kind == EventType.CARD and UxRestriction.NO_VIDEO in flags:
        changed["card"] = _without_pictures(changed["card"])
    return {**body, **changed} if changed else body


def blank(body: dict[str, Any], names: Collection[str]) -> dict[str, Any]:
    """Return those fields that the body has, as empty values of their kind."""
    return {name: type(body[name])() for name in names if name in body}


def _without_pictures(value: Any) -> Any:
    """Return plain data without the addresses of pictures."""
    if isinstance(value, dict):
        return {key: _without_pictures(one) for key, one in value.items() if key != "image"}
    return [_without_pictures(one) for one in value] if isinstance(value, list) else value


def _limited(value: Any, flags: Collection[str], depth: int) -> Any:
    if isinstance(value, str):
        return short(value) if UxRestriction.LIMIT_STRING_LENGTH in flags else value
    few = UxRestriction.LIMIT_CONTENT in flags
    if few and isinstance(value, (dict, list)) and depth > MAX_DEPTH:
        return type(value)()
    if isinstance(value, dict):
        return {key: _limited(one, flags, depth + 1) for key, one in value.items()}
    if isinstance(value, list):
        kept = value[:MAX_ITEMS] if few else value
        return [_limited(one, flags, depth + 1) for one in kept]
    return value


def short(text: str) -> str:
    """Return a text of at most ``MAX_STRING`` characters, cut after a word with an ellipsis."""
    if len(text) <= MAX_STRING:
        return text
    cut = text[: MAX_STRING - 1]
    head, space, _ = cut.rpartition(" ")
    return (head if space and len(head) > MAX_STRING // 2 else cut).rstrip() + "…"
