"""A small GGUF model behind the language model's port, in a supervised process.

    model = await LlamaCppModel.start(Path("qwen.gguf"))
    choice = await model.choose("warm my seat", "en", tools)
    async for piece in model.answer([Message("user", "why is the sky blue?")], "en"):
        ...

What the model writes is untrusted: a choice is bound by a grammar and still passes the guard
and the policy; an answer is only ever spoken.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any

from assistant.errors import EngineError
from assistant.understanding.llm import Message, ToolSpec
from assistant.understanding.tool_prompt import MAX_TOOLS
from assistant.workers.link import EngineSpec
from assistant.workers.process import OnHealth, WorkerProcess, ignore_health

_ENGINE = "assistant.understanding.llama_engine:LlamaEngine"
_PIECE_S = 10.0
_WARM_S = 60.0
_NICENESS = 5


class LlamaCppModel:
    """A language model whose weights live in a child process of lower priority."""

    def __init__(self, worker: WorkerProcess) -> None:
        self.worker = worker
        self._warming = asyncio.create_task(self._warm())

    @classmethod
    async def start(
        cls,
        model: Path,
        *,
        threads: int = 0,
        context: int = 2048,
        log_path: Path | None = None,
        on_health: OnHealth = ignore_health,
    ) -> LlamaCppModel:
        """Load a GGUF file; ``threads`` 0 takes all cores, ``context`` counts tokens.

        Raises:
            StoreError: the file is missing or damaged.
            EngineError: it can't be loaded.
        """
        kwargs = {"model": str(model), "threads": threads, "context": context}
        spec = EngineSpec(_ENGINE, kwargs, _NICENESS, log_path)
        worker = WorkerProcess("llm", spec, on_health=on_health)
        await worker.start()
        return cls(worker)

    async def choose(
        self, utterance: str, language: str, tools: Sequence[ToolSpec]
    ) -> tuple[str, dict[str, Any]] | None:
        """Return the tool and its arguments, or None; see ``llm.LanguageModel``."""
        if not tools:
            return None
        arguments = (utterance, language, tuple(tools[:MAX_TOOLS]))
        pieces = self.worker.stream("choose", *arguments, timeout_s=_PIECE_S)
        async with aclosing(pieces):
            async for piece in pieces:
                if piece is not None:
                    name, values = piece
                    return name, values
        return None

    async def answer(
        self,
        messages: Sequence[Message],
        language: str,
        max_tokens: int = 160,
        wanted: asyncio.Event | None = None,  # noqa: ARG002  # nothing leaves the car
    ) -> AsyncGenerator[str]:
        """Yield pieces of a free answer; see ``llm.LanguageModel``."""
        arguments = (tuple(messages), language, max_tokens)
        pieces = self.worker.stream("answer", *arguments, timeout_s=_PIECE_S)
        async with aclosing(pieces):
            async for piece in pieces:
                if piece:
                    yield piece

    async def ready(self) -> None:
        """Wait until the fixed parts of the prompts are evaluated."""
        await asyncio.shield(self._warming)

    async def close(self) -> None:
        """End the engine."""
        self._warming.cancel()
        await asyncio.gather(self._warming, return_exceptions=True)
        await self.worker.close()

    async def _warm(self) -> None:
        try:
            await self.worker.call("warm", timeout_s=_WARM_S)
        except EngineError:
            return  # the first request evaluates them
