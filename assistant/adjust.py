"""Listen and speak otherwise while the car's assistant runs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

from assistant.choices import check_voice
from assistant.config import VoiceSettings
from assistant.conversation.ear import Ear
from assistant.engines import style_of
from assistant.errors import EngineError
from assistant.synthesis.interface import Adjustable, Synthesizer
from assistant.wake.engines import available_words, make_detector
from assistant.wake.interface import WakeDetector


async def adjust(
    before: VoiceSettings, wanted: VoiceSettings, ears: Iterable[Ear], synthesizer: Synthesizer
) -> None:
    """Make ``ears`` wait for other wake words and ``synthesizer`` sound otherwise, or neither.

    Raises:
        ConfigError: a wake word is unknown, or a setting is out of its range.
        InputError: there is no such voice.
        EngineError: a voice can't be started.
    """
    check_voice(wanted, "voice")
    detectors: list[tuple[Ear, WakeDetector]] = []
    if wanted.wake_words != before.wake_words:
        await asyncio.to_thread(detector_of, wanted)
        waiting = [ear for ear in ears if ear.waits]
        detectors = [(ear, await asyncio.to_thread(detector_of, wanted)) for ear in waiting]
    if style_of(wanted) != style_of(before) and isinstance(synthesizer, Adjustable):
        await synthesizer.adjust(style_of(wanted))
    for ear, detector in detectors:
        ear.wait_for(detector)


def detector_of(voice: VoiceSettings, words: tuple[str, ...] = ()) -> WakeDetector:
    """Return a new detector of ``words``, or of the wake words that are set, for one zone.

    Raises:
        ConfigError: a word is unknown, or its model file is wrong.
    """
    return make_detector(voice.wake_engine, words or voice.wake_words, voice.sensitivity)


def words_by_name(voice: VoiceSettings) -> dict[str, str]:
    """Return the wake words that can be chosen by their names: names or paths of models."""
    try:
        own = available_words(voice.wake_engine)
    except EngineError:
        own = ()
    further = (*voice.more_wake_words, *voice.wake_words)
    return {word: word for word in own} | {Path(word).stem: word for word in further}


def expected(voice: VoiceSettings) -> tuple[str, ...]:
    """Return the languages that speech may be in: the one that is expected, or all."""
    return (voice.expected,) if voice.expected else voice.languages
