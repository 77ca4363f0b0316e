"""What people set on the screen: a small file that comes before the settings file.

``choices.json`` in the data folder holds some settings of ``[voice]``. Deleting it brings back
what the settings file says; nobody but the service writes it, nobody but people the other.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.diary.files import read_json, write_json
from assistant.errors import ConfigError
from assistant.policy.roles import ZONES

if TYPE_CHECKING:
    from assistant.config import VoiceSettings

FILE = "choices.json"
CHOSEN = ("wake_words", "expected", "voices", "rate", "volume")
"""The settings of ``[voice]`` that can be chosen on the screen."""

RATES = (0.5, 2.0)
VOLUMES = (0.1, 1.5)
_LOGGER = logging.getLogger(__name__)


def chosen(data_dir: Path, voice: VoiceSettings) -> VoiceSettings:
    """Return the settings with what people chose; a choice that can't be used is left out.

    Wake words belong to the engine that they were chosen for: another one may not know them.
    """
    table = read_json(data_dir / FILE, dict)
    if table.get("wake_engine") != voice.wake_engine:
        table.pop("wake_words", None)
    if "wake_words" in table:
        voice = replace(voice, more_wake_words=(*voice.more_wake_words, *voice.wake_words))
    for name in CHOSEN:
        if name not in table:
            continue
        value: Any = tuple(table[name]) if isinstance(table[name], list) else table[name]
        try:
            wanted = replace(voice, **{name: value})
            check_voice(wanted, FILE)
        except ConfigError:
            _LOGGER.warning("A choice of the screen can't be used any more: %s", name)
            continue
        voice = wanted
    return voice


def keep(data_dir: Path, voice: VoiceSettings) -> None:
    """Write what people chose, for the next start.

    Raises:
        OSError: the folder can't be written, or the disk is full.
    """
    names = ("wake_engine", *CHOSEN)
    write_json(data_dir / FILE, {name: getattr(voice, name) for name in names})


def check_voice(voice: VoiceSettings, where: str) -> None:
    """Do nothing when the settings can be used together.

    Raises:
        ConfigError: one can't; the message says which, and what it must be.
    """
    for zone in (*voice.zones, *voice.zone_devices):
        if zone not in ZONES:
            raise ConfigError(f"{where}: unknown zone {zone!r}; zones are {', '.join(ZONES)}")
    _within(where, "sensitivity", voice.sensitivity, (0.0, 1.0))
    _within(where, "rate", voice.rate, RATES)
    _within(where, "volume", voice.volume, VOLUMES)
    if not voice.wake_words or not _texts(voice.wake_words):
        raise ConfigError(f"{where}: wake_words must name at least one word")
    if voice.expected not in ("", *voice.languages):
        raise ConfigError(
            f"{where}: expected must be empty or one of {', '.join(voice.languages)}; "
            f"not {voice.expected!r}"
        )
    if not isinstance(voice.voices, dict) or not _texts((*voice.voices, *voice.voices.values())):
        raise ConfigError(f"{where}: voices must name a voice by language")


def _within(where: str, name: str, value: Any, ends: tuple[float, float]) -> None:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or not ends[0] <= value <= ends[1]:
        raise ConfigError(f"{where}: {name} must be {ends[0]:g} to {ends[1]:g}, not {value!r}")


def _texts(values: Any) -> bool:
    return isinstance(values, tuple) and all(isinstance(one, str) for one in values)
