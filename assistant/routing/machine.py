"""How the car itself stands: free memory, the processor's heat, the battery."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psutil

from assistant.routing.decide import Here

KEPT_S = 10.0
"""How long what was read counts."""

_MEGABYTE = 1_000_000
_CORES = ("coretemp", "k10temp", "cpu_thermal", "soc_thermal", "cpu-thermal", "x86_pkg_temp")
"""What Linux calls the sensors of processors."""


@dataclass(frozen=True, slots=True)
class _Read:
    at_s: float = float("-inf")
    free_mb: float = float("inf")
    temperature_c: float | None = None


class Machine:
    """Reads this machine's sensors, at most every ten seconds; ``battery`` is the car's."""

    def __init__(
        self, now: Callable[[], float], battery: Callable[[], float | None] = lambda: None
    ) -> None:
        self._now = now
        self._battery = battery
        self._read = _Read()

    def here(self, seconds: float | None, memory_mb: float = 0.0) -> Here:
        """Return what something takes here; ``seconds`` None: it can't be done here."""
        now = self._now()
        if now - self._read.at_s > KEPT_S:
            free = psutil.virtual_memory().available / _MEGABYTE
            self._read = _Read(now, free, _temperature())
        return Here(
            seconds=seconds,
            memory_mb=memory_mb,
            free_mb=self._read.free_mb,
            temperature_c=self._read.temperature_c,
            battery=self._battery(),
        )


def _temperature() -> float | None:
    """Return the processor's temperature in degrees Celsius, None where nothing tells it."""
    read: Callable[[], Any] = getattr(psutil, "sensors_temperatures", dict)
    sensors = read()
    cores = [one.current for name in _CORES for one in sensors.get(name, ())]
    return max(cores, default=None)
