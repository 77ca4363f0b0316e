"""A city: towers in rows behind a river, or an avenue that leads between them."""

from __future__ import annotations

import skia

from assistant.imaging.scene.color import adjust, argb, mix, oklch
from assistant.imaging.scene.ground import ground_color
from assistant.imaging.scene.heavens import heavens
from assistant.imaging.scene.ridges import Ridge, draw_hill, hills, mist
from assistant.imaging.scene.stage import (
    HEIGHT,
    Band,
    Ground,
    Landscape,
    Layer,
    Stage,
    downward,
    fill,
    shine,
    stroke,
)
from assistant.imaging.scene.surfaces import ASPHALT, LAMP, SNOW
from assistant.imaging.scene.town import draw_skyline, skyline
from assistant.imaging.scene.trees import leafy
from assistant.imaging.scene.water import draw_water
from assistant.imaging.scene.ways import Way, draw_road

_QUAY = 398.0


def city(stage: Stage) -> Landscape:
    """A skyline; with a road it is seen from the street, otherwise over a river."""
    far = skyline(stage, "far", _QUAY, 190, 34)
    middle = skyline(stage, "middle", _QUAY, 265, 48)
    near = skyline(stage, "near", _QUAY, 170, 62)
    hill = hills(stage, "hill", 352, 26, 1.4)
    sheets = [
        *heavens(stage, _QUAY - 12),
        stage.layer(
            "hill", 0.1, draw_hill, stage, Ridge(hill.line, _QUAY), stage.surfaces.pines, 0.8
        ),
        stage.layer("glow", 0.1, _city_glow, stage),
        stage.layer("far towers", 0.2, draw_skyline, stage, far, _QUAY, 0.72, "far"),
        stage.layer("haze", 0.25, mist, stage, _QUAY - 30, 90, 0.45),
        stage.layer("middle towers", 0.35, draw_skyline, stage, middle, _QUAY, 0.4, "middle"),
        stage.layer("low haze", 0.4, mist, stage, _QUAY - 8, 60, 0.35),
        stage.layer("near towers", 0.5, draw_skyline, stage, near, _QUAY, 0.12, "near"),
    ]
    if stage.winding:
        return _street(stage, sheets)
    sheets += [
        stage.layer("quay", 0.55, _quay, stage),
        stage.layer("river", 0.6, draw_water, stage, _QUAY + 9, 0.8),
        stage.layer("promenade", 0.8, _promenade, stage),
    ]
    ground = Ground(
        horizon=_QUAY, land=Band(538, 562, stage.width * 0.1, stage.width * 0.9),
        water=Band(425, 490, stage.width * 0.1, stage.width * 0.9), road=lambda _: stage.width / 2,
    )  # fmt: skip
    return Landscape(sheets, [], ground)


def _street(stage: Stage, sheets: list[Layer]) -> Landscape:
    end = (stage.third(-stage.side), _QUAY + 2)
    way = Way((stage.width * 0.5, HEIGHT + 30), end, 0.35, 26, 0.0, 620)
    sheets += [
        stage.layer("park", 0.55, _park, stage),
        stage.layer("road", 0.7, draw_road, stage, way),
    ]
    ground = Ground(
        horizon=_QUAY, land=Band(440, 550, stage.width * 0.08, stage.width * 0.92), road=way.at_y
    )
    return Landscape(sheets, [], ground)


def _city_glow(canvas: skia.Canvas, stage: Stage) -> None:
    if stage.air.lamps:
        center = (stage.width * (0.5 + stage.side * 0.12), _QUAY)
        shine(canvas, center, stage.width * 0.5, oklch(0.75, 0.11, 60), 0.38)


def _quay(canvas: skia.Canvas, stage: Stage) -> None:
    air, dice = stage.air, stage.dice("quay")
    for _ in range(26):
        x = dice.uniform(0, stage.width)
        leafy(canvas, stage, (x, _QUAY + 3), dice.uniform(18, 34), 0.12, dice)
    stone = SNOW if stage.snowy else oklch(0.66, 0.02, 70)
    wall = downward(
        _QUAY, _QUAY + 10, [argb(air.seen(stone, 0.9, 0.1)), argb(air.seen(stone, 0.1, 0.1))]
    )
    canvas.drawRect(skia.Rect.MakeLTRB(0, _QUAY, stage.width, _QUAY + 10), wall)
    if not air.lamps:
        return
    x = dice.uniform(0, 30)
    while x < stage.width:
        lamp = (x, _QUAY - 5)
        shine(canvas, lamp, 16, LAMP, 0.8)
        canvas.drawCircle(*lamp, 1.5, fill(mix(LAMP, (1.0, 1.0, 1.0), 0.5)))
        x += 34


def _promenade(canvas: skia.Canvas, stage: Stage) -> None:
    """The paved bank at the viewer's feet, with a rail."""
    air, top = stage.air, 520.0
    stone = SNOW if stage.snowy else oklch(0.72, 0.025, 70)
    canvas.drawRect(
        skia.Rect.MakeLTRB(0, top, stage.width, HEIGHT),
        downward(top, HEIGHT, [argb(air.seen(stone, 0.95, 0.05)), argb(air.seen(stone, 0.5))]),
    )
    seam = stroke(air.seen(stone, 0.0), 1.0, 0.35)
    for step in range(-20, 21):
        x = stage.width / 2 + step * 62.0
        canvas.drawLine(stage.width / 2 + step * 46.0, top, x + step * 10, HEIGHT, seam)
    for y in (532.0, 549.0):
        canvas.drawLine(0, y, stage.width, y, seam)
    metal = air.seen(adjust(ASPHALT, lighter=-0.12), 0.5)
    x = 0.0
    while x < stage.width + 50:
        canvas.drawLine(x, top + 2, x, top - 26, stroke(metal, 2.6))
        x += 54
    for level in (25.0, 14.0, 4.0):
        canvas.drawLine(
            0, top - level, stage.width, top - level, stroke(metal, 1.7 if level < 20 else 2.8)
        )


def _park(canvas: skia.Canvas, stage: Stage) -> None:
    air, dice = stage.air, stage.dice("park")
    lawn = ground_color(stage)
    canvas.drawRect(
        skia.Rect.MakeLTRB(0, _QUAY, stage.width, HEIGHT),
        downward(_QUAY, HEIGHT, [argb(air.seen(lawn, 0.9, 0.25)), argb(air.seen(lawn, 0.6))]),
    )
    spots = []
    for _ in range(26):
        share = dice.random() ** 1.8
        side = dice.choice((-1, 1))
        x = stage.width / 2 + side * stage.width * (0.1 + 0.28 * share + dice.uniform(0, 0.3))
        spots.append(((x, _QUAY + 6 + share * 70), 30 + 95 * share))
    for foot, height in sorted(spots, key=lambda spot: spot[0][1]):
        leafy(canvas, stage, foot, height, 0.12, dice)
