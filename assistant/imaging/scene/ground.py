"""The ground near the viewer: meadows and snow with their swells, grass, flowers, stones."""

from __future__ import annotations

import math
from collections.abc import Callable

import skia

from assistant.imaging.scene.color import Color, adjust, argb, mix
from assistant.imaging.scene.program import Feature, Season
from assistant.imaging.scene.ridges import Ridge, draw_hill, hills
from assistant.imaging.scene.stage import HEIGHT, Point, Stage, downward, fill, polygon, stroke
from assistant.imaging.scene.surfaces import SNOW

Clear = Callable[[Point, float], bool]
"""Whether something this wide may stand at a point (no way leads there)."""


def anywhere(_spot: Point, _wide: float) -> bool:
    """Nothing is in the way."""
    return True


def ground_color(stage: Stage) -> Color:
    """What the open ground of this season looks like: grass or snow."""
    return SNOW if stage.snowy else stage.surfaces.grass


def draw_ground(
    canvas: skia.Canvas, stage: Stage, ridge: Ridge, surface: Color, far: float = 0.14
) -> None:
    """Open ground below a ridge line, with swells that catch the light."""
    draw_hill(canvas, stage, ridge, surface, far)
    light = stage.air.seen(adjust(surface, lighter=0.02), 1.0, far * 0.7)
    dark = stage.air.seen(surface, 0.25, far * 0.6)
    base = float(ridge.line.mean())
    canvas.save()
    canvas.clipPath(ridge.body(), doAntiAlias=True)
    for number in range(4):
        level = base + (HEIGHT - base) * (0.16 + 0.24 * number)
        drift = hills(stage, f"drift {number}", level, 7 + 3 * number, 1.3)
        top = float(drift.line.min())
        canvas.drawPath(drift.body(), downward(top, top + 46, [argb(dark, 0.5), argb(dark, 0.0)]))
        canvas.drawPath(drift.body(), downward(top, top + 9, [argb(light, 0.5), argb(light, 0.0)]))
    canvas.restore()


def growth(canvas: skia.Canvas, stage: Stage, top: float, clear: Clear) -> None:
    """What grows on open ground: tufts of grass, and flowers in their season."""
    dice = stage.dice("tufts")
    grass = mix(stage.surfaces.grass, SNOW, 0.35) if stage.snowy else stage.surfaces.grass
    for _ in range(round((40 if stage.snowy else 130) * stage.width / 1024)):
        share = dice.random() ** 0.7
        x, y = dice.uniform(0, stage.width), top + 8 + share * (HEIGHT - top)
        if clear((x, y), 6):
            tone = adjust(grass, lighter=dice.uniform(-0.09, 0.05))
            _tuft(
                canvas,
                (x, y),
                4 + 13 * share,
                stage.air.seen(tone, dice.uniform(0.3, 0.9), 0.1 * (1 - share)),
                dice.uniform(-0.3, 0.3),
            )
    wanted = stage.has(Feature.FLOWERS)
    blooming = stage.program.season in {Season.SPRING, Season.SUMMER} and not stage.snowy
    if wanted or blooming:
        flowers(canvas, stage, top, clear, 520 if wanted else 90)


def _tuft(canvas: skia.Canvas, foot: Point, tall: float, color: Color, lean: float) -> None:
    x, y = foot
    path = skia.Path()
    for blade in (-0.5, -0.22, 0.0, 0.25, 0.5):
        root = x + blade * tall * 0.25
        path.moveTo(root - tall * 0.05, y)
        path.lineTo(x + (blade + lean) * tall * 0.9, y - tall * (1.0 - abs(blade) * 0.7))
        path.lineTo(root + tall * 0.05, y)
    path.close()
    canvas.drawPath(path, fill(color))


def flowers(canvas: skia.Canvas, stage: Stage, top: float, clear: Clear, count: int) -> None:
    """Flowers in patches, dots far away and blossoms near."""
    dice = stage.dice("flowers")
    patches = [
        (dice.uniform(0, stage.width), dice.random(), dice.choice(stage.surfaces.flowers))
        for _ in range(9)
    ]
    spots = []
    for _ in range(round(count * stage.width / 1024)):
        patch_x, patch_depth, color = dice.choice(patches)
        depth = min(max(patch_depth + dice.gauss(0, 0.16), 0.0), 1.0)
        x = patch_x + dice.gauss(0, 130) * (0.5 + depth)
        spots.append((depth, x, color, dice.uniform(0.7, 1.3)))
    for depth, x, color, scale in sorted(spots):
        y = top + 10 + depth**1.4 * (HEIGHT - top - 4)
        if clear((x, y), 8):
            _flower(canvas, stage, (x, y), (1.2 + 5.2 * depth) * scale, color, depth)


def _flower(
    canvas: skia.Canvas, stage: Stage, spot: Point, size: float, color: Color, depth: float
) -> None:
    x, y = spot
    seen = stage.air.seen(color, 0.95, 0.1 * (1 - depth))
    if size < 3.4:
        canvas.drawCircle(x, y, size * 0.6, fill(seen))
        return
    stem = stroke(stage.air.seen(stage.surfaces.grass, 0.3), size * 0.16)
    canvas.drawLine(x, y, x + size * 0.2, y + size * 2.0, stem)
    petals = skia.Path()
    for petal in range(5):
        angle = petal / 5 * math.tau + size
        petals.addCircle(
            x + math.cos(angle) * size * 0.45, y + math.sin(angle) * size * 0.33, size * 0.38
        )
    canvas.drawPath(petals, fill(seen))
    canvas.drawCircle(
        x, y, size * 0.26, fill(stage.air.seen(adjust(color, lighter=-0.16, turn=25), 0.9))
    )


def stones(canvas: skia.Canvas, stage: Stage, name: str, spots: list[tuple[Point, float]]) -> None:
    """Rounded stones with a lit top (and snow on it) at these feet with these widths."""
    dice = stage.dice(name)
    air, toward = stage.air, -stage.side
    for (x, y), width in spots:
        shape = [(x - width * 0.5, y)]
        for step in range(1, 6):
            angle = math.pi * (1.0 - step / 6)
            tall = width * 0.45 * dice.uniform(0.75, 1.15)
            shape.append((x + math.cos(angle) * width * 0.5, y - math.sin(angle) * tall))
        shape.append((x + width * 0.5, y))
        path = polygon(shape)
        path = _rounded(path, width * 0.12)
        canvas.drawPath(path, fill(air.seen(stage.surfaces.rock, 0.2, 0.05)))
        canvas.save()
        canvas.clipPath(path, doAntiAlias=True)
        lit = SNOW if stage.snowy else adjust(stage.surfaces.rock, lighter=0.06)
        canvas.drawOval(
            skia.Rect.MakeXYWH(
                x - width * 0.55 + toward * width * 0.2, y - width * 0.62, width, width * 0.5
            ),
            fill(air.seen(lit, 0.95, 0.05)),
        )
        canvas.restore()


def _rounded(path: skia.Path, radius: float) -> skia.Path:
    paint = skia.Paint(PathEffect=skia.CornerPathEffect.Make(radius))
    rounded = skia.Path()
    paint.getFillPath(path, rounded)
    return rounded
