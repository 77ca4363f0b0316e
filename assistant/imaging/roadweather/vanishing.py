"""Where the lines of a road meet."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from assistant.imaging.interface import Pixels, Size


def vanishing_point(pixels: Pixels) -> tuple[float, float]:
    """Return where the lines of the road meet (x, y); the usual place when there are no lines."""
    height, width = pixels.shape[:2]
    usual = (width / 2.0, height * 0.55)
    scale = 480.0 / width
    grey = cv2.cvtColor(cv2.resize(pixels, None, fx=scale, fy=scale), cv2.COLOR_RGB2GRAY)
    grey[: int(grey.shape[0] * 0.45)] = 0
    edges = cv2.Canny(grey, 60, 150)
    found = cv2.HoughLinesP(edges, 1, np.pi / 180, 30, minLineLength=30, maxLineGap=12)
    if found is None:
        return usual
    lines = [line for line in np.asarray(found, np.float64).reshape(-1, 4) if _leads_ahead(line)]
    meetings = _meetings(lines, (grey.shape[1], grey.shape[0]))
    if not meetings:
        return usual
    points = np.array([(x, y) for x, y, _ in meetings])
    weights = np.array([weight for _, _, weight in meetings])
    x, y = (_weighted_median(points[:, axis], weights) / scale for axis in (0, 1))
    return x, y


def _leads_ahead(line: NDArray[np.float64]) -> bool:
    """Return True for a line that may run along the road."""
    slope = abs(math.degrees(math.atan2(line[3] - line[1], line[2] - line[0])))
    return 20.0 < min(slope, 180.0 - slope) < 75.0  # noqa: PLR2004  degrees


def _meetings(lines: list[NDArray[np.float64]], size: Size) -> list[tuple[float, float, float]]:
    """Return where pairs of lines meet (x, y, weight), as far as it can be a horizon."""
    width, height = size
    found = []
    for first_number, first in enumerate(lines):
        for second in lines[first_number + 1 :]:
            (a, b, c), (d, e, f) = _line_of(first), _line_of(second)
            turn = a * e - b * d
            lengths = math.dist(first[:2], first[2:]) * math.dist(second[:2], second[2:])
            if abs(turn) < 0.25:  # noqa: PLR2004  nearly parallel: meets anywhere
                continue
            x, y = (b * f - c * e) / turn, (c * d - a * f) / turn
            if 0.3 * width < x < 0.7 * width and 0.35 * height < y < 0.7 * height:
                found.append((x, y, lengths * abs(turn)))
    return found


def _line_of(ends: NDArray[np.float64]) -> tuple[float, float, float]:
    """Return a, b, c of ax + by + c = 0 with a² + b² = 1."""
    x1, y1, x2, y2 = ends
    a, b = y2 - y1, x1 - x2
    length = math.hypot(a, b)
    return a / length, b / length, (x2 * y1 - x1 * y2) / length


def _weighted_median(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    order = np.argsort(values)
    shares = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(shares, shares[-1] / 2.0)])
