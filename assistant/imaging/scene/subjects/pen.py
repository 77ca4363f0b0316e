"""The pen that figures are drawn with: solid bodies under one light, lamps, faces, shadows."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import skia

from assistant.imaging.scene.subjects.art import (
    INK,
    LAMP,
    RGB,
    WHITE,
    Habitat,
    SubjectArt,
    SubjectLight,
    darker,
    lighter,
    mix,
    times,
)
from assistant.imaging.scene.subjects.shapes import curve, ellipse, moved

_CLEAR = skia.ColorSetARGB(0, 0, 0, 0)
_FACING_RIGHT = 0.5
"""The share of draws that are mirrored."""


class Pen:
    """Draws one subject on a canvas: every color passes through its light."""

    def __init__(self, canvas: skia.Canvas, light: SubjectLight, rng: random.Random) -> None:
        self.canvas = canvas
        self.light = light
        self.rng = rng

    # Choices

    def chance(self, share: float) -> bool:
        """True in `share` of the draws."""
        return self.rng.random() < share

    def between(self, low: float, high: float) -> float:
        """A number between two others."""
        return self.rng.uniform(low, high)

    def one_of(self, *colors: RGB) -> RGB:
        """One of the colors, a little lighter or darker each time."""
        chosen = self.rng.choice(colors)
        share = self.rng.uniform(-0.08, 0.1)
        return lighter(chosen, share) if share > 0 else darker(chosen, -share)

    def main(self, *colors: RGB) -> RGB:
        """The color of the main body: what was asked for, else one of these."""
        chosen = self.one_of(*colors)
        return self.light.color or chosen

    def shining(self) -> "Pen":
        """A pen for what gives light itself: at night its colors stay as by day."""
        if not self.light.night:
            return self
        own = replace(self.light, warm=(1.0, 0.98, 0.94), shade=(0.8, 0.74, 0.7))
        return Pen(self.canvas, own, self.rng)

    # Colors in the light

    def lit(self, color: RGB, share: float = 1.0) -> RGB:
        """The color as seen: `share` 1 in full light, 0 in shadow, behind the haze."""
        light = self.light
        seen = mix(times(color, light.shade), times(color, light.warm), share)
        return mix(seen, light.haze_color, light.haze)

    def paint(self, color: RGB, alpha: float = 1.0) -> skia.Paint:
        """A paint of exactly this color."""
        r, g, b = (min(max(part, 0.0), 1.0) for part in color)
        paint = skia.Paint(AntiAlias=True)
        paint.setColor4f(skia.Color4f(r, g, b, alpha))
        return paint

    # Bodies

    def solid(self, path: skia.Path, color: RGB, depth: float = 0.2, rim: float = 0.02) -> None:
        """Fill a body: lit towards the sun, a shadow side opposite, a bright rim.

        Args:
            path: Its outline.
            color: Its own color, in white light.
            depth: How far the shadow side reaches in, as a share of the smaller extent.
            rim: How wide the bright edge is, in heights of the subject; 0 for none.
        """
        self.canvas.drawPath(path, self._body_paint(path.getBounds(), color))
        self.form(path, color, depth, rim)

    def form(self, path: skia.Path, color: RGB, depth: float = 0.2, rim: float = 0.02) -> None:
        """Lay only the shadow side and the bright edge of `solid` over what is drawn."""
        bounds = path.getBounds()
        reach = depth * min(bounds.width(), bounds.height())
        sun_x, sun_y = self.light.sun
        with self.inside(path):
            if depth:
                toward = moved(path, sun_x * reach, sun_y * reach * 0.7)
                self._outside(toward, self.lit(color, 0.0), 0.62)
            if rim and not self.light.flat:
                away = moved(path, -sun_x * rim, -sun_y * rim)
                self._outside(away, self.lit(WHITE), 0.16 if self.light.night else 0.3)

    def fill(self, path: skia.Path, color: RGB, share: float = 0.9, alpha: float = 1.0) -> None:
        """Fill a detail evenly, `share` of the way from shadow to full light."""
        self.canvas.drawPath(path, self.paint(self.lit(color, share), alpha))

    def line(self, path: skia.Path, width: float, color: RGB, share: float = 0.9) -> None:
        """Stroke a path with round ends."""
        paint = self.paint(self.lit(color, share))
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeWidth(width)
        paint.setStrokeCap(skia.Paint.kRound_Cap)
        paint.setStrokeJoin(skia.Paint.kRound_Join)
        self.canvas.drawPath(path, paint)

    @contextmanager
    def inside(self, path: skia.Path) -> Iterator[None]:
        """Keep what is drawn within the shape: spots on a coat, stripes on a hull."""
        with skia.AutoCanvasRestore(self.canvas):
            self.canvas.clipPath(path, doAntiAlias=True)
            yield

    @contextmanager
    def at(self, x: float, y: float, scale: float = 1.0, degrees: float = 0.0) -> Iterator[None]:
        """Draw around another origin, scaled and turned counter-clockwise."""
        with skia.AutoCanvasRestore(self.canvas):
            self.canvas.translate(x, y)
            self.canvas.rotate(degrees)
            self.canvas.scale(scale, scale)
            yield

    # Light of its own

    def glass(self, path: skia.Path, lamp: RGB = LAMP) -> None:
        """A window: the sky in it by day, the lamp behind it at night."""
        if not self.light.night:
            self.solid(path, (0.5, 0.68, 0.8), depth=0.35, rim=0.0)
            return
        bounds = path.getBounds()
        reach = min(0.5 * (bounds.width() + bounds.height()), 0.16)
        self.glow(bounds.centerX(), bounds.centerY(), reach, lamp, 0.35)
        self.canvas.drawPath(path, self.paint(mix(lamp, self.light.haze_color, self._veil())))

    def lamp(self, x: float, y: float, radius: float, color: RGB = LAMP) -> None:
        """A lamp: a pale glass by day, a glowing one at night."""
        if self.light.night:
            self.glow(x, y, radius * 4, color, 0.8)
            bright = mix(color, WHITE, 0.6)
            self.canvas.drawPath(ellipse(x, y, radius), self.paint(bright))
        else:
            self.fill(ellipse(x, y, radius), mix(color, WHITE, 0.4))

    def glow(self, x: float, y: float, radius: float, color: RGB, strength: float) -> None:
        """Soft light around a point, added to what is there."""
        r, g, b = color
        inner = skia.Color4f(r, g, b, strength * (1.0 - self._veil())).toColor()
        paint = skia.Paint(AntiAlias=True, BlendMode=skia.BlendMode.kScreen)
        paint.setShader(
            skia.GradientShader.MakeRadial(skia.Point(x, y), radius, [inner, _fading(color)])
        )
        self.canvas.drawCircle(x, y, radius, paint)

    def shadow(self, half_width: float, x: float = 0.0, y: float = 0.0) -> None:
        """The soft dark patch where it touches the ground."""
        paint = skia.Paint(AntiAlias=True)
        dark = skia.Color4f(0.05, 0.06, 0.16, 0.34 * (1.0 - self._veil())).toColor()
        paint.setShader(skia.GradientShader.MakeRadial(skia.Point(0, 0), 1.0, [dark, _CLEAR]))
        with self.at(x, y):
            self.canvas.scale(half_width, 0.045)
            self.canvas.drawCircle(0, 0, 1.0, paint)

    # Faces

    def eye(self, x: float, y: float, radius: float, white: bool = False) -> None:
        """A friendly eye with a glint."""
        if white:
            self.fill(ellipse(x, y, radius * 1.5, radius * 1.6), WHITE, 1.0)
        self.fill(ellipse(x, y, radius * 0.9, radius), INK, 0.7)
        glint = ellipse(x + radius * 0.3, y + radius * 0.35, radius * 0.32)
        self.canvas.drawPath(glint, self.paint(mix(WHITE, self.light.haze_color, self._veil())))

    def smile(self, x: float, y: float, width: float, line: float = 0.01) -> None:
        """A smile around (x, y)."""
        half = width / 2
        self.line(curve((x - half, y), (x, y - half * 0.6), (x + half, y)), line, INK, 0.8)

    def cheek(self, x: float, y: float, radius: float) -> None:
        """A rosy cheek."""
        self.fill(ellipse(x, y, radius, radius * 0.7), (0.96, 0.5, 0.5), alpha=0.45)

    def _veil(self) -> float:
        return self.light.haze * 0.8

    def _outside(self, path: skia.Path, color: RGB, alpha: float) -> None:
        """Paint what the clip leaves free around the path."""
        with skia.AutoCanvasRestore(self.canvas):
            self.canvas.clipPath(path, skia.ClipOp.kDifference, doAntiAlias=True)
            self.canvas.drawPaint(self.paint(color, alpha))

    def _body_paint(self, bounds: skia.Rect, color: RGB) -> skia.Paint:
        paint = self.paint(self.lit(color, 0.95))
        if self.light.flat:
            return paint
        sun_x, sun_y = self.light.sun
        dx, dy = sun_x * bounds.width() / 2, sun_y * bounds.height() / 2
        x, y = bounds.centerX(), bounds.centerY()
        ends = [skia.Point(x + dx, y + dy), skia.Point(x - dx, y - dy)]
        colors = [self.paint(self.lit(lighter(color, 0.08))), self.paint(self.lit(color, 0.6))]
        paint.setShader(skia.GradientShader.MakeLinear(ends, [c.getColor() for c in colors]))
        return paint


def subject(
    figure: Callable[[Pen], None], aspect: float, habitat: Habitat, height_m: float
) -> SubjectArt:
    """A subject from the function that draws it facing left; half of all draws face right."""

    def draw(canvas: skia.Canvas, light: SubjectLight, rng: random.Random) -> None:
        with skia.AutoCanvasRestore(canvas):
            if rng.random() < _FACING_RIGHT:
                canvas.scale(-1, 1)
                light = replace(light, sun=(-light.sun[0], light.sun[1]))
            figure(Pen(canvas, light, rng))

    return SubjectArt(draw, aspect, habitat, height_m)


def _fading(color: RGB) -> int:
    return int(skia.Color4f(*color, 0.0).toColor())
