"""Woods seen from within: trunks in rows that fade into the light, a path between them."""

from __future__ import annotations

import math
import random

import skia

from assistant.imaging.scene.color import Color, adjust, argb, mix
from assistant.imaging.scene.ground import draw_ground, growth, stones
from assistant.imaging.scene.heavens import heavens
from assistant.imaging.scene.program import Feature, Season, Weather
from assistant.imaging.scene.ridges import hills, mist
from assistant.imaging.scene.stage import (
    HEIGHT,
    Band,
    Ground,
    Landscape,
    Point,
    Stage,
    downward,
    fill,
    polygon,
)
from assistant.imaging.scene.surfaces import BARK, SNOW
from assistant.imaging.scene.trees import bare, fir, heaped, wood
from assistant.imaging.scene.ways import Way, draw_river, draw_road, winding

_FLOOR = 408.0


def forest(stage: Stage) -> Landscape:
    """A clearing that light falls into, trees on both sides; firs or leaf trees by the seed."""
    firs = stage.dice("kind").random() < 0.5
    floor = hills(stage, "floor", _FLOOR + 24, 9, 1.4)
    glade = stage.third(-stage.side)
    way = winding(stage, "way", (glade, floor.at(glade)), 190, 80)
    sheets = [*heavens(stage, _FLOOR)]
    for row, far in enumerate((0.8, 0.58, 0.36)):
        sheets.append(stage.layer(f"row {row}", 0.2 + 0.15 * row, _row, stage, row, far, firs))
    sheets.append(stage.layer("floor", 0.6, draw_ground, stage, floor, _floor_color(stage), 0.1))
    if stage.has(Feature.RIVER):
        sheets.append(stage.layer("river", 0.65, draw_river, stage, way))
    elif stage.winding:
        sheets.append(stage.layer("road", 0.65, draw_road, stage, way))
    else:
        sheets.append(stage.layer("path", 0.65, _path, stage, way))
    if (
        stage.program.weather in {Weather.CLEAR, Weather.CLOUDY, Weather.FOG}
        and not stage.air.night
    ):
        sheets.append(stage.layer("shafts", 0.7, _shafts, stage, glade))
    sheets.append(stage.layer("undergrowth", 0.7, _undergrowth, stage, way))
    front = [stage.layer("near trees", 0.9, _near, stage, firs)]
    ground = Ground(
        horizon=_FLOOR, land=Band(468, 550, stage.width * 0.28, stage.width * 0.72),
        road=way.at_y if stage.winding else None,
    )  # fmt: skip
    return Landscape(sheets, front, ground)


def _floor_color(stage: Stage) -> Color:
    if stage.snowy:
        return SNOW
    litter = stage.surfaces.leaves[0] if stage.program.season is Season.AUTUMN else BARK
    return mix(stage.surfaces.grass, litter, 0.38)


def _row(canvas: skia.Canvas, stage: Stage, row: int, far: float, firs: bool) -> None:
    """One row of the wood; the gap for the light is where the path leads."""
    tall, base = 190 + 85 * row, _FLOOR + 2 + 12 * row
    dice = stage.dice(f"row {row}")
    glade, gap = stage.third(-stage.side), stage.width * (0.03 + 0.035 * row)
    if row == 0:
        wood(canvas, stage, hills(stage, "backwood", base - 8, 10, 2), 105, 0.9, 1.3)
    x = -60.0
    while x < stage.width + 60:
        x += dice.uniform(26, 62) * (1 + 0.35 * row)
        if abs(x - glade) < gap:
            continue
        if firs:
            fir(
                canvas,
                stage,
                (x, base + dice.uniform(0, 10)),
                tall * dice.uniform(0.7, 1.25),
                far,
                dice,
            )
        else:
            _tall_tree(
                canvas,
                stage,
                (x, base + dice.uniform(0, 10)),
                tall * dice.uniform(0.9, 1.3),
                far,
                dice,
            )
    mist(canvas, stage, base, 80, 0.5 * far + 0.1)


def _tall_tree(
    canvas: skia.Canvas, stage: Stage, foot: Point, height: float, far: float, dice: random.Random
) -> None:
    """A slim trunk with its crown high up."""
    if stage.program.season is Season.WINTER:
        bare(canvas, stage, foot, height, far, dice)
        return
    air, (x, y) = stage.air, foot
    wide = height * 0.026
    canvas.drawPath(
        polygon(
            [
                (x - wide, y),
                (x - wide * 0.6, y - height * 0.8),
                (x + wide * 0.6, y - height * 0.8),
                (x + wide, y),
            ]
        ),
        fill(air.seen(BARK, 0.45, far)),
    )
    color = dice.choice(stage.surfaces.leaves)
    puffs = []
    for _ in range(13):
        angle, out = dice.uniform(0, math.tau), math.sqrt(dice.random())
        puffs.append(
            (
                x + math.cos(angle) * out * height * 0.15,
                y - height * 0.7 + math.sin(angle) * out * height * 0.27,
                height * dice.uniform(0.06, 0.105),
            )
        )
    heaped(canvas, stage, puffs, color, far)


def _path(canvas: skia.Canvas, stage: Stage, way: Way) -> None:
    air = stage.air
    soil = adjust(SNOW, lighter=-0.07) if stage.snowy else mix(BARK, stage.surfaces.sand, 0.6)
    canvas.drawPath(way.strip(-1.1, 1.1), fill(air.seen(adjust(soil, lighter=-0.07), 0.4), 0.8))
    stops = [argb(air.seen(soil, 1.0, 0.3)), argb(air.seen(soil, 0.85)), argb(air.seen(soil, 0.6))]
    canvas.drawPath(way.strip(-1.0, 1.0), downward(way.far[1], HEIGHT, stops))


def _shafts(canvas: skia.Canvas, stage: Stage, glade: float) -> None:
    """Sunbeams through the crowns."""
    dice, light = stage.dice("shafts"), mix(stage.air.sun, stage.air.horizon, 0.3)
    for _ in range(6):
        top = glade + dice.uniform(-150, 150)
        wide, slant = dice.uniform(12, 40), stage.side * dice.uniform(90, 190)
        shape = polygon(
            [(top, 0), (top + wide, 0), (top + wide * 2.6 + slant, 470), (top + slant, 470)]
        )
        paint = downward(0, 470, [argb(light, 0.30), argb(light, 0.16), argb(light, 0.0)])
        paint.setBlendMode(skia.BlendMode.kScreen)
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 5.0))
        canvas.drawPath(shape, paint)


def _undergrowth(canvas: skia.Canvas, stage: Stage, way: Way) -> None:
    growth(canvas, stage, _FLOOR + 26, way.beside)
    dice = stage.dice("wood stones")
    spots = [(dice.uniform(0, stage.width), dice.uniform(470, 566)) for _ in range(9)]
    clear = [(spot, dice.uniform(10, 34)) for spot in spots if way.beside(spot, 20)]
    stones(canvas, stage, "wood stones", clear)


def _near(canvas: skia.Canvas, stage: Stage, firs: bool) -> None:
    """Trunks and firs that frame the picture."""
    dice = stage.dice("frame")
    for side, share in ((-1, 0.49), (1, 0.49), (stage.side, 0.37)):
        x = stage.width * (0.5 + side * share) + dice.uniform(-16, 16)
        y = 550 + dice.uniform(-18, 22) - (50 if share < 0.4 else 0)
        if firs and share > 0.4:
            fir(canvas, stage, (x, y + 10), dice.uniform(430, 560), 0.0, dice)
        else:
            _trunk(
                canvas, stage, (x, y), dice.uniform(20, 34) * (0.7 if share < 0.4 else 1.0), dice
            )


def _trunk(
    canvas: skia.Canvas, stage: Stage, foot: Point, width: float, dice: random.Random
) -> None:
    """A near trunk that leaves the picture at its top."""
    air, (x, y) = stage.air, foot
    flare = width * 1.7
    path = skia.Path()
    path.moveTo(x - flare, y)
    path.quadTo(x - width * 0.6, y - 30, x - width * 0.55, y - 130)
    path.lineTo(x - width * 0.45, -10)
    path.lineTo(x + width * 0.45, -10)
    path.lineTo(x + width * 0.55, y - 130)
    path.quadTo(x + width * 0.6, y - 30, x + flare, y)
    path.close()
    canvas.drawPath(path, fill(air.seen(BARK, 0.12)))
    canvas.save()
    canvas.clipPath(path, doAntiAlias=True)
    lit = x - stage.side * width * 0.42
    canvas.drawRect(
        skia.Rect.MakeLTRB(lit - width * 0.22, -10, lit + width * 0.22, y),
        fill(air.seen(adjust(BARK, lighter=0.06), 0.9), 0.8, blur=2.0),
    )
    for _ in range(16):
        level, left = dice.uniform(0, y), x + dice.uniform(-0.5, 0.4) * width
        canvas.drawRect(
            skia.Rect.MakeXYWH(left, level, width * 0.06, dice.uniform(14, 50)),
            fill(air.seen(BARK, 0.0), 0.7),
        )
    if stage.snowy:
        canvas.drawRect(
            skia.Rect.MakeLTRB(
                x + stage.side * width * 0.4 - 4, -10, x + stage.side * width * 0.4 + 4, y
            ),
            fill(air.seen(SNOW, 0.8), 0.8, blur=1.5),
        )
    canvas.restore()
