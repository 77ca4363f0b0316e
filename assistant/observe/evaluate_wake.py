"""``assistant eval wake``: wake words missed, and found where nobody said them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from assistant.audio.interface import FRAME_SAMPLES, RATE_HZ, Samples
from assistant.audio.wavfile import read_recording
from assistant.car import Assistant
from assistant.config import VoiceSettings
from assistant.observe.manifest import Clip
from assistant.observe.report import MAX_CLIP_S, Progress, Report, rate
from assistant.wake.engines import available_words

PAD_S = 1.0
"""So much quiet comes before and after a recording."""


async def evaluate_wake(car: Assistant, clips: Sequence[Clip], progress: Progress) -> Report:
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


def _wake_words(voice: VoiceSettings, clips: Sequence[Clip]) -> dict[str, str]:
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
