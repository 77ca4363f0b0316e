"""A lake between mountains that stand on their heads in it."""

from __future__ import annotations

import skia

from assistant.imaging.scene.color import mix
from assistant.imaging.scene.ground import draw_ground, ground_color, growth, stones
from assistant.imaging.scene.heavens import heavens
from assistant.imaging.scene.program import Season
from assistant.imaging.scene.ridges import Ridge, draw_hill, draw_mountains, hills, mist, peaks
from assistant.imaging.scene.stage import HEIGHT, Band, Ground, Landscape, Stage
from assistant.imaging.scene.trees import fir, wood
from assistant.imaging.scene.water import draw_water

_SHORE = 348.0


def lake(stage: Stage) -> Landscape:
    """A wide still lake, a wood on the far shore, a grassy bank before it."""
    snow = 1.5 if stage.snowy else {Season.SUMMER: 0.25}.get(stage.program.season, 0.42)
    back = peaks(stage, "back", 330, 235, 2.7)
    middle = peaks(stage, "middle", 345, 120, 3.8)
    shore = hills(stage, "shore", _SHORE - 14, 12, 1.6)
    bank = _bank(stage)
    sheets = [
        *heavens(stage, _SHORE),
        stage.layer("back range", 0.15, draw_mountains, stage, back, "back", 0.6, snow),
        stage.layer("middle range", 0.3, draw_mountains, stage, middle, "middle", 0.35, snow * 0.7),
        stage.layer("far shore", 0.4, _far_shore, stage, shore),
        stage.layer("water", 0.5, draw_water, stage, _SHORE, 0.95),
        stage.layer("shore mist", 0.5, mist, stage, _SHORE + 2, 16, 0.4),
    ]
    sheets.append(stage.layer("bank", 0.7, _draw_bank, stage, bank))
    third = stage.third(stage.side)
    ground = Ground(
        horizon=_SHORE, land=Band(bank.at(third) + 18, 556, third - 170, third + 170),
        water=Band(380, 470, stage.width * 0.1, stage.width * 0.9),
        perches=((third, shore.at(third)),),
    )  # fmt: skip
    return Landscape(sheets, [], ground)


def _bank(stage: Stage) -> Ridge:
    ridge = hills(stage, "bank", 540, 9, 1.6)
    count = len(ridge.line)
    for index in range(count):
        share = index / count if stage.side > 0 else 1.0 - index / count
        ridge.line[index] -= 60.0 * max(share - 0.35, 0.0) ** 1.3 - 26.0 * max(0.45 - share, 0.0)
    return ridge


def _far_shore(canvas: skia.Canvas, stage: Stage, ridge: Ridge) -> None:
    wood(canvas, stage, ridge, 34, 0.26, 1.8)
    draw_hill(
        canvas,
        stage,
        Ridge(ridge.line, _SHORE + 2),
        mix(stage.surfaces.pines, ground_color(stage), 0.5),
        0.24,
    )


def _draw_bank(canvas: skia.Canvas, stage: Stage, ridge: Ridge) -> None:
    draw_ground(canvas, stage, ridge, ground_color(stage), 0.0)
    dice = stage.dice("bank stones")
    stones(canvas, stage, "stones", [
        ((x, ridge.at(x) + dice.uniform(-1, 7)), dice.uniform(12, 40))
        for x in (dice.uniform(0, stage.width) for _ in range(9))
    ])  # fmt: skip
    growth(
        canvas, stage, float(ridge.line.min()) + 20, lambda spot, _: spot[1] > ridge.at(spot[0]) + 6
    )
    for _ in range(5):
        x = stage.width * 0.5 + stage.side * stage.width * dice.uniform(0.33, 0.5)
        fir(
            canvas, stage, (x, ridge.at(x) + dice.uniform(8, 26)), dice.uniform(150, 300), 0.0, dice
        )
    x = stage.width * 0.5 - stage.side * stage.width * dice.uniform(0.44, 0.5)
    fir(canvas, stage, (x, HEIGHT - 6), dice.uniform(150, 230), 0.0, dice)
