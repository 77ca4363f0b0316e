"""``assistant eval``: how well the car hears and understands, on anybody's recordings.

Every measure runs the real path. Recordings are played under virtual time, so that an hour
of noise takes as long as its recognition and no longer; waiting is simulated, work is real.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from assistant.app import Needs
from assistant.car import Assistant
from assistant.clock import VirtualTimeLoop
from assistant.config import Config
from assistant.errors import InputError
from assistant.observe.apart import open_apart
from assistant.observe.evaluate_noise import evaluate_noise
from assistant.observe.evaluate_speech import evaluate_speech
from assistant.observe.evaluate_text import evaluate_understanding
from assistant.observe.evaluate_wake import evaluate_wake
from assistant.observe.manifest import Clip
from assistant.observe.report import Progress, Report

Measure = Callable[[Assistant, Sequence[Clip], Progress], Awaitable[Report]]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A measure, and what it needs running; ``sounds`` is False when texts are enough."""

    measure: Measure
    needs: Needs
    sounds: bool = True


EVALUATIONS = {
    "wake": Evaluation(evaluate_wake, Needs(model=None)),
    "speech": Evaluation(evaluate_speech, Needs(voice=True, model=None)),
    "noise": Evaluation(evaluate_noise, Needs(voice=True)),
    "understanding": Evaluation(evaluate_understanding, Needs(), sounds=False),
}


def evaluate(what: str, config: Config, clips: Sequence[Clip], progress: Progress) -> Report:
    """Return what one of ``EVALUATIONS`` finds in the clips.

    Raises:
        InputError: none of the recordings exists.
        AssistantError: the car can't be started, or a recording can't be read.
    """
    chosen = EVALUATIONS[what]
    if chosen.sounds and not any(clip.file.is_file() for clip in clips):
        raise InputError("None of the manifest's recordings exists; are its paths right?")

    async def run() -> Report:
        async with open_apart(config, chosen.needs) as car:
            return await chosen.measure(car, clips, progress)

    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(run())
