"""The driving state and the restrictions that follow from it. Pure; unknown is moving."""

from __future__ import annotations

from enum import StrEnum

from assistant.vehicle.interface import Reading

STALE_S = 2.0
"""Older readings count as unknown."""

PARK = 126
"""``SelectedGear`` in Park (VSS)."""

STANDING_KMH = 0.5


class DrivingState(StrEnum):
    """AAOS driving states."""

    PARKED = "parked"
    IDLING = "idling"
    MOVING = "moving"


class UxRestriction(StrEnum):
    """AAOS UX restriction flags (android.car.drivingstate.CarUxRestrictions)."""

    NO_DIALPAD = "UX_RESTRICTIONS_NO_DIALPAD"
    NO_FILTERING = "UX_RESTRICTIONS_NO_FILTERING"
    LIMIT_STRING_LENGTH = "UX_RESTRICTIONS_LIMIT_STRING_LENGTH"
    NO_KEYBOARD = "UX_RESTRICTIONS_NO_KEYBOARD"
    NO_VIDEO = "UX_RESTRICTIONS_NO_VIDEO"
    LIMIT_CONTENT = "UX_RESTRICTIONS_LIMIT_CONTENT"
    NO_SETUP = "UX_RESTRICTIONS_NO_SETUP"
    NO_TEXT_MESSAGE = "UX_RESTRICTIONS_NO_TEXT_MESSAGE"
    NO_VOICE_TRANSCRIPTION = "UX_RESTRICTIONS_NO_VOICE_TRANSCRIPTION"


_IDLING = frozenset({UxRestriction.NO_VIDEO})
_MOVING = frozenset(UxRestriction)
_BY_MARKET = {
    "eu": {DrivingState.IDLING: _IDLING, DrivingState.MOVING: _MOVING},
    "us": {DrivingState.IDLING: _IDLING, DrivingState.MOVING: _MOVING},
    "cn": {DrivingState.IDLING: _IDLING, DrivingState.MOVING: _MOVING},
}


def driving_state(speed: Reading | None, gear: Reading | None, now_s: float) -> DrivingState:
    """Return how the car moves; unknown or stale (older than 2 s) signals mean moving."""
    for reading in (speed, gear):
        if reading is None or now_s - reading.at_s > STALE_S:
            return DrivingState.MOVING
        if isinstance(reading.value, (bool, str)):
            return DrivingState.MOVING
    assert speed is not None
    assert gear is not None
    if not abs(float(speed.value)) < STANDING_KMH:
        return DrivingState.MOVING
    return DrivingState.PARKED if gear.value == PARK else DrivingState.IDLING


def restrictions(state: DrivingState, market: str) -> frozenset[UxRestriction]:
    """Return what the screen may not do now; an unknown market gets the strictest rules."""
    if state is DrivingState.PARKED:
        return frozenset()
    return _BY_MARKET.get(market, {}).get(state, _MOVING)
