"""The climate's cards: how every zone, or seat, will be once the effects have worked. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from assistant.skillhost.cabin import SEAT_NAMES, SEATS, after, place
from assistant.skillhost.sdk import Context, Effect

from .warmth import HEATING, WHEEL, level_name

TITLE = {"en": "Climate", "zh": "空调"}
SWITCHES = {
    "air_conditioning": "Vehicle.Cabin.HVAC.IsAirConditioningActive",
    "recirculation": "Vehicle.Cabin.HVAC.IsRecirculationActive",
    "front_defrost": "Vehicle.Cabin.HVAC.IsFrontDefrosterActive",
    "rear_defrost": "Vehicle.Cabin.HVAC.IsRearDefrosterActive",
    "auto": "Vehicle.Private.HVAC.IsAutoActive",
    "sync": "Vehicle.Private.HVAC.IsSyncActive",
}
SEAT_WORDS = {
    "en": {
        "title": "Seat climate", "wheel": "Steering wheel", "off": "Off",
        "heating": "Heating", "cooling": "Ventilation",
        **SEAT_NAMES["en"], "low": "low", "medium": "medium", "high": "high",
    },
    "zh": {
        "title": "座椅温控", "wheel": "方向盘", "off": "关", "heating": "加热", "cooling": "通风",
        **SEAT_NAMES["zh"], "low": "低档", "medium": "中档", "high": "高档",
    },
}  # fmt: skip


def climate_card(ctx: Context, effects: Iterable[Effect]) -> dict[str, Any]:
    """Return the card; a value that is not known is None."""
    seen = after(ctx, effects)
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


def warmth_card(ctx: Context, effects: Iterable[Effect]) -> dict[str, Any] | None:
    """Return what is heated or cooled: the seats that the car tells of, and the steering wheel."""
    words = SEAT_WORDS[ctx.language]
    seen = after(ctx, effects)
    paths = {seat: place(ctx, seat).seat(HEATING) for seat in SEATS} | {"wheel": WHEEL}
    items = [
        {"title": words[name], "value": _warmth(seen[path], words)}
        for name, path in paths.items()
        if seen.get(path) is not None
    ]
    return {"type": "list", "title": words["title"], "items": items} if items else None


def _warmth(value: Any, words: dict[str, str]) -> str:
    """Return a level of -100 (cooling) … 100 (heating) percent in words."""
    level = level_name(float(value))
    mode = words["heating" if float(value) > 0 else "cooling"]
    return words["off"] if level == "off" else f"{mode} · {words[level]}"
