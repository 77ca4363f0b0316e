"""Spoken phrases that are kept: in memory for the trip, on disk for the next one.

    cache = PhraseCache(config.cache_dir / "speech")
    synthesizer = CachedSynthesizer(voices, cache, voices.voice_id)

A phrase is found by the hash of voice and text; its file holds sound only, no text. Files are
written beside and renamed, checked when read, and deleted when damaged or in the way.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import os
import struct
import uuid
import zlib
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from assistant.errors import AssistantError, EngineDiedError
from assistant.synthesis.interface import Speech, Synthesizer, joined

MEMORY_BYTES = 24 * 2**20
DISK_BYTES = 64 * 2**20

_HEADER = struct.Struct("<8sIII")  # magic, rate in Hz, samples, CRC-32 of both
_MAGIC = b"SPEECH1\n"
_SUFFIX = ".speech"
_NEW = ".new-"
_LOGGER = logging.getLogger(__name__)


class PhraseCache:
    """Phrases by key, the most recently used kept, within two limits in bytes.

    Failing disks cost nothing but speed: what can't be read is absent, what can't be written
    is kept in memory. Safe to use from several threads.
    """

    def __init__(
        self,
        folder: Path | None,
        *,
        memory_bytes: int = MEMORY_BYTES,
        disk_bytes: int = DISK_BYTES,
    ) -> None:
        self._folder = folder
        self._memory_bytes = memory_bytes
        self._disk_bytes = disk_bytes
        self._memory: OrderedDict[str, Speech] = OrderedDict()
        self._held = 0

    def recall(self, key: str) -> Speech | None:
        """Return a phrase that is in memory. Never touches the disk."""
        speech = self._memory.get(key)
        if speech is not None:
            self._memory.move_to_end(key)
        return speech

    def remember(self, key: str, speech: Speech) -> None:
        """Keep a phrase in memory; the least recently used ones go."""
        known = self._memory.pop(key, None)
        self._held -= known.samples.nbytes if known is not None else 0
        if speech.samples.nbytes > self._memory_bytes:
            return
        self._memory[key] = replace(speech, cached=True)
        self._held += speech.samples.nbytes
        while self._held > self._memory_bytes:
            _, oldest = self._memory.popitem(last=False)
            self._held -= oldest.samples.nbytes

    def load(self, key: str) -> Speech | None:
        """Return a phrase from the disk; a damaged file is deleted and absent."""
        if self._folder is None:
            return None
        path = self._folder / f"{key}{_SUFFIX}"
        try:
            data = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        speech = _unpack(data)
        if speech is None:
            _LOGGER.warning("A damaged file of the phrase cache was deleted")
            with contextlib.suppress(OSError):
                path.unlink()
        return speech

    def save(self, key: str, speech: Speech) -> None:
        """Keep a phrase on the disk; the least recently used ones go."""
        if self._folder is None or not len(speech.samples):
            return
        new = self._folder / f"{_NEW}{uuid.uuid4().hex}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            new.write_bytes(_pack(speech))
            new.replace(self._folder / f"{key}{_SUFFIX}")
            self._evict(self._folder)
        except OSError as error:
            _LOGGER.warning("A phrase could not be kept on the disk: %s", error.strerror)
            with contextlib.suppress(OSError):
                new.unlink()

    def _evict(self, folder: Path) -> None:
        files = []
        for path in folder.glob(f"*{_SUFFIX}"):
            with contextlib.suppress(OSError):
                status = path.stat()
                files.append((status.st_mtime_ns, status.st_size, path))
        total = sum(size for _, size, _ in files)
        for _, size, path in sorted(files):
            if total <= self._disk_bytes:
                return
            path.unlink(missing_ok=True)
            total -= size


class _Making:
    """A phrase in the making: what there is of it, for as many as want to hear it."""

    def __init__(self) -> None:
        self._pieces: list[Speech] = []
        self._news = asyncio.Event()
        self._over = False
        self._error: AssistantError | None = None

    def add(self, piece: Speech) -> None:
        """Take the next piece."""
        self._pieces.append(piece)
        self._tell()

    def end(self, error: AssistantError | None) -> None:
        """No other piece comes; ``error`` says why, if it is not whole."""
        self._over, self._error = True, error
        self._tell()

    def whole(self) -> Speech:
        """Return the pieces as one."""
        return joined(self._pieces)

    async def follow(self) -> AsyncIterator[Speech]:
        """Yield its pieces from the first on, each as soon as it is there."""
        given = 0
        while True:
            news = self._news
            while given < len(self._pieces):
                yield self._pieces[given]
                given += 1
            if self._over:
                break
            await news.wait()
        if self._error is not None:
            raise self._error

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()


class CachedSynthesizer:
    """A synthesizer that makes each phrase once, also when it is asked for twice at a time."""

    def __init__(
        self, inner: Synthesizer, cache: PhraseCache, voice_id: Callable[[str], str]
    ) -> None:
        self._inner = inner
        self._cache = cache
        self._voice_id = voice_id
        self._making: dict[str, _Making] = {}
        self._making_tasks: set[asyncio.Task[None]] = set()
        self._saving: set[asyncio.Task[None]] = set()

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the inner synthesizer."""
        return self._inner.languages

    async def pieces(self, sentence: str, language: str) -> AsyncGenerator[Speech]:
        """Yield the sentence as sound, ``cached`` when it was not made for this request.

        Raises:
            EngineError: as the inner synthesizer.
        """
        key = phrase_key(self._voice_id(language), language, sentence)
        known = self._cache.recall(key)
        if known is not None:
            yield known
            return
        making = self._making.get(key)
        if making is None:
            making = self._making[key] = _Making()
            making_it = self._make(making, key, sentence, language)
            _kept(asyncio.create_task(making_it), self._making_tasks)
        async for piece in making.follow():
            yield piece

    async def close(self) -> None:
        """End the inner synthesizer; phrases in the making are dropped."""
        for task in self._making_tasks:
            task.cancel()
        await asyncio.gather(*self._making_tasks, *self._saving, return_exceptions=True)
        await self._inner.close()

    async def _make(self, making: _Making, key: str, sentence: str, language: str) -> None:
        error: AssistantError | None = EngineDiedError("The voice was closed.")
        try:
            kept = await asyncio.to_thread(self._cache.load, key)
            if kept is not None:
                making.add(kept)
            else:
                async for piece in self._inner.pieces(sentence, language):
                    making.add(piece)
            self._cache.remember(key, making.whole())
            error = None
        except AssistantError as failed:
            error = failed
        finally:
            self._making.pop(key, None)
            making.end(error)
        if error is None and kept is None:
            saving = asyncio.to_thread(self._cache.save, key, making.whole())
            _kept(asyncio.create_task(saving), self._saving)


def _kept(task: asyncio.Task[None], among: set[asyncio.Task[None]]) -> None:
    """Keep a task alive until it is done."""
    among.add(task)
    task.add_done_callback(among.discard)


def phrase_key(voice_id: str, language: str, text: str) -> str:
    """Return the key of a phrase: the hash of its voice, language and text."""
    whole = f"{voice_id}\0{language}\0{text}"
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


def _pack(speech: Speech) -> bytes:
    body = speech.samples.astype("<i2").tobytes()
    checksum = zlib.crc32(body, speech.rate_hz)
    return _HEADER.pack(_MAGIC, speech.rate_hz, len(speech.samples), checksum) + body


def _unpack(data: bytes) -> Speech | None:
    if len(data) < _HEADER.size:
        return None
    magic, rate_hz, count, checksum = _HEADER.unpack_from(data)
    body = data[_HEADER.size :]
    whole = magic == _MAGIC and rate_hz and len(body) == 2 * count
    if not whole or zlib.crc32(body, rate_hz) != checksum:
        return None
    return Speech(np.frombuffer(body, "<i2").astype(np.int16), rate_hz, cached=True)
