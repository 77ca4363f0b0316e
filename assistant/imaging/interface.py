"""The port of everything that turns words into a picture.

An engine works in a process of its own and blocks while it draws (assistant/imaging/worker.py),
so it may use all the time that it needs; it only has to look at ``cancelled`` between its steps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Size = tuple[int, int]
"""Width and height in pixels."""

Pixels = NDArray[np.uint8]
"""A picture in memory: (height, width, 3), RGB."""

DEFAULT_SIZE: Size = (1024, 576)
SMALLEST_SIDE, LARGEST_SIDE = 32, 2048
MAX_SEED = 2**31 - 1


@dataclass(frozen=True, slots=True)
class PictureRequest:
    """What to draw.

    ``language`` is that of the prompt ("en", "zh"). The same prompt, size, seed, steps and
    engine give the same pixels on one machine. ``steps`` 0 means the engine's own number;
    engines without steps ignore it. ``program`` is a scene program already written, as JSON
    data (assistant/imaging/scene/program.py); engines that draw none ignore it.
    """

    prompt: str
    language: str = "en"
    size: Size = DEFAULT_SIZE
    seed: int = 0
    steps: int = 0
    program: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a picture is: ``step`` of ``steps`` are done; ``preview`` may be small or None."""

    step: int
    steps: int
    preview: Pixels | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished picture.

    ``engine`` is the name of what drew it, ``took_s`` the seconds it took. ``notes`` are codes
    of what a viewer should be told, such as ``size_reduced``.
    """

    pixels: Pixels
    request: PictureRequest
    engine: str
    took_s: float
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an engine can do.

    ``steps_default`` 0 means that it has no steps. ``open_vocabulary`` is True when it takes
    any words; otherwise words that it does not know raise ``picture_unknown``.
    """

    name: str
    languages: tuple[str, ...]
    max_size: Size
    steps_default: int
    open_vocabulary: bool


OnProgress = Callable[[Progress], None]
Cancelled = Callable[[], bool]


class PictureEngine(Protocol):
    """Draws pictures, one at a time."""

    @property
    def capabilities(self) -> Capabilities:
        """What it can do; constant."""
        ...

    def draw(
        self, request: PictureRequest, on_progress: OnProgress, cancelled: Cancelled
    ) -> Picture:
        """Return the picture; blocks until it is done.

        ``on_progress`` is called between steps, the first time as early as possible with a
        preview. ``cancelled`` is asked between steps.

        Raises:
            PictureError: ``picture_unknown`` (the prompt holds nothing that it can draw),
                ``picture_cancelled``, ``picture_engine`` (anything else).
        """
        ...
