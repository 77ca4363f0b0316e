"""The country: fields that roll to the horizon, and villages in them."""

from __future__ import annotations

import skia

from assistant.imaging.scene.color import Color, adjust, argb, mix
from assistant.imaging.scene.ground import anywhere, draw_ground, ground_color, growth
from assistant.imaging.scene.heavens import heavens
from assistant.imaging.scene.houses import house
from assistant.imaging.scene.program import Feature, Season
from assistant.imaging.scene.ridges import Ridge, draw_hill, draw_mountains, hills, mist, peaks
from assistant.imaging.scene.stage import (
    Band,
    Ground,
    Landscape,
    Point,
    Stage,
    downward,
    polygon,
)
from assistant.imaging.scene.surfaces import SNOW
from assistant.imaging.scene.trees import grove, leafy
from assistant.imaging.scene.ways import Way, draw_river, draw_road, winding

_HORIZON = 352.0


def countryside(stage: Stage) -> Landscape:
    """Fields and hedges over soft hills."""
    return _country(stage, houses=0)


def village(stage: Stage) -> Landscape:
    """Houses on a slope among trees, hills behind."""
    return _country(stage, houses=9)


def _country(stage: Stage, houses: int) -> Landscape:
    far = hills(stage, "far hills", 336, 26, 1.5)
    middle = hills(stage, "middle hills", 362, 24, 1.3)
    near = hills(stage, "near hills", 404, 20, 1.0)
    meadow = hills(stage, "meadow", 462, 13, 0.9)
    range_ = peaks(stage, "range", 342, 95, 3.0)
    end_x = stage.third(-stage.side)
    snow = 0.6 if stage.snowy else 0.0
    distant = mix(stage.surfaces.pines, ground_color(stage), 0.6)
    way = winding(stage, "way", (end_x, near.at(end_x) + 2), 240, 150)
    sheets = [
        *heavens(stage, _HORIZON),
        stage.layer("range", 0.1, draw_mountains, stage, range_, "range", 0.85, snow),
        stage.layer("far hills", 0.2, draw_hill, stage, far, distant, 0.62),
        stage.layer("middle hills", 0.35, _fields, stage, middle, "middle", 0.36),
        stage.layer("near hills", 0.5, _fields, stage, near, "near", 0.16),
    ]
    if houses:
        sheets.append(stage.layer("houses", 0.55, _houses, stage, near, houses))
    sheets.append(
        stage.layer("meadow", 0.65, draw_ground, stage, meadow, ground_color(stage), 0.06)
    )
    lane = houses and not stage.crossing and not stage.has(Feature.RIVER)
    if stage.winding or lane:
        sheets.append(stage.layer("road", 0.7, draw_road, stage, way, stage.winding))
    elif stage.has(Feature.RIVER):
        sheets.append(stage.layer("river", 0.7, draw_river, stage, way))
    busy = bool(lane) or stage.winding or stage.has(Feature.RIVER)
    clear = way if busy else None
    sheets.append(stage.layer("growth", 0.7, _growth, stage, meadow, clear))
    front = [stage.layer("framing tree", 0.9, _framing_tree, stage, clear)]
    third = stage.third(stage.side)
    ground = Ground(
        horizon=_HORIZON, land=Band(474, 552, stage.width * 0.1, stage.width * 0.9),
        perches=((third, near.at(third) + 3),), road=way.at_y if busy else None,
    )  # fmt: skip
    return Landscape(sheets, front, ground)


def _field_colors(stage: Stage) -> list[Color]:
    if stage.snowy:
        return [SNOW, adjust(SNOW, lighter=-0.03), adjust(SNOW, lighter=-0.015)]
    surfaces = stage.surfaces
    crops = {
        Season.SPRING: (0.02, 1.5, 12.0), Season.SUMMER: (0.06, 1.0, -35.0),
        Season.AUTUMN: (-0.1, 0.8, -25.0), Season.WINTER: (-0.06, 0.8, -20.0),
    }[stage.program.season]  # fmt: skip
    crop = adjust(surfaces.meadow, lighter=crops[0], chroma=crops[1], turn=crops[2])
    return [surfaces.grass, surfaces.meadow, crop, adjust(surfaces.grass, lighter=-0.05)]


def _fields(canvas: skia.Canvas, stage: Stage, ridge: Ridge, name: str, far: float) -> None:
    """A hill divided into fields by hedges that run over its back."""
    air, dice = stage.air, stage.dice(f"fields {name}")
    colors = _field_colors(stage)
    draw_hill(canvas, stage, ridge, colors[0], far)
    top = float(ridge.line.min())
    canvas.save()
    canvas.clipPath(ridge.body(), doAntiAlias=True)
    x, edges = -60.0, []
    while x < stage.width + 60:
        wide = dice.uniform(70, 190)
        lean = (x + wide / 2 - stage.width / 2) * 0.9 + dice.uniform(-50, 50)
        edges.append((x, lean))
        color = dice.choice(colors)
        upper, lower = [(x, top - 5), (x + wide, top - 5)], top + 150
        shape = polygon([*upper, (x + wide + lean * 1.1, lower), (x + lean, lower)])
        shade = [argb(air.seen(color, 1.0, far)), argb(air.seen(color, 0.6, far))]
        canvas.drawPath(shape, downward(top, top + 110, shade))
        if dice.random() < 0.5:
            _furrows(canvas, stage, (x, wide, lean, top), color, far)
        x += wide
    for left, lean in edges:
        _hedge(canvas, stage, ridge, (left, lean, top), far)
    canvas.restore()
    spots = []
    for _ in range(dice.randint(9, 16)):
        tree_x = dice.uniform(0, stage.width)
        spots.append(
            ((tree_x, ridge.at(tree_x) + dice.uniform(2, 30)), dice.uniform(16, 32) * (1.5 - far))
        )
    grove(canvas, stage, spots, far, dice)
    mist(canvas, stage, top + 85, 40, 0.2)


def _furrows(
    canvas: skia.Canvas,
    stage: Stage,
    field: tuple[float, float, float, float],
    color: Color,
    far: float,
) -> None:
    x, wide, lean, top = field
    path = skia.Path()
    for row in range(int(wide / 7)):
        start = x + row * 7
        path.addPath(
            polygon(
                [
                    (start, top),
                    (start + 1.6, top),
                    (start + lean * 1.05 + 3.2, top + 150),
                    (start + lean * 1.05, top + 150),
                ]
            )
        )
    canvas.drawPath(
        path,
        skia.Paint(
            Color=argb(stage.air.seen(adjust(color, lighter=-0.08), 0.5, far), 0.45), AntiAlias=True
        ),
    )


def _hedge(
    canvas: skia.Canvas, stage: Stage, ridge: Ridge, edge: tuple[float, float, float], far: float
) -> None:
    x, lean, top = edge
    dice = stage.dice(f"hedge {x:.0f}")
    color = mix(stage.surfaces.pines, stage.surfaces.leaves[-1], 0.5)
    path = skia.Path()
    for step in range(16):
        share = (step / 16) ** 1.3
        spot_x = x + lean * share
        y = max(top + 150 * share, ridge.at(spot_x))
        path.addCircle(spot_x, y, 1.8 + 4.2 * share + dice.uniform(0, 1.6))
    canvas.drawPath(path, skia.Paint(Color=argb(stage.air.seen(color, 0.35, far)), AntiAlias=True))


def _houses(canvas: skia.Canvas, stage: Stage, ridge: Ridge, count: int) -> None:
    dice = stage.dice("houses")
    spots: list[tuple[Point, float]] = []
    for _ in range(60):
        x = stage.width * 0.5 + stage.side * stage.width * (0.12 + dice.gauss(0, 0.2))
        share = dice.random()
        foot = (x, ridge.at(x) + 10 + share * 62)
        width = 52 + 46 * share
        if all(
            abs(x - other[0]) > (width + wide) * 0.62 or abs(foot[1] - other[1]) > 34
            for other, wide in spots
        ):
            spots.append((foot, width))
        if len(spots) == count:
            break
    for foot, width in sorted(spots, key=lambda spot: spot[0][1]):
        house(canvas, stage, foot, width, 0.1 * (1.0 - (foot[1] - 400) / 90), dice)
        if dice.random() < 0.7:
            leafy(
                canvas,
                stage,
                (foot[0] + dice.choice((-1, 1)) * width * 0.75, foot[1] + 3),
                width * dice.uniform(0.6, 1.0),
                0.08,
                dice,
            )


def _growth(canvas: skia.Canvas, stage: Stage, meadow: Ridge, way: Way | None) -> None:
    growth(canvas, stage, float(meadow.line.max()), way.beside if way else anywhere)


def _framing_tree(canvas: skia.Canvas, stage: Stage, way: Way | None) -> None:
    """One large tree at the edge, unless flowers are what the picture is about."""
    dice = stage.dice("framing tree")
    foot = (stage.width * (0.5 + stage.side * dice.uniform(0.4, 0.47)), 556.0)
    if (way is None or way.beside(foot, 20)) and not stage.has(Feature.FLOWERS):
        leafy(canvas, stage, foot, dice.uniform(230, 330), 0.0, dice)
