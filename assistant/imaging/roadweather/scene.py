"""What can be told of a road picture without a network: horizon, sky, road, and how far things are.

The depth is a prior, not a measurement: the road is a plane under the camera; what stands beside
it is as far as a tree or house would be whose top is where the sky begins; the sky is far away.
That is enough for weather, whose effects grow with distance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from assistant.imaging.interface import Pixels, Size
from assistant.imaging.roadweather.light import Plane, blurred, float32, smoothstep
from assistant.imaging.roadweather.surfaces import (
    earth_mask,
    pavement_mask,
    plants_mask,
    sky_mask,
)
from assistant.imaging.roadweather.vanishing import vanishing_point

CAMERA_M = 1.35
"""How high a camera behind a windscreen is."""

TOP_M = 11.0
"""How high above the camera the tops of trees and houses usually are."""

NEAREST_M, FARTHEST_M = 9.0, 400.0
FOCAL = 0.95
"""Focal length of a usual dashboard camera, in widths of its picture."""

PAINT_M = 16.0
"""Nearer than this, lines on the road are broad."""

ROAD_M = (-9.0, 9.0)
"""Where a road whose edges can't be told begins and ends, from the middle of the car."""

Box = tuple[float, float, float, float]
"""A labelled thing: left, top, right, bottom in pixels."""


@dataclass(frozen=True, slots=True)
class RoadScene:
    """One picture's geometry. Masks are 0 to 1.

    ``horizon`` and ``middle`` are the vanishing point (y and x in pixels), ``focal`` is in
    pixels. ``depth`` is in metres, ``across`` and ``ahead`` are where a ground pixel lies (metres
    to the right and forward). ``road`` is pavement, ``beside`` open ground next to it,
    ``slopes`` bare hills above the horizon.
    """

    size: Size
    horizon: float
    middle: float
    focal: float
    depth: Plane
    across: Plane
    ahead: Plane
    sky: Plane
    road: Plane
    beside: Plane
    plants: Plane
    slopes: Plane


def read_scene(pixels: Pixels, boxes: Sequence[Box] = ()) -> RoadScene:
    """Return the geometry of a picture; ``boxes`` are labelled things, for their distance."""
    height, width = pixels.shape[:2]
    middle, horizon = vanishing_point(pixels)
    focal = FOCAL * width
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    ahead = np.minimum(focal * CAMERA_M / np.maximum(rows - horizon, 1e-3), FARTHEST_M)
    across = (columns - middle) * ahead / focal
    free = 1.0 - _upright(pixels.shape[:2], boxes)
    open_sky = sky_mask(pixels, horizon)
    sky = open_sky * free
    pavement, plants, earth = pavement_mask(pixels), plants_mask(pixels), earth_mask(pixels)
    pavement = np.maximum(pavement, _painted(pavement) * (ahead < PAINT_M))
    stands = _skyline_depth(open_sky, horizon, focal)
    depth = np.minimum(stands, np.where(rows > horizon, ahead, FARTHEST_M))
    depth = _standing(float32(depth), ahead, boxes)
    free = free * (1.0 - sky)
    ground = smoothstep(-0.004 * height, 0.012 * height, rows - horizon) * free
    within = _between_edges(pavement * ground, across, ahead)
    return RoadScene(
        size=(width, height),
        horizon=horizon,
        middle=middle,
        focal=focal,
        depth=float32(depth + (FARTHEST_M - depth) * sky),
        across=float32(across),
        ahead=float32(ahead),
        sky=sky,
        road=pavement * ground * within,
        beside=np.maximum(plants, earth * (1.0 - pavement)) * ground * (1.0 - within),
        plants=float32(plants * (1.0 - ground) * free),
        slopes=float32(earth * (1.0 - ground) * free),
    )


def _skyline_depth(sky: Plane, horizon: float, focal: float) -> Plane:
    """Return for each column how far what stands there is, from how high it reaches."""
    height, width = sky.shape
    solid = sky[: max(1, int(horizon))] < 0.5  # noqa: PLR2004  half
    reach = cv2.blur(solid.sum(axis=0).astype(np.float32)[np.newaxis], (width // 60 * 2 + 1, 1))
    far = np.clip(focal * TOP_M / np.maximum(reach, 1.0), NEAREST_M, FARTHEST_M)
    return np.repeat(blurred(float32(far), width / 80.0), height, axis=0)


def _painted(pavement: Plane) -> Plane:
    """Return the pavement with the broad lines that are painted on it near the car."""
    side = max(3, pavement.shape[1] // 36) | 1
    broad = np.ones((3, side), np.uint8)
    return float32(cv2.morphologyEx(pavement, cv2.MORPH_CLOSE, broad))


def _between_edges(pavement: Plane, across: Plane, ahead: Plane) -> Plane:
    """Return where the road is, between edges that run along with it."""
    near = (ahead > 8.0) & (ahead < 30.0) & (pavement > 0.5)  # noqa: PLR2004  metres, a half
    left, right = ROAD_M
    if near.sum() > 200:  # noqa: PLR2004  pixels: enough to tell
        left, right = np.percentile(across[near], (1.5, 98.5))
    inside = smoothstep(left - 0.6, left, across) * (1.0 - smoothstep(right, right + 0.6, across))
    return float32(inside)


def _upright(shape: tuple[int, int], boxes: Sequence[Box]) -> Plane:
    mask = np.zeros(shape, np.float32)
    for left, top, right, bottom in boxes:
        mask[max(0, int(top)) : int(bottom) + 1, max(0, int(left)) : int(right) + 1] = 1.0
    return float32(cv2.GaussianBlur(mask, (0, 0), max(1.0, shape[1] / 500.0)))


def _standing(depth: Plane, ahead: Plane, boxes: Sequence[Box]) -> Plane:
    """Give labelled things the distance of the ground that they stand on."""
    height, width = depth.shape
    for left, top, right, bottom in boxes:
        foot = ahead[min(height - 1, max(0, int(bottom))), min(width - 1, max(0, int(left)))]
        part = depth[max(0, int(top)) : int(bottom) + 1, max(0, int(left)) : int(right) + 1]
        np.minimum(part, foot, out=part)
    return depth
