"""How large a picture this machine can show in time. Pure: measured times in, a scale out.

It becomes smaller soon and larger late: smaller when frames took most of their time for a
third of a second, larger when the next larger one would have fitted for several seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.imaging.interface import Size

SCALES = (1.0, 0.75, 0.5, 0.375)
"""Of the whole size, from best to least."""

TOO_MUCH = 0.8
"""Share of a frame's time from which it is too large."""

ROOMY = 0.55
"""Share that the next larger picture may be expected to take."""

SMALLER_AFTER, LARGER_AFTER = 10, 150
"""How many frames in a row must ask for it."""

_SMOOTH = 0.25
"""How much a new frame counts in the mean."""


@dataclass(frozen=True, slots=True)
class Load:
    """The scale in use (an index into ``SCALES``), and what speaks for another one.

    ``mean`` is the smoothed share of a frame's time that was used.
    """

    level: int = 0
    mean: float = 0.0
    over: int = 0
    under: int = 0

    @property
    def scale(self) -> float:
        """The scale to show the next frame at."""
        return SCALES[self.level]


def after_frame(load: Load, took_s: float, interval_s: float) -> Load:
    """Return what holds after a frame that took ``took_s`` of its ``interval_s``."""
    share = min(took_s / interval_s, 4.0)
    mean = share if load.mean == 0.0 else load.mean + _SMOOTH * (share - load.mean)
    over = load.over + 1 if mean > TOO_MUCH else 0
    under = load.under + 1 if mean * _growth(load.level) < ROOMY else 0
    if over >= SMALLER_AFTER and load.level < len(SCALES) - 1:
        return Load(load.level + 1)
    if under >= LARGER_AFTER and load.level > 0:
        return Load(load.level - 1)
    return replace(load, mean=mean, over=over, under=under)


def scaled(size: Size, scale: float) -> Size:
    """Return a size at a scale, with even sides as video wants them."""
    width, height = (max(2, round(side * scale / 2) * 2) for side in size)
    return width, height


def _growth(level: int) -> float:
    """Return how many times the pixels of a level the next larger one has."""
    return (SCALES[max(level - 1, 0)] / SCALES[level]) ** 2
