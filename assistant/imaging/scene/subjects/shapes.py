"""Shapes that figures are made of, as skia paths in the subject's coordinates (y up)."""

import itertools
import math
from collections.abc import Sequence

import skia

Point = tuple[float, float]

_STEPS = 10
"""Pieces that a curve between two points of a limb is cut into."""


def ellipse(x: float, y: float, rx: float, ry: float | None = None) -> skia.Path:
    """An ellipse around (x, y); a circle where only one radius is given."""
    height = rx if ry is None else ry
    path = skia.Path()
    path.addOval(skia.Rect.MakeLTRB(x - rx, y - height, x + rx, y + height))
    return path


def box(x: float, y: float, width: float, height: float, radius: float = 0.0) -> skia.Path:
    """A rectangle with its lower left corner at (x, y) and round corners."""
    path = skia.Path()
    round_by = min(radius, width / 2, height / 2)
    path.addRoundRect(skia.Rect.MakeXYWH(x, y, width, height), round_by, round_by)
    return path


def polygon(*points: Point) -> skia.Path:
    """A shape with straight edges."""
    return skia.Path.Polygon([skia.Point(*point) for point in points], True)


def rounded(radius: float, *points: Point) -> skia.Path:
    """A shape with straight edges whose corners are round."""
    path = skia.Path()
    (ax, ay), (bx, by) = points[-1], points[0]
    path.moveTo((ax + bx) / 2, (ay + by) / 2)
    for i, (x, y) in enumerate(points):
        path.arcTo(x, y, *points[(i + 1) % len(points)], radius)
    path.close()
    return path


def arch(x: float, y: float, half: float, height: float) -> skia.Path:
    """A door or window around x on the sill y, `height` in all, with a half-round head."""
    path = skia.Path()
    spring = max(height - half, 0.0)
    path.moveTo(x - half, y)
    path.lineTo(x - half, y + spring)
    rise = height - spring
    path.arcTo(skia.Rect.MakeLTRB(x - half, y + spring - rise, x + half, y + height), 180, -180,
               False)  # fmt: skip
    path.lineTo(x + half, y)
    path.close()
    return path


def blob(*points: Point) -> skia.Path:
    """A closed smooth curve through the points; a point given twice is a corner."""
    path = skia.Path()
    path.moveTo(*points[0])
    count = len(points)
    for i in range(count):
        _curve_to(path, [points[(i + k) % count] for k in (-1, 0, 1, 2)])
    path.close()
    return path


def curve(*points: Point) -> skia.Path:
    """An open smooth curve through the points."""
    path = skia.Path()
    path.moveTo(*points[0])
    padded = (points[0], *points, points[-1])
    for i in range(len(points) - 1):
        _curve_to(path, padded[i : i + 4])
    return path


def limb(points: Sequence[Point], widths: Sequence[float]) -> skia.Path:
    """A tapering band with round ends along a smooth curve: a neck, a tail, a leg.

    `widths` gives the full width at each point.
    """
    middle = _sampled(points)
    half = [w / 2 for w in _interpolated(widths)]
    left: list[Point] = []
    right: list[Point] = []
    for i, (x, y) in enumerate(middle):
        ax, ay = middle[max(i - 1, 0)]
        bx, by = middle[min(i + 1, len(middle) - 1)]
        length = math.hypot(bx - ax, by - ay) or 1.0
        nx, ny = -(by - ay) / length * half[i], (bx - ax) / length * half[i]
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    end = _cap(middle[-1], left[-1])
    start = _cap(middle[0], right[0])
    return polygon(*left, *end, *reversed(right), *start)


def union(*paths: skia.Path) -> skia.Path:
    """One outline around all the shapes, so that light falls on them as on one body."""
    whole = paths[0]
    for path in paths[1:]:
        whole = skia.Op(whole, path, skia.PathOp.kUnion_PathOp)
    return whole


def minus(path: skia.Path, *holes: skia.Path) -> skia.Path:
    """The shape without the holes."""
    for hole in holes:
        path = skia.Op(path, hole, skia.PathOp.kDifference_PathOp)
    return path


def turned(path: skia.Path, degrees: float, about: Point = (0.0, 0.0)) -> skia.Path:
    """The shape turned counter-clockwise."""
    matrix = skia.Matrix()
    matrix.setRotate(degrees, *about)
    return _moved_by(path, matrix)


def moved(path: skia.Path, x: float, y: float) -> skia.Path:
    """The shape somewhere else."""
    return _moved_by(path, skia.Matrix.Translate(x, y))


def both(path: skia.Path) -> tuple[skia.Path, skia.Path]:
    """The shape and its mirror image on the other side of x = 0."""
    return path, _moved_by(path, skia.Matrix.Scale(-1, 1))


def star(outer: float, inner: float, tips: int = 5, radius: float = 0.0) -> skia.Path:
    """A star around the origin with one tip upwards; `radius` rounds its corners."""
    points = []
    for i in range(2 * tips):
        angle = math.pi / 2 + math.pi * i / tips
        reach = inner if i % 2 else outer
        points.append((reach * math.cos(angle), reach * math.sin(angle)))
    return rounded(radius, *points)


def _moved_by(path: skia.Path, matrix: skia.Matrix) -> skia.Path:
    result = skia.Path(path)
    result.transform(matrix)
    return result


def _curve_to(path: skia.Path, around: Sequence[Point]) -> None:
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = around
    if (bx, by) == (cx, cy):
        return
    path.cubicTo(
        bx + (cx - ax) / 6, by + (cy - ay) / 6, cx - (dx - bx) / 6, cy - (dy - by) / 6, cx, cy
    )


def _sampled(points: Sequence[Point]) -> list[Point]:
    padded = (points[0], *points, points[-1])
    samples = []
    for i in range(len(points) - 1):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = padded[i : i + 4]
        for k in range(_STEPS):
            t = k / _STEPS
            samples.append((_spline(ax, bx, cx, dx, t), _spline(ay, by, cy, dy, t)))
    samples.append(points[-1])
    return samples


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    """Catmull and Rom's curve from b to c."""
    return 0.5 * (
        2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3
    )


def _interpolated(widths: Sequence[float]) -> list[float]:
    result = []
    for one, other in itertools.pairwise(widths):
        result += [one + (other - one) * k / _STEPS for k in range(_STEPS)]
    return [*result, widths[-1]]


def _cap(center: Point, start: Point) -> list[Point]:
    """Points of the half circle that runs clockwise from `start` around `center`."""
    dx, dy = start[0] - center[0], start[1] - center[1]
    points = []
    for k in range(1, _STEPS):
        angle = -math.pi * k / _STEPS
        cos, sin = math.cos(angle), math.sin(angle)
        points.append((center[0] + dx * cos - dy * sin, center[1] + dx * sin + dy * cos))
    return points
