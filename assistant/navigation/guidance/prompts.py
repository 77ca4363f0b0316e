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
from assistant.navigation.guidance.plan import AT_ONCE_M, Plan

FAR_SPEED_MPS = 16.0
FAR_M, FAR_S = 800.0, 35.0
NEAR_M, NEAR_S = 200.0, 14.0
FAR_BEFORE_NEAR = 1.6
"""Nearer than so many times where it is announced near, a turn is no longer announced far."""

PRE_M = 35.0
PRE_S, LONGEST_PRE_S = 4.5, 9.0
SPARE_S = 2.0
"""Between the end of a sentence and its turn."""

ARRIVED_M = 20.0
POST_M = 700.0
"""After a turn, a way longer than this is announced."""

SET_OFF_M = 40.0
"""Until so far behind its start, the sentence at the start of a leg is worth saying."""

NEW_ROUTE_TELLS_M = 300.0
"""A manoeuvre so near the start of a new route needs no other announcement."""

POST_AFTER_M = 60.0
STANDING_S = 20.0
_SLOWEST_MPS = 2.0

USUAL_ACCURACY_M, MOST_DOUBT_M = 5.0, 40.0

Heard = frozenset[tuple[int, Cue]]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the car is for prompts, and how sure that is; the next manoeuvre, and the time."""

    along_m: float
    accuracy_m: float
    speed_mps: float
    next: int
    now_s: float


def due(plan: Plan, spot: Spot, heard: Heard, units: Units) -> Prompt | None:
    """Return the prompt that is due now, None for silence."""
    return _approach(plan, spot, heard, units) or _after(plan, spot, heard, units)


def already_heard(plan: Plan) -> Heard:
    """Return the prompts that the first sentence of a new route makes needless."""
    told = plan.onward and plan.at_m[1] <= NEW_ROUTE_TELLS_M
    return frozenset({(1, Cue.NEAR)}) if told else frozenset()


def arrival(plan: Plan, spot: Spot) -> Prompt:
    """Return what is said at a stop or at the destination."""
    text = plan.manoeuvres[spot.next].said.now
    return Prompt(Cue.PRE, spot.next, text, spot.now_s + STANDING_S, math.inf)


def turn_round(plan: Plan, now_s: float) -> Prompt:
    """Return what is said to who drives against the beginning of a new route."""
    text = sentences.turn_round(plan.route.language)
    return Prompt(Cue.PRE, 0, text, now_s + STANDING_S, math.inf)


def immediate(plan: Plan, index: int, units: Units, *, short: bool = False) -> str:
    """Return what is said right before a manoeuvre, with what comes soon after it."""
    if plan.onward and index == 0:
        following = plan.manoeuvres[1].said
        return sentences.new_route(following, plan.at_m[1], plan.route.language, units)
    said = plan.manoeuvres[index].said
    text, before_m = said.short if short else said.now, plan.at_m[index]
    for after in plan.together[index]:
        gap_m = plan.at_m[after] - before_m
        following = plan.manoeuvres[after].said
        text = sentences.joined(text, following, gap_m, plan.route.language, units)
        before_m = plan.at_m[after]
    return text


def _approach(plan: Plan, spot: Spot, heard: Heard, units: Units) -> Prompt | None:
    """Return the prompt for the next manoeuvre."""
    index = spot.next
    ahead_m = plan.at_m[index] - spot.along_m
    near_said = (index, Cue.NEAR) in heard and ahead_m > _longest_pre_m(spot)
    if near_said or (index, Cue.PRE) in heard:
        return None
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
        pre_m = max(PRE_M, min(LONGEST_PRE_S, max(PRE_S, needed_s)) * v) + _doubt_m(spot)
        yield Cue.PRE, pre_m, at_m + (SET_OFF_M if kind.starts else 0.0)
    yield Cue.NEAR, near_m, at_m - pre_m
    if v > FAR_SPEED_MPS:
        yield Cue.FAR, max(FAR_M, FAR_S * v), at_m - FAR_BEFORE_NEAR * near_m


def _longest_pre_m(spot: Spot) -> float:
    """Return how far before a manoeuvre the longest sentence right before it can begin."""
    return max(PRE_M, LONGEST_PRE_S * spot.speed_mps) + _doubt_m(spot)


def _doubt_m(spot: Spot) -> float:
    """Return by how much earlier is said what can't be late, for the receiver's error."""
    return min(MOST_DOUBT_M, max(0.0, spot.accuracy_m - USUAL_ACCURACY_M))


def _prompt(plan: Plan, spot: Spot, units: Units, cue: Cue, until_m: float) -> Prompt | None:
    index = spot.next
    ahead_m = plan.at_m[index] - spot.along_m
    told = index in plan.told
    if cue is Cue.PRE:
        if told and not plan.together[index] and _follows_at_once(plan, index):
            return None
        text = immediate(plan, index, units, short=told)
        return _timed(spot, cue, index, text, until_m)
    room_s = (until_m - spot.along_m) / max(spot.speed_mps, _SLOWEST_MPS)
    text = sentences.ahead(plan.manoeuvres[index].said, ahead_m, plan.route.language, units)
    if told or room_s < sentences.spoken_s(text):
        return None
    return _timed(spot, cue, index, text, min(until_m, spot.along_m + ahead_m / 4))


def _follows_at_once(plan: Plan, index: int) -> bool:
    return index > 0 and plan.at_m[index] - plan.at_m[index - 1] < AT_ONCE_M


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
