"""Vector tiles for the screen, out of a map's MBTiles file."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import Any

from assistant.errors import MapDamagedError

_TILE = "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?"
_FACTS = "SELECT name, value FROM metadata WHERE name IN ('minzoom', 'maxzoom')"
MAX_ZOOM = 22


class ScreenTiles:
    """The tiles of one map; the file never changes. Call it from any thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()

    def get(self, zoom: int, column: int, row: int) -> bytes | None:
        """Return a tile (gzipped MVT), counted from the north-west; None outside of the map.

        Raises:
            MapDamagedError: the file can't be read.
        """
        if not 0 <= zoom <= MAX_ZOOM or not (0 <= column < 2**zoom and 0 <= row < 2**zoom):
            return None
        south = 2**zoom - 1 - row  # MBTiles counts rows from the south
        rows = self._asked(_TILE, (zoom, column, south))
        return bytes(rows[0][0]) if rows else None

    def zooms(self) -> tuple[int, int]:
        """Return the lowest and the highest zoom level.

        Raises:
            MapDamagedError: the file can't be read.
        """
        facts = dict(self._asked(_FACTS, ()))
        return int(facts.get("minzoom", 0)), int(facts.get("maxzoom", 14))

    def _asked(self, query: str, values: tuple[int, ...]) -> list[Any]:
        try:
            db = getattr(self._local, "db", None)
            if db is None:
                uri = f"{self._path.absolute().as_uri()}?mode=ro&immutable=1"
                db = self._local.db = sqlite3.connect(uri, uri=True)
            return list(db.execute(query, values))
        except sqlite3.Error as error:
            raise MapDamagedError(
                f"{self._path.name} can't be read ({error}): `assistant maps verify` mends it."
            ) from error
