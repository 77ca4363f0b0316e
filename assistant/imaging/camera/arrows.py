"""The arrows of manoeuvres, in a box of 100 by 100; y goes down, as on the screen.

Their names are those of the screen's map (``api/trip_view.py``).
"""

from __future__ import annotations

import math

import skia

from assistant.imaging.camera.lettering import Letters, drawn_width

_ANGLES = {
    "straight": 0,
    "slight_right": 40,
    "right": 90,
    "sharp_right": 135,
    "slight_left": -40,
    "left": -90,
    "sharp_left": -135,
    "exit_right": 40,
    "exit_left": -40,
}
"""Where an arrow points, in degrees clockwise from ahead."""

TURNS = frozenset({*_ANGLES, "u_turn_left", "u_turn_right", "roundabout", "ferry", "arrive"})

_THICK = 12.0
_COLOR = skia.Color(245, 248, 250)
_FAINT = skia.Color(245, 248, 250, 110)


def draw_arrow(canvas: skia.Canvas, turn: str, exit_count: int | None = None) -> None:
    """Draw a manoeuvre's arrow; one that is not in ``TURNS`` goes straight on."""
    if turn == "roundabout":
        _roundabout(canvas, exit_count)
    elif turn == "arrive":
        _flag(canvas)
    elif turn == "ferry":
        _ferry(canvas)
    elif turn.startswith("u_turn"):
        _u_turn(canvas, mirrored=turn.endswith("right"))
    else:
        if turn.startswith("exit"):
            _stroke(canvas, _line((50, 92), (50, 12)), _FAINT)
        _bent(canvas, _ANGLES.get(turn, 0))


def _bent(canvas: skia.Canvas, degrees: int) -> None:
    """Draw a stem that bends to a direction, with a head at its end."""
    if degrees == 0:
        tip = (50.0, 8.0)
        stem = _line((50, 92), (50, 34))
    else:
        back = abs(degrees) > 90  # noqa: PLR2004  it needs room below its bend
        side = math.copysign(16.0, degrees) if back else 0.0
        bend = (50.0 - side, 20.0 if back else 52.0)
        tip = _from(bend, degrees, 60.0 if back else 44.0)
        stem = _line((bend[0], 92), bend)
        stem.lineTo(*_from(bend, degrees, 34.0 if back else 20.0))
    _stroke(canvas, stem)
    _head(canvas, tip, degrees)


def _u_turn(canvas: skia.Canvas, *, mirrored: bool) -> None:
    canvas.save()
    if mirrored:
        canvas.translate(100, 0)
        canvas.scale(-1, 1)
    path = skia.Path()
    path.moveTo(70, 92)
    path.lineTo(70, 40)
    path.arcTo(skia.Rect.MakeLTRB(30, 20, 70, 60), 0, -180, False)
    path.lineTo(30, 56)
    _stroke(canvas, path)
    _head(canvas, (30.0, 84.0), 180)
    canvas.restore()


def _roundabout(canvas: skia.Canvas, exit_count: int | None) -> None:
    ring = skia.Path()
    ring.addCircle(50, 46, 24)
    _stroke(canvas, ring, _FAINT)
    path = skia.Path()
    path.moveTo(50, 96)
    path.lineTo(50, 70)
    path.arcTo(skia.Rect.MakeLTRB(26, 22, 74, 70), 90, -140, False)
    _stroke(canvas, path)
    _head(canvas, (88.0, 12.0), 50)
    if exit_count:
        letters = Letters(30.0, _COLOR, bold=True)
        text = str(exit_count)
        letters.draw(canvas, text, (50 - drawn_width(text, letters) / 2, 57))


def _flag(canvas: skia.Canvas) -> None:
    _stroke(canvas, _line((26, 94), (26, 10)))
    paint = skia.Paint(Color=_COLOR, AntiAlias=True)
    for row in range(3):
        for column in range(4):
            if (row + column) % 2 == 0:
                box = skia.Rect.MakeXYWH(32 + column * 14, 10 + row * 14, 14, 14)
                canvas.drawRect(box, paint)
    frame = skia.Path()
    frame.addRect(skia.Rect.MakeXYWH(32, 10, 56, 42))
    _stroke(canvas, frame, _COLOR, 2.5)


def _ferry(canvas: skia.Canvas) -> None:
    hull = skia.Path()
    hull.addPoly([skia.Point(*p) for p in ((8, 56), (92, 56), (78, 78), (22, 78))], True)
    hull.addRect(skia.Rect.MakeLTRB(28, 34, 70, 52))
    hull.addRect(skia.Rect.MakeLTRB(52, 16, 62, 32))
    canvas.drawPath(hull, skia.Paint(Color=_COLOR, AntiAlias=True))
    wave = skia.Path()
    wave.moveTo(6, 90)
    for x in range(6, 90, 22):
        wave.quadTo(x + 5.5, 82, x + 11, 90)
        wave.quadTo(x + 16.5, 98, x + 22, 90)
    _stroke(canvas, wave, _COLOR, 5.0)


def _line(start: tuple[float, float], end: tuple[float, float]) -> skia.Path:
    path = skia.Path()
    path.moveTo(*start)
    path.lineTo(*end)
    return path


def _from(start: tuple[float, float], degrees: float, length: float) -> tuple[float, float]:
    angle = math.radians(degrees)
    return start[0] + length * math.sin(angle), start[1] - length * math.cos(angle)


def _head(canvas: skia.Canvas, tip: tuple[float, float], degrees: float) -> None:
    base = _from(tip, degrees + 180, 28.0)
    corners = (tip, _from(base, degrees + 90, 20.0), _from(base, degrees - 90, 20.0))
    path = skia.Path()
    path.addPoly([skia.Point(*corner) for corner in corners], True)
    canvas.drawPath(path, skia.Paint(Color=_COLOR, AntiAlias=True))


def _stroke(
    canvas: skia.Canvas, path: skia.Path, color: int = _COLOR, width: float = _THICK
) -> None:
    paint = skia.Paint(
        Color=color,
        AntiAlias=True,
        Style=skia.Paint.kStroke_Style,
        StrokeWidth=width,
        StrokeCap=skia.Paint.kButt_Cap,
        StrokeJoin=skia.Paint.kRound_Join,
    )
    canvas.drawPath(path, paint)
