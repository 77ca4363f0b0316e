"""Cards as skills send them, one of each type, with what is said beside them."""

from __future__ import annotations

from typing import Any

from tests.browser.drawn import COMING, LIGHTHOUSE

WEATHER = {
    "type": "list",
    "title": "Weather",
    "items": [
        {"day": "today", "condition": "fair", "low": 4, "high": 11, "rain": 0},
        {"day": "tomorrow", "condition": "rain", "low": 6, "high": 9, "rain": 80},
        {"day": "on Monday", "condition": "snow", "low": -2, "high": 3, "rain": 40},
    ],
}
CHOICE = {
    "type": "choice",
    "title": "People",
    "items": [{"title": "Anna Berg", "text": "mobile"}, {"title": "Anna Lindqvist"}],
}
ROUTE = {
    "type": "route",
    "title": "Central Station",
    "distance_m": 12_400,
    "duration_s": 1500,
    "arrival_iso": "2026-11-21T14:40:00+00:00",
    "next": {"text": "Turn right into Station Road", "distance_m": 350},
}
MEDIA = {
    "type": "media",
    "title": "Clair de lune",
    "artist": "Claude Debussy",
    "album": "Suite bergamasque",
    "status": "playing",
    "position_s": 74,
    "duration_s": 301,
}
CLIMATE = {
    "type": "climate",
    "title": "Climate",
    "cabin": 19,
    "air_conditioning": True,
    "auto": True,
    "zones": [
        {"seat": "driver", "temperature": 21.5, "fan": 40},
        {"seat": "passenger", "temperature": 20, "fan": 40},
    ],
}
STORY = (
    "A fox once stood before a vine and looked up at the grapes. They hung high. It jumped, and "
    "jumped again, and could not reach them. So it turned around and said to itself that they "
    "were surely sour. "
)


def picture_card(picture: str, state: str) -> dict[str, Any]:
    """Return the card of a picture, as the skill sends it."""
    return {
        "type": "picture",
        "title": "A lighthouse in a stormy night",
        "alt": "A lighthouse in a stormy night",
        "picture": picture,
        "slot": picture,
        "image": f"/api/v1/pictures/{picture}.jpg",
        "state": state,
    }


CARDS: dict[str, tuple[str, dict[str, Any]]] = {
    "text": ("Here is the fable.", {"type": "text", "title": "The fox", "text": STORY * 2}),
    "list": ("Today it stays dry, up to 11 degrees.", WEATHER),
    "map": (
        "The next charging station is 2 kilometres away.",
        {
            "type": "map",
            "title": "Charging, Mill Lane",
            "address": "Mill Lane 4",
            "distance_m": 2100,
            "lat": 60.1722,
            "lon": 24.9446,
        },
    ),
    "route": ("25 minutes to the Central Station.", ROUTE),
    "picture": ("Here is your picture.", picture_card(LIGHTHOUSE, "ready")),
    "drawing": ("I'm drawing it.", picture_card(COMING, "drawing")),
    "media": ("Playing Clair de lune.", MEDIA),
    "climate": ("21.5 degrees.", CLIMATE),
    "timer": ("Ten minutes from now.", {"type": "timer", "title": "Tea", "remaining_s": 600}),
    "progress": (
        "Charging takes 40 more minutes.",
        {"type": "progress", "title": "Charging", "level": 62, "limit": 80, "left": "40 minutes"},
    ),
    "error": (
        "I can't reach the station.",
        {"type": "error", "title": "Radio", "text": "There is no network here."},
    ),
}
