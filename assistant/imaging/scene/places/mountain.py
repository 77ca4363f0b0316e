"""Mountains: ranges in rows, woods on the slopes, a valley that a road or river leads into."""

from __future__ import annotations

import skia

from assistant.imaging.scene.color import mix
from assistant.imaging.scene.crossings import CROSSING
from assistant.imaging.scene.ground import anywhere, draw_ground, ground_color, growth
from assistant.imaging.scene.heavens import heavens
from assistant.imaging.scene.program import Feature, Season
from assistant.imaging.scene.ridges import Ridge, draw_hill, draw_mountains, hills, mist, peaks
from assistant.imaging.scene.stage import Band, Ground, Landscape, Stage
from assistant.imaging.scene.trees import fir, wood
from assistant.imaging.scene.ways import Way, draw_river, draw_road, winding

_HORIZON = 385.0
_SNOW = {Season.SPRING: 0.42, Season.SUMMER: 0.28, Season.AUTUMN: 0.35, Season.WINTER: 0.6}
_DEEP_SNOW = 1.5


def mountain(stage: Stage) -> Landscape:
    """A valley between high mountains."""
    snow = _DEEP_SNOW if stage.snowy else _SNOW[stage.program.season]
    back = peaks(stage, "back", 372, 285, 3.1)
    middle = peaks(stage, "middle", 400, 175, 4.2)
    shoulder = hills(stage, "shoulder", 402, 34, 2.2, 4)
    valley = hills(stage, "valley", 436, 16, 1.4)
    pass_x = stage.third(-stage.side) + stage.dice("pass").uniform(-40, 40)
    way = winding(stage, "way", (pass_x, valley.at(pass_x) - 1), 330, 190)
    sheets = [
        *heavens(stage, _HORIZON),
        stage.layer("back range", 0.15, draw_mountains, stage, back, "back", 0.62, snow),
        stage.layer("middle range", 0.3, draw_mountains, stage, middle, "middle", 0.34, snow * 0.8),
        stage.layer("shoulder", 0.45, _shoulder, stage, shoulder),
        stage.layer("valley", 0.6, _valley, stage, valley),
    ]
    river = stage.has(Feature.RIVER) and not stage.winding
    if stage.winding:
        sheets.append(stage.layer("road", 0.7, draw_road, stage, way))
    elif river:
        sheets.append(stage.layer("river", 0.7, draw_river, stage, way))
    clear = way if stage.winding or river else None
    sheets.append(stage.layer("growth", 0.7, _growth, stage, valley, clear))
    sheets.append(stage.layer("far firs", 0.75, _firs, stage, clear, (452.0, CROSSING[0] - 8)))
    near = CROSSING[1] + 8 if stage.crossing else CROSSING[0]
    front = [stage.layer("near firs", 0.9, _firs, stage, clear, (near, 600.0))]
    third = stage.third(stage.side)
    ground = Ground(
        horizon=430,
        land=Band(452, 548, stage.width * 0.15, stage.width * 0.85),
        perches=((third, shoulder.at(third) + 4),),
        road=way.at_y if stage.winding else None,
    )
    return Landscape(sheets, front, ground)


def _shoulder(canvas: skia.Canvas, stage: Stage, ridge: Ridge) -> None:
    wood(canvas, stage, ridge, 26, 0.34, 1.5)
    share = 0.62 if stage.snowy else 0.35
    draw_hill(canvas, stage, ridge, mix(stage.surfaces.pines, ground_color(stage), share), 0.3)
    mist(canvas, stage, 432, 34, 0.5)


def _valley(canvas: skia.Canvas, stage: Stage, ridge: Ridge) -> None:
    wood(canvas, stage, ridge, 40, 0.2, 1.1)
    draw_ground(canvas, stage, ridge, ground_color(stage))


def _growth(canvas: skia.Canvas, stage: Stage, valley: Ridge, way: Way | None) -> None:
    growth(canvas, stage, float(valley.line.max()), way.beside if way else anywhere)


def _firs(canvas: skia.Canvas, stage: Stage, way: Way | None, between: tuple[float, float]) -> None:
    """Firs on both sides that frame the picture, clear of the way, with feet between two y."""
    dice = stage.dice("firs")
    spots = []
    for _ in range(15):
        side = stage.side if dice.random() < 0.68 else -stage.side
        share = dice.random() ** 1.5
        y = 458 + share * 120
        x = stage.width * 0.5 + side * stage.width * dice.uniform(0.27, 0.53)
        height = 60 + share * 210 * dice.uniform(0.75, 1.1)
        if between[0] <= y < between[1] and (way is None or way.beside((x, y), height * 0.3)):
            spots.append(((x, y), height))
    for foot, height in sorted(spots, key=lambda spot: spot[0][1]):
        fir(canvas, stage, foot, height, 0.1 * (1.0 - (foot[1] - 458) / 120), dice)
