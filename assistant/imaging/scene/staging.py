"""Where subjects stand in a landscape, how large they are, and the light they stand in."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

import skia

from assistant.imaging.scene.color import Color, adjust, oklch
from assistant.imaging.scene.crossings import CROSSING, draw_crossing, draw_railway
from assistant.imaging.scene.footing import Footing, draw_ponds, draw_rock, pond_shape
from assistant.imaging.scene.program import (
    Distance,
    Feature,
    Place,
    Setting,
    Side,
    Style,
    SubjectPlacement,
)
from assistant.imaging.scene.sky import disc_at
from assistant.imaging.scene.stage import (
    DRIVING,
    HEIGHT,
    Band,
    Ground,
    Layer,
    Point,
    Stage,
)
from assistant.imaging.scene.subjects import SUBJECTS, SubjectLight

NAMED_COLORS: dict[str, Color] = {
    "red": oklch(0.60, 0.21, 27), "orange": oklch(0.73, 0.17, 58), "yellow": oklch(0.87, 0.16, 92),
    "green": oklch(0.64, 0.15, 145), "blue": oklch(0.58, 0.15, 252),
    "purple": oklch(0.56, 0.17, 305), "pink": oklch(0.77, 0.13, 355),
    "white": oklch(0.96, 0.005, 250), "black": oklch(0.30, 0.015, 270),
    "brown": oklch(0.50, 0.08, 55), "grey": oklch(0.66, 0.01, 260),
}  # fmt: skip
"""The colors by which subjects are asked for."""

_CLOSENESS = {Distance.NEAR: 1.42, Distance.MIDDLE: 1.0, Distance.FAR: 0.55}
_DEPTHS = {Distance.NEAR: 0.92, Distance.MIDDLE: 0.5, Distance.FAR: 0.08}
_HAZE = {Distance.NEAR: 0.0, Distance.MIDDLE: 0.06, Distance.FAR: 0.35}
_SIDES = {Side.LEFT: 0.24, Side.CENTER: 0.5, Side.RIGHT: 0.76}
_LARGEST = 0.62


@dataclass(frozen=True)
class Figure:
    """One subject in its place: the middle of its base, its height, and how far away it is."""

    kind: str
    foot: Point
    height: float
    far: float
    color: str
    dice: int
    floats: bool = False
    rock: bool = False
    pond: bool = False

    @property
    def half_width(self) -> float:
        """Half of its width."""
        return self.height * SUBJECTS[self.kind].aspect / 2

    @property
    def footing(self) -> Footing:
        """The middle of its base, and half of its width."""
        return self.foot, self.half_width


def subjects_on(stage: Stage, ground: Ground) -> list[Layer]:
    """The sheets of all subjects: ways that they need, then the figures from far to near."""
    figures = place_all(stage, ground)
    sheets = []
    if stage.crossing:
        sheets.append(stage.layer("crossing", 0.75, draw_crossing, stage))
    tracks = [figure.foot[1] for figure in figures if figure.kind == "train" and not figure.rock]
    if stage.has(Feature.RAILWAY) and ground.land is not ground.water:
        tracks.append((ground.land.far + ground.land.near) / 2)
    if tracks:
        sheets.append(stage.layer("railway", 0.75, draw_railway, stage, tracks[0]))
    if figures:
        sheets.append(stage.layer("subjects", 0.8, _draw_all, stage, figures))
    return sheets


def place_all(stage: Stage, ground: Ground) -> list[Figure]:
    """Every figure of the program, placed so that they cover each other little."""
    figures: list[Figure] = []
    for number, placement in enumerate(stage.program.subjects):
        for index in range(placement.count):
            dice = stage.dice(f"subject {number} {placement.kind} {index}")
            tries = [_try(stage, ground, placement, dice) for _ in range(14)]
            figures.append(min(tries, key=lambda figure: _cost(stage, ground, figure, figures)))
    return sorted(figures, key=lambda figure: (not _in_sky(figure), figure.foot[1]))


def _in_sky(figure: Figure) -> bool:
    return SUBJECTS[figure.kind].habitat in {"sky", "space"}


def _try(stage: Stage, ground: Ground, placement: SubjectPlacement, dice: random.Random) -> Figure:
    """One possible place for one subject."""
    aspect = SUBJECTS[placement.kind].aspect
    setting = _setting(placement, ground)
    height = _height(stage, placement, setting)
    seed = dice.getrandbits(32)
    if setting is Setting.HIGH:
        x, y = dice.choice(ground.perches)
        spread = (placement.count - 1) * height * aspect * 0.6
        foot = (x + dice.uniform(-spread, spread), y)
        return Figure(placement.kind, foot, height * 0.62, 0.12, placement.color, seed)
    x = _across(stage, placement, dice)
    far = _HAZE[placement.distance]
    if setting is Setting.SKY:
        foot = (x, ground.horizon * dice.uniform(0.2, 0.62) + height * 0.6)
        return Figure(placement.kind, foot, height, far, placement.color, seed)
    if stage.crossing and setting is Setting.ROAD:
        lane = CROSSING[0] + (CROSSING[1] - CROSSING[0]) * dice.choice((0.42, 0.86))
        return Figure(placement.kind, (x, lane), height, 0.0, placement.color, seed)
    floats = setting is Setting.WATER and not _airless(stage)
    pond = floats and ground.water is None
    band = ground.water if floats and ground.water else _dry(stage, ground)
    depth = _depth(placement, tall=height > 0.3 * HEIGHT and not floats, dice=dice)
    if pond:  # in the open middle, clear of what frames the picture
        x = stage.width / 2 + (x - stage.width / 2) * 0.55
    foot = _within(band, x, depth, height * aspect)
    if setting is Setting.ROAD and ground.road is not None:
        foot = (ground.road(foot[1]), foot[1])
    rock = ground.land is ground.water and SUBJECTS[placement.kind].habitat == "land"
    return Figure(placement.kind, foot, height, far, placement.color, seed, floats, rock, pond)


def _airless(stage: Stage) -> bool:
    return stage.program.place is Place.SPACE


def _dry(stage: Stage, ground: Ground) -> Band:
    """The land; behind the road where one runs across, which is for what drives."""
    land = ground.land
    if not stage.crossing:
        return land
    near = CROSSING[0] - 8
    return Band(min(land.far, near - 24), near, land.left, land.right)


def _height(stage: Stage, placement: SubjectPlacement, setting: Setting) -> float:
    """How high a subject is drawn: small things larger than they are beside great ones."""
    art = SUBJECTS[placement.kind]
    crowd = 1.0 if placement.count < 3 else 0.85 if placement.count < 6 else 0.62
    share = 0.15 * math.pow(art.height_m, 0.33) * _CLOSENESS[placement.distance] * crowd
    if setting is Setting.SKY:
        share *= 0.62
    return HEIGHT * min(share, _LARGEST, 0.8 * stage.width / HEIGHT / art.aspect)


def _depth(placement: SubjectPlacement, *, tall: bool, dice: random.Random) -> float:
    """How near a subject stands, 0 to 1: tall ones farther back, trains all on one track."""
    if placement.kind == "train":
        return 0.45
    depth = _DEPTHS[placement.distance] + dice.uniform(-0.16, 0.16)
    if tall and placement.distance is not Distance.NEAR:
        depth *= 0.25
    return min(max(depth, 0.0), 1.0)


def _setting(placement: SubjectPlacement, ground: Ground) -> Setting:
    """Where a subject goes: as asked, else where its kind is at home."""
    habitat = SUBJECTS[placement.kind].habitat
    asked = placement.setting
    if asked is Setting.NATURAL:
        home = {"land": Setting.LAND, "water": Setting.WATER}.get(habitat, Setting.SKY)
        return Setting.ROAD if placement.kind in DRIVING else home
    if asked is Setting.HIGH and not ground.perches:
        return Setting.LAND
    return asked


def _across(stage: Stage, placement: SubjectPlacement, dice: random.Random) -> float:
    if placement.count > 2:
        return stage.width * dice.uniform(0.1, 0.9)
    if placement.side is not Side.ANY:
        return stage.width * (_SIDES[placement.side] + dice.uniform(-0.05, 0.05))
    return stage.third(dice.choice((-1.0, 1.0))) + dice.uniform(-0.09, 0.09) * stage.width


def _within(band: Band, x: float, depth: float, width: float) -> Point:
    room = max((band.right - band.left - width) / 2, 0.0)
    middle = (band.left + band.right) / 2
    return min(max(x, middle - room), middle + room), band.far + (band.near - band.far) * depth


def _cost(stage: Stage, ground: Ground, figure: Figure, others: Sequence[Figure]) -> float:
    """How badly a figure stands: over others, over the edge, or on a way."""
    x, y = figure.foot
    left, right = x - figure.half_width, x + figure.half_width
    cost = max(0.0, -left) + max(0.0, right - stage.width)
    for other in others:
        across = min(right, other.foot[0] + other.half_width) - max(
            left, other.foot[0] - other.half_width
        )
        above = min(y, other.foot[1]) - max(y - figure.height, other.foot[1] - other.height)
        if across > 0 and above > 0:
            cost += across * above / figure.height
    afloat = figure.floats and not figure.pond
    if ground.road is not None and not (_in_sky(figure) or afloat):
        cost += max(0.0, figure.half_width + 60.0 - abs(x - ground.road(y)))
    if _in_sky(figure):
        sun_x, sun_y = disc_at(stage, 380.0)
        cost += max(0.0, 90.0 - math.hypot(x - sun_x, y - figure.height / 2 - sun_y))
    return cost


def _draw_all(canvas: skia.Canvas, stage: Stage, figures: Sequence[Figure]) -> None:
    draw_ponds(canvas, stage, [figure.footing for figure in figures if figure.pond])
    for figure in figures:
        if figure.rock:
            draw_rock(canvas, stage, figure.footing)
        if figure.floats:
            _reflection(canvas, stage, figure)
        _draw(canvas, stage, figure)


def _draw(canvas: skia.Canvas, stage: Stage, figure: Figure) -> None:
    canvas.save()
    canvas.translate(*figure.foot)
    canvas.scale(figure.height, -figure.height)
    SUBJECTS[figure.kind].draw(canvas, light_on(stage, figure), random.Random(figure.dice))
    canvas.restore()


def light_on(stage: Stage, figure: Figure) -> SubjectLight:
    """The light in which a figure stands."""
    air = stage.air
    low = 1.0 - min(air.sun_height, 0.9)
    angle = math.radians(25 + 45 * (1.0 - low))
    return SubjectLight(
        sun=(-stage.side * math.cos(angle), math.sin(angle)),
        warm=adjust(air.key, lighter=0.1) if air.night else air.key,
        shade=adjust(air.ambient, lighter=0.08) if air.night else air.ambient,
        night=air.lamps,
        haze=min(figure.far * air.haze_depth * 1.2 + (0.12 if air.haze_depth > 0.95 else 0.0), 0.8),
        haze_color=air.haze,
        flat=stage.program.style in {Style.PAPERCUT, Style.CRAYON},
        color=NAMED_COLORS.get(figure.color),
    )


def _reflection(canvas: skia.Canvas, stage: Stage, figure: Figure) -> None:
    """The figure upside down in the water, faint and squeezed."""
    x, y = figure.foot
    bounds = skia.Rect.MakeLTRB(0, y, stage.width, y + figure.height * 0.7)
    canvas.saveLayerAlpha(bounds, 70)
    canvas.clipRect(bounds)
    if figure.pond:
        canvas.clipRRect(skia.RRect.MakeOval(pond_shape(figure.footing)), doAntiAlias=True)
    canvas.translate(x, y)
    canvas.scale(figure.height, figure.height * 0.6)
    SUBJECTS[figure.kind].draw(canvas, light_on(stage, figure), random.Random(figure.dice))
    canvas.restore()
