"""A switch before the microphones: while it is off, everything behind it hears silence."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import numpy as np

from assistant.audio.interface import AudioInput, Frame


class MutedInput:
    """An ``AudioInput`` whose frames are silent while ``muted``; their times stay true."""

    def __init__(self, source: AudioInput) -> None:
        self._source = source
        self.muted = False

    async def frames(self) -> AsyncIterator[Frame]:
        """Yield the source's frames, emptied of sound while muted."""
        async for frame in self._source.frames():
            if self.muted:
                yield replace(frame, samples=np.zeros_like(frame.samples))
            else:
                yield frame

    async def close(self) -> None:
        """Close the source."""
        await self._source.close()
