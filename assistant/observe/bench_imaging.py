"""What pictures cost: time to the preview and to the picture, and what a voice notices of it."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from assistant.app import Needs
from assistant.audio.wavfile import read_recording
from assistant.car import Assistant
from assistant.config import Config
from assistant.errors import PictureError
from assistant.events import Event, PartialTranscript, PictureChanged
from assistant.imaging.studio import Studio
from assistant.observe.apart import open_apart
from assistant.observe.bench_voice import heard_turn
from assistant.observe.manifest import Clip
from assistant.observe.scoring import Percentiles
from assistant.skillhost.services import Asker

PROMPTS = (
    ("en", "a snowy mountain road at night"),
    ("en", "a whale by the sea at sunset"),
    ("en", "a red train through an autumn forest in watercolour"),
    ("en", "a city in the rain in the evening"),
    ("en", "two hot air balloons over the desert at dawn"),
    ("zh", "暴风雨中的灯塔"),
    ("zh", "春天的村庄和一只狐狸"),
    ("zh", "蜡笔画的恐龙"),
)
"""All kinds of places, hours, weathers and styles."""

_IDLE_S = 0.5
_SAID_S = 1.5
"""How long people go on speaking after "draw me a"."""


async def bench_imaging(
    config: Config, pictures: int, clips: Sequence[Clip], progress: Callable[[int, int], None]
) -> dict[str, Any]:
    """Return the figures of ``assistant bench imaging``; times in milliseconds.

    Raises:
        PictureError: nothing here can draw.
        NotInstalledError: a model of the voice is missing (only with ``clips``).
    """
    hasty = replace(config, imaging=replace(config.imaging, idle_s=_IDLE_S))
    async with open_apart(hasty, Needs()) as car:
        report = await _pictures(car, _studio(car), pictures)
    if clips:
        async with open_apart(config, Needs(voice=True)) as car:
            report |= await _voice(car, _studio(car), clips, progress)
    return report


def _studio(car: Assistant) -> Studio:
    if car.pictures is None:
        raise PictureError("This car draws no pictures.")
    return car.pictures


async def _pictures(car: Assistant, studio: Studio, count: int) -> dict[str, Any]:
    """Draw one picture after the other; those that start the process are told apart.

    ``first``: it starts when the picture is asked for; ``heard``: when the words "draw me a" have
    been heard, and the rest of the sentence is still being said.
    """
    preview, whole, reduced = Percentiles(), Percentiles(), 0
    apart: dict[str, float] = {}
    for number, (language, prompt) in enumerate(itertools.islice(itertools.cycle(PROMPTS), count)):
        if number == 1:
            await asyncio.sleep(3 * _IDLE_S)  # the process ends
            car.bus.emit(PartialTranscript(at_s=car.now(), text="Draw me a", language="en"))
            await asyncio.sleep(_SAID_S)
        spent, notes = await _picture(car, studio, Asker("passenger", language), prompt, number)
        reduced += bool(notes)
        if number <= 1:
            name = "heard" if number else "first"
            apart |= {f"{name}_{what}": value for what, value in spent.items()}
            continue
        preview.values.append(spent["preview_ms"])
        whole.values.append(spent["picture_ms"])
    return {
        "engine": studio.engine,
        "pictures": count,
        "reduced": reduced,
        **apart,
        "preview_ms": preview.summary(),
        "picture_ms": whole.summary(),
    }


async def _picture(
    car: Assistant, studio: Studio, asker: Asker, prompt: str, seed: int
) -> tuple[dict[str, float], tuple[str, ...]]:
    """Return the times to the preview and to the picture, and its notes."""
    shown: list[float] = []
    begun = time.perf_counter()

    def note(event: Event) -> None:
        if isinstance(event, PictureChanged) and event.preview:
            shown.append(time.perf_counter())

    with car.bus.listening(note):
        job = studio.begin(await studio.order(prompt, asker, seed=seed))
        await studio.jobs.finished(job.id)
    spent = {
        "preview_ms": round((shown[0] - begun) * 1e3, 1),
        "picture_ms": round((time.perf_counter() - begun) * 1e3, 1),
    }
    return spent, job.notes


async def _voice(
    car: Assistant, studio: Studio, clips: Sequence[Clip], progress: Callable[[int, int], None]
) -> dict[str, Any]:
    """Hear each clip without and with drawing, in turns, so that both see the same machine."""
    quiet, drawing = Percentiles(), Percentiles()
    for number, clip in enumerate(clips):
        progress(number, len(clips))
        sound = read_recording(clip.file)
        for times in (quiet, drawing) if number % 2 == 0 else (drawing, quiet):
            async with _rendering(studio, on=times is drawing):
                end = await heard_turn(car, sound)
            if end is not None and end.first_audio_ms is not None:
                times.values.append(end.first_audio_ms)
    before, after = quiet.at(0.95), drawing.at(0.95)
    shift = round((after / before - 1) * 100, 1) if before and after else None
    return {
        "voice_ms": quiet.summary(),
        "voice_drawing_ms": drawing.summary(),
        "voice_p95_shift_percent": shift,
    }


@asynccontextmanager
async def _rendering(studio: Studio, *, on: bool) -> AsyncIterator[None]:
    """Draw without a pause for the block."""

    async def draw() -> None:
        for number, (language, prompt) in enumerate(itertools.cycle(PROMPTS)):
            order = await studio.order(prompt, Asker("rear_left", language), seed=number)
            await studio.jobs.finished(studio.begin(order).id)

    task = asyncio.create_task(draw()) if on else None
    try:
        yield
    finally:
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            for job in studio.jobs.open:
                studio.jobs.cancel(job.id)
