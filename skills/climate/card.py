"""The climate card: how every zone will be once the effects have worked. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from assistant.skillhost.cabin import SEATS, place
from assistant.skillhost.sdk import Context, Effect

TITLE = {"en": "Climate", "zh": "空调"}
SWITCHES = {
    "air_conditioning": "Vehicle.Cabin.HVAC.IsAirConditioningActive",
    "recirculation": "Vehicle.Cabin.HVAC.IsRecirculationActive",
    "front_defrost": "Vehicle.Cabin.HVAC.IsFrontDefrosterActive",
    "rear_defrost": "Vehicle.Cabin.HVAC.IsRearDefrosterActive",
    "auto": "Vehicle.Private.HVAC.IsAutoActive",
    "sync": "Vehicle.Private.HVAC.IsSyncActive",
}


def climate_card(ctx: Context, effects: Iterable[Effect]) -> dict[str, Any]:
    """Return the card; a value that is not known is None."""
    wanted = {effect.target: effect.value for effect in effects if effect.kind == "set"}
    seen = {**ctx.signals, **wanted}
    zones = []
    for seat in SEATS:
        at = place(ctx, seat)
        zones.append(
            {
                "seat": seat,
                "temperature": seen.get(at.station("Temperature")),
                "fan": seen.get(at.station("FanSpeed")),
                "air": seen.get(at.station("AirDistribution")),
                "seat_heating": seen.get(at.seat("Seating.HeatingCooling")),
            }
        )
    switches = {name: seen.get(path) for name, path in SWITCHES.items()}
    cabin = seen.get("Vehicle.Cabin.HVAC.AmbientAirTemperature")
    title = TITLE[ctx.language]
    return {"type": "climate", "title": title, "zones": zones, "cabin": cabin, **switches}
