"""Follow the car along a line of noisy fixes. Pure.

A fix is matched to a window of the line around the place where the car should be by now. Only
a part of the difference is believed, less for an inaccurate receiver or a standing car.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from assistant.navigation.line import Expected, Line, Match
from assistant.navigation.position.fix import Fix

REACH_M, REACH_SIGMAS = 60.0, 4.0
"""The window: the metres or standard deviations, whichever is more, to each side."""

FREE_M, FREE_SIGMAS = 15.0, 2.0
"""So far from where it is expected, the car may easily be."""

WIDE_M = 3_000.0
"""The window's reach ahead after a gap or a leap, and when the car was off it twice."""

GAP_S = 10.0
DUPLICATE_S = 2.0
"""A fix that is older than the last by less than this is a late or doubled one."""

TRUST_M = 8.0
"""At this accuracy, half of a difference is believed."""

STANDING_MPS, MOVING_MPS = 0.5, 3.0
STANDING_TRUST = 0.2

OFF_M, OFF_SIGMAS, WORST_ACCURACY_M = 25.0, 3.0, 50.0
"""Off the line is who is further from it than both the metres and the standard deviations."""

DOUBT = 0.5
"""A fix at this share of the distance, after one that was off the line, does not disprove it."""

OFF_HEADING = 100.0
TURNED, TURNED_M, TURNED_SIGMAS = 30.0, 10.0, 2.0
"""Who goes another way by so many degrees is off the line at a smaller distance already."""

JOIN_M = 60.0
"""Before the route is reached, it is missed by who goes so much further away from it."""

LEAP_M, LEAP_MPS, LEAPS = 50.0, 15.0, 3
"""A fix further away than the car can have driven is believed only the third time."""

DOUBTFUL = 2
"""So many fixes off the line in a row make the window wide: there may be a short cut."""

TOP_SPEED_MPS = 80.0


@dataclass(frozen=True, slots=True)
class Track:
    """What is known of the way so far.

    ``along_m`` never falls; ``guess_m`` is the filtered place, which may. ``strays`` counts the
    fixes in a row that are off the line, since ``strays_since_s``; ``leaps`` those that were
    not believed. ``least_m`` is the nearest the car has been before it ``joined`` the line.
    """

    along_m: float = 0.0
    guess_m: float = 0.0
    speed_mps: float = 0.0
    last: Fix | None = None
    leaps: int = 0
    strays: int = 0
    strays_since_s: float = 0.0
    joined: bool = False
    least_m: float = math.inf


def is_old(track: Track, fix: Fix) -> bool:
    """Return whether a fix is a double of the last, or came late."""
    return track.last is not None and -DUPLICATE_S < fix.at_s - track.last.at_s <= 0


def leaps(track: Track, fix: Fix) -> bool:
    """Return whether a fix is further away than the car can have driven."""
    last = track.last
    if last is None or not 0 < fix.at_s - last.at_s <= GAP_S:
        return False
    speed = max(track.speed_mps, fix.speed_mps or 0.0) + LEAP_MPS
    noise_m = OFF_SIGMAS * (last.accuracy_m + fix.accuracy_m)
    return last.point.distance_m(fix.point) > LEAP_M + noise_m + speed * (fix.at_s - last.at_s)


def reckon(line: Line, track: Track, fix: Fix) -> Track:
    """Return the track after a fix without a receiver: on along the line, by the speed."""
    speed = track.speed_mps if fix.speed_mps is None else abs(fix.speed_mps)
    elapsed_s = _elapsed_s(track, fix)
    along_m = min(line.length_m, track.along_m + speed * elapsed_s)
    return replace(track, along_m=along_m, guess_m=along_m, speed_mps=speed, last=fix)


def follow(line: Line, track: Track, fix: Fix) -> Track:
    """Return the track after a fix of the receiver."""
    elapsed_s = _elapsed_s(track, fix)
    speed = _speed(track, fix, elapsed_s)
    heading = fix.heading if speed > MOVING_MPS else None
    wide = _wide(track, fix)
    expected_m = min(line.length_m, track.guess_m + speed * elapsed_s)
    reach_m = max(REACH_M, REACH_SIGMAS * min(fix.accuracy_m, WORST_ACCURACY_M))
    window = (track.guess_m - reach_m, expected_m + (WIDE_M if wide else reach_m))
    free_m = math.inf if wide else FREE_M + FREE_SIGMAS * fix.accuracy_m
    if track.last is None:
        free_m = 0.0  # a route begins where the car is
    expected = Expected(expected_m, window, penalty_m=_limit_m(fix), free_m=free_m)
    match = line.match(fix.point, heading, expected)
    track = _judged(replace(track, speed_mps=speed, last=fix, leaps=0), fix, match)
    if track.strays or not track.joined:
        return track
    guess_m = _blended(expected_m, match.along_m, fix, speed, wide=wide)
    return replace(track, guess_m=guess_m, along_m=max(track.along_m, guess_m))


def _elapsed_s(track: Track, fix: Fix) -> float:
    """Return the time since the last fix, 0 where it can't be told (a gap, a clock that jumps)."""
    if track.last is None:
        return 0.0
    elapsed_s = fix.at_s - track.last.at_s
    return elapsed_s if 0 < elapsed_s <= GAP_S else 0.0


def _wide(track: Track, fix: Fix) -> bool:
    """Return whether the car may be far from where it was seen last."""
    last = track.last
    if last is None:
        return False
    gap = not 0 < fix.at_s - last.at_s <= GAP_S
    return gap or last.reckoned or track.leaps > 0 or track.strays >= DOUBTFUL


def _speed(track: Track, fix: Fix, elapsed_s: float) -> float:
    if fix.speed_mps is not None:
        return min(abs(fix.speed_mps), TOP_SPEED_MPS)
    if track.last is None or elapsed_s <= 0:
        return track.speed_mps
    seen = track.last.point.distance_m(fix.point) / elapsed_s
    return min((track.speed_mps + seen) / 2, TOP_SPEED_MPS)


def _judged(track: Track, fix: Fix, match: Match) -> Track:
    """Return the track with the fix counted as on the line or off it."""
    if _strays(track, fix, match):
        since_s = track.strays_since_s if track.strays else fix.at_s
        return replace(track, strays=track.strays + 1, strays_since_s=since_s)
    if track.joined and (not track.strays or match.cross_m > DOUBT * _limit_m(fix)):
        return track
    joined = track.joined or match.cross_m <= _limit_m(fix)
    least_m = min(track.least_m, match.cross_m)
    return replace(track, strays=0, joined=joined, least_m=least_m)


def _strays(track: Track, fix: Fix, match: Match) -> bool:
    limit_m = _limit_m(fix)
    if not track.joined:
        limit_m = max(limit_m, track.least_m + JOIN_M + fix.accuracy_m)
    angle = match.heading_off or 0.0
    if track.joined and angle > TURNED:
        limit_m = max(TURNED_M, TURNED_SIGMAS * fix.accuracy_m)
    return match.cross_m > limit_m or angle > OFF_HEADING


def _limit_m(fix: Fix) -> float:
    return max(OFF_M, OFF_SIGMAS * min(fix.accuracy_m, WORST_ACCURACY_M))


def _blended(
    expected_m: float, matched_m: float, fix: Fix, speed_mps: float, *, wide: bool
) -> float:
    """Return the place to believe in, between what was expected and what was seen."""
    difference_m = matched_m - expected_m
    if wide or abs(difference_m) > OFF_M + OFF_SIGMAS * fix.accuracy_m:
        return matched_m
    trust = TRUST_M / (TRUST_M + max(0.0, fix.accuracy_m))
    if speed_mps < STANDING_MPS:
        trust *= STANDING_TRUST
    return expected_m + trust * difference_m
