"""What an endpoint can do, found out by asking it; with words of nobody's."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from assistant.errors import AssistantError, CloudError, ConfigError
from assistant.routing.cloud import prompts
from assistant.routing.cloud.client import Client, explained, is_foreign
from assistant.routing.cloud.cloud import Cloud
from assistant.routing.cloud.look import reach
from assistant.routing.cloud.peer import Peer
from assistant.routing.use import Use
from assistant.understanding.llm import Message, ToolSpec

EACH_S = 60.0
"""How long one question may take: an endpoint may load its model first."""

_QUESTION = Message("user", "Say in one short sentence what rain is.")
_ORDER = "please switch the reading lamp on"
_LAMP = ToolSpec(
    "demo.set_lamp",
    "Switch the reading lamp on or off.",
    {"type": "object", "properties": {"on": {"type": "boolean"}}, "required": ["on"]},
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about an endpoint: ``what`` it is, whether it works, and details in words."""

    what: str
    works: bool
    detail: str


async def check_endpoint(cloud: Cloud, peer: Peer) -> list[Finding]:
    """Return what was found: is it reached, its models, chat as a stream, tools."""
    try:
        await cloud.client(peer)
    except ConfigError as error:
        return [Finding("reached", False, str(error))]
    link = await reach(cloud, peer)
    if not link.reached:
        return [Finding("reached", False, link.reason)]
    trip = f"{(link.round_trip_s or 0) * 1000:.0f} ms"
    findings = [Finding("reached", True, trip), await _found(cloud, peer, "models", _models)]
    if peer.model(Use.CHAT):
        findings.append(await _found(cloud, peer, "chat", _chat))
        findings.append(await _found(cloud, peer, "tools", _tools))
    others = [use for use in (Use.PICTURE, Use.RECOGNITION) if peer.model(use)]
    return findings + [Finding(str(use), True, f"{peer.model(use)}, not tried") for use in others]


Ask = Callable[[Cloud, Peer, Client], Awaitable[str]]


async def _found(cloud: Cloud, peer: Peer, what: str, ask: Ask) -> Finding:
    """Return what one question showed; ``ask`` returns details, or raises what went wrong."""
    try:
        client = await cloud.client(peer)
        async with asyncio.timeout(EACH_S), cloud.gate.checking(peer.name, "check"):
            return Finding(what, True, await ask(cloud, peer, client))
    except CloudError as error:
        return Finding(what, False, error.reason)
    except AssistantError as error:
        return Finding(what, False, str(error))
    except Exception as error:
        if not is_foreign(error):
            raise
        ours = explained(error, peer.name)
        return Finding(what, False, ours.reason if isinstance(ours, CloudError) else str(ours))


async def _models(cloud: Cloud, peer: Peer, client: Client) -> str:
    del cloud
    names = [model.id async for model in await client.sdk.models.list()]
    missing = {peer.model(use) for use in Use} - {"", *names}
    if missing and names:
        raise CloudError(f"It has no {missing}.", reason=f"has {', '.join(names)}")
    return ", ".join(names)


async def _chat(cloud: Cloud, peer: Peer, client: Client) -> str:
    began, pieces, first = cloud.now(), 0, 0.0
    messages: Any = prompts.chat([_QUESTION], "en")
    stream = await client.sdk.chat.completions.create(
        model=peer.model(Use.CHAT), messages=messages, max_tokens=40, stream=True
    )
    async for chunk in stream:
        if chunk.choices and chunk.choices[0].delta.content:
            first = first or cloud.now() - began
            pieces += 1
    if not pieces:
        raise CloudError("It said nothing.", reason="garbage")
    rest = cloud.now() - began - first
    rate = (pieces - 1) / rest if rest > 0 else 0.0
    return f"first piece after {first:.2f} s, then {rate:.0f} pieces a second"


async def _tools(cloud: Cloud, peer: Peer, client: Client) -> str:
    del cloud
    body: Any = prompts.choice(_ORDER, [_LAMP])
    reply = await client.sdk.chat.completions.create(
        model=peer.model(Use.CHAT), max_tokens=60, **body
    )
    calls = reply.choices[0].message.tool_calls or []
    named = [getattr(call, "function", None) for call in calls]
    if not any(one is not None and one.name == prompts.wire_name(_LAMP.name) for one in named):
        raise CloudError("It called no tool.", reason="called none: only answers are asked of it")
    return "called the right one"
