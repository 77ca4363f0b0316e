"""A request is said aloud, and a route starts: the whole chain with the real models."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.app import Needs
from assistant.config import Config, load_config
from assistant.events import TurnEnded
from assistant.navigation.maps.store import open_maps
from assistant.observe.apart import open_apart
from assistant.observe.bench_spoken import Request, guiding, spoken_turn
from tests.navigation.trips import START

SAID = (
    Request("Navigate to the nearest coffee shop.", "en", START),
    Request("带我去最近的咖啡店。", "zh", START),
)


@pytest.mark.models
def test_a_spoken_request_starts_a_route(town_data: Path, models_dir: Path) -> None:
    async def story() -> list[tuple[TurnEnded | None, str]]:
        town = open_maps(Config(data_dir=town_data)).region("town")
        config = replace(load_config(), data_dir=models_dir.parent)
        async with open_apart(config, Needs(voice=True, model=None), town) as car:
            assert car.navigation is not None
            ends = []
            for request in SAID:
                ended = await spoken_turn(car, request)
                trip = car.navigation.guide.trip
                ends.append((ended, trip.destination["label"] if trip else ""))
            return ends

    for ended, goal in asyncio.run(story()):
        assert ended is not None
        assert guiding(ended), ended
        assert ended.first_audio_ms is not None
        assert goal == "Corner Cafe"
