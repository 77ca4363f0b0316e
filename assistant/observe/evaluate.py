"""``assistant eval``: how well the car hears and understands, on anybody's recordings.

Every measure runs the real path. Recordings are played under virtual time, so that an hour
of noise takes as long as its recognition and no longer; waiting is simulated, work is real.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from assistant.audio.interface import FRAME_SAMPLES, RATE_HZ, Samples
from assistant.audio.levels import acoustic_bounds
from assistant.audio.wavfile import read_recording
from assistant.car import Assistant
from assistant.config import VoiceSettings
from assistant.events import Event, SpeechEnded, TurnEnded, Wake
from assistant.hearing import Hearing, hear_recording
from assistant.observe.manifest import Clip
from assistant.observe.scoring import (
    character_error_rate,
    comparable,
    same_call,
    slots_heard,
    word_error_rate,
)
from assistant.recognition.interface import RecognizeOptions
from assistant.wake.engines import available_words

CUT_OFF_S = 0.25
"""A turn that ended this long before the recording's speech did was cut off."""

PAD_S = 1.0
MAX_CLIP_S = 4 * 3600.0

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Report:
    """What an evaluation found; ``values`` are its measures by name."""

    clips: int = 0
    seconds: float = 0.0
    values: dict[str, Any] = field(default_factory=dict)
    failing: list[dict[str, Any]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return the report as ``assistant eval --json`` prints it."""
        head = {"clips": self.clips, "hours": round(self.seconds / 3600, 4)}
        return {**head, **self.values, "failing": self.failing}


def rate(part: float, whole: float) -> float | None:
    """Return a share to four digits, None of nothing."""
    return round(part / whole, 4) if whole else None


# --- wake words ---------------------------------------------------------------------------


async def evaluate_wake(car: Assistant, clips: list[Clip], progress: Progress) -> Report:
    """Miss rate of each wake word; false accepts per hour of everything else.

    Words are the configured ones and those of the manifest that the engine has a model for.
    """
    words = _wake_words(car.config.voice, clips)
    report = Report()
    found: defaultdict[str, int] = defaultdict(int)
    total: defaultdict[str, int] = defaultdict(int)
    other_s, false = 0.0, 0
    for number, clip in enumerate(clips):
        progress(number, len(clips))
        sound = read_recording(clip.file, max_s=MAX_CLIP_S)
        heard = detections(car, sound, tuple(words.values()))
        report.clips += 1
        report.seconds += len(sound) / RATE_HZ
        word = words.get(clip.label) if clip.kind == "wake" else None
        if word is not None:
            total[word] += 1
            found[word] += word in heard
            if word not in heard:
                report.failing.append({"file": clip.file.name, "missed": word})
        elif not any(clip.label and clip.label in known for known in words):
            other_s += len(sound) / RATE_HZ
            false += len(heard)
            if heard:
                report.failing.append({"file": clip.file.name, "false_accept": heard})
    misses = {w: rate(total[w] - found[w], total[w]) for w in total}
    report.values = {
        "miss_rate": rate(sum(total.values()) - sum(found.values()), sum(total.values())),
        "miss_rate_by_word": misses,
        "false_accepts_per_hour": rate(false, other_s / 3600),
        "hours_without_wake_word": round(other_s / 3600, 4),
    }
    return report


def _wake_words(voice: VoiceSettings, clips: list[Clip]) -> dict[str, str]:
    """Return the names of wake words by how they are spoken."""
    labels = {clip.label for clip in clips if clip.kind == "wake"}
    spoken = {word: word.replace("_", " ") for word in available_words(voice.wake_engine)}
    known = [word for word, said in spoken.items() if said in labels]
    names = dict.fromkeys((*voice.wake_words, *known))
    return {name.replace("_", " "): name for name in names}


def detections(car: Assistant, sound: Samples, words: tuple[str, ...] = ()) -> list[str]:
    """Return the wake words found in a recording, with quiet before and after it."""
    detector = car.wake_detector(words)
    quiet = np.random.default_rng(0).normal(0, 3, round(PAD_S * RATE_HZ)).astype(np.int16)
    padded = np.concatenate((quiet, sound, quiet))
    heard = []
    for start in range(0, len(padded) - FRAME_SAMPLES, FRAME_SAMPLES):
        detection = detector.feed(padded[start : start + FRAME_SAMPLES])
        if detection is not None:
            heard.append(detection.word)
    return heard


# --- speech -------------------------------------------------------------------------------


async def evaluate_speech(car: Assistant, clips: list[Clip], progress: Progress) -> Report:
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


# --- noise --------------------------------------------------------------------------------


async def evaluate_noise(car: Assistant, clips: list[Clip], progress: Progress) -> Report:
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
