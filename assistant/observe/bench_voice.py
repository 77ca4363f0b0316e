"""The voice benchmark: our chain and, in the same run, the plain one from the same models.

The plain pipeline is what a person would otherwise build: wait for 0.7 s of silence, call
faster-whisper's ``transcribe`` with its defaults, then synthesize the whole reply.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import psutil

from assistant.app import Needs
from assistant.audio.interface import Samples
from assistant.audio.wavfile import read_recording
from assistant.car import Assistant
from assistant.config import Config
from assistant.events import Event, TurnEnded
from assistant.hearing import Hearing, hear_recording
from assistant.observe.apart import open_apart
from assistant.observe.bench_ear import listening_percent
from assistant.observe.manifest import Clip
from assistant.observe.scoring import Percentiles
from assistant.synthesis.interface import whole

BASELINE_SILENCE_S = 0.7
_SAMPLE_S = 1.0
_TO_THE_ACTION = ("recognition", "endpoint", "understanding", "decision", "action")

Progress = Callable[[int, int], None]


class Meter:
    """Processor time and peak memory of this process and all its children."""

    def __init__(self) -> None:
        self._me = psutil.Process()
        self._started = time.monotonic()
        self._cpu_before = self._cpu_s()
        self.peak_mb = 0.0

    async def watch(self) -> None:
        """Sample the memory until cancelled; off the loop, for it takes some 50 ms."""
        while True:
            self.peak_mb = max(self.peak_mb, await asyncio.to_thread(self._memory_mb))
            await asyncio.sleep(_SAMPLE_S)

    def cpu_percent(self) -> float:
        """Return the mean use since the start; 100 is one core."""
        spent = self._cpu_s() - self._cpu_before
        return round(100 * spent / (time.monotonic() - self._started), 1)

    def _all(self) -> list[psutil.Process]:
        return [self._me, *self._me.children(recursive=True)]

    def _cpu_s(self) -> float:
        times = [p.cpu_times() for p in self._all() if p.is_running()]
        return float(sum(t.user + t.system for t in times))

    def _memory_mb(self) -> float:
        """Return the proportional set size: shared pages count once."""
        total = 0.0
        for process in self._all():
            try:
                total += process.memory_full_info().pss / 2**20
            except psutil.Error:
                continue
        return round(total, 1)


async def bench_voice(config: Config, clips: list[Clip], progress: Progress) -> dict[str, Any]:
    """Return the figures of ``assistant bench voice``; see its help.

    Raises:
        NotInstalledError: a model is missing.
    """
    async with open_apart(config, Needs(voice=True, model=True)) as car:
        ours = await _ours(car, clips, progress)
        baseline = await _baseline(car, clips, ours["ends"])
    recordings = [read_recording(clip.file) for clip in clips]
    listening = listening_percent(config.voice, recordings)
    first, plain = ours.pop("first"), baseline
    del ours["ends"]
    ratio = None
    if first.values and plain.values:
        ratio = round((first.at(0.5) or 0) / (plain.at(0.5) or 1), 3)
    return {
        "first_audio_ms": first.summary(),
        "baseline_first_audio_ms": plain.summary(),
        "ratio_p50": ratio,
        **ours,
        "listening_percent": listening,
        "cores": os.cpu_count(),
    }


async def _ours(car: Assistant, clips: list[Clip], progress: Progress) -> dict[str, Any]:
    first, acted = Percentiles(), Percentiles()
    stages: defaultdict[str, Percentiles] = defaultdict(Percentiles)
    ends: list[TurnEnded | None] = []
    meter = Meter()
    watching = asyncio.create_task(meter.watch())
    for number, clip in enumerate(clips):
        progress(number, len(clips))
        end = await heard_turn(car, read_recording(clip.file))
        ends.append(end)
        if end is None or end.first_audio_ms is None:
            continue
        first.values.append(end.first_audio_ms)
        for name, ms in end.stages_ms.items():
            stages[name].values.append(ms)
        if end.effects:
            acted.values.append(sum(end.stages_ms.get(name, 0.0) for name in _TO_THE_ACTION))
    cpu = meter.cpu_percent()
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    right = sum(e is not None and e.intent == c.label for e, c in zip(ends, clips, strict=True))
    return {
        "first": first,
        "ends": ends,
        "action_done_ms": acted.summary(),
        "stages_ms": {name: one.summary() for name, one in stages.items()},
        "cpu_percent": cpu,
        "peak_rss_mb": meter.peak_mb,
        "turns": len(first.values),
        "clips": len(clips),
        "intents_right": right,
        "outcomes": _count(str(e.outcome) if e else "none" for e in ends),
    }


def _count(names: Any) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for name in names:
        counts[name] += 1
    return dict(counts)


async def heard_turn(car: Assistant, sound: Samples) -> TurnEnded | None:
    """Play a sound to the car in real time; return how its turn ended, and let the car forget it.

    None when no turn came of it.
    """
    ends: list[TurnEnded] = []

    def listen(event: Event) -> None:
        if isinstance(event, TurnEnded):
            ends.append(event)

    with car.bus.listening(listen):
        await hear_recording(car, sound, Hearing())
    car.runner.performer.forget()
    return ends[0] if ends else None


async def _baseline(car: Assistant, clips: list[Clip], ends: list[TurnEnded | None]) -> Percentiles:
    """Time the plain pipeline on the same clips, with the replies that our turns gave."""
    from faster_whisper import WhisperModel  # noqa: PLC0415  heavy, only for this

    voice = car.engines.voice
    assert voice is not None
    model = WhisperModel(str(voice.recognizer_folder), device="cpu", compute_type="int8")
    times = Percentiles()
    for clip, end in zip(clips, ends, strict=True):
        if end is None or not end.reply:
            continue
        sound = read_recording(clip.file).astype("float32") / 32768
        before = time.perf_counter()
        segments, _ = await asyncio.to_thread(model.transcribe, sound)
        await asyncio.to_thread(list, segments)
        await whole(voice.plain_synthesizer, end.reply, end.language)
        spent = time.perf_counter() - before
        times.values.append((BASELINE_SILENCE_S + spent) * 1000)
    return times
