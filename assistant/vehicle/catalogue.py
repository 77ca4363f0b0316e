"""The signals that the assistant knows: path, type, unit, range, and where they read back."""

from __future__ import annotations

import itertools
import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from assistant.errors import ConfigError, VehicleError
from assistant.vehicle.interface import Value

_FILE = Path(__file__).parent / "signals.toml"
_INTEGERS = ("int8", "uint8", "int16", "uint16", "int32", "uint32")
_BRACES = re.compile(r"\{([^}]*)\}")


@dataclass(frozen=True, slots=True)
class Signal:
    """One VSS signal. ``seconds_full`` is how long the simulated car needs for 0 to 100 %."""

    path: str
    kind: str
    datatype: str
    unit: str = ""
    min: float | None = None
    max: float | None = None
    allowed: tuple[str, ...] = ()
    feedback: str = ""
    feedback_values: dict[str, Value] = field(default_factory=dict)
    initial: Value = 0
    seconds_full: float = 0.0


@dataclass(frozen=True, slots=True)
class SignalCatalogue:
    """All known signals by path."""

    signals: dict[str, Signal]

    @property
    def paths(self) -> tuple[str, ...]:
        """All paths."""
        return tuple(self.signals)

    def get(self, path: str) -> Signal:
        """Return a signal.

        Raises:
            VehicleError: the path is unknown.
        """
        if path not in self.signals:
            raise VehicleError(f"{path}: unknown signal; signals.toml lists the known ones.")
        return self.signals[path]

    def check(self, path: str, value: Value) -> Value:
        """Return ``value`` in the signal's type.

        Raises:
            VehicleError: unknown path, not an actuator, wrong type, or out of range.
        """
        signal = self.get(path)
        if signal.kind != "actuator":
            raise VehicleError(f"{path}: a {signal.kind} can't be set.")
        return converted(signal, value)


def converted(signal: Signal, value: Value) -> Value:
    """Return ``value`` in the signal's type and range.

    Raises:
        VehicleError: wrong type or out of range; the message says what is allowed.
    """
    if signal.datatype == "boolean":
        if not isinstance(value, bool):
            raise VehicleError(f"{signal.path}: must be true or false, not {value!r}.")
        return value
    if signal.datatype == "string":
        if value not in signal.allowed:
            raise VehicleError(f"{signal.path}: must be one of {signal.allowed}, not {value!r}.")
        return value
    if isinstance(value, (bool, str)):
        raise VehicleError(f"{signal.path}: must be a number, not {value!r}.")
    low = float("-inf") if signal.min is None else signal.min
    high = float("inf") if signal.max is None else signal.max
    if not low <= value <= high:
        raise VehicleError(f"{signal.path}: must be {low} to {high} {signal.unit}, not {value}.")
    return round(value) if signal.datatype in _INTEGERS else float(value)


@cache
def load_catalogue(path: Path = _FILE) -> SignalCatalogue:
    """Return the catalogue.

    Raises:
        ConfigError: the file is wrong; the message names the signal.
    """
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    signals: dict[str, Signal] = {}
    for row in table["signal"]:
        for name in expanded(str(row["path"])):
            signals[name] = _signal(name, row)
    return SignalCatalogue(signals)


def _signal(path: str, row: dict[str, Any]) -> Signal:
    try:
        return Signal(**{**row, "path": path, "allowed": tuple(row.get("allowed", ()))})
    except TypeError as error:
        raise ConfigError(f"signals.toml, {path}: {error}") from error


def expanded(path: str) -> tuple[str, ...]:
    """Return the paths that a path with ``{a,b}`` stands for."""
    choices = [found.split(",") for found in _BRACES.findall(path)]
    template = _BRACES.sub("{}", path)
    return tuple(template.format(*parts) for parts in itertools.product(*choices))
