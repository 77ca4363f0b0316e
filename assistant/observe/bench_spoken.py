"""From a spoken request to the first word of guidance, through the whole voice chain.

The requests are made with the car's own voices and played into the microphone's path in real
time. The first word is that of the answer that begins the guidance ("On our way. It's …"): by then
the places were searched, the route is planned and guidance runs. Nothing of it was spoken
before: the car is new, and has ready only what every car makes at its start (fixed sentences).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from assistant.app import Needs
from assistant.audio.interface import RATE_HZ, Samples
from assistant.audio.resample import resampled
from assistant.car import Assistant
from assistant.config import Config
from assistant.errors import MapError
from assistant.events import TurnEnded
from assistant.navigation.interface import PlaceSearch, Point, Region
from assistant.navigation.places.categories import categories
from assistant.navigation.simulated_drive import place
from assistant.observe.apart import open_apart
from assistant.observe.bench_places import at_places
from assistant.observe.bench_voice import heard_turn
from assistant.observe.scoring import Percentiles
from assistant.synthesis.interface import whole
from assistant.vehicle.simulated import SimulatedVehicle

KINDS = ("cafe", "restaurant", "pharmacy", "supermarket", "hotel", "bank", "museum", "parking")
"""What is asked for, as far as the map has it."""

FRAMES = {
    "en": ("Navigate to the nearest {}.", "Take me to the nearest {}.", "Go to the closest {}."),
    "zh": ("导航到最近的{}。", "带我去最近的{}。", "我要去最近的{}。"),
}

_LEAD_S, _HISS = 0.3, 12.0
_SEED = 20_261

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Request:
    """What is said, in which language, and where the car is meanwhile."""

    text: str
    language: str
    start: Point


async def bench_spoken(
    config: Config, region: Region, count: int, progress: Progress
) -> dict[str, Any]:
    """Return the figures of ``count`` spoken requests for a route on a map.

    Raises:
        NotInstalledError: a model is missing.
        MapError: the map has none of the kinds of places that are asked for.
    """
    first, recognition = Percentiles(), Percentiles()
    started = 0
    async with open_apart(config, Needs(voice=True, model=None), region) as car:
        requests = _requests(car, region, count)
        for number, request in enumerate(requests):
            progress(number, len(requests))
            ended = await spoken_turn(car, request)
            guided = ended is not None and guiding(ended)
            started += guided
            if ended is not None and guided and ended.first_audio_ms is not None:
                first.values.append(ended.first_audio_ms)
                recognition.values.append(ended.stages_ms.get("recognition", 0.0))
    return {
        "requests": len(requests),
        "guidance_started": started,
        "first_word_ms": first.summary(),
        "recognition_ms": recognition.summary(),
    }


def guiding(ended: TurnEnded) -> bool:
    """Return whether a turn has begun guidance."""
    return any(one.path == "navigation.guiding" and one.verified for one in ended.effects)


async def spoken_turn(car: Assistant, request: Request) -> TurnEnded | None:
    """Say a request to the car where it stands, without a trip; return how the turn ended."""
    assert isinstance(car.vehicle, SimulatedVehicle)
    assert car.navigation is not None
    car.navigation.guide.end()
    place(car.vehicle, request.start, 0.0)
    return await heard_turn(car, await _spoken(car, request))


async def _spoken(car: Assistant, request: Request) -> Samples:
    """Return a request as a microphone would hear it: after a moment, with a little hiss."""
    assert car.engines.voice is not None
    voice = car.engines.voice.plain_synthesizer
    speech = await whole(voice, request.text, request.language)
    samples = resampled(speech.samples, speech.rate_hz, RATE_HZ)
    quiet = np.zeros(int(_LEAD_S * RATE_HZ), np.int16)
    said = np.concatenate((quiet, samples, quiet)).astype(np.float32)
    hiss = np.random.default_rng(_SEED).normal(0.0, _HISS, len(said))
    return np.clip(said + hiss, -32768, 32767).astype(np.int16)


def _requests(car: Assistant, region: Region, count: int) -> list[Request]:
    """Return requests for places that the map has, from random places on it."""
    assert car.navigation is not None
    opened = car.navigation.opened
    kinds = [kind for kind in KINDS if opened and _has(opened.places, kind, region)]
    if opened is None or not kinds:
        raise MapError("The map has no places of the kinds that are asked for.")
    chance, pick = random.Random(_SEED), at_places(opened.places, region.box)  # noqa: S311  no secret
    languages = [one for one in car.config.voice.languages if one in FRAMES]
    made = []
    for number in range(count):
        language = languages[number % len(languages)]
        kind = kinds[(number // len(languages)) % len(kinds)]
        frames = FRAMES[language]
        frame = frames[number // (len(languages) * len(kinds)) % len(frames)]
        spoken = categories()[kind].spoken(language)
        made.append(Request(frame.format(spoken), language, pick(chance)))
    return made


def _has(places: PlaceSearch, kind: str, region: Region) -> bool:
    return bool(places.nearest(kind, region.box.centre, 1))
