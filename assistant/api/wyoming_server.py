"""Offer wake words, recognition and speech to the Home Assistant world: the Wyoming protocol.

Wyoming knows no tokens, so it is off unless ``api.wyoming_port`` is set, and then on loopback
only. A peer can have sound recognized and text spoken; nothing that it sends reaches the car.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioChunkConverter, AudioStart, AudioStop
from wyoming.error import Error
from wyoming.event import Event, Eventable
from wyoming.info import (
    AsrModel,
    AsrProgram,
    Attribution,
    Describe,
    Info,
    TtsProgram,
    TtsVoice,
    WakeModel,
    WakeProgram,
)
from wyoming.ping import Ping, Pong
from wyoming.server import AsyncEventHandler
from wyoming.tts import Synthesize
from wyoming.wake import Detect, Detection, NotDetected

from assistant.api.speech import spoken
from assistant.audio.interface import Samples
from assistant.car import Assistant
from assistant.errors import AssistantError, ConfigError, InputError
from assistant.recognition.interface import RecognizeOptions
from assistant.wake.engines import available_words
from assistant.wake.interface import WakeDetector

HOST = "127.0.0.1"
RATE_HZ = 16_000
MAX_S = 30.0
"""The longest utterance: the recognizer is made for commands."""

MAX_BYTES = 1024 * 1024
"""The largest part of one message."""

MAX_PEERS = 8
CHUNK_S = 0.1

_LOGGER = logging.getLogger(__name__)
_OURS = Attribution(name="in-vehicle-assistant", url="")


@asynccontextmanager
async def serving_wyoming(car: Assistant, port: int) -> AsyncIterator[str]:
    """Serve for the duration of a block; yields the address. ``port`` 0 takes any.

    Raises:
        ConfigError: the port is taken.
    """
    peers: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None or len(peers) >= MAX_PEERS:
            writer.close()
            return
        peers.add(task)
        try:
            await _Peer(car, BoundedReader(reader), writer).run()
        except (OSError, EOFError, LookupError, TypeError, AttributeError, ValueError) as error:
            _LOGGER.info("A Wyoming peer was cut off: %s", type(error).__name__)
        finally:
            peers.discard(task)

    try:
        server = await asyncio.start_server(serve, HOST, port)
    except OSError as error:
        raise ConfigError(
            f"api.wyoming_port: can't listen on {HOST}:{port} ({error.strerror}); choose another "
            "port, or 0 for none."
        ) from error
    try:
        yield f"tcp://{HOST}:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for task in peers:
            task.cancel()
        await asyncio.gather(*peers, return_exceptions=True)


class BoundedReader(asyncio.StreamReader):
    """Another reader that refuses messages which would fill the memory."""

    def __init__(self, reader: asyncio.StreamReader) -> None:
        super().__init__()
        self._reader = reader

    async def readline(self) -> bytes:
        """Return a line; at most 64 kB."""
        return await self._reader.readline()

    async def readexactly(self, n: int) -> bytes:
        """Return ``n`` bytes.

        Raises:
            ValueError: there are too many.
        """
        if n > MAX_BYTES:
            raise ValueError(n)
        return await self._reader.readexactly(n)


class _Peer(AsyncEventHandler):
    """One connection: a recognizer, a wake word detector or a voice, as its requests go."""

    def __init__(
        self, car: Assistant, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        super().__init__(reader, writer)
        self._car = car
        self._language: str | None = None
        self._detector: WakeDetector | None = None
        self._detected = False
        self._converter = AudioChunkConverter(RATE_HZ, 2, 1)
        self._sound: list[Samples] = []

    async def handle_event(self, event: Event) -> bool:
        """Answer one message; what is wrong is told, and the connection stays."""
        try:
            await self._answer(event)
        except AssistantError as error:
            await self._send(Error(text=str(error), code=error.code))
        return True

    async def _answer(self, event: Event) -> None:
        if Describe.is_type(event.type):
            await self._send(described(self._car))
        elif Ping.is_type(event.type):
            await self._send(Pong(text=Ping.from_event(event).text))
        elif Transcribe.is_type(event.type):
            self._detector, self._language = None, Transcribe.from_event(event).language
        elif Detect.is_type(event.type):
            self._detector = self._car.wake_detector(tuple(Detect.from_event(event).names or ()))
        elif AudioStart.is_type(event.type):
            self._sound, self._detected = [], False
            self._converter = AudioChunkConverter(RATE_HZ, 2, 1)
        elif AudioChunk.is_type(event.type):
            await self._hear(AudioChunk.from_event(event))
        elif AudioStop.is_type(event.type):
            await self._stopped()
        elif Synthesize.is_type(event.type):
            await self._speak(Synthesize.from_event(event))

    async def _hear(self, chunk: AudioChunk) -> None:
        sound = np.frombuffer(self._converter.convert(chunk).audio, dtype="<i2")
        if self._detector is None:
            self._sound.append(sound)
            if sum(map(len, self._sound)) > MAX_S * RATE_HZ:
                self._sound = []
                raise InputError(f"An utterance may last {MAX_S:.0f} s.")
            return
        found = self._detector.feed(sound)
        if found is not None:
            self._detected = True
            self._detector.reset()
            await self._send(Detection(name=found.word, timestamp=chunk.timestamp))

    async def _stopped(self) -> None:
        if self._detector is not None:
            if not self._detected:
                await self._send(NotDetected())
            return
        sound = np.concatenate(self._sound) if self._sound else np.zeros(0, np.int16)
        self._sound = []
        languages = self._car.config.voice.languages
        wanted = _known(self._language or "", languages)
        options = RecognizeOptions(language=wanted, languages=languages, thorough=True)
        heard = await self._car.engines.recognizer.recognize(sound, options)
        await self._send(Transcript(text=heard.text, language=heard.language))

    async def _speak(self, wanted: Synthesize) -> None:
        asked = (wanted.voice.language or wanted.voice.name or "") if wanted.voice else ""
        language = _known(asked.removeprefix(_VOICE), self._car.config.voice.languages)
        started = False
        async for speech in spoken(self._car, wanted.text, language):
            form: dict[str, Any] = {"rate": speech.rate_hz, "width": 2, "channels": 1}
            if not started:
                await self._send(AudioStart(**form))
                started = True
            step = int(CHUNK_S * speech.rate_hz)
            for at in range(0, len(speech.samples), step):
                part = speech.samples[at : at + step].astype("<i2").tobytes()
                await self._send(AudioChunk(audio=part, **form))
        await self._send(AudioStop())

    async def _send(self, message: Eventable) -> None:
        await self.write_event(message.event())


_VOICE = "car-"
"""How the names of voices begin; the language follows."""


def _known(tag: str, languages: tuple[str, ...]) -> str | None:
    """Return the language of a tag such as ``en-US`` or ``zh_CN``, if it is one of ours."""
    code = re.split("[-_]", tag, maxsplit=1)[0]
    return code if code in languages else None


def described(car: Assistant) -> Info:
    """Return what the assistant offers to Wyoming peers."""
    languages = list(car.config.voice.languages)
    common: dict[str, Any] = {"attribution": _OURS, "installed": True, "version": None}
    words = available_words(car.config.voice.wake_engine) or car.config.voice.wake_words
    recognizer = AsrModel(name="car", description="Speech", languages=languages, **common)
    voices = [
        TtsVoice(name=f"{_VOICE}{one}", description=one, languages=[one], **common)
        for one in languages
    ]
    wakers = [
        WakeModel(
            name=word, description=word, languages=["en"], phrase=word.replace("_", " "), **common
        )
        for word in words
    ]
    program: dict[str, Any] = {
        "name": "in-vehicle-assistant",
        "description": "The car's assistant",
        **common,
    }
    return Info(
        asr=[AsrProgram(models=[recognizer], **program)],
        tts=[TtsProgram(voices=voices, **program)],
        wake=[WakeProgram(models=wakers, **program)],
    )
