"""What a car reported last, kept by the backends that listen to one.

A continuous signal (speed, gear) is as old as its last report. Any other signal is reported
when it changes, so it stands as long as the link does: it is as old as the last sign of life
(``alive``). Once the link is lost, everything gets old alike, and the policy takes the car as
moving.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Container, Mapping

from assistant.vehicle.catalogue import SignalCatalogue
from assistant.vehicle.interface import Reading, Value

FRESH_S = 2.0
"""An older reading doesn't tell that a write worked."""

_ROUNDING = 1e-5
"""How much of a number a 32-bit float may lose on the way."""


class Readings:
    """The latest reading of each signal, and who waits for the next.

    ``steps`` holds the smallest difference that a signal's encoding can carry, where that is
    coarse; a write counts as done within half of it.
    """

    def __init__(
        self,
        catalogue: SignalCatalogue,
        now: Callable[[], float],
        steps: Mapping[str, float] | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._now = now
        self._steps = steps or {}
        self._latest: dict[str, Reading] = {}
        self._before_write: dict[str, Reading | None] = {}
        self._alive_s = -math.inf
        self._news = asyncio.Event()

    def take(self, path: str, value: Value | None, at_s: float) -> None:
        """Keep what the car reported; None: the car says that it doesn't know."""
        checked = None if value is None else self._catalogue.signal(path).reported(value)
        if checked is None:
            self._latest.pop(path, None)
        else:
            self._latest[path] = Reading(checked, at_s)
        self._news.set()

    def forget_all_but(self, paths: Container[str]) -> None:
        """Drop the readings of signals that a new connection doesn't bring."""
        self._latest = {path: known for path, known in self._latest.items() if path in paths}

    def alive(self, at_s: float) -> None:
        """Note that the link worked at a time: what was reported on it still stands."""
        self._alive_s = max(self._alive_s, at_s)
        self._news.set()

    def read(self, path: str) -> Reading | None:
        """Return the last known reading, or None when there is none."""
        reading = self._latest.get(path)
        if reading is None or self._catalogue.signal(path).continuous:
            return reading
        return Reading(reading.value, max(reading.at_s, self._alive_s))

    def note_write(self, path: str, value: Value) -> None:
        """Remember where a signal stands before a write, to see it move later."""
        feedback, _ = self._catalogue.expected(path, value)
        self._before_write[feedback] = self._latest.get(feedback)

    async def verify(self, path: str, value: Value, timeout_s: float) -> bool:
        """Return True when a write's effect is seen in time, as ``is_seen`` tells.

        Raises:
            VehicleError: unknown signal, or a value that it doesn't take.
        """
        feedback, target = self._catalogue.expected(path, value)
        until_s = self._now() + timeout_s
        while not self._is_seen(feedback, target):
            left_s = until_s - self._now()
            if left_s <= 0:
                return False
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), left_s)
            except TimeoutError:
                return self._is_seen(feedback, target)
        return True

    def _is_seen(self, path: str, target: Value) -> bool:
        reading = self.read(path)
        if reading is None or self._now() - reading.at_s > FRESH_S:
            return False
        before = self._before_write.get(path)
        travels = before is not None and self._catalogue.signal(path).travels
        return is_seen(
            reading.value,
            target,
            step=self._steps.get(path, 0.0),
            before=before.value if before is not None and travels else None,
        )


def is_seen(now: Value, target: Value, *, step: float = 0.0, before: Value | None = None) -> bool:
    """Return True when a value is what was asked for, or on its way there.

    Args:
        now: what the car reports.
        target: what was asked for.
        step: the smallest difference that the report can carry.
        before: where a signal that travels stood before; nearer than that counts as seen.
    """
    if isinstance(now, (bool, str)) or isinstance(target, (bool, str)):
        return now == target
    away = abs(target - now)
    if away <= max(step / 2, abs(target) * _ROUNDING):
        return True
    return not isinstance(before, (bool, str, type(None))) and away < abs(target - before)
