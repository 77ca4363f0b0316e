"""The composition root: settings in, a running assistant out.

async with open_assistant(load_config(), Needs(voice=True)) as car:
    ended = await car.ask("open my window")
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from assistant.clock import MonotonicClock
from assistant.config import Config
from assistant.engines import StartingEngines, start_engines
from assistant.events import ServiceState
from assistant.observe.bus import EventBus
from assistant.vehicle.link import LinkState
from assistant.workers.memory import use_one_arena
from assistant.workers.process import WorkerHealth, WorkerState

if TYPE_CHECKING:
    from assistant.car import Assistant


@dataclass(frozen=True, slots=True)
class Needs:
    """What a command needs running: ``voice`` for recognizer and synthesizer.

    ``model``: True loads the language model at once, False when it is first asked, None
    never: what needs it is declined.
    """

    voice: bool = False
    model: bool | None = False


class Tell:
    """Turns what happens to engines and to the vehicle's link into events on ``bus``."""

    def __init__(self) -> None:
        self.bus = EventBus()
        self.now = MonotonicClock().now

    def health(self, health: WorkerHealth) -> None:
        """Tell that an engine failed, or is back."""
        if health.state in (WorkerState.FAILED, WorkerState.READY):
            detail = f"{health.name}: {health.reason}".removesuffix(": ")
            self._emit(health.state is WorkerState.READY, detail)

    def link(self, link: LinkState) -> None:
        """Tell whether the vehicle is connected."""
        self._emit(link.connected, f"vehicle: {link.detail}")

    def _emit(self, ready: bool, detail: str) -> None:
        state = "ready" if ready else "degraded"
        self.bus.emit(ServiceState(at_s=self.now(), state=state, detail=detail))


@asynccontextmanager
async def open_assistant(config: Config, needs: Needs) -> AsyncIterator[Assistant]:
    """Start what ``needs`` asks for, and stop all of it at the end.

    The engines load in processes of their own, while this one imports and opens the rest.

    Raises:
        AssistantError: a model is missing or damaged, a setting is wrong, or memory is short.
    """
    use_one_arena()
    tell = Tell()
    async with start_engines(config, needs.voice, needs.model, tell.health) as engines:
        open_around = await asyncio.to_thread(_import_parts)
        async with open_around(engines, config, tell, voice=needs.voice) as car:
            yield car


class _OpenAround(Protocol):
    def __call__(
        self, engines: StartingEngines, config: Config, tell: Tell, *, voice: bool
    ) -> AbstractAsyncContextManager[Assistant]: ...


def _import_parts() -> _OpenAround:
    from assistant.opening import open_around  # noqa: PLC0415  more than a second

    return open_around
