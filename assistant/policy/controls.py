"""What each kind of control asks of the driving state, the value, and what the car reports.

The rights of seats and roles, and how often, are looked at in ``decide``.
"""

from __future__ import annotations

from assistant.policy.decision import ALLOWED, Decision, PolicyInput, confirm, number, refuse
from assistant.policy.markets import market_rules
from assistant.policy.roles import REAR_ZONES, seat_of
from assistant.policy.rules import (
    DAYLIGHT_PERCENT,
    FULL_LIGHT,
    MAX_RECLINE_DEG,
    ROOF_CLOSING,
    SOME_LIGHT,
    Control,
)
from assistant.policy.state import DrivingState
from assistant.skillhost.sdk import Effect
from assistant.vehicle.interface import Value

WINDOW_LOCK = "Vehicle.Cabin.IsWindowChildLockEngaged"
RAIN = "Vehicle.Body.Raindetection.Intensity"
DAYLIGHT = "Vehicle.Cabin.Light.PerceivedAmbientLight"
LIGHT_SWITCH = "Vehicle.Body.Lights.LightSwitch"
LOW_BEAM = "Vehicle.Body.Lights.Beam.Low.IsOn"
FRONT_FOG = "Vehicle.Body.Lights.Fog.Front.IsOn"

WHEN_PARKED: dict[Control, tuple[bool, str]] = {
    Control.DOOR: (True, "confirm_open"),
    Control.TRUNK: (True, "confirm_open"),
    Control.HOOD: (True, "confirm_open"),
    Control.LOCK: (False, "confirm_unlock"),
    Control.CHILD_LOCK: (False, "confirm_unlock"),
    Control.FLAP: (True, ""),
    Control.CABLE: (False, ""),
}
"""What waits for park: the value that does, and the question before it; empty: none."""


def decide_control(control: Control, effect: Effect, seen: PolicyInput) -> Decision:
    """Return whether a control may be brought to the effect's value."""
    match control:
        case Control.COMFORT:
            plain = isinstance(effect.value, (bool, str)) or number(effect.value) is not None
            return ALLOWED if plain else refuse("bad_value")
        case Control.WINDOW:
            return _window(effect, seen)
        case Control.ROOF:
            return _roof(effect.value, seen)
        case Control.WIPERS | Control.VIEW:
            return _view(control, effect.value, seen)
        case Control.POSITION | Control.SEAT | Control.RECLINE:
            return _position(control, effect, seen)
        case Control.LIGHT_SWITCH:
            return _light_switch(effect.value, seen)
        case Control.MIRRORS | Control.HIGH_BEAM | Control.FRONT_FOG | Control.REAR_FOG:
            return _switch(control, effect.value, seen)
        case _:
            parks = control in WHEN_PARKED
            return _when_parked(control, effect.value, seen) if parks else refuse("forbidden")


def _switch(control: Control, value: Value | None, seen: PolicyInput) -> Decision:
    """Allow the harmless value, off, always; on has its conditions."""
    if not isinstance(value, bool):
        return refuse("bad_value")
    if not value:
        return ALLOWED
    if control is Control.MIRRORS:
        return refuse("not_while_moving", control) if seen.moves else ALLOWED
    return ALLOWED if _lit_for(control, seen) else refuse("needs_light", control)


def _when_parked(control: Control, value: Value | None, seen: PolicyInput) -> Decision:
    if not isinstance(value, bool):
        return refuse("bad_value")
    risky, question = WHEN_PARKED[control]
    if value is not risky:
        return ALLOWED
    if seen.driving_state is not DrivingState.PARKED:
        return refuse("only_parked", control)
    return confirm(question, control) if question else ALLOWED


def _lit_for(control: Control, seen: PolicyInput) -> bool:
    """Return True when the lights that a lamp needs beside it are known to be on."""
    switch, low_beam = seen.readings.get(LIGHT_SWITCH), seen.readings.get(LOW_BEAM) is True
    if control is Control.FRONT_FOG:
        return low_beam or switch in SOME_LIGHT
    front_fog = control is Control.REAR_FOG and seen.readings.get(FRONT_FOG) is True
    return low_beam or front_fog or switch in FULL_LIGHT


def _light_switch(value: Value | None, seen: PolicyInput) -> Decision:
    if not isinstance(value, str):
        return refuse("bad_value")
    if value in FULL_LIGHT or seen.driving_state is DrivingState.PARKED:
        return ALLOWED
    if seen.moves:
        return refuse("lights_moving")
    daylight = number(seen.readings.get(DAYLIGHT))
    dark = daylight is None or daylight < DAYLIGHT_PERCENT
    return refuse("lights_dark") if dark else ALLOWED


def _view(control: Control, value: Value | None, seen: PolicyInput) -> Decision:
    """Ask back before the view may get worse: wipers or a defroster go off on the move."""
    wipers = control is Control.WIPERS
    if not isinstance(value, str if wipers else bool):
        return refuse("bad_value")
    if not seen.moves or value not in (False, "OFF"):
        return ALLOWED
    dry = wipers and number(seen.readings.get(RAIN)) == 0
    return ALLOWED if dry else confirm("confirm_off", control)


def _position(control: Control, effect: Effect, seen: PolicyInput) -> Decision:
    value = number(effect.value)
    if value is None:
        return refuse("bad_value")
    if not seen.moves:
        return ALLOWED
    if control is Control.POSITION:
        return refuse("not_while_moving", control)
    if seat_of(effect.target, seen.readings) == "driver":
        return refuse("not_while_moving", Control.SEAT)
    flat = control is Control.RECLINE and value > MAX_RECLINE_DEG
    return refuse("not_while_moving", control) if flat else ALLOWED


def _window(effect: Effect, seen: PolicyInput) -> Decision:
    position = number(effect.value)
    if position is None:
        return refuse("bad_value")
    opens = position > (number(seen.readings.get(effect.target)) or 0.0)
    if not opens:
        return ALLOWED
    if seen.zone in REAR_ZONES and seen.readings.get(WINDOW_LOCK) is not False:
        return refuse("child_lock")
    return refuse("window_speed") if _too_fast(seen) else ALLOWED


def _roof(value: Value | None, seen: PolicyInput) -> Decision:
    if not isinstance(value, str):
        return refuse("bad_value")
    if value not in ROOF_CLOSING and _too_fast(seen):
        return refuse("roof_speed")
    return ALLOWED


def _too_fast(seen: PolicyInput) -> bool:
    """Return True above the market's limit; a moving car of unknown speed is too fast."""
    if not seen.moves:
        return False
    speed_kmh = number(seen.speed_kmh)
    return not speed_kmh or abs(speed_kmh) > market_rules(seen.market).max_opening_kmh
