"""Guidance along a route, as a pure state machine.

    state = begin(plan_of(route))
    state, events = feed(state, fix, now_s)   # about once a second

Invariants: nothing is raised, whatever the fix; the distance along the route never falls;
nothing comes after ``Arrived``; the times of fixes may stand still, jump or go back. Prompts
are to be said while they are fresh (``waiting``). After ``OffRoute``, plan again and begin.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from assistant.navigation.guidance import prompts, sentences
from assistant.navigation.guidance.distances import Units
from assistant.navigation.guidance.events import (
    Arrived,
    BackOnRoute,
    Cue,
    Event,
    FixBack,
    FixLost,
    OffRoute,
    Progress,
    Prompt,
    Say,
    StopReached,
)
from assistant.navigation.guidance.plan import Plan
from assistant.navigation.guidance.track import LEAPS as BELIEVED_LEAPS
from assistant.navigation.guidance.track import MOVING_MPS, Track, follow, is_old, leaps, reckon
from assistant.navigation.position.fix import Fix
from assistant.navigation.position.heading import angle

LOST_S = 5.0
"""So long without a fix, the receiver counts as lost."""

OFF_FIXES, OFF_S = 3, 2.0
"""So many fixes in a row off the route, over so many seconds, are no noise."""

ASK_AGAIN_S = 10.0
"""``OffRoute`` comes again after this time without a new route."""

STANDS_MPS, STANDS_S, STANDS_WITHIN_M = 1.0, 5.0, 30.0
"""Who stands so long so near a stop (or within the receiver's error) has arrived there."""

AGAINST, TURNS_WITHIN_M = 135.0, 50.0
"""Who drives at such an angle to the beginning of a new route, so near it, must turn round."""

_AGAIN_S = 20.0


@dataclass(frozen=True, slots=True)
class State:
    """Where guidance is.

    ``next`` is the manoeuvre ahead, ``heard`` the prompts that were due, ``stops_passed``
    counts stops. ``asked_s`` is when a new route was last asked for, None on the route;
    ``turning_s`` when it was said that one must turn round to come onto it.
    """

    plan: Plan
    units: Units = Units.METRIC
    track: Track = field(default_factory=Track)
    next: int = 0
    heard: prompts.Heard = frozenset()
    stops_passed: int = 0
    fed_s: float | None = None
    asked_s: float | None = None
    turning_s: float | None = None
    stands_since_s: float | None = None
    lost: bool = False
    arrived: bool = False

    @property
    def along_m(self) -> float:
        """How far the car has come on the route."""
        return self.track.along_m

    @property
    def progress(self) -> Progress:
        """Where the car is, and what is left."""
        plan, along_m = self.plan, self.along_m
        ahead_m = max(0.0, plan.at_m[self.next] - along_m)
        return Progress(along_m, plan.left_m(along_m), plan.left_s(along_m), self.next, ahead_m)


Step = tuple[State, tuple[Event, ...]]


def begin(plan: Plan, units: Units = Units.METRIC) -> State:
    """Return the state at the start of a route."""
    return State(plan, units, heard=prompts.already_heard(plan))


def feed(state: State, fix: Fix | None, now_s: float) -> Step:
    """Return the state after a fix, or a moment without one, and what has happened."""
    if state.arrived:
        return state, ()
    if fix is None or not _usable(fix):
        return _silent(state, now_s)
    if is_old(state.track, fix):
        return state, ()
    if fix.reckoned:
        return _reckoned(state, fix, now_s)
    if leaps(state.track, fix) and state.track.leaps + 1 < BELIEVED_LEAPS:
        return replace(state, track=replace(state.track, leaps=state.track.leaps + 1)), ()
    back: tuple[Event, ...] = (FixBack(),) if state.lost else ()
    track = follow(state.plan.line, state.track, fix)
    state = replace(state, track=track, lost=False, fed_s=now_s)
    if track.strays:
        return _astray(state, fix, now_s, back)
    if state.asked_s is not None:
        state, back = replace(state, asked_s=None), (*back, BackOnRoute())
    return _onward(state, now_s, back)


def again(state: State, now_s: float) -> Prompt:
    """Return the next instruction, to be said on demand."""
    plan, index = state.plan, state.next
    ahead_m = plan.at_m[index] - state.along_m
    if ahead_m < prompts.PRE_M and not plan.manoeuvres[index].kind.arrives:
        text = prompts.immediate(plan, index, state.units)
    else:
        said = plan.manoeuvres[index].said
        text = sentences.ahead(said, ahead_m, plan.route.language, state.units)
    return Prompt(Cue.PRE, index, text, now_s + _AGAIN_S, math.inf)


def _usable(fix: Fix) -> bool:
    numbers = [fix.point.lat, fix.point.lon, fix.at_s, fix.accuracy_m]
    numbers += [one for one in (fix.speed_mps, fix.heading) if one is not None]
    on_earth = abs(fix.point.lat) <= 90 and abs(fix.point.lon) <= 180  # noqa: PLR2004  degrees
    return on_earth and all(map(math.isfinite, numbers)) and fix.accuracy_m >= 0


def _silent(state: State, now_s: float) -> Step:
    """Say once that the receiver is lost."""
    if state.fed_s is None:
        return replace(state, fed_s=now_s), ()
    if state.lost or now_s - state.fed_s < LOST_S:
        return state, ()
    return replace(state, lost=True), (FixLost(),)


def _reckoned(state: State, fix: Fix, now_s: float) -> Step:
    """Go on along the route by the speed; off the route, only note that the receiver is lost."""
    lost: tuple[Event, ...] = () if state.lost else (FixLost(),)
    state = replace(state, lost=True, fed_s=now_s)
    if state.asked_s is not None:
        return state, lost
    track = reckon(state.plan.line, state.track, fix)
    return _onward(replace(state, track=track), now_s, lost)


def _astray(state: State, fix: Fix, now_s: float, events: tuple[Event, ...]) -> Step:
    """Ask for a new route when the car is off the old one for sure."""
    track = state.track
    if track.strays < OFF_FIXES or fix.at_s - track.strays_since_s < OFF_S:
        return state, events
    if state.asked_s is not None and now_s - state.asked_s < ASK_AGAIN_S:
        return state, events
    if _against(state, fix):
        if state.turning_s is None:
            said = Say(prompts.turn_round(state.plan, now_s))
            return replace(state, turning_s=now_s), (*events, said)
        if now_s - state.turning_s < ASK_AGAIN_S:
            return state, events
    heading = fix.heading if track.speed_mps > STANDS_MPS else None
    off = OffRoute(fix.point, heading, state.stops_passed)
    return replace(state, asked_s=now_s), (*events, off)


def _against(state: State, fix: Fix) -> bool:
    """Return whether a new route begins the other way: no road allows the one that is driven."""
    if not state.plan.onward or fix.heading is None or state.along_m > TURNS_WITHIN_M:
        return False
    moves = state.track.speed_mps > MOVING_MPS
    return moves and angle(fix.heading, state.plan.line.heading(0.0)) > AGAINST


def _onward(state: State, now_s: float, events: tuple[Event, ...]) -> Step:
    """Pass what lies behind, say what is due, and arrive."""
    state = _halted(_passed(state), now_s)
    plan, track = state.plan, state.track
    spot = prompts.Spot(state.along_m, _accuracy_m(state), track.speed_mps, state.next, now_s)
    here = plan.manoeuvres[state.next].kind.arrives and _is_here(state, now_s)
    prompt = (
        prompts.arrival(plan, spot) if here else prompts.due(plan, spot, state.heard, state.units)
    )
    if prompt is not None:
        state = replace(state, heard=state.heard | {(prompt.manoeuvre, prompt.cue)})
        events = (*events, Say(prompt))
    events = (*events, state.progress)
    return _reached(state, events) if here else (state, events)


def _passed(state: State) -> State:
    """Return the state with the manoeuvres behind the car done."""
    plan, index = state.plan, state.next
    last = len(plan.manoeuvres) - 1
    while index < last and not plan.manoeuvres[index].kind.arrives:
        here_m = plan.at_m[index]
        if plan.manoeuvres[index].kind.starts and (index, Cue.PRE) not in state.heard:
            here_m = min(here_m + prompts.SET_OFF_M, plan.at_m[index + 1])
        if state.along_m < here_m:
            break
        index += 1
    return state if index == state.next else replace(state, next=index)


def _halted(state: State, now_s: float) -> State:
    """Return the state with a halt noted; one at a stop ends the way to it."""
    if state.track.speed_mps >= STANDS_MPS:
        return state if state.stands_since_s is None else replace(state, stands_since_s=None)
    if state.stands_since_s is None:
        return replace(state, stands_since_s=now_s)
    manoeuvres = state.plan.manoeuvres
    ahead = range(state.next, len(manoeuvres))
    stop = next((i for i in ahead if manoeuvres[i].kind.arrives), ahead[-1])
    return replace(state, next=stop) if _stands_at(state, stop, now_s) else state


def _stands_at(state: State, stop: int, now_s: float) -> bool:
    """Return whether the car has stood at a stop for so long that this is no red light."""
    long_enough = state.stands_since_s is not None and now_s - state.stands_since_s >= STANDS_S
    within_m = max(STANDS_WITHIN_M, 2 * min(_accuracy_m(state), STANDS_WITHIN_M))
    return long_enough and state.plan.at_m[stop] - state.along_m <= within_m


def _is_here(state: State, now_s: float) -> bool:
    """Return whether the car is at the stop ahead."""
    ahead_m = state.plan.at_m[state.next] - state.along_m
    return ahead_m <= prompts.ARRIVED_M or _stands_at(state, state.next, now_s)


def _accuracy_m(state: State) -> float:
    return state.track.last.accuracy_m if state.track.last else 0.0


def _reached(state: State, events: tuple[Event, ...]) -> Step:
    """Close a leg."""
    number, stop = state.plan.stop_at(state.next)
    if state.next == len(state.plan.manoeuvres) - 1:
        return replace(state, arrived=True), (*events, Arrived(stop.side))
    state = replace(state, next=state.next + 1, stops_passed=number + 1)
    return state, (*events, StopReached(number, stop.side))
