"""Does a camera show what is so now? Pure.

A camera that delivers nothing, or the very same pixels again and again (no lens does that: its
sensor has noise), shows no picture; an old frame is never taken for the present.

>>> trouble_of(Sight(frame_s=9.9, change_s=9.9), live=True, now_s=10.0)
>>> trouble_of(Sight(frame_s=9.0, change_s=9.0), live=True, now_s=10.0)
<Trouble.SILENT: 'silent'>
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

LOST_AFTER_S = 0.8
"""A frame older than this is not shown; a viewer is told within a second."""

STARTING_S = 3.0
"""How long an opening camera is said to start, before it is said to be lost."""


class Trouble(StrEnum):
    """Why there is no picture."""

    STARTING = "starting"  # it is being opened
    ABSENT = "absent"  # it can't be opened, or ended
    SILENT = "silent"  # it is open, and no frames come
    FROZEN = "frozen"  # the same frame comes again and again
    BROKEN = "broken"  # the process that reads it hung or died
    HIDDEN = "hidden"  # it may not be shown now: while driving, or to a revoked token


@dataclass(frozen=True, slots=True)
class Sight:
    """What is known of a camera (times in monotonic seconds; None: never).

    ``frame_s`` is when its newest frame was taken, ``change_s`` that of the newest frame that
    differed from the one before, ``asked_s`` when it was first asked to open, ``failed``
    whether opening or reading failed since the newest frame.
    """

    frame_s: float | None = None
    change_s: float | None = None
    asked_s: float | None = None
    failed: bool = False


def trouble_of(sight: Sight, *, live: bool, now_s: float) -> Trouble | None:
    """Return why the newest frame must not be shown, None when it may.

    ``live`` is False for a recording, in which frames may repeat.
    """
    if sight.frame_s is None or now_s - sight.frame_s > LOST_AFTER_S:
        if sight.failed:
            return Trouble.ABSENT
        starts = sight.asked_s is not None and now_s - sight.asked_s < STARTING_S
        return Trouble.STARTING if sight.frame_s is None and starts else Trouble.SILENT
    if live and sight.change_s is not None and now_s - sight.change_s > LOST_AFTER_S:
        return Trouble.FROZEN
    return None
