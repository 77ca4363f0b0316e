"""Songs made for the tests: real files with real tags, and a little tone each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import mutagen
import numpy as np
import soundfile

RATE_HZ = 8000


async def until(true: Callable[[], object]) -> None:
    """Wait for what another thread or program makes true."""
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110  nothing tells when
            await asyncio.sleep(0.01)


@dataclass(frozen=True)
class Made:
    """A song to make."""

    name: str
    title: str = ""
    artist: str = ""
    album: str = ""
    genre: str = ""
    number: str = ""
    seconds: float = 1.0


def make_song(folder: Path, made: Made) -> Path:
    """Write a song; the ending of its name tells the format."""
    path = folder / made.name
    path.parent.mkdir(parents=True, exist_ok=True)
    tone = 0.1 * np.sin(np.arange(round(RATE_HZ * made.seconds)) / 3)
    soundfile.write(path, tone.astype(np.float32), RATE_HZ)
    tags = {
        "title": made.title,
        "artist": made.artist,
        "album": made.album,
        "genre": made.genre,
        "tracknumber": made.number,
    }
    file = mutagen.File(path, easy=True)
    assert file is not None
    if file.tags is None:
        file.add_tags()
    for name, value in tags.items():
        if value:
            file[name] = value
    file.save()
    return path
