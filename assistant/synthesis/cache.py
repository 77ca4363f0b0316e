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
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from assistant.synthesis.interface import Speech, Synthesizer

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


class CachedSynthesizer:
    """A synthesizer that makes each phrase once, also when it is asked for twice at a time."""

    def __init__(
        self, inner: Synthesizer, cache: PhraseCache, voice_id: Callable[[str], str]
    ) -> None:
        self._inner = inner
        self._cache = cache
        self._voice_id = voice_id
        self._making: dict[str, asyncio.Task[Speech]] = {}
        self._saving: set[asyncio.Task[None]] = set()

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the inner synthesizer."""
        return self._inner.languages

    async def speak(self, sentence: str, language: str) -> Speech:
        """Return the sentence as sound, ``cached`` when it was not made for this request.

        Raises:
            EngineError: as the inner synthesizer.
        """
        key = phrase_key(self._voice_id(language), language, sentence)
        speech = self._cache.recall(key)
        if speech is not None:
            return speech
        task = self._making.get(key)
        if task is None:
            task = asyncio.create_task(self._make(key, sentence, language))
            self._making[key] = task
            task.add_done_callback(lambda done: self._made(key, done))
        return await asyncio.shield(task)

    async def close(self) -> None:
        """End the inner synthesizer; phrases in the making are dropped."""
        tasks = list(self._making.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, *self._saving, return_exceptions=True)
        await self._inner.close()

    async def _make(self, key: str, sentence: str, language: str) -> Speech:
        speech = await asyncio.to_thread(self._cache.load, key)
        if speech is None:
            speech = await self._inner.speak(sentence, language)
            saving = asyncio.create_task(asyncio.to_thread(self._cache.save, key, speech))
            self._saving.add(saving)
            saving.add_done_callback(self._saving.discard)
        self._cache.remember(key, speech)
        return speech

    def _made(self, key: str, task: asyncio.Task[Speech]) -> None:
        self._making.pop(key, None)
        if not task.cancelled():
            task.exception()  # seen here too, in case nobody waits any more


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
