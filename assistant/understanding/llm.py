"""The port of the small language model."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """A tool as the model sees it: ``skill.tool``, what it does, a JSON schema of arguments.

    A ``sure`` one, offered alone, is what is meant: the model only writes its arguments. Of
    these some are ``known`` already; ``parameters`` are then the others. ``spoken`` names the
    arguments that can only be words of the request.
    """

    name: str
    description: str
    parameters: dict[str, Any]
    examples: tuple[str, ...] = ()
    sure: bool = False
    known: dict[str, Any] = field(default_factory=dict)
    spoken: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat: ``role`` is ``system``, ``user`` or ``assistant``."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Taken:
    """Who gave an answer, and the code of why (docs/routing.md)."""

    by_cloud: bool
    reason: str


@runtime_checkable
class Routed(Protocol):
    """What a language model that may ask a cloud tells of its latest answer or choice."""

    @property
    def taken(self) -> Taken | None:
        """Who gave it; None before the first."""
        ...


class LanguageModel(Protocol):
    """Chooses a tool under a grammar, and answers freely."""

    async def choose(
        self, utterance: str, language: str, tools: Sequence[ToolSpec]
    ) -> tuple[str, dict[str, Any]] | None:
        """Return ``(tool name, arguments)`` valid by the tool's schema, or None for "no tool".

        Without the ``known`` arguments of the tool.

        Raises:
            EngineError: the engine hung, died or failed; it is being restarted.
        """
        ...

    def answer(
        self,
        messages: Sequence[Message],
        language: str,
        max_tokens: int = 160,
        wanted: asyncio.Event | None = None,
    ) -> AsyncIterator[str]:
        """Yield pieces of a free answer as they come; closing the iterator cancels it.

        A last message of the assistant is the beginning of the answer: only what follows comes.
        ``wanted`` is given for an answer that is begun while the person may still speak, and set
        once they have finished: nothing that leaves the car or costs money is done before.

        Raises:
            EngineError: as ``choose``.
        """
        ...

    async def ready(self) -> None:
        """Return when it can answer at once.

        Raises:
            EngineError: it can't be started.
        """
        ...

    async def close(self) -> None:
        """End the engine."""
        ...
