"""Dead reckoning: where the car is while its receiver is lost, from speed and heading. Pure.

known, fix = reckoned(known, fix, speed_mps, now_s)   # about once a second
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.navigation.position.fix import Fix
from assistant.navigation.position.heading import moved

LONGEST_S = 600.0
"""Longer than in the longest tunnels, nothing is reckoned."""

DRIFT = 0.1
"""The share of the reckoned way by which the place may be wrong."""

HELD_S, MOVING_MPS = 2.5, 3.0
"""A position that stays the same so long while the car moves is held by a lost receiver."""


@dataclass(frozen=True, slots=True)
class Known:
    """What reckoning goes by: the last fix of the receiver, and the last place.

    ``new_s`` is when the receiver last told a place that it had not told before.
    """

    received: Fix | None = None
    place: Fix | None = None
    new_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Motion:
    """How the car moves, as far as it knows: speed, and heading (that of a gyroscope)."""

    speed_mps: float | None = None
    heading: float | None = None


def reckoned(
    known: Known, fix: Fix | None, motion: Motion, now_s: float
) -> tuple[Known, Fix | None]:
    """Return what is known now, and the place: received, reckoned, or None."""
    if fix is not None and not _held(known, fix, now_s):
        is_new = known.received is None or known.received.point != fix.point
        new_s = now_s if is_new else known.new_s
        return Known(fix, fix, new_s), fix
    place = _moved(known, motion, now_s)
    if place is None:
        return replace(known, place=None), None
    return replace(known, place=place), place


def _held(known: Known, fix: Fix, now_s: float) -> bool:
    same = known.received is not None and known.received.point == fix.point
    return same and now_s - known.new_s > HELD_S and (fix.speed_mps or 0.0) > MOVING_MPS


def _moved(known: Known, motion: Motion, now_s: float) -> Fix | None:
    """Return where the car has come since its last place, None when that can't be told."""
    last, received, speed_mps = known.place, known.received, motion.speed_mps
    if last is None or received is None or speed_mps is None:
        return None
    elapsed_s = now_s - last.at_s
    heading = last.heading if motion.heading is None else motion.heading
    if elapsed_s < 0 or now_s - received.at_s > LONGEST_S or heading is None:
        return None
    way_m = speed_mps * elapsed_s
    return Fix(
        point=moved(last.point, heading, way_m),
        at_s=now_s,
        speed_mps=speed_mps,
        heading=heading,
        accuracy_m=last.accuracy_m + DRIFT * way_m,
        reckoned=True,
    )
