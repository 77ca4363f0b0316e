"""Which signals exist, and which values they take.

The list is ``signals.toml``: a selection of the COVESA Vehicle Signal Specification 6, with
this car's ranges, and a few of our own (``own.vspec``). Nothing reaches a car that this list
does not know.

    >>> catalogue = load_catalogue()
    >>> catalogue.check("Vehicle.Cabin.HVAC.Station.Row1.Driver.Temperature", 21)
    21.0
    >>> len(expand("Row{1,2}.{Left,Right}"))
    4
"""

from __future__ import annotations

import itertools
import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from assistant.errors import VehicleError
from assistant.vehicle.interface import Value

_INTEGER_LIMITS: dict[str, tuple[int, int]] = {
    "int8": (-128, 127),
    "int16": (-32_768, 32_767),
    "int32": (-2_147_483_648, 2_147_483_647),
    "uint8": (0, 255),
    "uint16": (0, 65_535),
    "uint32": (0, 4_294_967_295),
}


REALS = frozenset({"float", "double"})
"""Data types that take more than whole numbers."""


class SignalKind(StrEnum):
    """What can be done with a signal: an actuator can be asked to change."""

    ACTUATOR = "actuator"
    SENSOR = "sensor"
    ATTRIBUTE = "attribute"


@dataclass(frozen=True, slots=True)
class Feedback:
    """Where the car reports what became of a write: another signal, and its value for each."""

    path: str
    values: Mapping[Value, Value]


@dataclass(frozen=True, slots=True)
class Signal:
    """One signal. ``minimum`` and ``maximum`` are inclusive, in ``unit``; None: no limit.

    ``pattern`` is what the whole of a text must match; empty: any text, or one of ``allowed``.

    ``continuous``: the car must report it again and again, also unchanged; silence makes it
    stale. Any other signal stands as long as the link to the car does.
    """

    path: str
    kind: SignalKind
    datatype: str
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    allowed: tuple[str, ...] = ()
    feedback: Feedback | None = None
    continuous: bool = False
    pattern: str = ""

    def check(self, value: Value) -> Value:
        """Return ``value`` in the signal's type.

        Raises:
            VehicleError: the value is of another kind or out of range; the message says which
                values the signal takes.
        """
        checked = self._typed(value)
        if checked is None or not self._within(checked):
            raise VehicleError(
                f"{self.path} takes {self.describe()}, not {_shown(value)}", code="vehicle_range"
            )
        return checked

    def reported(self, value: Value) -> Value | None:
        """Return what a car reports in the signal's type; None for what can't be its value.

        A number may come in a wider type. Text may be one that nobody may ask for, such as a
        switch that a hand holds.
        """
        if self.datatype in _INTEGER_LIMITS and isinstance(value, float):
            value = round(value) if math.isfinite(value) else math.nan
        typed = self._typed(value)
        if typed is None or isinstance(typed, str):
            return typed
        return typed if self._within(typed) else None

    @property
    def travels(self) -> bool:
        """True for a position that takes seconds to reach, as a window's."""
        return self.path.rpartition(".")[2] in _TRAVELLING

    def describe(self) -> str:
        """Return in words which values the signal takes, e.g. ``16 to 28 Celsius``."""
        if self.allowed:
            return ", ".join(self.allowed)
        if self.datatype == "boolean":
            return "true or false"
        if self.datatype == "string":
            return f"text like {self.pattern}" if self.pattern else "text"
        low, high = self.limits
        unit = f" {self.unit}" if self.unit else ""
        noun = "a number" if self.datatype in REALS else "a whole number"
        if math.isinf(low) and math.isinf(high):
            return f"{noun}{unit and ' in' + unit}"
        return f"{noun} from {low:g} to {high:g}{unit}"

    @property
    def limits(self) -> tuple[float, float]:
        """The lowest and the highest number that the signal takes, in ``unit``."""
        low, high = _INTEGER_LIMITS.get(self.datatype, (-math.inf, math.inf))
        return (
            low if self.minimum is None else self.minimum,
            high if self.maximum is None else self.maximum,
        )

    def _typed(self, value: Value) -> Value | None:
        if self.datatype == "boolean":
            return value if isinstance(value, bool) else None
        if self.datatype == "string":
            return value if isinstance(value, str) else None
        if isinstance(value, (bool, str)) or not abs(value) <= _LARGEST:
            return None
        if self.datatype in REALS:
            return float(value)
        return int(value) if value == int(value) else None

    def _within(self, value: Value) -> bool:
        if isinstance(value, str):
            if self.pattern and re.fullmatch(self.pattern, value) is None:
                return False
            return not self.allowed or value in self.allowed
        low, high = self.limits
        return isinstance(value, bool) or low <= value <= high


_TRAVELLING = frozenset(
    {"Position", "Height", "Tilt", "Pan", "Recline", "Extension", "LumbarSupport"}
    | {"SideBolsterSupport", "TripMeterReading"}
)
"""Last names of the standard's positions of motors, and of what counts on once it was reset."""

_LARGEST = 2.0**53
"""Beyond this, floats and whole numbers part; no signal goes there (NaN fails, too)."""

_SHOWN = 40
"""Characters of a wrong value that a message repeats."""


def _shown(value: Value) -> str:
    if isinstance(value, int) and abs(value) > _LARGEST:
        return "a number that large"
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


@dataclass(frozen=True)
class SignalCatalogue:
    """All signals by path."""

    signals: Mapping[str, Signal] = field(repr=False)

    @property
    def paths(self) -> tuple[str, ...]:
        """All paths, in the list's order."""
        return tuple(self.signals)

    def __contains__(self, path: object) -> bool:
        return path in self.signals

    def signal(self, path: str) -> Signal:
        """Return a signal's description.

        Raises:
            VehicleError: no such signal.
        """
        if path not in self.signals:
            raise VehicleError(f"unknown signal {path[:120]!r}", code="vehicle_unknown_signal")
        return self.signals[path]

    def check(self, path: str, value: Value) -> Value:
        """Return ``value`` in the signal's type.

        Raises:
            VehicleError: no such signal, or the value is of another kind or out of range.
        """
        return self.signal(path).check(value)

    def check_write(self, path: str, value: Value) -> Value:
        """Return ``value`` in the signal's type, for a signal that can be asked to change.

        Raises:
            VehicleError: as ``check``, or the signal can only be read.
        """
        signal = self.signal(path)
        if signal.kind is not SignalKind.ACTUATOR:
            raise VehicleError(
                f"{path} is a {signal.kind} and can only be read", code="vehicle_read_only"
            )
        return signal.check(value)

    def expected(self, path: str, value: Value) -> tuple[str, Value]:
        """Return the signal and the value that tell that writing ``value`` worked.

        Raises:
            VehicleError: as ``check_write``.
        """
        checked = self.check_write(path, value)
        feedback = self.signals[path].feedback
        return (path, checked) if feedback is None else (feedback.path, feedback.values[checked])


def expand(pattern: str) -> tuple[str, ...]:
    """Return what ``{a,b}`` in a pattern stands for, in order; without braces, itself."""
    parts = re.split(r"\{([^{}]*)\}", pattern)
    choices = [part.split(",") if index % 2 else [part] for index, part in enumerate(parts)]
    return tuple("".join(choice) for choice in itertools.product(*choices))


@cache
def load_catalogue() -> SignalCatalogue:
    """Return the catalogue that comes with the assistant."""
    text = resources.files("assistant.vehicle").joinpath("signals.toml").read_text("utf-8")
    entries: Iterable[dict[str, Any]] = tomllib.loads(text)["signal"]
    signals = (_signal(path, entry) for entry in entries for path in expand(entry["path"]))
    return SignalCatalogue({signal.path: signal for signal in signals})


def _signal(path: str, entry: Mapping[str, Any]) -> Signal:
    feedback = entry.get("feedback")
    return Signal(
        path=path,
        kind=SignalKind(entry["kind"]),
        datatype=entry["datatype"],
        unit=entry.get("unit", ""),
        minimum=entry.get("min"),
        maximum=entry.get("max"),
        allowed=tuple(entry.get("allowed", ())),
        feedback=Feedback(feedback["path"], dict(feedback["values"])) if feedback else None,
        continuous=entry.get("continuous", False),
        pattern=entry.get("pattern", ""),
    )
