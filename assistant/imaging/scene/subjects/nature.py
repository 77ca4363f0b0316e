"""Things of nature to look at: tree, palm, sunflower, campfire, star, planet."""

import math

from assistant.imaging.scene.subjects.art import RGB, WHITE, darker, lighter, mix, rgb
from assistant.imaging.scene.subjects.pen import Pen, subject
from assistant.imaging.scene.subjects.shapes import (
    Point,
    blob,
    box,
    curve,
    ellipse,
    limb,
    moved,
    polygon,
    star,
    turned,
    union,
)

_BARK = rgb(0x7A5238)
_GREENS = (rgb(0x5E9C5A), rgb(0x7FB069), rgb(0x4B8A63), rgb(0x8FB35A))


def _tree(pen: Pen) -> None:
    leaves = pen.main(*_GREENS, rgb(0xE39A3C), rgb(0xF2B5C4))
    pen.shadow(0.3)
    trunk = blob((-0.1, 0.0), (-0.1, 0.0), (-0.05, 0.12), (-0.045, 0.5), (-0.045, 0.5),
                 (0.045, 0.5), (0.045, 0.5), (0.05, 0.12), (0.12, 0.0), (0.12, 0.0),
                 (0.0, 0.025))  # fmt: skip
    wood = union(
        trunk,
        limb(((0.0, 0.3), (-0.12, 0.44), (-0.18, 0.54)), (0.06, 0.045, 0.03)),
        limb(((0.0, 0.34), (0.11, 0.46), (0.18, 0.56)), (0.055, 0.04, 0.03)),
    )
    pen.solid(wood, _BARK, 0.3)
    puffs = [(-0.24, 0.52, 0.15), (0.24, 0.54, 0.15), (-0.17, 0.7, 0.17), (0.17, 0.72, 0.17),
             (0.0, 0.8, 0.16), (0.0, 0.6, 0.2)]  # fmt: skip
    crown = []
    for x, y, radius in puffs:
        crown.append(
            ellipse(x, y, radius * pen.between(0.95, 1.08), radius * pen.between(0.9, 1.0))
        )
    outline = union(*crown)
    pen.solid(outline, leaves, 0.14, 0.015)
    with pen.inside(outline):
        sun_x, sun_y = pen.light.sun
        for x, y, radius in puffs:
            light = ellipse(x + sun_x * 0.04, y + sun_y * 0.05, radius * 0.62, radius * 0.55)
            pen.fill(light, lighter(leaves, 0.14), 1.0, 0.55)
        for _ in range(14):
            x, y = pen.between(-0.36, 0.36), pen.between(0.42, 0.92)
            tone = lighter(leaves, 0.3) if x * sun_x + (y - 0.66) * sun_y > 0 else leaves
            leaf = ellipse(x, y, 0.016, 0.009)
            pen.fill(turned(leaf, pen.between(-40, 40), (x, y)), darker(tone, 0.12), 1.0, 0.8)


def _palm(pen: Pen) -> None:
    leaves = pen.main(rgb(0x4F9C5E), rgb(0x6BB069), rgb(0x3F8F73))
    lean = pen.between(0.04, 0.12)
    top = (lean, 0.7)
    pen.shadow(0.22, -0.06)
    stem = limb(((-0.08, -0.05), (-0.04, 0.25), (lean * 0.5, 0.5), top), (0.1, 0.065, 0.05, 0.045))
    with pen.inside(box(-1, 0, 2, 2)):
        pen.solid(stem, rgb(0xA8794F), 0.3)
    with pen.inside(stem):
        for k in range(14):
            y = 0.03 + k * 0.047
            pen.line(curve((-0.2, y), (0.0, y - 0.012), (0.2, y)), 0.008, rgb(0x7A5238))
    tips = ((-0.32, -0.16), (0.3, -0.18), (-0.42, 0.0), (0.3, 0.0), (-0.33, 0.17), (0.27, 0.16),
            (-0.12, 0.24))  # fmt: skip
    for i, (dx, dy) in enumerate(tips):
        tip = (max(-0.38, min(0.38, lean + dx)), top[1] + dy)
        _frond(pen, top, tip, darker(leaves, 0.22) if i % 2 == 0 else leaves)
    for dx, dy in ((-0.03, -0.02), (0.03, -0.025), (0.0, -0.05)):
        pen.solid(ellipse(top[0] + dx, top[1] + dy, 0.03), rgb(0x7A4F35), 0.3)


def _frond(pen: Pen, root: Point, tip: Point, color: RGB) -> None:
    """A leaf that rises from its root and droops, cut into feathers below."""
    (ax, ay), (bx, by) = root, tip
    crest = ((ax + bx) / 2, (ay + by) / 2 + 0.09)
    fringe: list[Point] = []
    for k in range(5, 0, -1):
        t = k / 6
        x = ax + (bx - ax) * t
        y = ay + (by - ay) * t + 0.36 * t * (1 - t)
        fringe += [(x + (bx - ax) * 0.07, y - 0.1 * (1.1 - t)), (x, y - 0.03)]
    leaf = polygon(*_arc(root, crest, tip), *fringe)
    pen.solid(leaf, color, 0.16, 0.008)
    pen.line(curve(root, crest, tip), 0.009, lighter(color, 0.25))


def _arc(start: Point, middle: Point, end: Point) -> list[Point]:
    """Points of the smooth curve from start over the middle to the end."""
    points = []
    for k in range(13):
        t = k / 12
        a, b, c = 2 * (t - 0.5) * (t - 1), 4 * t * (1 - t), 2 * t * (t - 0.5)
        points.append((a * start[0] + b * middle[0] + c * end[0],
                       a * start[1] + b * middle[1] + c * end[1]))  # fmt: skip
    return points


def _sunflower(pen: Pen) -> None:
    petal = pen.main(rgb(0xF7BE34), rgb(0xFACB4F), rgb(0xF2A02E))
    stem, leaf = rgb(0x5E9440), rgb(0x6FA84B)
    bend = pen.between(-0.03, 0.05)
    pen.shadow(0.14)
    pen.solid(limb(((0.0, 0.0), (bend, 0.35), (0.0, 0.68)), (0.045, 0.04, 0.035)), stem, 0.3)
    for points in (((0.01, 0.2), (0.1, 0.34), (0.27, 0.38), (0.2, 0.24)),
                   ((-0.0, 0.32), (-0.1, 0.44), (-0.26, 0.46), (-0.19, 0.34))):  # fmt: skip
        root, upper, tip, lower = points
        shape = blob(root, root, upper, tip, tip, lower)
        pen.solid(shape, leaf, 0.25)
        pen.line(curve(root, ((root[0] + tip[0]) / 2, (root[1] + tip[1]) / 2 + 0.01), tip), 0.007,
                 darker(leaf, 0.3))  # fmt: skip
    with pen.at(0.0, 0.735, degrees=pen.between(-9, 9)):
        for ring, color, turn in ((0.235, darker(petal, 0.16), 12), (0.2, petal, 0)):
            lobe = blob((-0.005, 0.08), (-0.042, ring * 0.68), (0.0, ring), (0.0, ring),
                        (0.042, ring * 0.68), (0.005, 0.08))  # fmt: skip
            for k in range(15):
                pen.solid(turned(lobe, 24 * k + turn), color, 0.12, 0.0)
        pen.solid(ellipse(0.0, 0.0, 0.115), rgb(0x6B4326), 0.2)
        for k in range(40):
            radius, angle = 0.0165 * math.sqrt(k), k * 2.39996
            seed = ellipse(radius * math.cos(angle), radius * math.sin(angle), 0.007)
            pen.fill(seed, rgb(0x47301F) if k % 3 else rgb(0x9A6A3A))


def _campfire(pen: Pen) -> None:
    flame = pen.main(rgb(0xF26B2A), rgb(0xF2552A))
    pen.shadow(0.48)
    if pen.light.night:
        pen.glow(0.0, 0.4, 0.56, (1.0, 0.6, 0.25), 0.7)
    for k in range(9):
        x = -0.4 + k * 0.1
        stone = ellipse(x, 0.06 + 0.03 * (1 - (x / 0.4) ** 2), 0.065, 0.055)
        pen.solid(stone, pen.one_of(rgb(0x8C8794), rgb(0xA39C9A)), 0.3)
    sway = pen.between(-0.04, 0.04)
    hot = (rgb(0xFB9F35), rgb(0xFFD45C), rgb(0xFFF6D6))
    sizes = ((0.27, 0.95), (0.2, 0.72), (0.13, 0.5), (0.065, 0.32))
    for (width, top), color in zip(sizes, (flame, *hot), strict=True):
        tip = (sway, top)
        tongue = blob(tip, tip, (-width * 0.35, top * 0.68), (-width * 0.8, top * 0.52),
                      (-width, 0.28), (-width * 0.5, 0.1), (width * 0.5, 0.1), (width, 0.28),
                      (width * 0.75, top * 0.5), (width * 0.5, top * 0.6),
                      (width * 0.45, top * 0.75))  # fmt: skip
        pen.canvas.drawPath(tongue, pen.paint(mix(color, pen.light.haze_color,
                                                  pen.light.haze * 0.7)))  # fmt: skip
    for angle in (14, -14, 4):
        with pen.at(0.0, 0.11, degrees=angle):
            pen.solid(box(-0.3, -0.04, 0.6, 0.085, 0.04), _BARK, 0.3)
            for x in (-0.28, 0.28):
                pen.solid(ellipse(x, 0.002, 0.025, 0.042), rgb(0xD9B083), 0.2, 0.0)
    for _ in range(6):
        x, y = pen.between(-0.3, 0.3), pen.between(0.55, 0.95)
        pen.canvas.drawPath(ellipse(x, y, pen.between(0.006, 0.013)), pen.paint(rgb(0xFFC24D)))


def _star(pen: Pen) -> None:
    pen = pen.shining()
    gold = pen.main(rgb(0xF9C846), rgb(0xFBD66B), rgb(0xF7B733))
    pen.glow(0.0, 0.5, 0.5, lighter(gold, 0.3), 0.55 if pen.light.night else 0.35)
    with pen.at(0.0, 0.49, degrees=pen.between(-10, 10)):
        pen.solid(star(0.47, 0.25, radius=0.07), gold, 0.16)
        for side in (-1, 1):
            pen.eye(side * 0.085, 0.03, 0.032)
            pen.cheek(side * 0.145, -0.05, 0.038)
        pen.smile(0.0, -0.045, 0.09, 0.014)


def _planet(pen: Pen) -> None:
    pen = pen.shining()
    ball = pen.main(rgb(0xE6A15C), rgb(0x7FA7D9), rgb(0xC98AC0), rgb(0x6FB8A8), rgb(0xD9785B))
    ring = pen.one_of(rgb(0xF3DDB3), rgb(0xD9CFE8), rgb(0xF2C1A8))
    tilt = pen.between(14, 22)
    globe = ellipse(0.0, 0.0, 0.36)
    with pen.at(0.0, 0.5, degrees=tilt):
        _rings(pen, ring, upper=True)
        pen.solid(globe, ball, 0.0, 0.0)
        with pen.inside(globe):
            for y, height, share in ((0.2, 0.07, 0.25), (0.06, 0.05, -0.18), (-0.1, 0.1, 0.18),
                                     (-0.27, 0.06, -0.15)):  # fmt: skip
                band = lighter(ball, share) if share > 0 else darker(ball, -share)
                pen.fill(blob((-0.4, y), (0.0, y - 0.04), (0.4, y), (0.4, y + height),
                              (0.0, y + height - 0.04), (-0.4, y + height)), band)  # fmt: skip
            pen.fill(ellipse(0.12, -0.06, 0.07, 0.035), darker(ball, 0.25), 0.9, 0.7)
    with pen.at(0.0, 0.5):
        pen.form(globe, ball, 0.24)
    with pen.at(0.0, 0.5, degrees=tilt):
        _rings(pen, ring, upper=False)
    for x, y, size in ((-0.62, 0.86, 0.025), (0.66, 0.2, 0.02), (0.5, 0.9, 0.014)):
        pen.fill(moved(star(size, size * 0.4, 4), x, y), WHITE, 1.0)


def _rings(pen: Pen, color: RGB, *, upper: bool) -> None:
    """The half of the rings behind the globe, or the one before it."""
    half = box(-1, 0, 2, 1) if upper else box(-1, -1, 2, 1)
    with pen.inside(half):
        for radius, width, tone in ((0.66, 0.07, color), (0.55, 0.05, darker(color, 0.2))):
            pen.line(ellipse(0.0, 0.0, radius, radius * 0.24), width, tone)


NATURE = {
    "tree": subject(_tree, 0.9, "land", 9.0),
    "palm": subject(_palm, 0.85, "land", 8.0),
    "sunflower": subject(_sunflower, 0.62, "land", 1.8),
    "campfire": subject(_campfire, 1.05, "land", 1.0),
    "star": subject(_star, 1.0, "sky", 4.0),
    "planet": subject(_planet, 1.7, "space", 12.0),
}
"""Things of nature to look at."""
