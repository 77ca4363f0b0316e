"""The scene program: what a picture shows, as plain typed data.

    program = from_json({"place": "mountain", "time": "night", "weather": "snow"})

Only ``place`` must be given; the rest has quiet defaults. ``JSON_SCHEMA`` describes the same
for a model that writes programs under a grammar.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from assistant.errors import InputError
from assistant.imaging.scene.subjects import SUBJECTS


class SceneError(InputError):
    """A scene program that can't be drawn; the message says which part and what is allowed."""

    code = "scene_program"


class Place(StrEnum):
    """Where the scene is."""

    MOUNTAIN = "mountain"
    COAST = "coast"
    DESERT = "desert"
    FOREST = "forest"
    CITY = "city"
    COUNTRYSIDE = "countryside"
    LAKE = "lake"
    ARCTIC = "arctic"
    JUNGLE = "jungle"
    ISLAND = "island"
    SEA = "sea"
    VILLAGE = "village"
    SPACE = "space"


class Time(StrEnum):
    """The hour of the light."""

    DAWN = "dawn"
    MORNING = "morning"
    NOON = "noon"
    SUNSET = "sunset"
    DUSK = "dusk"
    NIGHT = "night"


class Weather(StrEnum):
    """The weather."""

    CLEAR = "clear"
    CLOUDY = "cloudy"
    OVERCAST = "overcast"
    RAIN = "rain"
    SNOW = "snow"
    FOG = "fog"
    STORM = "storm"
    RAINBOW = "rainbow"


class Season(StrEnum):
    """The season of the plants; winter lies under snow where snow falls."""

    SPRING = "spring"
    SUMMER = "summer"
    AUTUMN = "autumn"
    WINTER = "winter"


class Style(StrEnum):
    """What the picture is made with."""

    FLAT = "flat"
    WATERCOLOR = "watercolor"
    CRAYON = "crayon"
    PAPERCUT = "papercut"
    INK = "ink"


class Feature(StrEnum):
    """Parts of a landscape that may be asked for."""

    ROAD = "road"
    RAILWAY = "railway"
    RIVER = "river"
    FLOWERS = "flowers"
    MOON = "moon"
    STARS = "stars"
    AURORA = "aurora"


class Distance(StrEnum):
    """How far away a subject stands."""

    NEAR = "near"
    MIDDLE = "middle"
    FAR = "far"


class Side(StrEnum):
    """Where across the picture a subject stands."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"
    ANY = "any"


class Setting(StrEnum):
    """What a subject is put on, where that was said."""

    NATURAL = "natural"
    HIGH = "high"
    ROAD = "road"
    LAND = "land"
    WATER = "water"
    SKY = "sky"


COLORS = (
    "red", "orange", "yellow", "green", "blue", "purple", "pink", "white", "black", "brown", "grey",
)  # fmt: skip
"""Colors by which subjects may be asked for; "" leaves the choice to the seed."""

MOST_OF_A_KIND = 12
MOST_SUBJECTS = 8


@dataclass(frozen=True, slots=True)
class SubjectPlacement:
    """``count`` subjects of one kind (a name of scene/subjects), and where they are."""

    kind: str
    count: int = 1
    color: str = ""
    distance: Distance = Distance.MIDDLE
    side: Side = Side.ANY
    setting: Setting = Setting.NATURAL


@dataclass(frozen=True, slots=True)
class SceneProgram:
    """Everything that decides a picture, except its size."""

    place: Place
    time: Time = Time.NOON
    weather: Weather = Weather.CLEAR
    season: Season = Season.SUMMER
    style: Style = Style.FLAT
    features: tuple[Feature, ...] = ()
    subjects: tuple[SubjectPlacement, ...] = ()
    seed: int = 0


def _choices(kind: type[StrEnum]) -> dict[str, Any]:
    return {"type": "string", "enum": [member.value for member in kind]}


JSON_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "place": _choices(Place),
        "time": _choices(Time),
        "weather": _choices(Weather),
        "season": _choices(Season),
        "style": _choices(Style),
        "features": {"type": "array", "items": _choices(Feature), "maxItems": len(Feature)},
        "subjects": {
            "type": "array",
            "maxItems": MOST_SUBJECTS,
            "items": {
                "type": "object",
                "properties": {
                    "kind": {"type": "string", "enum": sorted(SUBJECTS)},
                    "count": {"type": "integer", "minimum": 1, "maximum": MOST_OF_A_KIND},
                    "color": {"type": "string", "enum": ["", *COLORS]},
                    "distance": _choices(Distance),
                    "side": _choices(Side),
                    "setting": _choices(Setting),
                },
                "required": ["kind"],
                "additionalProperties": False,
            },
        },
        "seed": {"type": "integer", "minimum": 0},
    },
    "required": ["place"],
    "additionalProperties": False,
}
"""The JSON form of a program, for a model's grammar."""

Choice = TypeVar("Choice", bound=StrEnum)


def to_json(program: SceneProgram) -> dict[str, Any]:
    """The program as JSON data; ``from_json`` gives the same program back."""
    return {
        "place": program.place.value,
        "time": program.time.value,
        "weather": program.weather.value,
        "season": program.season.value,
        "style": program.style.value,
        "features": [feature.value for feature in program.features],
        "subjects": [
            {
                "kind": subject.kind,
                "count": subject.count,
                "color": subject.color,
                "distance": subject.distance.value,
                "side": subject.side.value,
                "setting": subject.setting.value,
            }
            for subject in program.subjects
        ],
        "seed": program.seed,
    }


def from_json(data: object) -> SceneProgram:
    """The program that JSON data describes.

    Raises:
        SceneError: a part is missing, unknown or not allowed; the message names it.
    """
    fields = _object(data, "a scene", JSON_SCHEMA["properties"])
    if "place" not in fields:
        raise SceneError(f"A scene needs a place: {', '.join(Place)}.")
    features = [_choice(Feature, item, "feature") for item in _list(fields, "features")]
    subjects = [_subject(item) for item in _list(fields, "subjects")]
    if len(subjects) > MOST_SUBJECTS:
        raise SceneError(f"A scene holds at most {MOST_SUBJECTS} kinds of subjects.")
    return SceneProgram(
        place=_choice(Place, fields["place"], "place"),
        time=_choice(Time, fields.get("time", Time.NOON), "time"),
        weather=_choice(Weather, fields.get("weather", Weather.CLEAR), "weather"),
        season=_choice(Season, fields.get("season", Season.SUMMER), "season"),
        style=_choice(Style, fields.get("style", Style.FLAT), "style"),
        features=tuple(dict.fromkeys(features)),
        subjects=tuple(subjects),
        seed=_number(fields.get("seed", 0), "seed", 0, None),
    )


def _subject(data: object) -> SubjectPlacement:
    fields = _object(
        data, "a subject", JSON_SCHEMA["properties"]["subjects"]["items"]["properties"]
    )
    kind = fields.get("kind")
    if not isinstance(kind, str) or kind not in SUBJECTS:
        raise SceneError(f"There is no subject {kind!r}; there are {', '.join(sorted(SUBJECTS))}.")
    color = fields.get("color", "")
    if color not in ("", *COLORS):
        raise SceneError(f"There is no color {color!r}; there are {', '.join(COLORS)}.")
    return SubjectPlacement(
        kind=kind,
        count=_number(fields.get("count", 1), "count", 1, MOST_OF_A_KIND),
        color=str(color),
        distance=_choice(Distance, fields.get("distance", Distance.MIDDLE), "distance"),
        side=_choice(Side, fields.get("side", Side.ANY), "side"),
        setting=_choice(Setting, fields.get("setting", Setting.NATURAL), "setting"),
    )


def _object(data: object, what: str, known: Mapping[str, Any]) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise SceneError(f"{what.capitalize()} is a JSON object, not {type(data).__name__}.")
    if unknown := sorted(str(key) for key in data if key not in known):
        raise SceneError(f"{what.capitalize()} has no {unknown[0]!r}; it has {', '.join(known)}.")
    return data


def _list(fields: Mapping[str, Any], name: str) -> list[Any]:
    value = fields.get(name, [])
    if not isinstance(value, list):
        raise SceneError(f"{name!r} is a list, not {type(value).__name__}.")
    return value


def _choice(kind: type[Choice], value: object, what: str) -> Choice:
    try:
        return kind(str(value))
    except ValueError as error:
        raise SceneError(f"There is no {what} {value!r}; there are {', '.join(kind)}.") from error


def _number(value: object, what: str, least: int, most: int | None) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise SceneError(f"{what!r} is a whole number from {least} up, not {value!r}.")
    if most is not None and value > most:
        raise SceneError(f"{what!r} is at most {most}, not {value}.")
    return value
