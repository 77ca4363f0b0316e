"""What every drawing routine is given: the frame, the atmosphere, and its own dice.

All drawing is in design units: a picture is always 576 units high, x runs to the right and y
down, so that a preview and the full size differ in sharpness only.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import skia

from assistant.imaging.scene.atmosphere import Atmosphere, atmosphere_of
from assistant.imaging.scene.color import Color, argb
from assistant.imaging.scene.program import Feature, Place, SceneProgram, Setting
from assistant.imaging.scene.surfaces import Surfaces, surfaces_of

HEIGHT = 576.0
"""Height of every picture in design units."""

DRIVING = {"car", "truck", "bus", "camper", "bicycle", "fire_engine"}
"""Subjects that use a road."""
_ROADLESS = {Place.SEA, Place.SPACE, Place.ISLAND}
_ROAD_ALONG = {Place.COAST, Place.LAKE, Place.JUNGLE, Place.ARCTIC}

Point = tuple[float, float]
Drawing = Callable[[skia.Canvas], None]


@dataclass(frozen=True)
class Stage:
    """One scene to draw: its program, its width in design units, and what follows from them."""

    program: SceneProgram
    width: float

    @cached_property
    def air(self) -> Atmosphere:
        """The light, the sky and the colors of this scene."""
        return atmosphere_of(self.program)

    def dice(self, name: str) -> random.Random:
        """Dice for one part of the picture; the same for every hour, weather and season."""
        return random.Random(self.noise(name))

    def noise(self, name: str) -> int:
        """A noise seed for one part of the picture."""
        return zlib.crc32(f"{self.program.seed}/{self.program.place}/{name}".encode())

    def has(self, feature: Feature) -> bool:
        """Whether the program asks for this feature."""
        return feature in self.program.features

    @cached_property
    def side(self) -> float:
        """-1 or 1: on which side of the picture the weight lies; the sun is on the other."""
        return self.dice("side").choice((-1.0, 1.0))

    def layer(self, name: str, depth: float, draw: Callable[..., None], *rest: Any) -> Layer:
        """A sheet that calls ``draw(canvas, *rest)``."""
        return Layer(name, lambda canvas: draw(canvas, *rest), depth)

    def third(self, side: float) -> float:
        """The x of the left (-1) or right (1) third of the picture."""
        return self.width * (0.5 + side / 6)

    @cached_property
    def surfaces(self) -> Surfaces:
        """The colors of ground and plants."""
        return surfaces_of(self.program)

    @cached_property
    def crossing(self) -> bool:
        """Whether a road runs across: something drives on it, or none can wind away."""
        place = self.program.place
        driven = any(
            subject.kind in DRIVING and subject.setting in {Setting.NATURAL, Setting.ROAD}
            for subject in self.program.subjects
        )
        along = self.has(Feature.ROAD) and place in _ROAD_ALONG
        return place not in _ROADLESS and (driven or along)

    @cached_property
    def winding(self) -> bool:
        """Whether a road winds into the distance."""
        return self.has(Feature.ROAD) and not self.crossing

    @property
    def snowy(self) -> bool:
        """Whether snow lies on the ground."""
        return self.air.snowy


@dataclass(frozen=True)
class Layer:
    """One sheet of a picture, drawn over those before; ``depth`` 0 is far and 1 near."""

    name: str
    draw: Drawing
    depth: float = 0.5


@dataclass(frozen=True)
class Band:
    """Ground on which things stand or float: from a far y to a near one, between two x."""

    far: float
    near: float
    left: float
    right: float


@dataclass(frozen=True)
class Ground:
    """Where subjects can be put in a landscape.

    ``perches`` are high places (a cliff's edge, a hill's top) and ``road`` gives the middle of
    the road for a y, where there is a road.
    """

    horizon: float
    land: Band
    water: Band | None = None
    perches: tuple[Point, ...] = ()
    road: Callable[[float], float] | None = None


@dataclass(frozen=True)
class Landscape:
    """A place ready to be drawn: sheets behind the subjects, sheets before them, the ground."""

    back: Sequence[Layer]
    front: Sequence[Layer]
    ground: Ground


def fill(color: Color, alpha: float = 1.0, *, blur: float = 0.0) -> skia.Paint:
    """A paint that fills with one color; ``blur`` softens its edges by that many units."""
    paint = skia.Paint(Color=argb(color, alpha), AntiAlias=True)
    if blur:
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, blur))
    return paint


def stroke(color: Color, width: float, alpha: float = 1.0) -> skia.Paint:
    """A round-ended line of this width."""
    return skia.Paint(
        Color=argb(color, alpha), AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=width,
        StrokeCap=skia.Paint.kRound_Cap, StrokeJoin=skia.Paint.kRound_Join,
    )  # fmt: skip


def downward(top: float, bottom: float, colors: Sequence[int]) -> skia.Paint:
    """A paint that runs from the first color at ``top`` to the last at ``bottom``, evenly."""
    shader = skia.GradientShader.MakeLinear([(0, top), (0, max(bottom, top + 1))], list(colors))
    return skia.Paint(Shader=shader, AntiAlias=True, Dither=True)


def shine(canvas: skia.Canvas, center: Point, radius: float, color: Color, alpha: float) -> None:
    """Light around a point, added to what is there and fading to nothing at ``radius``."""
    stops = [argb(color, alpha * share) for share in (1.0, 0.55, 0.22, 0.06, 0.0)]
    shader = skia.GradientShader.MakeRadial(center, radius, stops, [0.0, 0.18, 0.45, 0.75, 1.0])
    paint = skia.Paint(Shader=shader, BlendMode=skia.BlendMode.kScreen, Dither=True)
    canvas.drawCircle(*center, radius, paint)


def polyline(points: Sequence[Point]) -> skia.Path:
    """An open line through these points (six times as fast as ``skia.Path.Polygon``)."""
    path = skia.Path()
    path.moveTo(*points[0])
    for x, y in points[1:]:
        path.lineTo(x, y)
    return path


def polygon(points: Sequence[Point]) -> skia.Path:
    """A closed shape."""
    path = polyline(points)
    path.close()
    return path


def softly(canvas: skia.Canvas, bounds: skia.Rect, draw: Drawing) -> None:
    """Draw what has no sharp edges at half the resolution: a quarter of the work."""
    scale = min(0.5, canvas.getTotalMatrix().getScaleX())
    width, height = (max(round(side * scale), 1) for side in (bounds.width(), bounds.height()))
    surface = skia.Surface.MakeRasterN32Premul(width, height)
    small = surface.getCanvas()
    small.scale(width / bounds.width(), height / bounds.height())
    small.translate(-bounds.left(), -bounds.top())
    draw(small)
    sampling = skia.SamplingOptions(skia.FilterMode.kLinear)
    canvas.drawImageRect(surface.makeImageSnapshot(), bounds, sampling)
