"""A synthesizer that hums: sound of a plausible length, for tests and demos without a voice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import numpy as np

from assistant.errors import EngineError, InputError
from assistant.synthesis.interface import Speech, Style

RATE_HZ = 22_050
_CHARACTER_S = 0.06
_PIECE_S = 0.5


class FakeSynthesizer:
    """Hums 60 ms a character in pieces of 0.5 s, after ``delay_s`` on the event loop's clock.

    ``failures`` are raised by the next calls, one each, None meaning success. ``spoken``
    records ``(sentence, language)`` of each call, ``style`` how it was last told to sound.
    """

    def __init__(
        self,
        languages: tuple[str, ...] = ("en", "zh"),
        *,
        delay_s: float = 0.0,
        failures: list[EngineError | None] | None = None,
    ) -> None:
        self._languages = languages
        self.delay_s = delay_s
        self.failures = failures if failures is not None else []
        self.spoken: list[tuple[str, str]] = []
        self.closed = False
        self.style = Style()

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it claims to speak."""
        return self._languages

    @property
    def choices(self) -> dict[str, dict[str, str]]:
        """Two voices of each language, ``hum`` and ``whistle``."""
        return {one: {"hum": "Hum", "whistle": "Whistle"} for one in self._languages}

    async def adjust(self, style: Style) -> None:
        """Note how to sound.

        Raises:
            InputError: there is no such voice.
        """
        for language, name in style.voices.items():
            if name not in self.choices.get(language, {}):
                raise InputError(f"There is no voice {name!r} for the language {language!r}.")
        self.style = style

    async def pieces(self, sentence: str, language: str) -> AsyncGenerator[Speech]:
        """Yield a hum as long as the sentence would take.

        Raises:
            EngineError: ``failures`` says so.
        """
        self.spoken.append((sentence, language))
        await asyncio.sleep(self.delay_s)
        failure = self.failures.pop(0) if self.failures else None
        if failure is not None:
            raise failure
        time_s = np.arange(int(len(sentence) * _CHARACTER_S * RATE_HZ)) / RATE_HZ
        hum = (6000 * np.sin(2 * np.pi * 150 * time_s)).astype(np.int16)
        step = int(_PIECE_S * RATE_HZ)
        for start in range(0, max(1, len(hum)), step):
            yield Speech(hum[start : start + step], RATE_HZ)

    async def close(self) -> None:
        """Note that it was closed."""
        self.closed = True
