"""Where the car is, whenever somebody asks.

locator = Locator(car.read, clock.now)
fix = locator.locate()   # about once a second, so that tunnels are bridged
"""

from __future__ import annotations

from collections.abc import Callable

from assistant.navigation.position.fix import Fix
from assistant.navigation.position.reckoning import Known, reckoned
from assistant.navigation.position.signals import Datum, Read, fix_from, motion_from


class Locator:
    """Reads the car's position signals; reckons on while they fail.

    ``read`` gives the last reading of a signal, ``now`` the time in its terms, ``datum`` what
    the receiver's coordinates mean.
    """

    def __init__(self, read: Read, now: Callable[[], float], datum: Datum = Datum.WGS84) -> None:
        self._read = read
        self._now = now
        self._datum = datum
        self._known = Known()

    def locate(self) -> Fix | None:
        """Return where the car is now, None while nobody can tell."""
        now_s = self._now()
        fix = fix_from(self._read, now_s, self._datum)
        motion = motion_from(self._read, now_s)
        self._known, place = reckoned(self._known, fix, motion, now_s)
        return place
