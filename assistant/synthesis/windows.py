"""Which frames a vocoder turns into sound at a time: few at first, so that the sound can begin.

Pure. A frame sounds as its neighbours let it, so that each window reads some ``context`` more
at both ends, whose sound is dropped.

    >>> [(w.begin, w.end) for w in windows(200, context=12)]
    [(0, 24), (24, 72), (72, 136), (136, 200)]
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Sound = npt.NDArray[np.float32]

FIRST, LONGEST = 24, 64
"""Frames of the first window, some 0.3 s, and of the longest: memory grows with them."""


@dataclass(frozen=True, slots=True)
class Window:
    """Frames ``first`` to ``last`` become sound, of which that of ``begin`` to ``end`` is kept."""

    first: int
    last: int
    begin: int
    end: int

    def kept(self, sound: Sound) -> Sound:
        """Return the part of the window's sound that is that of ``begin`` to ``end``."""
        hop = len(sound) // (self.last - self.first)
        return sound[(self.begin - self.first) * hop : (self.end - self.first) * hop]


def windows(frames: int, context: int) -> Iterator[Window]:
    """Yield windows that cover ``frames`` in order; after the first they are longer."""
    begin, fresh = 0, FIRST
    while begin < frames:
        end = min(frames, begin + fresh)
        yield Window(max(0, begin - context), min(frames, end + context), begin, end)
        begin, fresh = end, min(LONGEST, 2 * fresh)
