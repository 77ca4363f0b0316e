"""Prompts that wait until the speaker is free. Pure: this is no queue that goes stale.

waiting = put(waiting, prompt)
prompt, waiting = take(waiting, now_s, along_m)  # when nobody speaks
"""

from __future__ import annotations

from assistant.navigation.guidance.events import Prompt

Waiting = tuple[Prompt, ...]


def put(waiting: Waiting, prompt: Prompt) -> Waiting:
    """Return the prompts with a new one, without those that it makes needless.

    A prompt replaces those of earlier manoeuvres, and the less urgent ones of its own.
    """
    kept = (
        one
        for one in waiting
        if one.manoeuvre > prompt.manoeuvre
        or (one.manoeuvre == prompt.manoeuvre and one.cue > prompt.cue)
    )
    return (*kept, prompt)


def fresh(waiting: Waiting, now_s: float, along_m: float) -> Waiting:
    """Return the prompts that may still be said."""
    return tuple(one for one in waiting if now_s <= one.deadline_s and along_m <= one.until_m)


def take(waiting: Waiting, now_s: float, along_m: float) -> tuple[Prompt | None, Waiting]:
    """Return the most urgent prompt that may still be said, and the others."""
    left = fresh(waiting, now_s, along_m)
    if not left:
        return None, ()
    best = max(left, key=lambda one: (one.cue, -one.deadline_s))
    return best, tuple(one for one in left if one is not best)
