"""Judge guidance on drives whose truth is known: what was said in time, what went wrong. Pure.

The speaker is simulated too: one sentence at a time, each as long as a voice needs for it. A
manoeuvre is *prompted* when the sentence right before it began in time, and *covered* when
another sentence told of it: the one before, which said what comes next, or its announcement.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from assistant.navigation.guidance.events import Arrived, Cue, OffRoute, Say
from assistant.navigation.guidance.machine import begin, feed
from assistant.navigation.guidance.plan import Plan, plan_of
from assistant.navigation.guidance.prompts import SET_OFF_M
from assistant.navigation.guidance.sentences import spoken_s
from assistant.navigation.guidance.waiting import Waiting, put, take
from assistant.navigation.position.heading import angle
from assistant.navigation.routes.interface import Kind, Manoeuvre, Route, Said
from assistant.navigation.simulated_drive import Moment, received

OFF_M = 12.0
"""Further from its route than this, a car has left it."""

_WRONG_WAY_M, _AWAY_M = 120.0, 40.0
"""So far after the missed turn, the car is so far from its route: it did not just cut a corner."""

_BEFORE_END_M = 150.0
_SAME_PLACE_M = 15.0
_SAME_HEADING = 45.0
_STEADY_MPS = 11.0

TURNS = frozenset(
    {Kind.SLIGHT_RIGHT, Kind.RIGHT, Kind.SHARP_RIGHT, Kind.SLIGHT_LEFT, Kind.LEFT, Kind.SHARP_LEFT}
)


@dataclass(slots=True)
class Judged:
    """What happened on one drive.

    ``begun_m`` is where, on the route, the car really was when a prompt's sentence began.
    ``off`` holds the times and fixes of ``OffRoute``; ``fed_ms`` how long each fix took.
    """

    begun_m: dict[tuple[int, Cue], float] = field(default_factory=dict)
    off: list[tuple[float, OffRoute]] = field(default_factory=list)
    arrived: bool = False
    fed_ms: list[float] = field(default_factory=list)


def judge(plan: Plan, moments: Iterable[Moment], sigma_m: float, noise: random.Random) -> Judged:
    """Guide a drive along ``plan`` with a receiver of this accuracy, and note what happens."""
    state, free_s, judged = begin(plan), 0.0, Judged()
    waiting: Waiting = ()
    for moment in moments:
        fix = received(moment, sigma_m, noise)
        started = time.perf_counter()
        state, events = feed(state, fix, moment.at_s)
        judged.fed_ms.append((time.perf_counter() - started) * 1e3)
        for event in events:
            if isinstance(event, Say):
                waiting = put(waiting, event.prompt)
            elif isinstance(event, OffRoute):
                judged.off.append((moment.at_s, event))
            elif isinstance(event, Arrived):
                judged.arrived = True
        if moment.at_s >= free_s:
            prompt, waiting = take(waiting, moment.at_s, state.along_m)
            if prompt is not None:
                free_s = moment.at_s + spoken_s(prompt.text)
                judged.begun_m.setdefault((prompt.manoeuvre, prompt.cue), moment.along_m)
    return judged


@dataclass(frozen=True, slots=True)
class Told:
    """How many manoeuvres of a drive were prompted, only covered, or missed."""

    prompted: int
    covered: int
    missed: int


def told(plan: Plan, judged: Judged) -> Told:
    """Return how well a drive's manoeuvres were told; the start is none."""
    turns = [index for index, one in enumerate(plan.manoeuvres) if not one.kind.starts]
    prompted = {index for index in turns if _in_time(plan, judged, index, Cue.PRE)}
    covered = {index for index in turns if index not in prompted and _covered(plan, judged, index)}
    return Told(len(prompted), len(covered), len(turns) - len(prompted) - len(covered))


def _in_time(plan: Plan, judged: Judged, index: int, cue: Cue) -> bool:
    """Return whether a prompt began before its manoeuvre; at an end of a leg, it may be at it."""
    begun_m, kind = judged.begun_m.get((index, cue)), plan.manoeuvres[index].kind
    slack_m = SET_OFF_M if kind.starts or kind.arrives else 0.0
    return begun_m is not None and begun_m < plan.at_m[index] + slack_m


def _covered(plan: Plan, judged: Judged, index: int) -> bool:
    """Return whether the announcement, or the sentence of an earlier manoeuvre, told of it."""
    if any(_in_time(plan, judged, index, cue) for cue in (Cue.NEAR, Cue.FAR)):
        return True
    if plan.manoeuvres[index].kind is Kind.ROUNDABOUT_EXIT:
        return _in_time(plan, judged, index - 1, Cue.PRE) or _covered(plan, judged, index - 1)
    return any(
        _in_time(plan, judged, before, Cue.PRE)
        for before in range(index)
        if index in plan.together[before]
    )


def wrong_way(plan: Plan, turn: int, straight: Route) -> Plan | None:
    """Return a drive that misses a turn and goes on along ``straight``.

    None when that is no other way: it begins elsewhere, turns too, or stays near the route.
    """
    other = plan_of(straight)
    at_m, before = plan.at_m[turn], plan.manoeuvres[turn].heading_before
    begins_there = straight.shape[0].distance_m(plan.line.position(at_m)) < _SAME_PLACE_M
    if before is None or not begins_there or plan.left_m(at_m) < _BEFORE_END_M:
        return None
    if angle(other.line.heading(_SAME_PLACE_M), before) > _SAME_HEADING:
        return None
    if plan.line.beside_m(other.line.position(_WRONG_WAY_M)) < _AWAY_M:
        return None
    shape = (*plan.route.shape[: plan.manoeuvres[turn].begin + 1], *straight.shape)
    length_m = at_m + other.line.length_m
    steady = Manoeuvre(
        Kind.START, 0, len(shape) - 1, length_m, length_m / _STEADY_MPS, Said("", "", "")
    )
    return plan_of(replace(straight, shape=shape, manoeuvres=(steady,), time_s=steady.time_s))


def left_at_s(plan: Plan, moments: Iterable[Moment]) -> float | None:
    """Return when a drive really left the route, None if it never did."""
    return next((one.at_s for one in moments if plan.line.beside_m(one.point) > OFF_M), None)
