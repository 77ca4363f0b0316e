"""The contact sheet: what the scene renderer draws, on one page."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from assistant.imaging.interface import MAX_SEED, Pixels, Size
from assistant.imaging.scene.program import (
    Feature,
    Place,
    SceneProgram,
    Season,
    Setting,
    Style,
    SubjectPlacement,
    Time,
    Weather,
)
from assistant.imaging.scene.render import render
from assistant.imaging.scene.subjects import SUBJECTS
from assistant.imaging.scene.words import program_of

_CELL: Size = (448, 252)
_COLUMNS = 4
_GAP = 6
_FEATURED = 0.4
_COUNTS = (1, 1, 2, 3)
_SENTENCES = (
    ("en", "Draw me a snowy mountain road at night", 30),
    ("zh", "画一条夜晚下雪的山路", 44),
    ("en", "a lighthouse on a cliff and a sailing boat at sunset", 6),
    ("en", "three hot air balloons over green fields with cows in the morning", 3),
    ("zh", "北极光下的小木屋", 19),
    ("en", "a whale in the sea under white clouds", 10),
    ("en", "a red bus in the city at night", 9),
    ("zh", "热带雨林里的恐龙", 5),
    ("en", "autumn lake at dawn with a sailing boat", 14),
    ("en", "a village in the snow at dusk with a snowman", 6),
    ("en", "a dragon and a castle on a hill at sunset", 8),
    ("en", "a rocket and a ufo in space", 11),
    ("zh", "水彩画:海边的灯塔,日落", 2),
    ("en", "watercolour of a river in the mountains in autumn", 3),
    ("en", "watercolour, cherry blossoms in the countryside in spring", 7),
    ("en", "watercolour of a snowy village at night", 16),
    ("en", "crayon drawing of a train crossing the alps", 7),
    ("zh", "蜡笔画:草原上的两只羊和一只狗", 12),
    ("en", "a child flying a kite on the beach, crayon", 5),
    ("en", "crayon, penguins and an igloo at noon", 11),
    ("en", "paper cut of a fox and an owl in the autumn forest", 10),
    ("zh", "剪纸风格的城堡和独角兽,彩虹", 21),
    ("zh", "水墨画:雾中的山和宝塔", 4),
    ("en", "ink painting of a boat on a misty lake", 2),
    ("en", "a camper on the coast road at sunset", 201),
    ("zh", "雨夜的上海街头,水彩", 104),
    ("en", "a ship on the sea under a grey sky, crayon", 9),
    ("zh", "剪纸:月夜的雪山和湖", 3),
)


def programs() -> list[SceneProgram]:
    """The scenes of the sheet: sentences in both languages, then every place and hour."""
    told = [program_of(text, language, seed).program for language, text, seed in _SENTENCES]
    plain = [
        SceneProgram(Place.MOUNTAIN, Time.NOON, season=Season.SUMMER, seed=2),
        SceneProgram(Place.COAST, Time.MORNING, seed=5),
        SceneProgram(Place.DESERT, Time.SUNSET, seed=10),
        SceneProgram(Place.FOREST, Time.MORNING, season=Season.SUMMER, seed=10),
        SceneProgram(Place.CITY, Time.NIGHT, seed=1),
        SceneProgram(
            Place.COUNTRYSIDE, Time.NOON, Weather.RAINBOW, features=(Feature.RIVER,), seed=12
        ),
        SceneProgram(Place.LAKE, Time.SUNSET, season=Season.AUTUMN, seed=1),
        SceneProgram(Place.ARCTIC, Time.NOON, seed=10),
        SceneProgram(Place.JUNGLE, Time.DAWN, seed=15),
        SceneProgram(Place.ISLAND, Time.NOON, seed=7),
        SceneProgram(Place.MOUNTAIN, Time.DAWN, Weather.FOG, seed=4),
        SceneProgram(Place.COAST, Time.DUSK, Weather.STORM, seed=8, subjects=(
            SubjectPlacement("lighthouse", setting=Setting.HIGH),)),
    ]  # fmt: skip
    return [program for program in told if program is not None] + plain


def random_programs(count: int, seed: int) -> list[SceneProgram]:
    """Return scenes of all kinds; each value of a list comes before any comes again."""
    dice = random.Random(f"sheet {seed}")
    looks = [_turns(values, count, dice) for values in (Place, Time, Weather, Season, Style)]
    kinds = _turns(sorted(SUBJECTS), 2 * count, dice)
    features = _turns(Feature, count, dice)
    return [
        SceneProgram(
            place,
            time,
            weather,
            season,
            style,
            features=features[number : number + 1] if dice.random() < _FEATURED else (),
            subjects=tuple(
                SubjectPlacement(kind, dice.choice(_COUNTS))
                for kind in kinds[2 * number : 2 * number + dice.randint(0, 2)]
            ),
            seed=dice.randrange(MAX_SEED),
        )
        for number, (place, time, weather, season, style) in enumerate(zip(*looks, strict=True))
    ]


def _turns(values: Iterable[Any], count: int, dice: random.Random) -> tuple[Any, ...]:
    """Return so many values; all of them in a new order, again and again."""
    every = list(values)
    rounds = [dice.sample(every, len(every)) for _ in range(-(-count // len(every)))]
    return tuple(value for one in rounds for value in one)[:count]


def contact_sheet(shown: Sequence[SceneProgram]) -> Pixels:
    """Return scenes side by side in one picture."""
    width, height = _CELL
    rows = -(-len(shown) // _COLUMNS)
    page = np.full(
        (rows * (height + _GAP) + _GAP, _COLUMNS * (width + _GAP) + _GAP, 3), 250, np.uint8
    )
    for number, program in enumerate(shown):
        top = _GAP + number // _COLUMNS * (height + _GAP)
        left = _GAP + number % _COLUMNS * (width + _GAP)
        page[top : top + height, left : left + width] = render(program, _CELL)
    return page
