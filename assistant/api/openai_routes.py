"""OpenAI-compatible endpoints on the local models: ``/v1/models`` and chat.

A chat here is the bare model: it knows nothing of the car and can't act on it. Tools that a
client sends are chosen for the client, which runs them itself.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any, Literal

from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from assistant.api.doors import Caller, Shared
from assistant.api.hub import Hub
from assistant.api.problems import documented
from assistant.api.scopes import Permission
from assistant.errors import EngineError, InputError, NotFoundError
from assistant.understanding.language import guess_language
from assistant.understanding.llm import LanguageModel, Message, ToolSpec
from assistant.understanding.tool_prompt import MAX_TOOLS

CHAT, RECOGNITION, SPEECH = "local-chat", "local-recognition", "local-speech"
PICTURES = "local-pictures"
_NAMES = (CHAT, RECOGNITION, SPEECH, PICTURES)
MAX_TOKENS = 512

router = APIRouter(prefix="/v1", tags=["openai"], responses=documented(404, 503, 504))


class Part(BaseModel):
    """A part of a message; only text is understood."""

    type: Literal["text"]
    text: str = Field(max_length=20_000)


class ChatMessage(BaseModel):
    """One message of a chat."""

    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[Part] | None = Field(default=None, max_length=20_000)

    @property
    def text(self) -> str:
        """The words of the message."""
        if isinstance(self.content, list):
            return "".join(part.text for part in self.content)
        return self.content or ""


class Function(BaseModel):
    """A function that the client can run."""

    name: str = Field(pattern="^[a-zA-Z0-9_.-]{1,64}$")
    description: str = Field(default="", max_length=2000)
    parameters: dict[str, Any] = Field(default_factory=lambda: {"type": "object"})


class FunctionTool(BaseModel):
    """A tool; only functions are understood."""

    type: Literal["function"]
    function: Function


class ChatIn(BaseModel):
    """A chat completion request; other settings of OpenAI's are ignored."""

    model: str = Field(max_length=100, examples=[CHAT])
    messages: list[ChatMessage] = Field(min_length=1, max_length=64)
    stream: bool = False
    max_tokens: int | None = Field(default=None, ge=1)
    max_completion_tokens: int | None = Field(default=None, ge=1)
    tools: list[FunctionTool] = Field(default=[], max_length=MAX_TOOLS)
    tool_choice: Any = "auto"

    @property
    def limit(self) -> int:
        """The most tokens to answer with."""
        return min(self.max_completion_tokens or self.max_tokens or 160, MAX_TOKENS)


@router.get("/models")
async def models(client: Caller) -> dict[str, Any]:
    """Return the models that these endpoints offer."""
    client.require(Permission.MODELS)
    return {"object": "list", "data": [_row(name) for name in _NAMES]}


@router.get("/models/{name}")
async def one_model(name: str, client: Caller) -> dict[str, Any]:
    """Return one of the models."""
    client.require(Permission.MODELS)
    if name not in _NAMES:
        raise NotFoundError(f"There is no model {name[:40]!r}; there are {', '.join(_NAMES)}.")
    return _row(name)


def _row(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": "car"}


@router.post("/chat/completions", response_model=None)
async def chat(body: ChatIn, hub: Shared, client: Caller) -> dict[str, Any] | StreamingResponse:
    """Answer a chat with the local language model, at once or as server-sent events."""
    client.require(Permission.MODELS)
    known_model(body.model, CHAT)
    model = _model(hub)
    made = {"id": f"chatcmpl-{secrets.token_hex(8)}", "created": int(time.time()), "model": CHAT}
    asked = next((m.text for m in reversed(body.messages) if m.role == "user"), "")
    language = guess_language(asked, hub.car.config.voice.languages)
    call = await _chosen(model, body, asked, language)
    if body.stream:
        events = _events(model, body, language, call, made)
        return StreamingResponse(events, media_type="text/event-stream")
    message: dict[str, Any] = {"role": "assistant", "content": None}
    if call is not None:
        message["tool_calls"] = [call]
    else:
        message["content"] = "".join([piece async for piece in _pieces(model, body, language)])
    reason = "tool_calls" if call is not None else "stop"
    choice = {"index": 0, "message": message, "finish_reason": reason, "logprobs": None}
    return {**made, "object": "chat.completion", "choices": [choice]}


def known_model(name: str, expected: str) -> None:
    """Do nothing when the model is the one that an endpoint offers.

    Raises:
        NotFoundError: it is another.
    """
    if name != expected:
        raise NotFoundError(f"There is no model {name[:40]!r} for this: use {expected!r}.")


def _model(hub: Hub) -> LanguageModel:
    if hub.car.engines.model is None:
        raise EngineError("No language model is installed: run `assistant models pull`.")
    return hub.car.engines.model


async def _chosen(
    model: LanguageModel, body: ChatIn, asked: str, language: str
) -> dict[str, Any] | None:
    """Return the call of a tool that answers the last message, as OpenAI writes it."""
    last = body.messages[-1].role
    if not body.tools or body.tool_choice == "none" or last != "user":
        return None
    specs = [
        ToolSpec(t.function.name, t.function.description, t.function.parameters) for t in body.tools
    ]
    choice = await model.choose(asked, language, specs)
    if choice is None:
        return None
    function = {"name": choice[0], "arguments": json.dumps(choice[1], ensure_ascii=False)}
    return {"id": f"call_{secrets.token_hex(8)}", "type": "function", "function": function}


async def _pieces(model: LanguageModel, body: ChatIn, language: str) -> AsyncGenerator[str, None]:
    roles = {"developer": "system", "tool": "user"}
    messages = [Message(roles.get(m.role, m.role), m.text) for m in body.messages if m.text]
    if not messages:
        raise InputError("The messages hold no text.")
    async for piece in model.answer(messages, language, body.limit):
        yield piece


async def _events(
    model: LanguageModel,
    body: ChatIn,
    language: str,
    call: dict[str, Any] | None,
    made: dict[str, Any],
) -> AsyncIterator[str]:
    def event(delta: dict[str, Any], reason: str | None = None) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": reason, "logprobs": None}
        chunk = {**made, "object": "chat.completion.chunk", "choices": [choice]}
        return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n"

    yield event({"role": "assistant", "content": ""})
    if call is not None:
        yield event({"tool_calls": [{"index": 0, **call}]})
    else:
        async with aclosing(_pieces(model, body, language)) as pieces:
            async for piece in pieces:
                yield event({"content": piece})
    yield event({}, "tool_calls" if call is not None else "stop")
    yield "data: [DONE]\n\n"
