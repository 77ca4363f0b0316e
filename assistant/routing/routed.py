"""The language model of a car that may ask a cloud: the local one, and the cloud's beside it.

A turn sees one model. Which of the two answers is decided for each request (``decide.py``); the
local one is always there to take over.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from assistant.errors import EngineError
from assistant.routing.cloud.chat import CloudModel
from assistant.routing.decide import Ask, Decision, RequestKind, Via, decide
from assistant.routing.hand_over import to_the_end
from assistant.routing.late import LateAnswers
from assistant.routing.machine import Machine
from assistant.routing.race import Run, first
from assistant.routing.use import Use
from assistant.understanding.llm import LanguageModel, Message, Taken, ToolSpec

USUAL_S = 1.5
"""What the local model takes to its first sentence, until it was measured."""

Choice = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked of a model."""

    messages: tuple[Message, ...]
    language: str
    max_tokens: int


class RoutedModel:
    """A language model that asks a cloud as well where that helps; ``local`` may be missing."""

    def __init__(
        self,
        local: LanguageModel | None,
        cloud: CloudModel,
        machine: Machine,
        late: LateAnswers,
        now: Callable[[], float],
    ) -> None:
        self._local = local
        self._cloud = cloud
        self._machine = machine
        self._late = late
        self._now = now
        self._local_s = USUAL_S
        self._taken: Taken | None = None

    @property
    def taken(self) -> Taken | None:
        """Who gave the latest answer or choice, and why."""
        return self._taken

    def decide(self, kind: RequestKind, text: str, *, ready: bool = False) -> Decision:
        """Return who would be asked now. Changes nothing."""
        cloud = self._cloud.cloud
        link = cloud.monitor.link
        ask = Ask(
            kind=kind,
            here=self._machine.here(None if self._local is None else self._local_s),
            there=cloud.there(Use.CHAT, self._cloud.cost_of(text)),
            consented=cloud.gate.allows(Use.CHAT.kind),
            link=link.state,
            portal=link.portal,
            metered=link.metered,
            ready=ready,
            deadline_s=cloud.settings.deadline_s,
        )
        return decide(ask)

    async def answer(
        self,
        messages: Sequence[Message],
        language: str,
        max_tokens: int = 160,
        wanted: asyncio.Event | None = None,
    ) -> AsyncGenerator[str]:
        """Yield pieces of an answer; see ``LanguageModel``. Nothing leaves before it is wanted."""
        question = _Question(tuple(messages), language, max_tokens)
        self._late.forget()
        runs: list[Run] = []
        try:
            ready = wanted is not None and await self._ahead(question, wanted, runs)
            decision = self.decide(RequestKind.QUESTION, _said(messages), ready=ready)
            self._taken = Taken(by_cloud=False, reason=decision.reason)
            async with aclosing(self._sentences(question, decision, runs)) as sentences:
                async for sentence in sentences:
                    yield sentence + "\n"
        except (asyncio.CancelledError, GeneratorExit):
            self._late.forget()  # nobody wants to hear more of this
            raise
        finally:
            for run in runs:
                await run.stop()

    async def choose(
        self, utterance: str, language: str, tools: Sequence[ToolSpec]
    ) -> Choice | None:
        """Return one choice, of the local model or the cloud's; see ``LanguageModel``.

        It is taken once: what comes after it is dropped.
        """
        decision = self.decide(RequestKind.CHOICE, utterance)
        self._taken = Taken(by_cloud=False, reason=decision.reason)
        local = self._local
        if decision.via is Via.LOCAL:
            return await local.choose(utterance, language, tools) if local is not None else None
        there = asyncio.create_task(self._cloud.choose(utterance, language, tools))
        here = (
            asyncio.create_task(local.choose(utterance, language, tools))
            if local is not None
            else None
        )
        try:
            return await self._chosen(here, there)
        finally:
            tasks = [task for task in (here, there) if task is not None]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def ready(self) -> None:
        """Return when the local model can answer at once; see ``LanguageModel``."""
        if self._local is not None:
            await self._local.ready()

    async def close(self) -> None:
        """End the local model, and what still comes from the cloud."""
        await self._late.close()
        if self._local is not None:
            await self._local.close()

    # --- answers --------------------------------------------------------------------------

    async def _ahead(self, question: _Question, wanted: asyncio.Event, runs: list[Run]) -> bool:
        """Begin to answer here until it is wanted; return True when it has begun before that."""
        if self._local is not None:
            local = self._begin(self._local, question, runs)
            if await _begun_before(local, wanted):
                return True
        await wanted.wait()
        return False

    async def _sentences(
        self, question: _Question, decision: Decision, runs: list[Run]
    ) -> AsyncGenerator[str]:
        """Yield the sentences of whoever answers; ``runs`` gets what must be stopped at the end."""
        if decision.via is Via.LOCAL:
            if self._local is None:
                raise EngineError("There is no language model here, and no cloud now.")
            local = runs[0] if runs else self._begin(self._local, question, runs)
            async for sentence in local.sentences():
                yield sentence
            return
        cloud = self._begin(self._cloud, question, runs)
        winner = await self._winner(question, decision, cloud, runs)
        if winner is cloud:
            self._taken = Taken(by_cloud=True, reason=decision.reason)
            for run in runs:
                if run is not cloud:
                    await run.stop()
            go_on = partial(self._go_on, question, runs)
            async with aclosing(to_the_end(cloud, question.language, go_on)) as whole:
                async for sentence in whole:
                    yield sentence
            return
        if not cloud.failed:
            runs.remove(cloud)
            self._late.expect(cloud, question.messages[-1].content, question.language)
        async for sentence in winner.sentences():
            yield sentence

    async def _winner(
        self, question: _Question, decision: Decision, cloud: Run, runs: list[Run]
    ) -> Run:
        settings = self._cloud.cloud.settings
        if self._local is None:
            if await cloud.known(settings.deadline_s):
                return cloud
            raise cloud.error
        local = next((run for run in runs if run is not cloud), None)
        if local is None:
            if decision.via is Via.CLOUD and await cloud.known(settings.patience_s):
                return cloud
            local = self._begin(self._local, question, runs)
        return await first(local, cloud, settings.patience_s, settings.deadline_s)

    async def _go_on(self, question: _Question, runs: list[Run], said: str) -> Run | None:
        """Begin the rest of an answer here; None: without a loaded model and a car at ease."""
        local = self._local
        if local is None or self._machine.here(self._local_s).strained or not await _loaded(local):
            return None
        more = (*question.messages, Message("assistant", said))
        return self._begin(local, replace(question, messages=more), runs)

    def _begin(self, model: LanguageModel, question: _Question, runs: list[Run]) -> Run:
        pieces = model.answer(question.messages, question.language, question.max_tokens)
        if model is self._local:
            pieces = self._measured(pieces)
        run = Run(pieces, question.language)
        runs.append(run)
        return run

    async def _measured(self, pieces: AsyncIterator[str]) -> AsyncGenerator[str]:
        """Pass the local model's pieces on; note how long the first took."""
        began, known = self._now(), False
        async for piece in pieces:
            if not known:
                self._local_s = (self._local_s + self._now() - began) / 2
                known = True
            yield piece

    # --- choices --------------------------------------------------------------------------

    async def _chosen(
        self, here: asyncio.Task[Choice | None] | None, there: asyncio.Task[Choice | None]
    ) -> Choice | None:
        settings = self._cloud.cloud.settings
        if here is None:
            return await self._from_cloud(there, settings.deadline_s)
        await asyncio.wait({here, there}, return_when=asyncio.FIRST_COMPLETED)
        if not here.done() and not _worked(there):
            await asyncio.wait({here})
        patience = settings.deadline_s if here.done() and here.exception() else settings.patience_s
        if not there.done():
            await asyncio.wait({there}, timeout=patience)
        if _worked(there):
            return await self._from_cloud(there, 0.0)
        return here.result() if here.done() else await here

    async def _from_cloud(
        self, there: asyncio.Task[Choice | None], within_s: float
    ) -> Choice | None:
        if not there.done():
            await asyncio.wait({there}, timeout=within_s)
        if not there.done():
            raise EngineError("The cloud chose nothing in time.")
        error = there.exception()
        if error is not None:
            raise error if isinstance(error, EngineError) else EngineError(str(error))
        reason = self._taken.reason if self._taken is not None else ""
        self._taken = Taken(by_cloud=True, reason=reason)
        return there.result()


def _worked(task: asyncio.Task[Choice | None]) -> bool:
    return task.done() and not task.cancelled() and task.exception() is None


async def _loaded(model: LanguageModel) -> bool:
    """Return True when a model can answer at once."""
    try:
        async with asyncio.timeout(0):
            await model.ready()
    except (EngineError, TimeoutError):
        return False
    return True


async def _begun_before(run: Run, wanted: asyncio.Event) -> bool:
    """Wait until an answer has begun or is wanted; return whether it has begun first."""
    waits = [asyncio.ensure_future(run.known()), asyncio.ensure_future(wanted.wait())]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
    return run.begun and not wanted.is_set()


def _said(messages: Sequence[Message]) -> str:
    return "\n".join(message.content for message in messages)
