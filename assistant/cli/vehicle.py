"""``assistant vehicle show``: what the car reports now, for whoever connects one."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase

import click

from assistant.clock import MonotonicClock
from assistant.config import VehicleSettings, load_config
from assistant.errors import InputError, VehicleError
from assistant.vehicle.catalogue import SignalCatalogue, load_catalogue
from assistant.vehicle.interface import Value
from assistant.vehicle.link import LinkState
from assistant.vehicle.open import open_vehicle


@dataclass(frozen=True, slots=True)
class Shown:
    """One signal as shown. ``value`` and ``age_s`` are None when the car didn't report it."""

    path: str
    value: Value | None
    unit: str
    age_s: float | None


@click.group()
def vehicle() -> None:
    """Look at the car's signals."""


@vehicle.command()
@click.argument("pattern", default="*")
@click.option("--json", "as_json", is_flag=True, help="The signals as JSON.")
def show(pattern: str, as_json: bool) -> None:
    """Show each signal's value, unit and age.

    PATTERN is a part of the path, e.g. `Window`, or has wildcards, e.g. `*.Row1.*.IsOpen`.
    """
    catalogue = load_catalogue()
    paths = matching(catalogue, pattern)
    if not paths:
        raise InputError(f"No signal of the catalogue matches {pattern!r}.")
    shown = asyncio.run(_read(load_config().vehicle, catalogue, paths))
    if as_json:
        click.echo(json.dumps([asdict(signal) for signal in shown]))
        return
    width = max(len(path) for path in paths)
    for signal in shown:
        click.echo(f"{signal.path:<{width}}  {_text(signal)}")


def matching(catalogue: SignalCatalogue, pattern: str) -> tuple[str, ...]:
    """Return the paths that contain a pattern, or match it when it has wildcards."""
    wild = pattern if "*" in pattern else f"*{pattern}*"
    return tuple(path for path in catalogue.paths if fnmatchcase(path.lower(), wild.lower()))


async def _read(
    settings: VehicleSettings, catalogue: SignalCatalogue, paths: tuple[str, ...]
) -> list[Shown]:
    """Return the signals as they are once the car is reached.

    Raises:
        VehicleError: it is not reached; the message says why.
    """
    now = MonotonicClock().now
    states: list[LinkState] = []
    async with open_vehicle(settings, catalogue, now, states.append) as car:
        if settings.backend != "simulated" and not (states and states[-1].connected):
            reason = states[-1].detail if states else "no answer"
            raise VehicleError(f"the car is out of reach: {reason}", code="vehicle_link")
        return [
            Shown(
                path,
                reading.value if reading else None,
                catalogue.signal(path).unit,
                round(now() - reading.at_s, 3) if reading else None,
            )
            for path in paths
            for reading in [car.read(path)]
        ]


def _text(signal: Shown) -> str:
    if signal.age_s is None:
        return "not reported"
    value = str(signal.value).lower() if isinstance(signal.value, bool) else signal.value
    return f"{value} {signal.unit}".rstrip() + f"  ({signal.age_s:.1f} s old)"
