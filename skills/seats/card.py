"""The seats' cards: how seats will stand, their massage, saved positions and belts. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from assistant.skillhost.cabin import SEAT_NAMES, SEATS, after, place
from assistant.skillhost.sdk import Context, Effect

PARTS = {
    "position": ("Position", "mm"),
    "height": ("Height", "mm"),
    "backrest": ("Backrest.Recline", "°"),
    "lumbar": ("Backrest.LumbarSupport", "%"),
    "bolster": ("Backrest.SideBolsterSupport", "%"),
    "headrest": ("Headrest.Height", "mm"),
}
"""Signal and unit of each part that moves."""

LEVELS = {"off": 0, "low": 33, "medium": 66, "high": 100}
"""Percent of the massage's levels."""

LEVEL, PROGRAMME = "Massage.Level", "Massage.TypeActive"

WORDS = {
    "en": {
        "seat": "Seats", "massage": "Massage", "memory": "Saved positions", "belt": "Seat belts",
        "position": "Position", "height": "Height", "backrest": "Backrest", "lumbar": "Lumbar",
        "bolster": "Side bolsters", "headrest": "Headrest",
        **SEAT_NAMES["en"], "off": "Off", "low": "Low",
        "medium": "Medium", "high": "High", "WAVE": "Wave", "PULSE": "Pulse",
        "KNEAD": "Knead", "STRETCH": "Stretch", "saved": "Saved", "free": "Empty",
        "closed": "Fastened", "open": "Not fastened",
    },
    "zh": {
        "seat": "座椅", "massage": "按摩", "memory": "记忆位置", "belt": "安全带",
        "position": "前后", "height": "高度", "backrest": "靠背", "lumbar": "腰托",
        "bolster": "侧翼", "headrest": "头枕",
        **SEAT_NAMES["zh"], "off": "关", "low": "低档",
        "medium": "中档", "high": "高档", "WAVE": "波浪", "PULSE": "脉冲",
        "KNEAD": "揉捏", "STRETCH": "拉伸", "saved": "已保存", "free": "空",
        "closed": "已系", "open": "未系",
    },
}  # fmt: skip

Row = dict[str, Any]


def seat_card(ctx: Context, effects: tuple[Effect, ...], seats: tuple[str, ...]) -> Row | None:
    """Return how the seats that move, else the asked ones, will stand; None when unknown."""
    seen, words = after(ctx, effects), WORDS[ctx.language]
    moving = [one for one in SEATS if any(_is_at(ctx, one, effect) for effect in effects)]
    items = []
    for seat in moving or seats:
        for part, (leaf, unit) in PARTS.items():
            value = seen.get(place(ctx, seat).seat(leaf))
            if value is not None:
                sign = unit if unit == "°" else f" {unit}"
                told = f"{round(float(value))}{sign}"
                items.append({"title": words[part], "text": words[seat], "value": told})
    return _listed(words["seat"], items)


def _is_at(ctx: Context, seat: str, effect: Effect) -> bool:
    return effect.target.startswith(place(ctx, seat).seat(""))


def level_name(value: float) -> str:
    """Return the level nearest to a percentage; what runs at all is never called off."""
    return min(tuple(LEVELS)[1:], key=lambda name: abs(LEVELS[name] - value))


def massage_card(ctx: Context, effects: tuple[Effect, ...], seats: tuple[str, ...]) -> Row | None:
    """Return the massage of the asked seats."""
    seen, words = after(ctx, effects), WORDS[ctx.language]
    items = []
    for seat in seats:
        level = seen.get(place(ctx, seat).seat(LEVEL))
        if level is None:
            continue
        kind = words.get(str(seen.get(place(ctx, seat).seat(PROGRAMME))), "")
        told = " · ".join(filter(None, (words[level_name(float(level))], kind)))
        items.append({"title": words[seat], "value": told if level else words["off"]})
    return _listed(words["massage"], items)


def memory_card(ctx: Context, saved: Iterable[str], slots: Iterable[int], seat: str) -> Row:
    """Return which of a seat's positions are saved."""
    words, known = WORDS[ctx.language], set(saved)
    items = [
        {
            "title": f"{words['position'] if ctx.language == 'en' else '位置'} {slot}",
            "text": words[seat],
            "value": words["saved" if str(slot) in known else "free"],
        }
        for slot in slots
    ]
    return {"type": "list", "title": words["memory"], "items": items}


def belt_card(ctx: Context, seats: tuple[str, ...]) -> Row | None:
    """Return the belts of the seats that somebody may sit on."""
    words = WORDS[ctx.language]
    items = []
    for seat in seats:
        at = place(ctx, seat)
        belted = ctx.signals.get(at.seat("IsBelted"))
        if ctx.signals.get(at.seat("OccupancyStatus")) != "EMPTY" and belted is not None:
            items.append({"title": words[seat], "value": words["closed" if belted else "open"]})
    return _listed(words["belt"], items)


def _listed(title: str, items: list[Row]) -> Row | None:
    return {"type": "list", "title": title, "items": items} if items else None
