"""``assistant eval speech``: what is heard of what people say, and whether they may finish."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.audio.interface import RATE_HZ, Samples
from assistant.audio.levels import acoustic_bounds
from assistant.audio.wavfile import read_recording
from assistant.car import Assistant
from assistant.events import Event, SpeechEnded
from assistant.hearing import Hearing, hear_recording
from assistant.observe.manifest import Clip
from assistant.observe.report import MAX_CLIP_S, Progress, Report, rate
from assistant.observe.scoring import (
    character_error_rate,
    comparable,
    same_call,
    slots_heard,
    word_error_rate,
)
from assistant.recognition.interface import RecognizeOptions

CUT_OFF_S = 0.25
"""A turn that ended this long before the recording's speech did was cut off."""


async def evaluate_speech(car: Assistant, clips: Sequence[Clip], progress: Progress) -> Report:
    """Word (character, in Mandarin) error rate, slots and intents heard, false cut-offs."""
    report, tally = Report(), _SpeechTally()
    spoken = [c for c in clips if c.kind in ("command", "speech", "keyword", "")]
    for number, clip in enumerate(spoken):
        progress(number, len(spoken))
        sound = read_recording(clip.file, max_s=MAX_CLIP_S)
        report.clips += 1
        report.seconds += len(sound) / RATE_HZ
        wrong = tally.add(clip, await _heard(car, sound), car)
        heard_until = await _heard_until(car, sound)
        bounds = acoustic_bounds(sound)
        if bounds is not None and heard_until is not None:
            tally.turns += 1
            if heard_until < bounds[1] - CUT_OFF_S:
                tally.cut_off += 1
                wrong["cut_off_at_s"] = round(heard_until, 2)
        if wrong:
            report.failing.append({"file": clip.file.name, **wrong})
    report.values = tally.values()
    return report


async def _heard(car: Assistant, sound: Samples) -> str:
    """Return the text of an utterance as in a turn: words without a meaning are decoded again."""
    for thorough in (False, True):
        options = RecognizeOptions(languages=car.config.voice.languages, thorough=thorough)
        heard = await car.engines.recognizer.recognize(sound, options)
        if car.interpret(heard.text, heard.language).understood:
            break
    return heard.text


@dataclass(slots=True)
class _SpeechTally:
    truth: dict[str, list[str]] = field(default_factory=lambda: {"en": [], "zh": []})
    heard: dict[str, list[str]] = field(default_factory=lambda: {"en": [], "zh": []})
    slots_found: int = 0
    slots: int = 0
    intents_right: int = 0
    intents: int = 0
    turns: int = 0
    cut_off: int = 0

    def add(self, clip: Clip, text: str, car: Assistant) -> dict[str, Any]:
        """Score one clip; return what was wrong with it."""
        wrong: dict[str, Any] = {}
        if clip.transcript and clip.language in self.truth:
            truth = comparable(clip.transcript, clip.language)
            heard = comparable(text, clip.language)
            self.truth[clip.language].append(truth)
            self.heard[clip.language].append(heard)
            if truth != heard:
                wrong.update(transcript=clip.transcript, heard=text)
        known = {tool.name for tool in car.tools}
        if clip.calls is not None or clip.label in known:
            wrong.update(self._intent(clip, text, car))
        elif clip.slots:
            found, total = slots_heard(clip.slots, text)
            self.slots_found += found
            self.slots += total
            if found < total:
                wrong.update(slots=clip.slots, heard=text)
        return wrong

    def _intent(self, clip: Clip, text: str, car: Assistant) -> dict[str, Any]:
        meaning = car.interpret(text, clip.language)
        self.intents += 1
        if clip.calls is not None:
            right = len(meaning.calls) == len(clip.calls) and all(
                same_call(e, c) for e, c in zip(clip.calls, meaning.calls, strict=True)
            )
        else:
            right = bool(meaning.calls) and meaning.calls[0].tool == clip.label
        self.intents_right += right
        got = [call.tool for call in meaning.calls]
        return {} if right else {"expected": clip.label, "understood": got, "heard": text}

    def values(self) -> dict[str, Any]:
        """Return the measures that apply."""
        values: dict[str, Any] = {}
        if self.truth["en"]:
            values["wer"] = round(word_error_rate(self.truth["en"], self.heard["en"]), 4)
        if self.truth["zh"]:
            values["cer"] = round(character_error_rate(self.truth["zh"], self.heard["zh"]), 4)
        if self.intents:
            values["intent_accuracy"] = rate(self.intents_right, self.intents)
        if self.slots:
            values["slot_recall"] = rate(self.slots_found, self.slots)
        values["false_cutoff_rate"] = rate(self.cut_off, self.turns)
        return values


async def _heard_until(car: Assistant, sound: Samples) -> float | None:
    """Return the second at which the car took the speech for ended; None: it heard none.

    The answer is not waited for.
    """
    started_at, found = car.now(), asyncio.Event()
    ends: list[float] = []

    def listen(event: Event) -> None:
        if isinstance(event, SpeechEnded):
            ends.append(event.at_s - started_at)
            found.set()

    with car.bus.listening(listen):
        hearing = asyncio.create_task(hear_recording(car, sound, Hearing()))
        ended = asyncio.create_task(found.wait())
        await asyncio.wait({hearing, ended}, return_when=asyncio.FIRST_COMPLETED)
        for task in (hearing, ended):
            task.cancel()
        await asyncio.gather(hearing, ended, return_exceptions=True)
    car.runner.performer.forget()
    return ends[0] if ends else None
