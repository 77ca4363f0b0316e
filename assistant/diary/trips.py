"""The trip computer: what the car's counters showed when trips A and B were reset.

Implements ``Service``. A trip's distance is the odometer now less the odometer then, so that
nothing must run in between.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.diary.files import read_json, write_json
from assistant.errors import InputError
from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Applied, Asker

TRIPS = ("a", "b")
Start = dict[str, Any]


class Trips:
    """Two trips, saved on every reset. Implements ``Service`` as ``trip``."""

    def __init__(self, path: Path | None) -> None:
        """Read what was saved; without a path it is only kept in memory."""
        self._path = path
        self._starts: dict[str, Start] = read_json(path, dict)

    @property
    def name(self) -> str:
        """``trip``."""
        return "trip"

    def seen(self) -> dict[str, Start]:
        """Return ``{"a": {"odometer_m", "at_iso"}}``: what the odometer was, and when."""
        return {trip: dict(start) for trip, start in self._starts.items()}

    async def apply(self, effect: Effect, asker: Asker) -> Applied:  # noqa: ARG002  anybody's
        """Carry out ``trip.reset`` (``target``: a or b; ``args``: ``odometer_m``, ``at_iso``).

        ``trip.forget`` undoes a first reset.

        Raises:
            InputError: no such trip, no odometer, or no such effect.
            OSError: the file can't be written.
        """
        if effect.target not in TRIPS:
            raise InputError(f"There are trips a and b; {effect.target!r} is neither.")
        old = self._starts.get(effect.target)
        undo = Effect("trip.forget", effect.target)
        if old is not None:
            undo = Effect("trip.reset", effect.target, args=old)
        if effect.kind == "trip.reset":
            self._keep(effect.target, _checked(effect.args))
        elif effect.kind == "trip.forget":
            self._keep(effect.target, None)
        else:
            raise InputError(f"A trip can be reset; {effect.kind!r} is unknown.")
        return Applied(f"trip.{effect.target}", 0, True, (undo,))

    def _keep(self, trip: str, start: Start | None) -> None:
        others = {name: kept for name, kept in self._starts.items() if name != trip}
        changed = others if start is None else {**others, trip: start}
        write_json(self._path, changed)
        self._starts = changed


def _checked(args: dict[str, Any]) -> Start:
    odometer_m = args.get("odometer_m")
    if not isinstance(odometer_m, (int, float)):
        raise InputError("A trip starts with the odometer's reading, in meters.")
    return {"odometer_m": odometer_m, "at_iso": str(args.get("at_iso", ""))}
