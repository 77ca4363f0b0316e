"""What is drawn over the mirror: where to turn, how fast one may go, what is wrong. Pure.

Only what helps to drive, at the edges: the middle of the picture, where the traffic behind is,
stays free. It is drawn anew only when it changes.
"""

from __future__ import annotations

import numpy as np
import skia
from numpy.typing import NDArray

from assistant.imaging.camera.arrows import draw_arrow
from assistant.imaging.camera.lettering import Letters, drawn_width
from assistant.imaging.camera.overlay_state import OverlayState, Warn
from assistant.imaging.interface import Size

Overlay = NDArray[np.uint8]
"""(height, width, 4): RGBA, its colours multiplied by its alpha."""

MOST_WARNINGS = 2
DESIGN_HEIGHT = 480.0
"""Lengths below are those of a picture of this height."""

_PANEL = skia.Color(12, 16, 22, 175)
_WHITE = skia.Color(245, 248, 250)
_SOFT = skia.Color(190, 198, 206)
_RED, _AMBER = skia.Color(226, 38, 46), skia.Color(255, 179, 0)


SEVERE = frozenset({Warn.BRAKES, Warn.PARKING_BRAKE, Warn.DOOR, Warn.HOOD})
"""Shown in red; the others in amber."""

WARNINGS: dict[Warn, tuple[str, str]] = {
    Warn.BRAKES: ("Check the brakes", "请检查制动"),
    Warn.PARKING_BRAKE: ("Parking brake on", "驻车制动未松开"),
    Warn.DOOR: ("Door open", "车门未关"),
    Warn.HOOD: ("Hood open", "引擎盖未关"),
    Warn.TRUNK: ("Trunk open", "后备箱未关"),
    Warn.BELT: ("Fasten your belt", "请系好安全带"),
    Warn.TIRE: ("Tire pressure low", "胎压过低"),
    Warn.SKID: ("Slippery road", "路面湿滑"),
}
"""In English and Mandarin."""


def draw_overlay(state: OverlayState, size: Size) -> Overlay:
    """Return what lies over a picture of ``size``."""
    width, height = size
    overlay = np.zeros((height, width, 4), np.uint8)
    scale = height / DESIGN_HEIGHT
    surface = skia.Surface(
        overlay, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType
    )
    canvas = surface.getCanvas()
    canvas.scale(scale, scale)
    right = width / scale
    if state.turn:
        _draw_turn(canvas, state)
    _draw_speed(canvas, state, right)
    _draw_warnings(canvas, state, right)
    return overlay


def _panel(canvas: skia.Canvas, box: tuple[float, float, float, float], color: int) -> None:
    """Draw a rounded box: left, top, width, height."""
    rect = skia.RRect.MakeRectXY(skia.Rect.MakeXYWH(*box), 14.0, 14.0)
    canvas.drawRRect(rect, skia.Paint(Color=color, AntiAlias=True))


def _draw_turn(canvas: skia.Canvas, state: OverlayState) -> None:
    letters = Letters(34.0, _WHITE, bold=True)
    width = 84.0 + drawn_width(state.distance, letters) + (18.0 if state.distance else 0.0)
    _panel(canvas, (14.0, 14.0, width, 84.0), _PANEL)
    canvas.save()
    canvas.translate(20.0, 20.0)
    canvas.scale(0.72, 0.72)
    draw_arrow(canvas, state.turn, state.exit)
    canvas.restore()
    letters.draw(canvas, state.distance, (102.0, 68.0))


def _draw_speed(canvas: skia.Canvas, state: OverlayState, right: float) -> None:
    """Draw the limit's sign in the upper right corner, the speed to its left."""
    edge = right - 14.0
    if state.speed_limit is not None:
        sign = _us_sign if state.imperial else _round_sign
        edge = sign(canvas, state.speed_limit, edge) - 10.0
    if state.speed is None:
        return
    color = skia.Color(255, 92, 92) if state.over else _WHITE
    number, unit = Letters(40.0, color, bold=True), Letters(18.0, _SOFT)
    speed, mark = str(state.speed), _unit(state)
    width = max(drawn_width(speed, number), drawn_width(mark, unit)) + 32.0
    _panel(canvas, (edge - width, 14.0, width, 84.0), _PANEL)
    centre = edge - width / 2
    number.draw(canvas, speed, (centre - drawn_width(speed, number) / 2, 60.0))
    unit.draw(canvas, mark, (centre - drawn_width(mark, unit) / 2, 86.0))


def _unit(state: OverlayState) -> str:
    if state.language == "zh":
        return "英里/时" if state.imperial else "公里/时"
    return "mph" if state.imperial else "km/h"


def _round_sign(canvas: skia.Canvas, limit: int, right: float) -> float:
    """Draw a limit as most of the world does; return where the sign begins."""
    x, y, radius = right - 42.0, 56.0, 42.0
    canvas.drawCircle(x, y, radius, skia.Paint(Color=_RED, AntiAlias=True))
    canvas.drawCircle(x, y, radius - 9.0, skia.Paint(Color=skia.ColorWHITE, AntiAlias=True))
    letters = Letters(36.0 if limit < 100 else 29.0, skia.ColorBLACK, bold=True)  # noqa: PLR2004  three digits
    text = str(limit)
    letters.draw(canvas, text, (x - drawn_width(text, letters) / 2, y + letters.size * 0.36))
    return x - radius


def _us_sign(canvas: skia.Canvas, limit: int, right: float) -> float:
    """Draw a limit as the United States do; return where the sign begins."""
    left, width = right - 68.0, 68.0
    _panel(canvas, (left, 14.0, width, 84.0), skia.ColorWHITE)
    small = Letters(13.0, skia.ColorBLACK, bold=True)
    number = Letters(40.0, skia.ColorBLACK, bold=True)
    lines = (("SPEED", small, 32.0), ("LIMIT", small, 46.0), (str(limit), number, 87.0))
    for text, letters, y in lines:
        letters.draw(canvas, text, (left + (width - drawn_width(text, letters)) / 2, y))
    return left


def _draw_warnings(canvas: skia.Canvas, state: OverlayState, right: float) -> None:
    letters = Letters(24.0, skia.ColorBLACK, bold=True)
    shown = [warn for warn in Warn if warn in state.warnings][:MOST_WARNINGS]
    texts = [WARNINGS[warn][state.language == "zh"] for warn in shown]
    widths = [66.0 + drawn_width(text, letters) for text in texts]
    left = (right - sum(widths) - 12.0 * (len(widths) - 1)) / 2
    top = DESIGN_HEIGHT - 58.0
    for warn, text, width in zip(shown, texts, widths, strict=True):
        severe = warn in SEVERE
        ink = skia.ColorWHITE if severe else skia.ColorBLACK
        _panel(canvas, (left, top, width, 44.0), _RED if severe else _AMBER)
        _triangle(canvas, (left + 14.0, top + 9.0), ink)
        Letters(24.0, ink, bold=True).draw(canvas, text, (left + 50.0, top + 31.0))
        left += width + 12.0


def _triangle(canvas: skia.Canvas, at: tuple[float, float], color: int) -> None:
    """Draw the sign of danger, 28 wide, its upper left corner at a point."""
    x, y = at
    path = skia.Path()
    path.moveTo(x + 14.0, y + 1.0)
    path.lineTo(x + 27.0, y + 24.0)
    path.lineTo(x + 1.0, y + 24.0)
    path.close()
    pen = skia.Paint(
        Color=color,
        AntiAlias=True,
        Style=skia.Paint.kStroke_Style,
        StrokeWidth=3.0,
        StrokeJoin=skia.Paint.kRound_Join,
    )
    canvas.drawPath(path, pen)
    canvas.drawLine(x + 14.0, y + 10.0, x + 14.0, y + 15.5, pen)
    canvas.drawCircle(x + 14.0, y + 20.0, 1.8, skia.Paint(Color=color, AntiAlias=True))
