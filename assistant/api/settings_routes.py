"""REST ``/api/v1/settings``: how the car listens and speaks, and changing it from the screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from assistant.adjust import words_by_name
from assistant.api.doors import Caller, Shared
from assistant.api.hub import Hub
from assistant.api.problems import documented
from assistant.api.scopes import Client, Permission
from assistant.api.shapes import Language, Request
from assistant.car import Assistant
from assistant.choices import RATES, VOLUMES
from assistant.config import VoiceSettings
from assistant.errors import ConfigError, ForbiddenError, InputError
from assistant.policy.state import UxRestriction
from assistant.synthesis.interface import Adjustable

router = APIRouter(prefix="/api/v1", tags=["look"], responses=documented(400, 503))

Name = Annotated[str, Field(max_length=80)]


class VoiceOut(BaseModel):
    """A voice that can be chosen; ``chosen``: it speaks its language now."""

    language: str
    name: str
    title: str
    chosen: bool


class SettingsOut(BaseModel):
    """How the service listens and speaks, and what it fetches from outside.

    ``languages`` are understood; speech is taken for ``expected``, or (empty) for any of them.
    ``rate`` and ``volume`` are factors of the usual ones.
    """

    languages: list[str]
    expected: str
    voices: list[VoiceOut]
    rate: float
    volume: float
    wake_words: list[str]
    known_wake_words: list[str]
    sensitivity: float
    barge_in: bool
    follow_up_s: float
    fetches: list[Literal["forecast", "rates"]]


class SettingsIn(Request):
    """What shall be otherwise; what is left out stays. ``voices`` are names by language."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"wake_words": ["hey_jarvis"], "rate": 1.2}},
    )

    wake_words: Annotated[list[Name], Field(max_length=8)] | None = None
    expected: Literal["", "en", "zh"] | None = None
    voices: dict[Language, Name] | None = None
    rate: Annotated[float, Field(ge=RATES[0], le=RATES[1])] | None = None
    volume: Annotated[float, Field(ge=VOLUMES[0], le=VOLUMES[1])] | None = None


@router.get("/settings", response_model=SettingsOut)
async def settings(hub: Shared, client: Caller) -> dict[str, Any]:
    """Return how the service listens, speaks and uses the network."""
    client.require(Permission.READ)
    return _told(hub.car)


@router.put("/settings", response_model=SettingsOut, responses=documented(409))
async def change(body: SettingsIn, hub: Shared, client: Caller) -> dict[str, Any]:
    """Listen or speak otherwise, from now on and after a restart; closed while driving."""
    set_up(hub, client)
    await set_voice(hub.car, body.model_dump(exclude_none=True))
    return _told(hub.car)


def set_up(hub: Hub, client: Client) -> None:
    """Do nothing where this client may change settings now.

    Raises:
        ForbiddenError: no scope grants it, or the car is driven.
    """
    client.require(Permission.SET)
    if client.faces_driver and UxRestriction.NO_SETUP in hub.flags:
        raise ForbiddenError("Settings are closed while driving: park the car first.")


async def set_voice(car: Assistant, wanted: dict[str, Any]) -> None:
    """Make the car listen and speak as the fields of ``SettingsIn`` say.

    Raises:
        InputError: there is no such wake word, voice or language; the message says which are.
        EngineError: a voice can't be started; all stays as it was.
    """
    now = car.config.voice
    if "wake_words" in wanted:
        wanted["wake_words"] = _words(now, wanted["wake_words"])
    if "voices" in wanted:
        wanted["voices"] = {**now.voices, **wanted["voices"]}
    try:
        await car.adjust(replace(now, **wanted))
    except ConfigError as error:
        raise InputError(str(error)) from error


def _words(now: VoiceSettings, names: list[str]) -> tuple[str, ...]:
    known = words_by_name(now)
    for name in names:
        if name not in known:
            words = ", ".join(known)
            raise InputError(f"There is no wake word {name!r}; there are: {words}.")
    if not names:
        raise InputError("At least one wake word must stay: choose another one first.")
    return tuple(known[name] for name in dict.fromkeys(names))


def _told(car: Assistant) -> dict[str, Any]:
    voice, outside = car.config.voice, car.config.outside
    fetches = {"forecast": outside.forecast_url, "rates": outside.rates_url}
    return {
        "languages": voice.languages,
        "expected": voice.expected,
        "voices": list(_voices(car)),
        "rate": voice.rate,
        "volume": voice.volume,
        "wake_words": [Path(word).stem for word in voice.wake_words],
        "known_wake_words": list(words_by_name(voice)),
        "sensitivity": voice.sensitivity,
        "barge_in": voice.barge_in,
        "follow_up_s": voice.follow_up_s,
        "fetches": [name for name, address in fetches.items() if address],
    }


def _voices(car: Assistant) -> Iterator[dict[str, Any]]:
    synthesizer = car.engines.synthesizer
    choices = synthesizer.choices if isinstance(synthesizer, Adjustable) else {}
    for language, voices in choices.items():
        chosen = car.config.voice.voices.get(language, next(iter(voices), ""))
        for name, title in voices.items():
            yield {"language": language, "name": name, "title": title, "chosen": name == chosen}
