"""Which prompt is due at a place and speed, and until when it may be said. Pure.

A turn is announced up to three times: far (only at speed), near, and right before it. Right
before it also says what comes soon after, because there may be no time then. What was already
said that way is said again only in short, or not at all.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.navigation.guidance import sentences
from assistant.navigation.guidance.distances import Units
from assistant.navigation.guidance.events import Cue, Prompt
from assistant.navigation.guidance.plan import Plan
from assistant.navigation.routes.interface import Kind

FAR_SPEED_MPS = 16.0
FAR_M, FAR_S = 800.0, 35.0
NEAR_M, NEAR_S = 200.0, 14.0
PRE_M = 35.0
PRE_S, LONGEST_PRE_S = 4.5, 9.0
SPARE_S = 2.0
"""Between the end of a sentence and its turn."""

ARRIVED_M = 20.0
POST_M = 700.0
"""After a turn, a way longer than this is announced."""

SOON_M, SOON_S = 80.0, 8.0
"""A manoeuvre that follows within these is announced together with the one before it."""

SILENT_M = 45.0
"""A manoeuvre so soon after the one that announced it is not repeated."""

SET_OFF_M = 40.0
"""Until so far behind its start, the sentence at the start of a leg is worth saying."""

POST_AFTER_M = 60.0
STANDING_S = 20.0
_SLOWEST_MPS = 2.0

Heard = frozenset[tuple[int, Cue]]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the car is for prompts: along the route, its speed, the next manoeuvre, the time."""

    along_m: float
    speed_mps: float
    next: int
    now_s: float


def due(plan: Plan, spot: Spot, heard: Heard, units: Units) -> Prompt | None:
    """Return the prompt that is due now, None for silence."""
    return _approach(plan, spot, heard, units) or _after(plan, spot, heard, units)


def arrival(plan: Plan, spot: Spot) -> Prompt:
    """Return what is said at a stop or at the destination."""
    text = plan.manoeuvres[spot.next].said.now
    return Prompt(Cue.PRE, spot.next, text, spot.now_s + STANDING_S, math.inf)


def chained(plan: Plan, index: int) -> int | None:
    """Return the manoeuvre that is announced together with another, None for none."""
    after = index + 1
    if after >= len(plan.manoeuvres) or plan.manoeuvres[index].kind.arrives:
        return None
    one = plan.manoeuvres[index]
    speed = one.length_m / one.time_s if one.time_s else 0.0
    gap_m = plan.at_m[after] - plan.at_m[index]
    return after if gap_m <= max(SOON_M, SOON_S * speed) else None


def immediate(plan: Plan, index: int, units: Units, *, short: bool = False) -> str:
    """Return what is said right before a manoeuvre, with what comes soon after it."""
    said = plan.manoeuvres[index].said
    text = said.short if short else said.now
    after = chained(plan, index)
    if after is None:
        return text
    gap_m = plan.at_m[after] - plan.at_m[index]
    return sentences.joined(text, plan.manoeuvres[after].said, gap_m, plan.route.language, units)


def _approach(plan: Plan, spot: Spot, heard: Heard, units: Units) -> Prompt | None:
    """Return the prompt for the next manoeuvre."""
    index = spot.next
    ahead_m = plan.at_m[index] - spot.along_m
    for cue, within_m, until_m in _steps(plan, spot, units):
        if ahead_m > within_m:
            continue
        if any((index, later) in heard for later in Cue if later >= cue and later != Cue.POST):
            return None
        return _prompt(plan, spot, units, cue, until_m)
    return None


def _steps(plan: Plan, spot: Spot, units: Units) -> Iterator[tuple[Cue, float, float]]:
    """Return the cues from urgent to early: within which distance, and until when it counts."""
    index, v = spot.next, spot.speed_mps
    at_m, kind = plan.at_m[index], plan.manoeuvres[index].kind
    pre_m, near_m = ARRIVED_M, max(NEAR_M, NEAR_S * v)
    if not kind.arrives:
        needed_s = sentences.spoken_s(immediate(plan, index, units)) + SPARE_S
        pre_m = max(PRE_M, min(LONGEST_PRE_S, max(PRE_S, needed_s)) * v)
        yield Cue.PRE, pre_m, at_m + (SET_OFF_M if kind.starts else 0.0)
    yield Cue.NEAR, near_m, at_m - pre_m
    if v > FAR_SPEED_MPS:
        yield Cue.FAR, max(FAR_M, FAR_S * v), at_m - near_m


def _prompt(plan: Plan, spot: Spot, units: Units, cue: Cue, until_m: float) -> Prompt | None:
    index = spot.next
    ahead_m = plan.at_m[index] - spot.along_m
    one, before = plan.manoeuvres[index], index - 1
    told = before >= 0 and chained(plan, before) == index
    gap_m = plan.at_m[index] - plan.at_m[before] if told else 0.0
    language = plan.route.language
    if cue is Cue.PRE:
        if told and gap_m < SILENT_M and chained(plan, index) is None:
            return None
        text = immediate(plan, index, units, short=told)
        return _timed(spot, cue, index, text, until_m)
    room_s = (until_m - spot.along_m) / max(spot.speed_mps, _SLOWEST_MPS)
    text = sentences.ahead(one.said, ahead_m, language, units)
    if told or _is_inside_roundabout(one.kind) or room_s < sentences.spoken_s(text):
        return None
    return _timed(spot, cue, index, text, min(until_m, spot.along_m + ahead_m / 4))


def _is_inside_roundabout(kind: Kind) -> bool:
    return kind is Kind.ROUNDABOUT_EXIT


def _after(plan: Plan, spot: Spot, heard: Heard, units: Units) -> Prompt | None:
    """Return the prompt for the long way after the last manoeuvre."""
    done = spot.next - 1
    if done < 0 or (done, Cue.POST) in heard:
        return None
    ahead_m = plan.at_m[spot.next] - spot.along_m
    passed_m = spot.along_m - plan.at_m[done]
    if ahead_m < max(POST_M, FAR_S * spot.speed_mps) or passed_m < POST_AFTER_M:
        return None
    road = plan.manoeuvres[done].streets[:1]
    text = sentences.along("".join(road), ahead_m, plan.route.language, units)
    return _timed(spot, Cue.POST, done, text, spot.along_m + ahead_m / 10)


def _timed(spot: Spot, cue: Cue, index: int, text: str, until_m: float) -> Prompt:
    """Return a prompt with the time at which the car, at this speed, is past its place."""
    left_m = max(0.0, until_m - spot.along_m)
    standing = spot.speed_mps < _SLOWEST_MPS
    left_s = STANDING_S if standing else left_m / spot.speed_mps
    return Prompt(cue, index, text, spot.now_s + left_s, until_m)
