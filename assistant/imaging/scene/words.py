"""From a sentence to a scene program: the words of scenes are data (words/*.yaml).

    reading = program_of("two red balloons over a snowy valley", "en", seed=3)
    reading.program   # a SceneProgram, or None when nothing in it can be drawn
    reading.unknown   # the words that mean nothing here

What a sentence leaves open is chosen by the seed, or follows from its subjects (a whale is at
sea). What is said outright wins over what only follows ("a moonlit noon" is at noon).
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from assistant.imaging.scene.lexicon import Hit, Lexicon, lexicon_of
from assistant.imaging.scene.program import (
    MOST_OF_A_KIND,
    MOST_SUBJECTS,
    Distance,
    Feature,
    Place,
    SceneProgram,
    Season,
    Setting,
    Side,
    Style,
    SubjectPlacement,
    Time,
    Weather,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was made of a sentence; ``program`` None means that nothing can be drawn."""

    program: SceneProgram | None
    unknown: tuple[str, ...]


@dataclass
class _Draft:
    """A program while its sentence is read. ``said`` is outright, ``implied`` only follows."""

    said: dict[str, str] = field(default_factory=dict)
    implied: dict[str, str] = field(default_factory=dict)
    features: list[Feature] = field(default_factory=list)
    subjects: list[SubjectPlacement] = field(default_factory=list)
    next: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    linked: bool = False


def program_of(prompt: str, language: str, seed: int) -> Reading:
    """Read a sentence ("en" or "zh"); the same sentence and seed give the same program."""
    lexicon = lexicon_of("zh" if language.startswith("zh") else "en")
    hits, unknown = lexicon.read(prompt)
    draft = _Draft()
    for hit in hits:
        _take(draft, hit, lexicon)
    if not (
        draft.subjects
        or draft.features
        or {"place", "time", "weather", "season"} & {*draft.said, *draft.implied}
    ):
        return Reading(None, unknown)
    return Reading(_program(draft, lexicon.homes, seed), unknown)


def _take(draft: _Draft, hit: Hit, lexicon: Lexicon) -> None:
    """Take one phrase into the draft."""
    dropped, draft.drop = draft.drop, False
    match hit.kind:
        case "without":
            draft.drop = True
        case "number" | "color":
            draft.drop = dropped
            draft.next[hit.kind] = hit.value
            if hit.closes and draft.subjects:  # "the car is red"
                draft.subjects[-1] = _colored(draft.subjects[-1], draft.next.get("color", ""))
        case "link":
            draft.linked = True
        case _ if dropped or hit.kind == "unknown":
            draft.next.clear()
        case "subject":
            _add_subject(draft, hit)
        case "side" | "distance" | "setting":
            _qualify(draft, hit)
        case _:
            _describe(draft, hit, high=draft.linked and lexicon.is_high(hit.phrase))
    if hit.kind not in {"link", "number", "color"}:
        draft.linked = False


def _describe(draft: _Draft, hit: Hit, *, high: bool) -> None:
    """Place, time, weather, season, style or feature; a color before it is its own."""
    draft.next.pop("color", None)
    draft.next.pop("number", None)
    if high and draft.subjects:
        draft.subjects[-1] = replace(draft.subjects[-1], setting=Setting.HIGH)
    if hit.kind == "feature":
        draft.features.append(Feature(hit.value))
    elif hit.kind == "place" and draft.said.get("place") in _HOLDS.get(hit.value, ()):
        draft.said["place"] = hit.value
    elif hit.kind:
        draft.said.setdefault(hit.kind, hit.value)
    _imply(draft, hit)


def _imply(draft: _Draft, hit: Hit) -> None:
    for kind, value in hit.meaning.items():
        if kind == "feature":
            draft.features.append(Feature(value))
        else:
            draft.implied.setdefault(kind, value)


def _add_subject(draft: _Draft, hit: Hit) -> None:
    counted = draft.next.pop("number", None)
    subject = SubjectPlacement(
        hit.value,
        min(int(counted or (_SEVERAL if hit.plural else 1)), MOST_OF_A_KIND),
        draft.next.pop("color", ""),
        Distance(draft.next.pop("distance", Distance.MIDDLE)),
        Side.ANY,
        Setting(draft.next.pop("setting", Setting.NATURAL)),
    )
    last = draft.subjects[-1] if draft.subjects else None
    if last is not None and last.kind == subject.kind and counted is None:
        # The same subject told again: "a girl flying her kite" flies no girl.
        draft.subjects[-1] = replace(last, setting=Setting.NATURAL)
    elif len(draft.subjects) < MOST_SUBJECTS:
        draft.subjects.append(subject)
    _imply(draft, hit)


def _qualify(draft: _Draft, hit: Hit) -> None:
    """A side, distance or setting: of the next subject if one follows at once, else of the last."""
    if hit.leads:
        draft.next[hit.kind] = hit.value
    elif draft.subjects:
        last = draft.subjects[-1]
        match hit.kind:
            case "side":
                last = replace(last, side=Side(hit.value))
            case "distance":
                last = replace(last, distance=Distance(hit.value))
            case _:
                last = replace(last, setting=Setting(hit.value))
        draft.subjects[-1] = last
    _imply(draft, hit)


def _colored(subject: SubjectPlacement, color: str) -> SubjectPlacement:
    return subject if subject.color else replace(subject, color=color)


_HOLDS: dict[str, set[str]] = {
    Place.LAKE: {Place.MOUNTAIN, Place.FOREST, Place.COUNTRYSIDE},
    Place.VILLAGE: {Place.MOUNTAIN, Place.FOREST, Place.COUNTRYSIDE},
    Place.COAST: {Place.MOUNTAIN, Place.COUNTRYSIDE, Place.SEA},
    Place.ISLAND: {Place.SEA, Place.COAST},
    Place.ARCTIC: {Place.MOUNTAIN, Place.SEA},
}
"""Of two places the one whose landscape shows the other too ("mountains and a lake")."""
_SEVERAL = 3
"""How many a plural means that no number goes with."""
_TIMES = (Time.MORNING, Time.NOON, Time.NOON, Time.SUNSET, Time.SUNSET, Time.DAWN, Time.DUSK)
_DAYTIMES = (Time.MORNING, Time.NOON)
_PLACES = (Place.MOUNTAIN, Place.LAKE, Place.COUNTRYSIDE, Place.COAST)
_ROAD_PLACES = (Place.MOUNTAIN, Place.COUNTRYSIDE, Place.MOUNTAIN, Place.DESERT)
_SEASONS = (Season.SPRING, Season.SUMMER, Season.SUMMER, Season.AUTUMN)


def _program(draft: _Draft, homes: Mapping[str, Mapping[str, str]], seed: int) -> SceneProgram:
    """The program of a draft, with what it leaves open chosen by the seed."""
    dice = random.Random(f"words {seed}")
    wanted = {**draft.implied, **draft.said}
    features = list(draft.features)
    for subject in draft.subjects:
        home = dict(homes.get(subject.kind, {}))
        feature = home.pop("feature", None)
        if feature:
            features.append(Feature(feature))
        wanted = {**home, **wanted}
    open_places = _ROAD_PLACES if Feature.ROAD in features else _PLACES
    fallback = Place.COUNTRYSIDE if draft.subjects else dice.choice(open_places)
    place = Place(wanted.get("place") or fallback)
    weather = Weather(
        wanted.get("weather") or dice.choice((Weather.CLEAR,) * 3 + (Weather.CLOUDY,))
    )
    season = Season(wanted.get("season") or dice.choice(_SEASONS))
    time = dice.choice(_DAYTIMES if weather is Weather.RAINBOW else _TIMES)
    if place is Place.SPACE:
        time = Time.NIGHT
    return SceneProgram(
        place=place,
        time=Time(wanted.get("time") or time),
        weather=weather,
        season=season,
        style=Style(wanted.get("style") or Style.FLAT),
        features=tuple(dict.fromkeys(features)),
        subjects=tuple(draft.subjects),
        seed=seed,
    )
