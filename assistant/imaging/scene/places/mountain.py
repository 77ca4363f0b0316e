"""Mountains: ranges in rows, woods on the slopes, a valley that a road or river leads into."""

from __future__ import annotations

import skia

from assistant.imaging.scene.heavens import heavens
from assistant.imaging.scene.color import Color, adjust, argb, mix
from assistant.imaging.scene.program import Feature, Season
from assistant.imaging.scene.ridges import Ridge, draw_hill, draw_mountains, hills, mist, peaks
from assistant.imaging.scene.stage import HEIGHT, Band, Ground, Landscape, Layer, Stage, downward
from assistant.imaging.scene.surfaces import SNOW
from assistant.imaging.scene.trees import fir, wood
from assistant.imaging.scene.ways import Way, draw_posts, draw_river, draw_road, winding

_HORIZON = 385.0


def mountain(stage: Stage) -> Landscape:
    """A valley between high mountains."""
    snow = (
        1.5
        if stage.snowy
        else {Season.SPRING: 0.42, Season.SUMMER: 0.28}.get(stage.program.season, 0.35)
    )
    back = peaks(stage, "back", 372, 285, 3.1)
    middle = peaks(stage, "middle", 400, 175, 4.2)
    shoulder = hills(stage, "shoulder", 402, 34, 2.2, 4)
    valley = hills(stage, "valley", 436, 16, 1.4)
    pass_x = stage.third(-stage.side) + stage.dice("pass").uniform(-40, 40)
    way = winding(stage, "way", (pass_x, valley.at(pass_x) - 1), 330, 190)
    sheets = [
        *heavens(stage, _HORIZON),
        Layer("back range", lambda c: draw_mountains(c, stage, back, "back", 0.62, snow), 0.15),
        Layer(
            "middle range",
            lambda c: draw_mountains(c, stage, middle, "middle", 0.34, snow * 0.8),
            0.3,
        ),
        Layer("shoulder", lambda c: _shoulder(c, stage, shoulder), 0.45),
        Layer("valley", lambda c: _valley(c, stage, valley), 0.6),
    ]
    if stage.winding:
        sheets.append(Layer("road", lambda c: _road(c, stage, way), 0.7))
    elif stage.has(Feature.RIVER):
        sheets.append(Layer("river", lambda c: draw_river(c, stage, way, _shine(stage)), 0.7))
    busy = stage.winding or stage.has(Feature.RIVER)
    front = [Layer("firs", lambda c: _firs(c, stage, valley, way if busy else None), 0.9)]
    ground = Ground(
        horizon=430, land=Band(452, 548, stage.width * 0.08, stage.width * 0.92),
        perches=((stage.third(stage.side), shoulder.at(stage.third(stage.side)) + 4),),
        road=way.at_y if stage.winding else None,
    )  # fmt: skip
    return Landscape(sheets, front, ground)


def ground_color(stage: Stage) -> Color:
    """What the ground of this season looks like: grass or snow."""
    return SNOW if stage.snowy else stage.surfaces.grass


def _shoulder(canvas: skia.Canvas, stage: Stage, ridge: Ridge) -> None:
    green = mix(stage.surfaces.pines, ground_color(stage), 0.35)
    wood(canvas, stage, ridge, "far wood", 26, 0.34, 1.5)
    draw_hill(canvas, stage, ridge, green, 0.3)
    mist(canvas, stage, 432, 34, 0.5)


def _valley(canvas: skia.Canvas, stage: Stage, ridge: Ridge) -> None:
    wood(canvas, stage, ridge, "near wood", 40, 0.2, 1.1)
    draw_hill(canvas, stage, ridge, ground_color(stage), 0.14)
    light = stage.air.seen(adjust(ground_color(stage), lighter=0.02), 1.0, 0.1)
    canvas.save()
    canvas.clipPath(ridge.body(), doAntiAlias=True)
    for number in range(3):
        drift = hills(stage, f"drift {number}", 462 + number * 38, 12, 1.2)
        dark = stage.air.seen(ground_color(stage), 0.25, 0.08)
        top = float(drift.line.min())
        canvas.drawPath(drift.body(), downward(top, top + 46, [argb(dark, 0.5), argb(dark, 0.0)]))
        canvas.drawPath(drift.body(), downward(top, top + 9, [argb(light, 0.5), argb(light, 0.0)]))
    canvas.restore()


def _road(canvas: skia.Canvas, stage: Stage, way: Way) -> None:
    draw_road(canvas, stage, way)
    draw_posts(canvas, stage, way)


def _shine(stage: Stage):  # noqa: ANN202
    air = stage.air
    return lambda share: mix(
        mix(air.horizon, stage.surfaces.water, 0.2),
        air.seen(stage.surfaces.water, 0.6),
        share * 0.8,
    )


def _firs(canvas: skia.Canvas, stage: Stage, valley: Ridge, way: Way | None) -> None:
    """Firs on both sides that frame the picture, clear of the way."""
    dice = stage.dice("firs")
    spots = []
    for _ in range(15):
        side = stage.side if dice.random() < 0.68 else -stage.side
        share = dice.random() ** 1.5
        y = 458 + share * 120
        x = stage.width * 0.5 + side * stage.width * dice.uniform(0.27, 0.53)
        height = 60 + share * 210 * dice.uniform(0.75, 1.1)
        if way is not None and abs(x - way.at_y(y)) < 34 + height * 0.4 + share * 150:
            continue
        spots.append(((x, y), height))
    for foot, height in sorted(spots, key=lambda spot: spot[0][1]):
        fir(canvas, stage, foot, height, 0.1 * (1.0 - (foot[1] - 458) / 120), dice)
