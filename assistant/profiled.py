"""The profile that is chosen makes the car listen and speak as its driver likes."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from assistant.diary.profiles import Profiles
from assistant.errors import ConfigError, InputError
from assistant.skillhost.services import Service

if TYPE_CHECKING:
    from assistant.car import Assistant

OWN = ("expected", "voices", "rate", "volume")
"""The settings of ``[voice]`` that each profile has its own of; wake words are the car's."""

_LOGGER = logging.getLogger(__name__)


def follow_profiles(car: Assistant, services: Iterable[Service]) -> Profiles | None:
    """Let the car follow its profiles; None: it has none."""
    profiles = next((one for one in services if isinstance(one, Profiles)), None)
    if profiles is None:
        return None

    def voiced() -> dict[str, Any]:
        return {name: getattr(car.config.voice, name) for name in OWN}

    async def speak(voice: dict[str, Any]) -> None:
        wanted = {name: voice[name] for name in OWN if name in voice}
        try:
            await car.adjust(replace(car.config.voice, **wanted))
        except (ConfigError, InputError):  # a voice that was removed since
            _LOGGER.warning("A profile's voice is not here any more")

    profiles.follow(voiced, speak)
    return profiles
