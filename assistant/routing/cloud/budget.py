"""What each endpoint may still take this month: bytes and money, kept over restarts."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.diary.files import read_json, write_json
from assistant.routing.settings import Endpoint

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Spent:
    """Bytes both ways and money that one endpoint took in a month."""

    bytes: int = 0
    money: float = 0.0


class Budgets:
    """Counts per endpoint and month, in one small file that is whole at every moment.

    A clock that leaps back, as without a battery, begins no new month.
    """

    def __init__(self, path: Path, wall: Callable[[], float]) -> None:
        self._path = path
        self._wall = wall
        self._lock = threading.Lock()
        content = read_json(path, dict)
        self._month = str(content.get("month", ""))
        self._spent = _spent(content.get("endpoints", {}))

    def spent(self, name: str) -> Spent:
        """Return what an endpoint took this month."""
        return self._spent.get(name, Spent()) if self._this_month() == self._month else Spent()

    def left(self, endpoint: Endpoint) -> Spent:
        """Return what an endpoint may still take this month; never below zero."""
        spent = self.spent(endpoint.name)
        return Spent(
            max(0, int(endpoint.monthly_mb * MEGABYTE) - spent.bytes),
            max(0.0, endpoint.monthly_money - spent.money),
        )

    def take(self, name: str, size: int, money: float) -> None:
        """Note what a request took. Any thread may call it.

        Raises:
            OSError: it can't be written; it counts until the next start all the same.
        """
        with self._lock:
            month = self._this_month()
            if month != self._month:
                self._month, self._spent = month, {}
            before = self._spent.get(name, Spent())
            self._spent[name] = Spent(before.bytes + size, before.money + money)
            rows = {endpoint: asdict(spent) for endpoint, spent in self._spent.items()}
            write_json(self._path, {"month": month, "endpoints": rows})

    def _this_month(self) -> str:
        return max(time.strftime("%Y-%m", time.gmtime(self._wall())), self._month)


def _spent(rows: Any) -> dict[str, Spent]:
    try:
        return {
            str(name): Spent(int(row["bytes"]), float(row["money"])) for name, row in rows.items()
        }
    except (AttributeError, KeyError, TypeError, ValueError):
        return {}
