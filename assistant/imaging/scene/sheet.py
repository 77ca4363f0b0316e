"""The contact sheet: what the scene renderer draws, on one page.

python -m assistant.imaging.scene.sheet docs/pictures/contact-sheet.jpg
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np

from assistant.imaging.interface import Pixels, Size
from assistant.imaging.scene.program import (
    Feature,
    Place,
    SceneProgram,
    Season,
    Setting,
    SubjectPlacement,
    Time,
    Weather,
)
from assistant.imaging.scene.render import render
from assistant.imaging.scene.words import program_of

_CELL: Size = (448, 252)
_COLUMNS = 4
_GAP = 6
_QUALITY = 84
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


def contact_sheet() -> Pixels:
    """All scenes of the sheet in one picture."""
    cells = [render(program, _CELL) for program in programs()]
    width, height = _CELL
    rows = -(-len(cells) // _COLUMNS)
    page = np.full(
        (rows * (height + _GAP) + _GAP, _COLUMNS * (width + _GAP) + _GAP, 3), 250, np.uint8
    )
    for number, cell in enumerate(cells):
        top = _GAP + number // _COLUMNS * (height + _GAP)
        left = _GAP + number % _COLUMNS * (width + _GAP)
        page[top : top + height, left : left + width] = cell
    return page


def write_sheet(path: Path) -> None:
    """Write the contact sheet as a JPEG file.

    Raises:
        OSError: the file can't be written.
    """
    fine, data = cv2.imencode(
        ".jpg",
        cv2.cvtColor(contact_sheet(), cv2.COLOR_RGB2BGR),
        [cv2.IMWRITE_JPEG_QUALITY, _QUALITY],
    )
    assert fine, "an image in memory can always be encoded"
    path.write_bytes(data.tobytes())


if __name__ == "__main__":
    write_sheet(Path(sys.argv[1]))
