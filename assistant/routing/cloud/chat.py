"""A language model at an endpoint, behind the port of the local one.

What leaves is the question and a few exchanges before it, without names, numbers and places;
what comes back is put together again here. Its words are only ever spoken; a tool that it
chooses passes the guard of understanding and then the policy, like any other.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from assistant.errors import CloudError
from assistant.routing.cloud import prompts
from assistant.routing.cloud.cloud import Cloud, Cost, Exchange
from assistant.routing.cloud.hiding import Hidden, Hider
from assistant.routing.cloud.peer import Peer
from assistant.routing.use import Use
from assistant.understanding.llm import Message, ToolSpec

if TYPE_CHECKING:
    from openai import AsyncStream
    from openai.types.chat import ChatCompletion, ChatCompletionChunk

FIRST_S = 10.0
"""Limit of waiting for the first piece; callers that have something better wait less."""

PIECE_S = 2.0
"""Limit of waiting for each further piece: after that the stream counts as broken."""

USAGE_S = 0.3
"""How long the rest of a finished reply is read, so that the connection can be used again."""

MOST_CHARACTERS = 4000
"""Longer answers are cut: nobody listens to them."""

CHOICE_TOKENS = 200
_MARKUP = str.maketrans("", "", "*#`|~")


class CloudModel:
    """Answers and chooses at the endpoints that offer chat, in their order."""

    def __init__(self, cloud: Cloud, hider: Hider) -> None:
        self.cloud = cloud
        self._hider = hider

    def cost_of(self, text: str, max_tokens: int = 160) -> Callable[[Peer], Cost]:
        """Return what a request with this text is likely to take at an endpoint."""
        tokens = prompts.tokens_in(text)
        size = prompts.bytes_for(text, max_tokens)

        def cost(peer: Peer) -> Cost:
            return Cost(size, _money(peer, tokens, max_tokens))

        return cost

    async def answer(
        self,
        messages: Sequence[Message],
        language: str,
        max_tokens: int = 160,
        wanted: asyncio.Event | None = None,
    ) -> AsyncGenerator[str]:
        """Yield pieces of an answer; see ``LanguageModel``.

        The next endpoint is asked when one fails before its first piece.

        Raises:
            CloudError: none gave an answer, or the answer broke off.
            ConsentError: text may not leave.
        """
        if wanted is not None:
            await wanted.wait()
        hidden = await self._hider.hide([message.content for message in messages], language)
        sent = [Message(m.role, text) for m, text in zip(messages, hidden.texts, strict=True)]
        cost, key = self.cost_of("\n".join(hidden.texts), max_tokens), uuid.uuid4().hex
        failure = _nobody()
        for peer in self.cloud.offering(Use.CHAT):
            if not self.cloud.may_ask(peer, cost(peer)):
                continue
            begun = False
            body = {"messages": prompts.chat(sent, language), "max_tokens": max_tokens}
            pieces = hidden.pieces(self._stream(peer, body, cost(peer), key, hidden))
            try:
                async with aclosing(pieces):
                    async for piece in pieces:
                        begun = True
                        yield piece.translate(_MARKUP)
            except CloudError as error:
                if begun:
                    raise
                failure = error
            else:
                return
        raise failure

    async def choose(
        self, utterance: str, language: str, tools: Sequence[ToolSpec]
    ) -> tuple[str, dict[str, Any]] | None:
        """Return the chosen tool and its arguments, or None; see ``LanguageModel``.

        Raises:
            CloudError: no endpoint gave an answer.
            ConsentError: text may not leave.
        """
        if not tools:
            return None
        hidden = await self._hider.hide([utterance], language)
        body = prompts.choice(hidden.texts[0], tools)
        cost, key = self.cost_of(json.dumps(body), CHOICE_TOKENS), uuid.uuid4().hex
        failure = _nobody()
        for peer in self.cloud.offering(Use.CHAT):
            if not self.cloud.may_ask(peer, cost(peer)):
                continue
            try:
                reply = await self._complete(peer, body, cost(peer), key, hidden)
                return _chosen(reply, hidden, tools)
            except CloudError as error:
                failure = error
        raise failure

    async def ready(self) -> None:
        """Return; an endpoint needs no loading."""

    async def close(self) -> None:
        """Return; the connections are the cloud's."""

    async def _complete(
        self, peer: Peer, body: dict[str, Any], cost: Cost, key: str, hidden: Hidden
    ) -> ChatCompletion:
        cloud, started = self.cloud, self.cloud.now()
        async with cloud.request(peer, Use.CHAT, "choice", cost, key) as exchange:
            exchange.counted.note(hidden.counts)
            async with asyncio.timeout(FIRST_S):
                reply: ChatCompletion = await exchange.client.sdk.chat.completions.create(
                    model=exchange.model,
                    extra_headers=exchange.headers,
                    max_tokens=CHOICE_TOKENS,
                    **body,
                )
            _ = reply.choices[0].message.tool_calls  # a reply of another shape is a failure
            cloud.began(peer, Use.CHAT, started)
            return reply

    async def _stream(
        self, peer: Peer, body: dict[str, Any], cost: Cost, key: str, hidden: Hidden
    ) -> AsyncGenerator[str]:
        cloud, started = self.cloud, self.cloud.now()
        async with cloud.request(peer, Use.CHAT, "question", cost, key) as exchange:
            exchange.counted.note(hidden.counts)
            async with asyncio.timeout(FIRST_S):
                stream = await exchange.client.sdk.chat.completions.create(
                    model=exchange.model, extra_headers=exchange.headers, stream=True, **body
                )
            try:
                pieces = 0
                async for piece in _pieces(stream, FIRST_S):
                    if not pieces:
                        cloud.began(peer, Use.CHAT, started)
                    pieces += 1
                    yield piece
                _settle(exchange, peer, body, pieces)
            finally:
                await stream.close()


async def _pieces(stream: AsyncStream[ChatCompletionChunk], first_s: float) -> AsyncIterator[str]:
    """Yield the text of a stream until it says that it is finished.

    Raises:
        CloudError: it ended before (``cut``), or held no text (``garbage``).
    """
    chunks = aiter(stream)
    limit, length, finished = first_s, 0, False
    while not finished and length <= MOST_CHARACTERS:
        async with asyncio.timeout(limit):
            chunk = await anext(chunks, None)
        if chunk is None:
            raise CloudError("The answer broke off.", reason="cut")
        for choice in (chunk.choices or [])[:1]:
            text = choice.delta.content or ""
            length += len(text)
            finished = choice.finish_reason is not None
            if text:
                limit = PIECE_S
                yield text
    if not length:
        raise CloudError("The answer was empty.", reason="garbage")
    await _drain(chunks)


async def _drain(chunks: AsyncIterator[Any]) -> None:
    try:
        async with asyncio.timeout(USAGE_S):
            while await anext(chunks, None) is not None:
                pass
    except Exception:  # noqa: BLE001, S110  # the answer is whole; what comes after is nothing to us
        pass


def _settle(exchange: Exchange, peer: Peer, body: dict[str, Any], pieces: int) -> None:
    """Set what the request cost by what was read: a piece is about a token."""
    said = sum(prompts.tokens_in(message["content"]) for message in body["messages"])
    exchange.money = _money(peer, said, pieces)


def _money(peer: Peer, tokens_in: int, tokens_out: int) -> float:
    settings = peer.settings
    return (tokens_in * settings.price_in + tokens_out * settings.price_out) / 1_000_000


def _chosen(
    reply: ChatCompletion, hidden: Hidden, tools: Sequence[ToolSpec]
) -> tuple[str, dict[str, Any]] | None:
    calls = reply.choices[0].message.tool_calls or []
    names = {prompts.wire_name(tool.name): tool.name for tool in tools}
    for call in calls[:1]:
        function = getattr(call, "function", None)
        if function is None or function.name not in names:
            return None
        try:
            arguments = json.loads(function.arguments or "{}")
        except ValueError:
            return None
        if isinstance(arguments, dict):
            return names[function.name], hidden.restored_values(arguments)
    return None


def _nobody() -> CloudError:
    return CloudError("No endpoint may be asked now.", reason="unavailable")
