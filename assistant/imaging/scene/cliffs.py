"""A cliff that runs from the picture's edge out into the sea."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import skia

from assistant.imaging.scene import noise
from assistant.imaging.scene.color import adjust, argb, mix
from assistant.imaging.scene.ground import ground_color, stones
from assistant.imaging.scene.ridges import STEP, count_of
from assistant.imaging.scene.stage import Point, Stage, downward, fill, polygon

_LEDGES = (
    (0.0, 0.0),
    (0.025, 0.30),
    (0.06, 0.40),
    (0.085, 0.66),
    (0.14, 0.78),
    (0.2, 0.93),
    (1.0, 1.0),
)
"""How high the cliff stands (share of its height) this far in from its tip."""


@dataclass(frozen=True)
class Cliff:
    """The upper edge and the foot of a cliff, from left to right."""

    top: list[Point]
    foot: list[Point]

    def at(self, x: float) -> float:
        """The y of the upper edge nearest to x."""
        return min(self.top, key=lambda point: abs(point[0] - x))[1]

    def body(self) -> skia.Path:
        """Its whole shape."""
        return polygon([*self.top, *reversed(self.foot)])


def cliff_of(stage: Stage, sea: float) -> Cliff:
    """The cliff of a scene whose sea begins at this y."""
    dice = stage.dice("cliff")
    reach, height = dice.uniform(0.30, 0.40) * stage.width, dice.uniform(100, 150)
    count = count_of(stage)
    rough = noise.profile(stage.noise("cliff"), count, 16 * stage.width / 1024, 4)
    shares, heights = (np.array(part) for part in zip(*_LEDGES, strict=True))
    shares = shares * np.array([1.0, *(dice.uniform(0.75, 1.25) for _ in shares[2:]), 1.0])
    top, foot = [], []
    for index in range(count):
        x = index * STEP - STEP
        into = 1.0 - (stage.width - x if stage.side > 0 else x) / reach
        if into >= 0:
            tall = height * float(np.interp(into, shares, heights))
            base = sea + 24 + 44 * into + 3.0 * float(rough[index])
            top.append(
                (
                    x,
                    base
                    - tall
                    - 26 * into
                    - (5 + 5 * into) * float(rough[-index]) * min(into * 12, 1),
                )
            )
            foot.append((x, base))
    if len(top) < 2:
        edge = stage.width if stage.side > 0 else 0.0
        top, foot = [(edge, sea), (edge, sea)], [(edge, sea), (edge, sea)]
    return Cliff(top, foot)


def draw_cliff(canvas: skia.Canvas, stage: Stage, cliff: Cliff) -> None:
    """Its rock in facets, turf on its back, boulders at its foot."""
    air, rock = stage.air, adjust(stage.surfaces.rock, lighter=0.06)
    highest = min(y for _, y in cliff.top)
    lowest = max(y for _, y in cliff.foot)
    canvas.save()
    canvas.clipPath(cliff.body(), doAntiAlias=True)
    base = [argb(air.seen(rock, 0.7, 0.16)), argb(air.seen(adjust(rock, lighter=-0.07), 0.4, 0.1))]
    canvas.drawPaint(downward(highest, lowest, base))
    _facets(canvas, stage, cliff)
    _turf(canvas, stage, cliff)
    canvas.restore()
    dice = stage.dice("boulders")
    spots = [dice.choice(cliff.foot) for _ in range(12)]
    stones(
        canvas,
        stage,
        "boulder",
        [((x, y + dice.uniform(-1, 4)), dice.uniform(8, 26)) for x, y in spots],
    )


def _facets(canvas: skia.Canvas, stage: Stage, cliff: Cliff) -> None:
    """Broken columns of rock, each catching the light in its own way."""
    air, rock, dice = stage.air, stage.surfaces.rock, stage.dice("facets")
    index = 0
    while index < len(cliff.top) - 3:
        wide = dice.randint(3, 9)
        after = min(index + wide, len(cliff.top) - 1)
        (x0, y0), (x1, y1) = cliff.top[index], cliff.top[after]
        (fx0, fy0), (fx1, fy1) = cliff.foot[index], cliff.foot[after]
        kink = dice.uniform(0.3, 0.7)
        lean = dice.uniform(-9, 9)
        middle0 = (x0 + lean, y0 + (fy0 - y0) * kink)
        middle1 = (x1 + lean * 0.5, y1 + (fy1 - y1) * dice.uniform(0.35, 0.75))
        tone = dice.choice((0.0, 0.1, 0.25, 0.5, 0.9, 1.0))
        canvas.drawPath(
            polygon([(x0, y0), (x1, y1), middle1, middle0]), fill(air.seen(rock, tone, 0.12), 0.75)
        )
        lower = min(max(tone + dice.uniform(-0.4, 0.25), 0.0), 1.0)
        canvas.drawPath(
            polygon([middle0, middle1, (fx1, fy1 + 3), (fx0, fy0 + 3)]),
            fill(air.seen(adjust(rock, lighter=-0.05), lower, 0.1), 0.75),
        )
        index += max(wide - dice.randint(0, 2), 1)


def _turf(canvas: skia.Canvas, stage: Stage, cliff: Cliff) -> None:
    depth = noise.profile(stage.noise("turf"), len(cliff.top), 22, 3)
    for thick, lit in ((1.0, 0.45), (0.55, 1.0)):
        edge = [
            (x, y + (10 + 7 * float(d)) * thick) for (x, y), d in zip(cliff.top, depth, strict=True)
        ]
        color = mix(ground_color(stage), stage.surfaces.rock, 0.1)
        canvas.drawPath(
            polygon([*cliff.top, *reversed(edge)]), fill(stage.air.seen(color, lit, 0.12))
        )
