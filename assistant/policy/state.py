"""How the car is moving, and what the screen may then show.

Pure: no clock, no IO. Unknown, stale, contradictory or absurd readings give the strictest
answer. Driving states and restriction flags are those of Android Automotive OS ("Car User
Experience Restrictions", source.android.com/docs/automotive/driver_distraction/car_uxr, and
``CarUxRestrictions``): parked is gear P, idling is another gear at speed 0, else moving. Unlike
there, gear P at speed is no park.

    >>> driving_state(Reading(0.0, 9.5), Reading(126, 9.5), 10.0)
    <DrivingState.PARKED: 'parked'>
    >>> driving_state(None, Reading(126, 9.5), 10.0)
    <DrivingState.MOVING: 'moving'>
"""

from __future__ import annotations

import math
from enum import StrEnum

from assistant.policy.markets import market_rules
from assistant.vehicle.interface import Reading

SPEED = "Vehicle.Speed"
GEAR = "Vehicle.Powertrain.Transmission.SelectedGear"

STALE_S = 2.0
"""A speed or gear older than this is unknown."""

CLOCK_SLACK_S = 0.1
"""How far in the future a reading's stamp may lie before it is taken as wrong."""

PARK = 126
"""``SelectedGear`` in park (VSS)."""


class DrivingState(StrEnum):
    """How the car is moving."""

    PARKED = "parked"
    IDLING = "idling"
    MOVING = "moving"


class UxRestriction(StrEnum):
    """What the screen must not do now: the flags of AAOS."""

    NO_DIALPAD = "no_dialpad"
    NO_FILTERING = "no_filtering"
    LIMIT_STRING_LENGTH = "limit_string_length"
    NO_KEYBOARD = "no_keyboard"
    NO_VIDEO = "no_video"
    LIMIT_CONTENT = "limit_content"
    NO_SETUP = "no_setup"
    NO_TEXT_MESSAGE = "no_text_message"
    NO_VOICE_TRANSCRIPTION = "no_voice_transcription"


FULLY_RESTRICTED = frozenset(UxRestriction)

STANDING = frozenset({UxRestriction.NO_VIDEO, UxRestriction.NO_SETUP})
"""AAOS's default for a car that stands out of park."""


def driving_state(speed: Reading | None, gear: Reading | None, now_s: float) -> DrivingState:
    """Return how the car is moving.

    Args:
        speed: of ``SPEED``, in km/h; its sign (reverse) doesn't matter.
        gear: of ``GEAR``.
        now_s: monotonic time in seconds, of the readings' clock.
    """
    speed_kmh, selected = fresh_number(speed, now_s), fresh_number(gear, now_s)
    if speed_kmh is None or selected is None or speed_kmh != 0:
        return DrivingState.MOVING
    return DrivingState.PARKED if selected == PARK else DrivingState.IDLING


def fresh_number(reading: Reading | None, now_s: float) -> float | None:
    """Return a reading's number; None when it is missing, stale, from the future or no number."""
    if reading is None or isinstance(reading.value, (bool, str)):
        return None
    if not -CLOCK_SLACK_S <= now_s - reading.at_s <= STALE_S:
        return None
    try:
        number = float(reading.value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def restrictions(state: DrivingState, market: str) -> frozenset[UxRestriction]:
    """Return what the screen must not do; an unknown market has the strictest rules."""
    if state is DrivingState.PARKED:
        return frozenset()
    if state is DrivingState.IDLING and not market_rules(market).restricted_until_park:
        return STANDING
    return FULLY_RESTRICTED
