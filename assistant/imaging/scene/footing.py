"""What is put under figures that are away from home: rocks in the sea, ponds on land."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import skia

from assistant.imaging.scene.color import adjust, argb, mix
from assistant.imaging.scene.stage import Point, Stage, downward, fill, polygon, stroke
from assistant.imaging.scene.surfaces import SNOW

Footing = tuple[Point, float]
"""The middle of a figure's base, and half of its width."""

_WHITE = (1.0, 1.0, 1.0)


def pond_shape(footing: Footing) -> skia.Rect:
    """Return the oval of a pond that holds a figure and its reflection."""
    (x, y), half_width = footing
    half, tall = half_width * 1.3 + 26, half_width * 0.13 + 11
    return skia.Rect.MakeLTRB(x - half, y + 2 - tall * 0.8, x + half, y + 2 + tall * 1.2)


def draw_ponds(canvas: skia.Canvas, stage: Stage, footings: Sequence[Footing]) -> None:
    """Draw a pond under each; those that touch are one."""
    air = stage.air
    shapes = [pond_shape(footing) for footing in footings]
    bank = SNOW if stage.snowy else adjust(stage.surfaces.sand, lighter=-0.1)
    for shape in shapes:
        canvas.drawOval(shape.makeOutset(7, 3.5), fill(air.seen(bank, 0.5, 0.05), blur=1.5))
    own = air.seen(stage.surfaces.water, 0.6)
    colors = [argb(mix(air.horizon, own, share)) for share in (0.25, 0.6, 0.85)]
    for shape in shapes:
        canvas.drawOval(shape, downward(shape.top(), shape.bottom(), colors))
    dice = stage.dice("pond glints")
    glint = stroke(mix(air.horizon, _WHITE, 0.3), 1.3, 0.5)
    for shape in shapes:
        for _ in range(9):
            x = shape.centerX() + dice.uniform(-0.36, 0.36) * shape.width()
            y = shape.centerY() + dice.uniform(-0.3, 0.36) * shape.height()
            half = dice.uniform(5, 16)
            canvas.drawLine(x - half, y, x + half, y, glint)


def draw_rock(canvas: skia.Canvas, stage: Stage, footing: Footing) -> None:
    """Draw a rock in the sea for what can't swim."""
    (x, y), half_width = footing
    half = half_width * 1.25 + 24
    for points, lit in _rock_faces(x, y, half):
        canvas.drawPath(polygon(points), fill(stage.air.seen(stage.surfaces.rock, lit)))
    foam = skia.Rect.MakeLTRB(x - half * 1.1, y + 12, x + half * 1.1, y + 20)
    canvas.drawOval(foam, fill(stage.air.seen(_WHITE, 0.9), 0.7, blur=1.5))


def _rock_faces(x: float, y: float, half: float) -> Iterator[tuple[list[Point], float]]:
    yield (
        [(x - half, y + 17), (x - half * 0.75, y - 1), (x + half * 0.7, y - 3), (x + half, y + 17)],
        0.25,
    )
    yield (
        [
            (x - half * 0.75, y - 1),
            (x - half * 0.1, y - 6),
            (x + half * 0.7, y - 3),
            (x + half * 0.3, y + 5),
            (x - half * 0.5, y + 6),
        ],
        0.9,
    )
