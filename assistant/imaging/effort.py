"""How much work a picture may be now: less under load, heat or want of memory. Pure.

The same sizes in proportion, and fewer steps; what was reduced is told.

>>> spared(Machine(load=1.6, celsius=50.0, free_mb=4000.0), (1024, 576), 4)
Effort(size=(512, 288), steps=2, notes=('size_reduced', 'steps_reduced'))
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from assistant.imaging.interface import SMALLEST_SIDE, Size

BUSY_LOAD, FULL_LOAD = 0.9, 1.5
"""Processes that want to run, for each core, from which pictures are smaller."""

WARM_C, HOT_C = 85.0, 95.0
"""Temperatures of the processor from which pictures are smaller; most throttle at about 100."""

LOW_MB, SHORT_MB = 600.0, 300.0
"""Free memory in MB below which pictures are smaller."""

_EVEN = 8
"""Sides are multiples of it, as diffusion models need."""


@dataclass(frozen=True, slots=True)
class Machine:
    """Measurements: runnable processes for each core, degrees Celsius, free memory in MB.

    ``celsius`` is None where there is no sensor.
    """

    load: float
    celsius: float | None
    free_mb: float


class Strain(IntEnum):
    """How hard the machine works already."""

    NONE = 0
    SOME = 1
    HIGH = 2


@dataclass(frozen=True, slots=True)
class Effort:
    """What is drawn instead of what was asked: ``notes`` say what was reduced."""

    size: Size
    steps: int
    notes: tuple[str, ...] = ()


def strain(machine: Machine) -> Strain:
    """Return how hard the machine works."""
    celsius = machine.celsius if machine.celsius is not None else 0.0
    if machine.load >= FULL_LOAD or celsius >= HOT_C or machine.free_mb < SHORT_MB:
        return Strain.HIGH
    if machine.load >= BUSY_LOAD or celsius >= WARM_C or machine.free_mb < LOW_MB:
        return Strain.SOME
    return Strain.NONE


def spared(machine: Machine, size: Size, steps: int) -> Effort:
    """Return the size and the steps that the machine has room for.

    ``steps`` 0 (an engine without steps) stays 0.
    """
    parts = {Strain.NONE: (1.0, 1.0), Strain.SOME: (0.75, 0.75), Strain.HIGH: (0.5, 0.5)}
    part_of_size, part_of_steps = parts[strain(machine)]
    if part_of_size == 1.0:
        return Effort(size, steps)
    width, height = (_even(side * part_of_size) for side in size)
    fewer = max(round(steps * part_of_steps), 1) if steps else 0
    notes = [
        note
        for note, changed in (
            ("size_reduced", (width, height) != size),
            ("steps_reduced", fewer != steps),
        )
        if changed
    ]
    return Effort((width, height), fewer, tuple(notes))


def fitted(size: Size, largest: Size) -> Size:
    """Return a size of about the same shape that is at most ``largest``."""
    part = min(1.0, *(most / side for side, most in zip(size, largest, strict=True)))
    return size if part == 1.0 else (_even(size[0] * part), _even(size[1] * part))


def _even(side: float) -> int:
    return max(int(side) // _EVEN * _EVEN, SMALLEST_SIDE)
