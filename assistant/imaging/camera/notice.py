"""The picture that says that there is none: dark, crossed out, with the reason. Pure."""

from __future__ import annotations

import numpy as np
import skia

from assistant.imaging.camera.lettering import Letters, drawn_width
from assistant.imaging.camera.presence import Trouble
from assistant.imaging.interface import Pixels, Size

REASONS: dict[Trouble, tuple[str, str]] = {
    Trouble.STARTING: ("Starting the camera", "正在启动摄像头"),
    Trouble.ABSENT: ("The camera is not connected", "摄像头未连接"),
    Trouble.SILENT: ("The camera sends nothing", "摄像头没有信号"),
    Trouble.FROZEN: ("The camera is stuck", "摄像头画面卡住了"),
    Trouble.BROKEN: ("The picture is restarting", "画面正在重启"),
    Trouble.HIDDEN: ("It may not be shown now", "现在不能显示"),
}
"""In English and Mandarin."""

NO_PICTURE = ("No picture", "无画面")

_GROUND = (22, 24, 29)
_INK, _SOFT, _RED = (skia.Color(*c) for c in ((235, 238, 242), (168, 176, 186), (232, 62, 62)))


def draw_notice(trouble: Trouble, language: str, size: Size, for_s: float = 0.0) -> Pixels:
    """Return a picture of ``size`` that tells why there is none, and for how many seconds."""
    width, height = size
    rgba = np.empty((height, width, 4), np.uint8)
    rgba[:] = (*_GROUND, 255)
    canvas = skia.Surface(rgba, colorType=skia.kRGBA_8888_ColorType).getCanvas()
    scale = height / 480.0
    canvas.translate(width / 2, height / 2)
    canvas.scale(scale, scale)
    _camera(canvas)
    zh = language == "zh"
    reason = REASONS[trouble][zh]
    lines = [
        (NO_PICTURE[zh], Letters(36.0, _INK, bold=True), 66.0),
        (reason, Letters(24.0, _SOFT), 104.0),
    ]
    if trouble is not Trouble.HIDDEN and for_s >= 1.0:
        lines.append((f"{int(for_s)} {'秒' if zh else 's'}", Letters(20.0, _SOFT), 136.0))
    for text, letters, y in lines:
        letters.draw(canvas, text, (-drawn_width(text, letters) / 2, y))
    return np.ascontiguousarray(rgba[:, :, :3])


def _camera(canvas: skia.Canvas) -> None:
    """Draw a camera, crossed out, above the middle."""
    pen = skia.Paint(
        Color=_SOFT,
        AntiAlias=True,
        Style=skia.Paint.kStroke_Style,
        StrokeWidth=6.0,
        StrokeJoin=skia.Paint.kRound_Join,
    )
    body = skia.RRect.MakeRectXY(skia.Rect.MakeLTRB(-58, -96, 26, -32), 10, 10)
    canvas.drawRRect(body, pen)
    lens = skia.Path()
    lens.addPoly([skia.Point(*p) for p in ((26, -72), (58, -90), (58, -38), (26, -56))], True)
    canvas.drawPath(lens, pen)
    pen.setColor(_RED)
    pen.setStrokeWidth(8.0)
    canvas.drawLine(-74, -14, 74, -114, pen)
