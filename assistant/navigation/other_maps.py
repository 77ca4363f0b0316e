"""Places on the installed maps that are not in use: a trip there may need another map."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import MapError
from assistant.navigation.interface import PlaceSearch, Point, Region
from assistant.navigation.places.ranking import SURE, score_names
from assistant.skillhost.names import fold

_LOGGER = logging.getLogger(__name__)

TOO_FAR_M = 1_500_000.0
"""Nobody asks to be guided to a shop on a map whose middle is farther away than this."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A name that another map has. ``score`` is how near it is to what was said (1.0: the same)."""

    region: Region
    score: float


class OtherMaps:
    """Searches installed maps by name; they stay open once they were asked."""

    def __init__(self, regions: Callable[[], Iterable[Region]]) -> None:
        """``regions`` gives the installed maps."""
        self._regions = regions
        self._opened: dict[Path, PlaceSearch] = {}

    def find(self, text: str, language: str, used: Region, here: Point) -> Elsewhere | None:
        """Return the best map besides the one in use that has a name, None when none surely does.

        A map's own name counts, too, and of one that is too far away to drive there only that.
        A map that can't be read has nothing.
        """
        found = [
            Elsewhere(region, self._score(region, text, language, here))
            for region in self._regions()
            if region.folder != used.folder
        ]
        best = max(found, key=lambda one: one.score, default=None)
        return best if best is not None and best.score >= SURE else None

    def _score(self, region: Region, text: str, language: str, here: Point) -> float:
        title = float(score_names(text, [fold(region.manifest.title)], language)[0])
        if region.box.centre.distance_m(here) > TOO_FAR_M:
            return title
        try:
            places = self._places(region)
            centre = region.box.centre
            named = places.by_name(text, language, centre, 1)
            addressed = places.address(text, language, centre, 1)
        except MapError as error:
            _LOGGER.warning("Another map can't be searched: %s", error.code)
            return title
        return max([title, *(one.score for one in (*named, *addressed))])

    def _places(self, region: Region) -> PlaceSearch:
        from assistant.navigation.places.search import Places  # noqa: PLC0415  of the extra

        places = self._opened.get(region.folder)
        if places is None:
            places = self._opened[region.folder] = Places(region.places, region.manifest.timezone)
        return places
