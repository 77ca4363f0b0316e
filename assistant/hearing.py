"""Play a recording into the microphone path, as if the person were in the car."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from assistant.audio.interface import RATE_HZ, Samples
from assistant.audio.recording import RecordingInput
from assistant.audio.sink import FileOutput
from assistant.car import Assistant
from assistant.clock import MonotonicClock
from assistant.events import Outcome, TurnEnded

TAIL_S = 0.8
"""How long after a recording's end a wake word in it may still be found."""

LIMIT_S = 90.0
"""A turn that is still open this long after the recording's end is given up."""

_LOOK_S = 0.02


@dataclass(frozen=True, slots=True)
class Hearing:
    """How a recording is heard: in whose zone, and whether it must say the wake word."""

    zone: str = "driver"
    wake: bool = False


async def hear_recording(car: Assistant, recording: Samples, how: Hearing) -> FileOutput:
    """Play 16 kHz int16 samples into a zone and return what the car answered, as sound.

    It takes as long as the recording and the answers do, on the running loop's clock. Turns
    are told on ``car.bus``.

    Raises:
        NotInstalledError: a model is missing.
    """
    clock = MonotonicClock()  # no echo: a recording does not hear the loudspeaker
    output = FileOutput(clock)
    audio = RecordingInput(recording, how.zone, clock)
    session = car.session(output, (how.zone,), wake=how.wake, echo=False)
    if not how.wake:
        session.press(how.zone)
    over_at = clock.now() + len(recording) / RATE_HZ
    listening = asyncio.create_task(session.run(audio))
    try:
        while not listening.done() and clock.now() < over_at + LIMIT_S:
            await clock.sleep_until(clock.now() + _LOOK_S)
            if clock.now() > over_at + TAIL_S and session.settled:
                break
    finally:
        await audio.close()
        await listening
        await output.close()
    return output


def nothing_heard(how: Hearing) -> TurnEnded:
    """Return the end event for a recording that opened no turn."""
    reason = "no_wake_word" if how.wake else "no_speech"
    return TurnEnded(at_s=0.0, turn_id="t0", outcome=Outcome.CANCELLED, error=reason)
