"""The port to an engine that runs elsewhere; ``process.WorkerProcess`` is the real one."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any, Protocol


class Worker(Protocol):
    """Calls methods of an engine, one at a time."""

    async def call(self, method: str, *args: Any, timeout_s: float) -> Any:
        """Return what ``engine.method(*args)`` returns.

        Raises:
            EngineTimeoutError: no answer in time; the engine was killed and starts again.
            EngineDiedError: its process ended; it starts again.
            AssistantError: what the engine raised.
        """
        ...

    def stream(self, method: str, *args: Any, timeout_s: float) -> AsyncGenerator[Any]:
        """Yield what ``engine.method(*args)`` yields; ``timeout_s`` counts for each piece.

        Closing the generator stops the engine's work before its next piece.

        Raises:
            AssistantError: as ``call``.
        """
        ...

    async def close(self) -> None:
        """End the engine; nothing can be called after it."""
        ...
