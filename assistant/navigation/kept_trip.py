"""A trip that survives a restart of the service: a private file while it runs, and its resuming.

It says where to and over which stops, what is avoided, and when guidance last ran; no route,
as that depends on where the car is by then.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.diary.files import read_json, write_json
from assistant.errors import AssistantError, InputError
from assistant.navigation.guidance.sentences import going_on
from assistant.navigation.plain import checked_place, point_of
from assistant.navigation.position.fix import Fix
from assistant.navigation.routes.interface import Avoid
from assistant.navigation.service import Navigation
from assistant.navigation.trip import Guide, News, PlaceData

_LOGGER = logging.getLogger(__name__)

RECENT_S = 3 * 3600.0
"""A trip that was interrupted longer ago is not gone on with."""

REWRITE_S = 60.0
THERE_M = 50.0
"""Nearer to its destination than this, a trip has ended."""

PATIENCE_S = 600.0
"""So long after the start a position is waited for."""


@dataclass(frozen=True, slots=True)
class KeptTrip:
    """What is kept of a trip; ``at_s`` is when guidance last ran, in seconds since the epoch."""

    destination: PlaceData
    stops: tuple[PlaceData, ...]
    avoid: frozenset[Avoid]
    muted: bool
    language: str
    at_s: float


class TripFile:
    """The file of the running trip; without a path nothing is kept."""

    def __init__(self, path: Path | None, wall_s: Callable[[], float]) -> None:
        self._path = path
        self._wall_s = wall_s
        self._written_s = float("-inf")

    def note(self, news: News, guide: Guide) -> None:
        """Keep what is left of the trip, forget it when it has ended."""
        if news.kind in ("arrived", "ended"):
            self.forget()
        elif news.kind in ("started", "rerouted", "stop") or (
            news.kind == "progress" and self._wall_s() - self._written_s >= REWRITE_S
        ):
            self._write(news, guide)

    def forget(self) -> None:
        """Remove the file."""
        self._written_s = float("-inf")
        if self._path is not None:
            self._path.unlink(missing_ok=True)

    def recent(self) -> KeptTrip | None:
        """Return the trip that a restart interrupted not long ago, else None."""
        table = read_json(self._path, dict)
        try:
            kept = _kept(table) if table else None
        except (InputError, KeyError, TypeError, ValueError):
            kept = None  # of another version of this program
        if kept is None or not 0 <= self._wall_s() - kept.at_s <= RECENT_S:
            self.forget()
            return None
        return kept

    def _write(self, news: News, guide: Guide) -> None:
        self._written_s = self._wall_s()
        trip = news.trip
        try:
            write_json(
                self._path,
                {
                    "destination": trip.destination,
                    "stops": list(trip.stops),
                    "avoid": sorted(guide.avoid),
                    "muted": guide.muted,
                    "language": trip.language,
                    "at_s": self._written_s,
                },
            )
        except OSError as error:
            _LOGGER.warning("The trip can't be kept for a restart: %s", error.strerror)


async def resume(
    navigation: Navigation, file: TripFile, where: Callable[[], Fix | None], look_s: float
) -> None:
    """Go on with the trip that a restart interrupted, once it is known where the car is.

    The car says so. It does not when another trip was begun meanwhile, or the car is there.
    """
    kept = file.recent()
    if kept is None:
        return
    fix = await _position(navigation, where, look_s)
    if navigation.ongoing:
        return
    if fix is None or fix.point.distance_m(point_of(kept.destination)) <= THERE_M:
        file.forget()
        return
    guide = navigation.guide
    guide.avoid, guide.muted = kept.avoid, kept.muted
    try:
        await guide.begin(kept.destination, kept.stops, fix, kept.language)
    except AssistantError as error:
        _LOGGER.warning("The interrupted trip can't go on: %s", error.code)
        file.forget()
        return
    label = kept.destination["label"]
    guide.announce(lambda language: going_on(label, language))


async def _position(
    navigation: Navigation, where: Callable[[], Fix | None], look_s: float
) -> Fix | None:
    """Return where the car is once it is on the map; None when that takes too long."""
    for _ in range(int(PATIENCE_S / look_s)):
        fix, opened = where(), navigation.opened
        if navigation.ongoing:
            return fix
        if fix is not None and opened is not None and opened.region.box.contains(fix.point):
            return fix
        await asyncio.sleep(look_s)
    return None


def _kept(table: dict[str, Any]) -> KeptTrip:
    return KeptTrip(
        destination=checked_place(table["destination"]),
        stops=tuple(map(checked_place, table["stops"])),
        avoid=frozenset(map(Avoid, table["avoid"])),
        muted=table["muted"] is True,
        language=str(table["language"]),
        at_s=float(table["at_s"]),
    )
