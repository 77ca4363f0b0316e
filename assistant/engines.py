"""Start the engines from the installed models: the place that knows which model is for what."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.config import Config, VoiceSettings
from assistant.errors import EngineError, NotInstalledError
from assistant.recognition.interface import Recognizer
from assistant.store.catalogue import Model
from assistant.store.store import ModelStore, State, open_store
from assistant.store.tiers import choose_tier, models_for, this_machine
from assistant.synthesis.interface import Style, Synthesizer
from assistant.understanding.llamacpp import LlamaCppModel
from assistant.understanding.llm import LanguageModel, Message, ToolSpec
from assistant.workers.process import OnHealth

VOICES = {"piper-en-joe": "piper", "fastspeech2-zh": "fastspeech"}
"""Which engine speaks which voice of the catalogue."""


@dataclass(frozen=True, slots=True)
class Engines:
    """The running engines. ``plain_synthesizer`` is the voice without its phrase cache."""

    model: LanguageModel | None
    voice: Voice | None = None

    @property
    def recognizer(self) -> Recognizer:
        """The recognizer."""
        return self._voice.recognizer

    @property
    def synthesizer(self) -> Synthesizer:
        """The voices, with the phrase cache."""
        return self._voice.synthesizer

    @property
    def _voice(self) -> Voice:
        if self.voice is None:
            raise EngineError("This command runs without sound.")
        return self.voice


@dataclass(frozen=True, slots=True)
class Voice:
    """What a spoken turn needs. ``recognizer_folder`` is the Whisper model's."""

    recognizer: Recognizer
    recognizer_folder: Path
    synthesizer: Synthesizer
    plain_synthesizer: Synthesizer

    async def close(self) -> None:
        """End the engines."""
        await self.recognizer.close()
        await self.synthesizer.close()


class StartingEngines:
    """Engines on their way. ``model`` may be asked at once."""

    def __init__(self, model: LanguageModel | None, voice: asyncio.Task[Voice] | None) -> None:
        self.model = model
        self._voice = voice

    async def ready(self) -> Engines:
        """Wait until all that must be loaded is.

        Raises:
            EngineError: an engine can't be started.
            StoreError: a model is damaged.
        """
        return Engines(self.model, None if self._voice is None else await self._voice)


class LazyModel:
    """A language model that is loaded when it is first asked."""

    def __init__(self, path: Path, on_health: OnHealth) -> None:
        self._path = path
        self._on_health = on_health
        self._loading: asyncio.Task[LlamaCppModel] | None = None

    async def ready(self) -> None:
        """Load it now, and evaluate the fixed parts of its prompts.

        Raises:
            EngineError: it can't be loaded.
        """
        await (await self._loaded()).ready()

    async def choose(
        self, utterance: str, language: str, tools: Sequence[ToolSpec]
    ) -> tuple[str, dict[str, Any]] | None:
        """Return the chosen tool; see ``LanguageModel``."""
        return await (await self._loaded()).choose(utterance, language, tools)

    async def answer(
        self,
        messages: Sequence[Message],
        language: str,
        max_tokens: int = 160,
        wanted: asyncio.Event | None = None,
    ) -> AsyncGenerator[str, None]:
        """Yield pieces of an answer; see ``LanguageModel``."""
        model = await self._loaded()
        async for piece in model.answer(messages, language, max_tokens, wanted):
            yield piece

    async def close(self) -> None:
        """End the engine if it runs."""
        if self._loading is not None:
            done = await asyncio.gather(self._loading, return_exceptions=True)
            if not isinstance(done[0], BaseException):
                await done[0].close()

    async def _loaded(self) -> LlamaCppModel:
        if self._loading is None or (self._loading.done() and self._loading.exception()):
            self._loading = asyncio.get_running_loop().create_task(self._load())
        return await asyncio.shield(self._loading)

    async def _load(self) -> LlamaCppModel:
        return await LlamaCppModel.start(self._path, on_health=self._on_health)


@asynccontextmanager
async def start_engines(
    config: Config, voice: bool, load_model: bool | None, on_health: OnHealth
) -> AsyncIterator[StartingEngines]:
    """Begin to start the machine's engines, and end them at the end.

    ``load_model``: True loads the language model at once, so that no turn waits for it; None
    leaves it out.

    Raises:
        NotInstalledError: a model is missing; the message says what to run.
        EngineError: the language model can't be started.
    """
    store = open_store(config)
    machine = this_machine()
    tier = choose_tier(machine.memory_bytes, machine.cores, config.tier).tier
    needed = models_for(store.catalogue, tier, config.voice.languages)
    model = None if load_model is None else _language_model(store, needed, on_health)
    spoken: asyncio.Task[Voice] | None = None
    if voice:
        ear = next(one.id for one in needed if one.use == "recognition")
        work = _voice(config, store.path(ear), _voices(store, needed, config), on_health)
        spoken = asyncio.create_task(work)
    try:
        if load_model and model is not None:
            await model.ready()
        yield StartingEngines(model, spoken)
    finally:
        if spoken is not None:
            await _end(spoken)
        if model is not None:
            await model.close()


async def _end(engine: asyncio.Task[Any]) -> None:
    """Close an engine, also one that is still on its way."""
    engine.cancel()
    await asyncio.wait({engine})
    if not engine.cancelled() and engine.exception() is None:
        await engine.result().close()


def _language_model(
    store: ModelStore, needed: Sequence[Model], on_health: OnHealth
) -> LazyModel | None:
    for model in needed:
        if model.use == "llm":
            try:
                return LazyModel(store.entry(model.id), on_health)
            except NotInstalledError:
                return None  # commands still work; `assistant doctor` tells
    return None


async def _voice(config: Config, folder: Path, voices: Sequence[Any], on_health: OnHealth) -> Voice:
    from assistant.recognition.whisper import WhisperRecognizer  # noqa: PLC0415  heavy
    from assistant.synthesis.cache import CachedSynthesizer, PhraseCache  # noqa: PLC0415
    from assistant.synthesis.voices import VoiceSynthesizer  # noqa: PLC0415
    from assistant.synthesis.volume import AdjustedSynthesizer  # noqa: PLC0415

    style = style_of(config.voice)
    hearing = asyncio.create_task(WhisperRecognizer.start(folder, on_health=on_health))
    speaking = asyncio.create_task(VoiceSynthesizer.start(voices, on_health=on_health, style=style))
    try:
        recognizer, synthesizer = await asyncio.gather(hearing, speaking)
    except BaseException:  # not only errors: one that is cancelled must leave nothing running
        await asyncio.gather(_end(hearing), _end(speaking))
        raise
    cache = PhraseCache(config.cache_dir / "phrases")
    cached = CachedSynthesizer(synthesizer, cache, synthesizer.voice_id)
    spoken = AdjustedSynthesizer(cached, synthesizer, style)
    return Voice(recognizer, folder, spoken, synthesizer)


def style_of(voice: VoiceSettings) -> Style:
    """Return how the settings want the car to sound."""
    return Style(voice.voices, voice.rate, voice.volume)


def _voices(store: ModelStore, needed: Sequence[Model], config: Config) -> list[Any]:
    """Return all voices that are here: the usual ones of the tier, other installed ones, eSpeak."""
    from assistant.synthesis.voices import espeak_voice  # noqa: PLC0415

    usual = [model for model in needed if model.use == "synthesis"]
    others = [
        model
        for model in store.catalogue.models
        if model.use == "synthesis"
        and model.id in VOICES
        and model not in usual
        and model.languages[0] in config.voice.languages
        and store.state(model) is State.INSTALLED
    ]
    made = [_voice_of(store, model) for model in (*usual, *others)]
    return [*made, *map(espeak_voice, config.voice.languages)]


def _voice_of(store: ModelStore, model: Model) -> Any:
    from assistant.synthesis.voices import fastspeech_voice, piper_voice  # noqa: PLC0415

    if VOICES.get(model.id) == "fastspeech":
        voice = fastspeech_voice(store.path(model.id))
    else:
        voice = piper_voice(store.path(model.id), language=model.languages[0])
    return replace(voice, name=model.id, title=model.title)
