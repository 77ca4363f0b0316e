"""Ways through a landscape: roads, railways and rivers, winding into the distance."""

from __future__ import annotations

import math
from dataclasses import dataclass

import skia

from assistant.imaging.scene.color import Color, adjust, argb, mix, oklch
from assistant.imaging.scene.program import Weather
from assistant.imaging.scene.stage import (
    HEIGHT,
    Point,
    Stage,
    downward,
    fill,
    polygon,
    shine,
    stroke,
)
from assistant.imaging.scene.surfaces import ASPHALT, LAMP, SNOW

_POINTS = 90


@dataclass(frozen=True)
class Way:
    """The middle line of a way from the viewer into the distance, and its width along it.

    ``along`` runs from 0 at the viewer to 1 at the far end.
    """

    near: Point
    far: Point
    bends: float
    swing: float
    phase: float
    width: float

    def y(self, along: float) -> float:
        """The y at this share of the way."""
        return self.near[1] + (self.far[1] - self.near[1]) * (1.0 - math.pow(1.0 - along, 1.7))

    def wide(self, along: float) -> float:
        """The width of the way at this share."""
        return self.width * (math.pow(1.0 - along, 1.75) + 0.012)

    def x(self, along: float) -> float:
        """The middle of the way at this share."""
        straight = self.near[0] + (self.far[0] - self.near[0]) * (1.0 - math.pow(1.0 - along, 1.3))
        bend = math.sin(self.phase + math.pow(along, 0.85) * self.bends * math.tau)
        return straight + self.swing * bend * math.pow(1.0 - along, 0.9) * min(
            1.0, along * 4 + 0.25
        )

    def at_y(self, y: float) -> float:
        """The middle of the way where it crosses this y (clamped to its ends)."""
        share = (y - self.near[1]) / (self.far[1] - self.near[1])
        along = 1.0 - (1.0 - min(max(share, 0.0), 1.0)) ** (1 / 1.7)
        return self.x(along)

    def beside(self, spot: Point, wide: float) -> bool:
        """Whether something this wide stands clear of the way."""
        share = (spot[1] - self.near[1]) / (self.far[1] - self.near[1])
        along = 1.0 - (1.0 - min(max(share, 0.0), 1.0)) ** (1 / 1.7)
        return abs(spot[0] - self.x(along)) > wide + self.wide(along) * 0.75 + 10

    def strip(self, left: float, right: float, begin: float = 0.0, end: float = 1.0) -> skia.Path:
        """The part of the way between two shares of its half width (-1 left edge, 1 right)."""
        points = max(int(_POINTS * (end - begin)), 2)
        shares = [begin + (end - begin) * index / points for index in range(points + 1)]
        one = [(self.x(s) + self.wide(s) * 0.5 * left, self.y(s)) for s in shares]
        other = [(self.x(s) + self.wide(s) * 0.5 * right, self.y(s)) for s in reversed(shares)]
        return polygon([*one, *other])


def winding(stage: Stage, name: str, far: Point, width: float, swing: float) -> Way:
    """A way from the lower edge to a far point, winding as its dice fall."""
    dice = stage.dice(name)
    near = (stage.width * 0.5 - stage.side * stage.width * dice.uniform(0.02, 0.16), HEIGHT + 30)
    return Way(
        near,
        far,
        dice.uniform(1.1, 1.7),
        swing,
        dice.uniform(-0.6, 0.6) + (0 if stage.side > 0 else math.pi),
        width,
    )


def draw_road(canvas: skia.Canvas, stage: Stage, way: Way, posts: bool = True) -> None:
    """A paved road with its markings and posts; snow leaves banks and the tracks of wheels."""
    wet = stage.program.weather in {Weather.RAIN, Weather.STORM}
    surface = mix(ASPHALT, SNOW, 0.2) if stage.snowy else ASPHALT
    if wet:
        surface = adjust(surface, lighter=-0.08)
    top, bottom = way.far[1], HEIGHT
    bank = SNOW if stage.snowy else adjust(stage.surfaces.sand, lighter=-0.12, chroma=0.7)
    canvas.drawPath(way.strip(-1.32, 1.32), _receding(stage, bank, top, bottom, 0.5))
    if stage.snowy:
        canvas.drawPath(way.strip(-1.34, -1.16), _receding(stage, SNOW, top, bottom, 1.0))
        canvas.drawPath(way.strip(1.16, 1.34), _receding(stage, SNOW, top, bottom, 1.0))
    canvas.drawPath(way.strip(-1.0, 1.0), _receding(stage, surface, top, bottom, 0.55))
    if stage.snowy:
        track = mix(surface, SNOW, 0.62)
        for left, right in ((-1.0, -0.74), (-0.38, -0.16), (0.16, 0.38), (0.74, 1.0)):
            canvas.drawPath(way.strip(left, right), _receding(stage, track, top, bottom, 0.6))
    if wet:
        _wet_shine(canvas, stage, way)
    line = mix(oklch(0.95, 0.03, 95), surface, 0.25 if stage.snowy else 0.1)
    edge = _receding(stage, line, top, bottom, 0.9)
    canvas.drawPath(way.strip(-0.93, -0.88, 0.0, 0.8), edge)
    canvas.drawPath(way.strip(0.88, 0.93, 0.0, 0.8), edge)
    _dashes(canvas, stage, way, line)
    if posts:
        _posts(canvas, stage, way)


def _receding(stage: Stage, surface: Color, top: float, bottom: float, lit: float) -> skia.Paint:
    air = stage.air
    return downward(
        top,
        bottom,
        [
            argb(air.seen(surface, lit, 0.5)),
            argb(air.seen(surface, lit, 0.12)),
            argb(air.seen(surface, lit, 0.0)),
        ],
    )


def _dashes(canvas: skia.Canvas, stage: Stage, way: Way, color: Color) -> None:
    paint = _receding(stage, color, way.far[1], HEIGHT, 0.95)
    along = 0.02
    while along < 0.78:
        length = 0.042 * (1.0 - along) + 0.006
        canvas.drawPath(way.strip(-0.035, 0.035, along, along + length), paint)
        along += length * 2.1


def _wet_shine(canvas: skia.Canvas, stage: Stage, way: Way) -> None:
    sky = stage.air.horizon
    paint = downward(way.far[1], HEIGHT, [argb(sky, 0.65), argb(sky, 0.3), argb(sky, 0.12)])
    canvas.drawPath(way.strip(-0.7, -0.15), paint)
    canvas.drawPath(way.strip(0.2, 0.65), paint)


def _posts(canvas: skia.Canvas, stage: Stage, way: Way) -> None:
    """Posts along the road; lamps that light it when it is dark."""
    air = stage.air
    along = 0.1
    side = stage.side
    shares = []
    while along < 0.84:
        shares.append(along)
        along += 0.13 * (1.0 - along) + 0.02
    for share in reversed(shares):
        wide = way.wide(share)
        for direction in (-side, side):
            x, y = way.x(share) + direction * wide * 0.62, way.y(share)
            if direction == side and air.lamps:
                lamp_post(canvas, stage, (x, y), wide, -direction)
            else:
                _marker(canvas, stage, (x, y), wide)


def _marker(canvas: skia.Canvas, stage: Stage, foot: Point, wide: float) -> None:
    x, y = foot
    tall, thick = wide * 0.13, max(wide * 0.018, 0.7)
    far = 0.35 * (1.0 - min(wide / 200, 1.0))
    canvas.drawRect(
        skia.Rect.MakeLTRB(x - thick, y - tall, x + thick, y), fill(stage.air.seen(SNOW, 0.7, far))
    )
    band = skia.Rect.MakeLTRB(x - thick, y - tall * 0.85, x + thick, y - tall * 0.6)
    canvas.drawRect(band, fill(stage.air.seen(oklch(0.58, 0.2, 28), 0.9, far)))


def lamp_post(canvas: skia.Canvas, stage: Stage, foot: Point, wide: float, toward: float) -> None:
    """A lamp for a road this wide, its head leaning to one side (-1 or 1), with its light."""
    x, y = foot
    tall, thick = wide * 0.82, max(wide * 0.016, 0.6)
    head = (x + toward * wide * 0.16, y - tall)
    metal = stroke(stage.air.seen(oklch(0.35, 0.02, 260), 0.3, 0.1), thick)
    path = skia.Path()
    path.moveTo(x, y)
    path.lineTo(x, y - tall * 0.9)
    path.quadTo(x, y - tall, *head)
    metal.setStyle(skia.Paint.kStroke_Style)
    canvas.drawPath(path, metal)
    pool = (x + toward * wide * 0.3, y + wide * 0.02)
    canvas.save()
    canvas.translate(*pool)
    canvas.scale(1.0, 0.24)
    shine(canvas, (0, 0), wide * 0.75, LAMP, 0.5)
    canvas.restore()
    cone = polygon([head, (pool[0] - wide * 0.42, pool[1]), (pool[0] + wide * 0.42, pool[1])])
    beam = downward(head[1], pool[1], [argb(LAMP, 0.22), argb(LAMP, 0.0)])
    beam.setBlendMode(skia.BlendMode.kScreen)
    canvas.drawPath(cone, beam)
    shine(canvas, head, wide * 0.4, LAMP, 0.75)
    canvas.drawCircle(*head, max(wide * 0.03, 0.9), fill(mix(LAMP, (1.0, 1.0, 1.0), 0.6)))


def draw_river(canvas: skia.Canvas, stage: Stage, way: Way) -> None:
    """A river: the sky in it, banks, and glints of light."""
    air = stage.air
    own = air.seen(stage.surfaces.water, 0.6)
    colors = [
        mix(mix(air.horizon, own, 0.15), own, share * 0.85) for share in (0.0, 0.35, 0.7, 1.0)
    ]
    bank = adjust(stage.surfaces.sand, lighter=-0.1) if not stage.snowy else SNOW
    canvas.drawPath(way.strip(-1.12, 1.12), fill(stage.air.seen(bank, 0.5, 0.15)))
    top = way.far[1]
    stops = [argb(color) for color in colors]
    canvas.drawPath(way.strip(-1.0, 1.0), downward(top, HEIGHT, stops))
    dice = stage.dice("river glints")
    for _ in range(46):
        share = dice.random() ** 0.7 * 0.92
        across, wide = dice.uniform(-0.8, 0.8), way.wide(share)
        x, y, half = (
            way.x(share) + across * wide * 0.5,
            way.y(share),
            wide * dice.uniform(0.03, 0.12),
        )
        glint = stroke(mix(colors[0], (1.0, 1.0, 1.0), 0.3), max(wide * 0.006, 0.5), 0.5)
        canvas.drawLine(x - half, y, x + half, y, glint)
