"""The lights' cards: inside, ambient and outside, as they will be once the effects worked. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from assistant.skillhost.cabin import SEAT_NAMES, SEATS, after, place
from assistant.skillhost.sdk import Context, ToolResult

DOME = "Vehicle.Cabin.Light.IsDomeOn"
BODY = "Vehicle.Body.Lights."
SWITCH = f"{BODY}LightSwitch"
HIGH_BEAM = f"{BODY}Beam.High.IsOn"
HAZARD = f"{BODY}Hazard.IsSignaling"
FOG = {"front": f"{BODY}Fog.Front.IsOn", "rear": f"{BODY}Fog.Rear.IsOn"}
READING, AMBIENT = "Spotlight", "AmbientLight"

WORDS = {
    "en": {
        "inside": "Lights inside", "ambient": "Ambient light", "outside": "Lights outside",
        "dome": "Interior light", "headlights": "Headlights", "high_beam": "High beam",
        "fog_front": "Front fog lights", "fog_rear": "Rear fog light", "hazard": "Hazard lights",
        **SEAT_NAMES["en"], "on": "On", "off": "Off", "brightness": "Brightness",
        "OFF": "Off", "AUTO": "Automatic", "BEAM": "Low beam", "POSITION": "Parking lights",
        "DAYTIME_RUNNING_LIGHTS": "Daytime lights",
    },
    "zh": {
        "inside": "车内灯光", "ambient": "氛围灯", "outside": "车外灯光",
        "dome": "车内顶灯", "headlights": "大灯", "high_beam": "远光灯",
        "fog_front": "前雾灯", "fog_rear": "后雾灯", "hazard": "双闪",
        **SEAT_NAMES["zh"], "on": "开", "off": "关", "brightness": "亮度",
        "OFF": "关", "AUTO": "自动", "BEAM": "近光", "POSITION": "示廓灯",
        "DAYTIME_RUNNING_LIGHTS": "日行灯",
    },
}  # fmt: skip
OUTSIDE = {
    "high_beam": HIGH_BEAM,
    "fog_front": FOG["front"],
    "fog_rear": FOG["rear"],
    "hazard": HAZARD,
}

Row = dict[str, Any]


def inside_card(ctx: Context, seen: Row) -> Row:
    """Return the ceiling light and the reading light of each seat."""
    words = WORDS[ctx.language]
    items = [{"title": words["dome"], "value": _switch(words, seen.get(DOME))}]
    for seat in SEATS:
        lit = seen.get(place(ctx, seat).light(READING, "IsLightOn"))
        items.append({"title": words[seat], "value": _switch(words, lit)})
    return {"type": "list", "title": words["inside"], "items": items}


def outside_card(ctx: Context, seen: Row) -> Row:
    """Return the light switch and what shines or blinks outside."""
    words = WORDS[ctx.language]
    turned = words.get(str(seen.get(SWITCH)), "–")
    items = [{"title": words["headlights"], "value": turned}]
    items += [
        {"title": words[name], "value": _switch(words, seen.get(path))}
        for name, path in OUTSIDE.items()
    ]
    return {"type": "list", "title": words["outside"], "items": items}


def ambient_card(ctx: Context, seen: Row, seat: str) -> Row:
    """Return the colour and brightness of the ambient light at one seat."""
    words, at = WORDS[ctx.language], place(ctx, seat)
    lit = seen.get(at.light(AMBIENT, "IsLightOn"))
    percent = seen.get(at.light(AMBIENT, "Intensity"))
    told = [_switch(words, lit)]
    if lit and percent is not None:
        told.append(f"{words['brightness']} {round(float(percent))} %")
    card = {"type": "text", "title": words["ambient"], "text": " · ".join(told)}
    colour = seen.get(at.light(AMBIENT, "Color"))
    return {**card, "colour": str(colour)} if lit and colour else card


def _switch(words: dict[str, str], value: object) -> str:
    return "–" if value is None else words["on"] if value else words["off"]


def shown(ctx: Context, result: ToolResult, kind: str, seat: str) -> ToolResult:
    """Return a result with the card ``inside``, ``outside`` or ``ambient`` (of a seat)."""
    if result.outcome not in ("done", "answered") or result.reply == "unknown":
        return result
    seen = after(ctx, result.effects)
    if kind == "ambient":
        return replace(result, card=ambient_card(ctx, seen, seat))
    return replace(result, card=(inside_card if kind == "inside" else outside_card)(ctx, seen))
