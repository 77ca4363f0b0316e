"""Mountains and hills: ridge lines in rows, lit faces, snow, mist in the valleys between."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import skia

from assistant.imaging.scene import noise
from assistant.imaging.scene.color import Color, adjust, argb, mix
from assistant.imaging.scene.stage import HEIGHT, Point, Stage, downward, fill, polygon
from assistant.imaging.scene.surfaces import SNOW

STEP = 3.0
"""Distance of the points of a ridge line in design units."""


@dataclass(frozen=True)
class Ridge:
    """A ridge line: ``line[i]`` is the y at x ``i * STEP - STEP``; ``foot`` is where it ends."""

    line: noise.Floats
    foot: float

    def points(self) -> list[Point]:
        """The points of the line from left to right."""
        return [(index * STEP - STEP, y) for index, y in enumerate(self.line.tolist())]

    def at(self, x: float) -> float:
        """The y of the ridge at x."""
        return float(self.line[min(max(round(x / STEP) + 1, 0), len(self.line) - 1)])

    def body(self) -> skia.Path:
        """The shape below the line."""
        points = self.points()
        return polygon([*points, (points[-1][0], self.foot), (points[0][0], self.foot)])


def count_of(stage: Stage) -> int:
    """How many points a ridge line has in this picture."""
    return int(stage.width / STEP) + 4


def peaks(stage: Stage, name: str, base: float, height: float, waves: float) -> Ridge:
    """Sharp mountains: crests up to ``height`` above ``base``, highest at the picture's weight."""
    count = count_of(stage)
    per_view = waves * stage.width / 1024.0
    rough = noise.crests(stage.noise(name), count, per_view, 6)
    rough = (rough - rough.min()) / max(float(np.ptp(rough)), 1e-3)
    rough = 0.55 * rough + 0.45 * np.convolve(
        np.pad(rough, 9, "edge"), np.full(19, 1 / 19), "valid"
    )
    x = np.arange(count) / count
    summit = 0.5 + stage.side * stage.dice(name).uniform(0.1, 0.24)
    crowd = 0.42 + 0.58 * np.exp(-(((x - summit) / 0.3) ** 2))
    line = base - height * (0.16 + 0.84 * rough) * crowd
    return Ridge(line.astype(np.float32), HEIGHT + 4)


def hills(
    stage: Stage, name: str, base: float, height: float, waves: float, octaves: int = 3
) -> Ridge:
    """Soft hills that swing by ``height`` around ``base``."""
    per_view = max(waves * stage.width / 1024.0, 0.4)
    line = base - height * noise.profile(stage.noise(name), count_of(stage), per_view, octaves)
    return Ridge(line.astype(np.float32), HEIGHT + 4)


def draw_mountains(
    canvas: skia.Canvas, stage: Stage, ridge: Ridge, name: str, far: float, snow: float
) -> None:
    """A range of rock: a lit and a shaded side of every peak, ``snow`` (0 to 1) from the top."""
    air, rock = stage.air, stage.surfaces.rock
    body = ridge.body()
    top, low = float(ridge.line.min()), float(ridge.line.max())
    reach = max(low - top, 40.0)
    surface = mix(rock, SNOW, 0.12 if stage.snowy else 0.0)
    lit, shade = air.seen(surface, 0.95, far), air.seen(surface, 0.12, far)
    canvas.save()
    canvas.clipPath(body, doAntiAlias=True)
    canvas.drawPath(body, fill(lit))
    canvas.drawPath(_faces(stage, ridge, f"{name} face", 1.0), fill(shade))
    canvas.drawPath(_faces(stage, ridge, f"{name} crease", 0.5), fill(shade, 0.4))
    if snow > 0.02:
        _snowcap(canvas, stage, ridge, name, far, snow)
    mist = [argb(air.haze, 0.0), argb(air.haze, 0.25 + 0.3 * far), argb(air.haze, 0.65 + 0.3 * far)]
    canvas.drawPaint(downward(top + reach * 0.15, low + 70, mist))
    canvas.restore()


def _snowcap(
    canvas: skia.Canvas, stage: Stage, ridge: Ridge, name: str, far: float, snow: float
) -> None:
    air = stage.air
    lit, shade = air.seen(SNOW, 1.0, far * 0.6), air.seen(SNOW, 0.12, far * 0.75)
    top, low = float(ridge.line.min()), float(ridge.line.max())
    snowline = top + (low - top) * (0.12 + 0.95 * snow)
    teeth = noise.profile(stage.noise(f"{name} snow"), len(ridge.line), stage.width / 34.0, 3)
    depth = np.maximum((snowline - ridge.line) * (0.62 + 0.5 * teeth), 0.0)
    edge = [(x, y + d) for (x, y), d in zip(ridge.points(), depth.tolist(), strict=True)]
    cap = polygon([*ridge.points(), *reversed(edge)])
    canvas.save()
    canvas.clipPath(cap, doAntiAlias=True)
    canvas.drawPaint(fill(lit))
    canvas.drawPath(_faces(stage, ridge, f"{name} face", 1.0), fill(shade))
    canvas.drawPath(_faces(stage, ridge, f"{name} crease", 0.5), fill(shade, 0.45))
    canvas.restore()


def _faces(stage: Stage, ridge: Ridge, name: str, least: float) -> skia.Path:
    """The sides of the peaks that look away from the light, each bounded by a broken spine.

    ``least`` scales how prominent a peak must be: smaller ones make more, smaller faces.
    """
    dice = stage.dice(name)
    away = 1 if stage.side > 0 else -1
    path = skia.Path()
    for index in _summits(ridge.line, round(14 * least) + 2):
        x, y = (index - 1) * STEP, float(ridge.line[index])
        end = _valley(ridge.line, index, away)
        drop = (float(ridge.line[end]) - y) * (1.6 if least >= 1.0 else 0.9) + 20.0
        spine = [(x, y)]
        while spine[-1][1] < y + drop:
            step = dice.uniform(5, 15)
            lean = dice.uniform(-0.95, 0.55) * away * step
            spine.append((spine[-1][0] + lean, spine[-1][1] + step))
        outline = [((i - 1) * STEP, float(ridge.line[i])) for i in range(index, end, away)]
        foot = spine[-1][1]
        edge = (end - 1) * STEP
        run = dice.uniform(0.3, 0.8) * (edge - x)
        path.addPath(
            polygon([*reversed(spine), *outline, (edge, float(ridge.line[end])), (x + run, foot)])
        )
    return path


def _summits(line: noise.Floats, reach: int) -> list[int]:
    """Indices that are higher than all others within ``reach``."""
    around = np.lib.stride_tricks.sliding_window_view(np.pad(line, reach, "edge"), 2 * reach + 1)
    highest = np.flatnonzero(line <= around.min(axis=1))
    return [int(index) for index in highest if 0 < index < len(line) - 1]


def _valley(line: noise.Floats, index: int, away: int) -> int:
    """The index of the next low point from a summit."""
    reach, lowest = 10, index
    position = index
    while 0 < position + away < len(line) - 1 and abs(position - lowest) < reach:
        position += away
        if line[position] > line[lowest]:
            lowest = position
    return lowest


def draw_hill(canvas: skia.Canvas, stage: Stage, ridge: Ridge, surface: Color, far: float) -> None:
    """A soft hill: light along its crest, shade and haze below."""
    air = stage.air
    top = float(ridge.line.min())
    crest = air.seen(adjust(surface, lighter=0.03), 1.0, far)
    body = air.seen(surface, 0.72, far)
    deep = air.seen(adjust(surface, lighter=-0.05), 0.45, far)
    bottom = min(top + 190, HEIGHT + 60)
    canvas.drawPath(ridge.body(), downward(top, bottom, [argb(crest), argb(body), argb(deep)]))


def mist(canvas: skia.Canvas, stage: Stage, y: float, thickness: float, alpha: float) -> None:
    """A bank of mist lying at y."""
    haze = stage.air.haze
    stops = [argb(haze, 0.0), argb(haze, alpha), argb(haze, alpha * 0.9), argb(haze, 0.0)]
    canvas.drawRect(
        skia.Rect.MakeLTRB(0, y - thickness, stage.width, y + thickness),
        downward(y - thickness, y + thickness, stops),
    )
