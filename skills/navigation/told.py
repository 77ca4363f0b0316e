"""What is said and shown of places, times and distances. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from assistant.skillhost.sdk import Context
from assistant.skillhost.speech import spoken_duration, spoken_time

MINUTE_S = 60
HOUR_S = 3600
KM = 1000.0
MILE = 1609.344
FOOT = 0.3048
NEAR_KM = 10.0
"""From here on whole kilometers or miles are enough."""

TITLES = {
    "en": {
        "choice": "Which one?",
        "list": "Places",
        "routes": "Routes",
        "recents": "Recent",
        "saved": "Saved places",
    },
    "zh": {
        "choice": "选哪一个？",
        "list": "地点",
        "routes": "路线",
        "recents": "最近去过",
        "saved": "收藏的地点",
    },
}

CUISINES = {
    "italian": "意大利", "chinese": "中", "japanese": "日本", "thai": "泰国", "indian": "印度",
    "mexican": "墨西哥", "french": "法国", "korean": "韩国", "vietnamese": "越南", "pizza": "披萨",
    "burger": "汉堡", "sushi": "寿司", "ramen": "拉面", "vegetarian": "素食", "seafood": "海鲜",
    "steak": "牛排",
}  # fmt: skip
"""Kinds of food in Mandarin."""


def kind_told(looked: dict[str, Any], language: str) -> str:
    """Return the kind of place that was asked for in words, with its food: "italian restaurant"."""
    kind, food = str(looked.get("kind_name", "")), str(looked.get("cuisine", ""))
    if not kind or not food:
        return kind
    return f"{CUISINES.get(food, '')}{kind}" if language == "zh" else f"{food} {kind}"


def duration(seconds: float, language: str) -> str:
    """Return a driving time in words, to the minute: "four minutes", 四分钟."""
    if seconds < MINUTE_S:
        return "less than a minute" if language == "en" else "不到一分钟"
    return spoken_duration(round(seconds / MINUTE_S) * MINUTE_S, language)


def distance(metres: float, language: str, units: str) -> str:
    """Return a distance as it is said: "400 meters", "1.2 kilometers"; miles if ``imperial``."""
    if units == "imperial":
        near, far, step = ("feet", "miles", 50) if language == "en" else ("英尺", "英里", 50)
        small, large = metres / FOOT, metres / MILE
        short = large < 0.2  # noqa: PLR2004  a fifth of a mile
    else:
        near, far, step = ("meters", "kilometers", 50) if language == "en" else ("米", "公里", 50)
        small, large = metres, metres / KM
        short = large < 0.95  # noqa: PLR2004  what does not round to a kilometer
    gap = " " if language == "en" else ""
    if short:
        return f"{max(step, round(small / step) * step)}{gap}{near}"
    number = f"{large:.1f}".removesuffix(".0") if large < NEAR_KM else f"{large:.0f}"
    one = number == "1" and language == "en"
    return f"{number}{gap}{far.removesuffix('s') if one else far}"


def arrival(ctx: Context, seconds: float) -> str:
    """Return the time of day in ``seconds``, in words."""
    return spoken_time(
        datetime.fromisoformat(ctx.now_iso) + timedelta(seconds=seconds), ctx.language
    )


def item(found: dict[str, Any], ctx: Context, units: str) -> dict[str, Any]:
    """Return a found place as an entry of a card."""
    place = found["place"]
    far = [duration(found["drive_s"], ctx.language)] if found["drive_s"] is not None else []
    text = " · ".join([*far, distance(found["distance_m"], ctx.language, units)])
    return {"title": found["label"], "text": text, "lat": place["lat"], "lon": place["lon"]}


def places_card(
    kind: str, places: Sequence[dict[str, Any]], ctx: Context, units: str
) -> dict[str, Any]:
    """Return a card of places, ``choice`` or ``list``, with where they are for the map."""
    items = [item(one, ctx, units) for one in places]
    return {"type": kind, "title": TITLES[ctx.language][kind], "items": items}


def route_card(trip: dict[str, Any], ctx: Context) -> dict[str, Any]:
    """Return the card of the running trip: what is left, and the stops."""
    return {
        "type": "route",
        "title": trip["destination"]["label"],
        "distance_m": round(trip["remaining_m"]),
        "duration_s": round(trip["remaining_s"]),
        "arrival": arrival(ctx, trip["remaining_s"]),
        "next": trip["next"],
        "stops": [stop["label"] for stop in trip["stops"]],
    }


def start_card(found: dict[str, Any], ctx: Context) -> dict[str, Any]:
    """Return the card of a trip that begins."""
    place = found["place"]
    card = {"type": "route", "title": found["label"], "lat": place["lat"], "lon": place["lon"]}
    if found["drive_s"] is not None:
        card |= {
            "distance_m": round(found["distance_m"]),
            "duration_s": round(found["drive_s"]),
            "arrival": arrival(ctx, found["drive_s"]),
        }
    return card
