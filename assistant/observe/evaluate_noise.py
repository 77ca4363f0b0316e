"""``assistant eval noise``: what the car does when nobody speaks to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.audio.interface import RATE_HZ, Samples
from assistant.audio.wavfile import read_recording
from assistant.car import Assistant
from assistant.events import Event, TurnEnded, Wake
from assistant.hearing import Hearing, hear_recording
from assistant.observe.manifest import Clip
from assistant.observe.report import MAX_CLIP_S, Progress, Report, rate


async def evaluate_noise(car: Assistant, clips: Sequence[Clip], progress: Progress) -> Report:
    """Actions, turns and words that noise brought about, with and without the button.

    Each clip is heard twice: waiting for a wake word, and as if the button had been pressed.
    """
    report, actions, wakes, invented = Report(), 0, 0, 0
    for number, clip in enumerate(clips):
        progress(number, len(clips))
        sound = read_recording(clip.file, max_s=MAX_CLIP_S)
        report.clips += 1
        report.seconds += len(sound) / RATE_HZ
        waiting = await _turns(car, sound, Hearing(wake=True))
        pressed = await _turns(car, sound, Hearing())
        ends = waiting.ends + pressed.ends
        acted = sum(len(end.effects) for end in ends)
        said = [end.transcript for end in ends if end.transcript]
        actions += acted
        wakes += waiting.wakes
        invented += bool(said)
        if acted or waiting.wakes or said:
            report.failing.append(
                {"file": clip.file.name, "actions": acted, "wakes": waiting.wakes, "heard": said}
            )
    hours = report.seconds / 3600
    report.values = {
        "phantom_actions_per_hour": rate(actions, hours),
        "false_accepts_per_hour": rate(wakes, hours),
        "clips_with_invented_text": invented,
    }
    return report


@dataclass(slots=True)
class _Turns:
    """What one recording brought."""

    ends: list[TurnEnded] = field(default_factory=list)
    wakes: int = 0


async def _turns(car: Assistant, sound: Samples, how: Hearing) -> _Turns:
    """Play a recording to its end, answers included."""
    turns = _Turns()

    def listen(event: Event) -> None:
        if isinstance(event, TurnEnded):
            turns.ends.append(event)
        elif isinstance(event, Wake):
            turns.wakes += 1

    with car.bus.listening(listen):
        await hear_recording(car, sound, how)
    car.runner.performer.forget()
    return turns
