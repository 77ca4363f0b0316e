"""The voices behind the synthesizer's port, each in a process of its own.

synthesizer = await VoiceSynthesizer.start([piper_voice(path), espeak_voice()])
speech = await whole(synthesizer, "Your window is open.", "en")
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from assistant.audio.interface import Samples
from assistant.audio.resample import resampled
from assistant.errors import AssistantError, EngineError, InputError
from assistant.synthesis.interface import Speech, Style, joined
from assistant.synthesis.speakable import speakable
from assistant.synthesis.trim import Trimmer
from assistant.workers.link import EngineSpec
from assistant.workers.process import OnHealth, WorkerProcess, ignore_health

_LIMIT_S = 3.0
_PER_CHARACTER_S = 0.04
_GAP_S = 0.06
_LEAST_S = 0.1
"""Of the first piece, so that the next one is there before it is over."""
_SILENT_HZ = 22_050
READING, PIPER_LEVEL = 3, 1
"""Count how the voices read and how loud they are: kept phrases of another way are made anew."""

_LATIN = re.compile(r"[A-Za-z][A-Za-z'’.-]*[A-Za-z](?:\s+[A-Za-z][A-Za-z'’.-]*[A-Za-z])*")
_HAN = re.compile(r"[\u3400-\u9fff][\u3400-\u9fff，。！？、]*")


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice for a language: ``id`` names its sound for the cache, ``spec`` its engine.

    The engine's ``pieces(text, pace)`` yields mono int16 samples and their rate in Hz. People
    choose it by ``name`` and read ``title``.
    """

    id: str
    language: str
    spec: EngineSpec
    name: str = ""
    title: str = field(default="", compare=False)


def piper_voice(
    folder: Path,
    *,
    language: str = "en",
    threads: int = 0,
    log_path: Path | None = None,
) -> Voice:
    """Return the Piper voice in a folder: its two halves and its settings."""
    kwargs = {"folder": folder, "threads": threads}
    spec = EngineSpec("assistant.synthesis.piper:PiperEngine", kwargs, log_path=log_path)
    return Voice(f"piper/{PIPER_LEVEL}/{folder.name}", language, spec)


def fastspeech_voice(
    folder: Path, *, language: str = "zh", threads: int = 2, log_path: Path | None = None
) -> Voice:
    """Return the FastSpeech 2 voice in a folder."""
    kwargs = {"folder": folder, "threads": threads}
    spec = EngineSpec(
        "assistant.synthesis.fastspeech:FastSpeechEngine",
        kwargs,
        log_path=log_path,
        environment={"PYPINYIN_NO_PHRASES": ""},  # the grammar of this process needs none
    )
    return Voice(f"fastspeech/{READING}/{folder.name}", language, spec)


def espeak_voice(language: str = "zh", *, log_path: Path | None = None) -> Voice:
    """Return the eSpeak NG voice of a language: small, always there, and sounds like it."""
    spec = EngineSpec(
        "assistant.synthesis.espeak:engine", {"language": language}, log_path=log_path
    )
    return Voice(f"espeak/{language}", language, spec, "espeak", "eSpeak NG")


class VoiceSynthesizer:
    """Speaks each language with its voice, and foreign words with theirs.

    Of several voices of a language the first is the usual one. Implements ``Adjustable``, but
    for the volume.
    """

    def __init__(
        self,
        voices: Sequence[Voice],
        on_health: OnHealth = ignore_health,
        style: Style | None = None,
    ) -> None:
        self._on_health = on_health
        self._pace = style.rate if style is not None else 1.0
        self._all = tuple(voices)
        self._voices = {voice.language: voice for voice in reversed(voices)}
        wanted = style.voices if style is not None else {}
        for voice in voices:
            if wanted.get(voice.language) == voice.name:
                self._voices[voice.language] = voice
        self._default = voices[0].language
        order = dict.fromkeys(voice.language for voice in voices)
        self._voices = {language: self._voices[language] for language in order}
        self.workers = {one: self._worker(voice) for one, voice in self._voices.items()}

    def _worker(self, voice: Voice) -> WorkerProcess:
        return WorkerProcess(f"synthesis.{voice.language}", voice.spec, on_health=self._on_health)

    @classmethod
    async def start(
        cls,
        voices: Sequence[Voice],
        *,
        on_health: OnHealth = ignore_health,
        style: Style | None = None,
    ) -> VoiceSynthesizer:
        """Load the voices that ``style`` asks for; the first one speaks unknown languages.

        Raises:
            StoreError: a voice is missing or damaged.
            EngineError: a voice can't be loaded.
        """
        synthesizer = cls(voices, on_health, style)
        starts = [worker.start() for worker in synthesizer.workers.values()]
        outcomes = await asyncio.gather(*starts, return_exceptions=True)
        failed = [outcome for outcome in outcomes if outcome is not None]
        if failed:
            await synthesizer.close()
            raise failed[0]
        return synthesizer

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that have a voice."""
        return tuple(self._voices)

    @property
    def choices(self) -> dict[str, dict[str, str]]:
        """The voices that are here: titles by name, by language."""
        return {
            language: {v.name: v.title for v in self._all if v.language == language}
            for language in self._voices
        }

    async def adjust(self, style: Style) -> None:
        """Speak with other voices, or at another rate, from the next sentence on.

        Raises:
            InputError: there is no such voice.
            EngineError: a voice can't be started; the others go on as before.
        """
        wanted = [self._named(*choice) for choice in style.voices.items()]
        for voice in wanted:
            if voice != self._voices[voice.language]:
                await self._replace(voice)
        self._pace = style.rate

    def _named(self, language: str, name: str) -> Voice:
        for voice in self._all:
            if (voice.language, voice.name) == (language, name):
                return voice
        raise InputError(f"There is no voice {name[:40]!r} here for the language {language!r}.")

    async def _replace(self, voice: Voice) -> None:
        """Start a voice beside the one that it takes the place of, then end that one."""
        worker = self._worker(voice)
        try:
            await worker.start()
        except AssistantError:
            await worker.close()
            raise
        before = self.workers[voice.language]
        self.workers[voice.language], self._voices[voice.language] = worker, voice
        await before.close()

    def voice_id(self, language: str) -> str:
        """Return what names the sound of a language, for the cache."""
        voice = self._voices[self._known(language)]
        return voice.id if self._pace == 1.0 else f"{voice.id}/{self._pace:.2f}"

    async def pieces(self, sentence: str, language: str) -> AsyncGenerator[Speech]:
        """Yield the sentence as sound; see ``interface.Synthesizer``.

        What has no sound (emoji, markup) gives empty sound.
        """
        main = self._known(language)
        rate_hz = 0
        for text, spoken in runs(speakable(sentence, main), main, self.languages):
            if rate_hz:
                yield _after(joined([one async for one in self._run(text, spoken)]), rate_hz)
                continue
            async for piece in self._run(text, spoken):
                rate_hz = piece.rate_hz
                yield piece
        if not rate_hz:
            yield Speech(np.zeros(0, np.int16), _SILENT_HZ)

    async def close(self) -> None:
        """End the engines."""
        await asyncio.gather(*(worker.close() for worker in self.workers.values()))

    def _known(self, language: str) -> str:
        return language if language in self._voices else self._default

    async def _run(self, text: str, language: str) -> AsyncIterator[Speech]:
        """Yield, in one voice, at least one piece; the last may be empty."""
        limit_s = _LIMIT_S + _PER_CHARACTER_S * len(text) / min(1.0, self._pace)
        worker = self.workers[language]
        trimmer: Trimmer | None = None
        rate_hz = 0
        waiting: Samples = np.zeros(0, np.int16)
        begun = False
        async with aclosing(worker.stream("pieces", text, self._pace, timeout_s=limit_s)) as made:
            async for samples, rate_hz in made:
                trimmer = trimmer or Trimmer(rate_hz)
                waiting = np.concatenate((waiting, trimmer.feed(samples)))
                if len(waiting) > (0 if begun else _LEAST_S * rate_hz):
                    yield Speech(waiting, rate_hz)
                    begun, waiting = True, waiting[:0]
        if trimmer is None:
            raise EngineError("The voice gave no sound.")
        rest = trimmer.feed(waiting[:0], last=True)
        yield Speech(np.concatenate((waiting, rest)), rate_hz)


def runs(text: str, main: str, languages: Sequence[str]) -> list[tuple[str, str]]:
    """Cut a mixed sentence into what each voice says: ``(text, language)`` in order.

    English words in a Mandarin sentence go to the English voice and the other way round,
    where there is one. Abbreviations in capitals ("USB") stay: they are spelled anyway.

    >>> runs("播放Hey Jude。", "zh", ("en", "zh"))
    [('播放', 'zh'), ('Hey Jude', 'en')]
    """
    other = {"zh": "en", "en": "zh"}.get(main)
    if other is None or other not in languages:
        return [(text, main)] if text else []
    foreign = _LATIN if main == "zh" else _HAN
    pieces: list[tuple[str, str]] = []
    done = 0
    for found in foreign.finditer(text):
        if main == "zh" and found[0].isupper():
            continue
        pieces += [(text[done : found.start()], main), (found[0], other)]
        done = found.end()
    pieces.append((text[done:], main))
    return [(said.strip(), spoken) for said, spoken in pieces if any(c.isalnum() for c in said)]


def _after(part: Speech, rate_hz: int) -> Speech:
    """Return what another voice says, behind a short gap, at the rate of the first."""
    gap = np.zeros(int(_GAP_S * rate_hz), np.int16)
    samples = resampled(part.samples, part.rate_hz, rate_hz)
    return Speech(np.concatenate((gap, samples)), rate_hz)
