"""The car's tools as an MCP server at ``/mcp`` (streamable HTTP).

A call goes the way of a spoken request from the seat that the token speaks for: the policy
decides, the car is read back, and the people see what happens. A call that needs a yes comes
back as ``needs_confirmation`` with a one-time id; clients that may confirm have a tool for it,
for others the people in the car answer on their screen.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
    ToolAnnotations,
)
from starlette.exceptions import HTTPException
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from assistant.api import talk
from assistant.api.guard import MAX_BODY
from assistant.api.hub import Hub, service_version
from assistant.api.scopes import Client, Permission
from assistant.conversation.calls import CallEnded
from assistant.conversation.turn import ANSWER_TOOL
from assistant.errors import AssistantError
from assistant.events import Outcome, to_json
from assistant.skillhost.schema import checker, misfit
from assistant.skillhost.services import Asker
from assistant.understanding.interface import ToolCall

CONFIRM = "assistant.confirm"

_CONFIRM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "maxLength": 64, "description": "From needs_confirmation"},
        "yes": {"type": "boolean", "description": "What the person answered"},
    },
    "required": ["id", "yes"],
    "additionalProperties": False,
}

_RESULT_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "outcome": {
            "enum": [
                "done",
                "answered",
                "asked",
                "needs_confirmation",
                "refused",
                "failed",
                "cancelled",
            ]
        },
        "reply": {"type": "string", "description": "What the car says about it"},
        "effects": {"type": "array", "items": {"type": "object"}},
        "card": {"type": ["object", "null"]},
        "confirmation": {"type": ["string", "null"], "description": "One-time id"},
        "may_confirm": {"type": "boolean", "description": "False: only people in the car may"},
    },
    "required": ["outcome", "reply", "effects"],
}

Context = ServerRequestContext[Any, Any]


class CarTools:
    """The MCP server of one API."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._server: Server[Any] = Server(
            "in-vehicle-assistant",
            version=service_version(),
            instructions="Tools of the car. Its policy decides what may happen now.",
            on_list_tools=self._list,
            on_call_tool=self._call,
        )
        self._manager = StreamableHTTPSessionManager(
            self._server, json_response=True, stateless=True, max_request_body_size=MAX_BODY
        )
        self.route = Route("/mcp", endpoint=_Endpoint(self._manager))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Serve for the duration of a block.

        The manager has a task of its own: its task group would wrap the block's errors.
        """
        ready, over = asyncio.Event(), asyncio.Event()

        async def run() -> None:
            async with self._manager.run():
                ready.set()
                await over.wait()

        serving = asyncio.create_task(run())
        await ready.wait()
        try:
            yield
        finally:
            over.set()
            await serving

    async def _list(
        self, context: Context, _params: PaginatedRequestParams | None
    ) -> ListToolsResult:
        client = _client(context)
        if not client.may(Permission.TOOLS):
            return ListToolsResult(tools=[])
        car = self._hub.car
        tools = [
            Tool(
                name=spec.name,
                description=spec.description,
                input_schema=spec.parameters,
                output_schema=_RESULT_SCHEMA,
                annotations=ToolAnnotations(
                    read_only_hint=not car.changes_state(spec.name), open_world_hint=False
                ),
            )
            for spec in car.tools
            if spec.name != ANSWER_TOOL
        ]
        return ListToolsResult(tools=tools + ([_confirm_tool()] if _may_confirm(client) else []))

    async def _call(self, context: Context, params: CallToolRequestParams) -> CallToolResult:
        client = _client(context)
        arguments = params.arguments or {}
        try:
            client.require(Permission.TOOLS)
            if params.name == CONFIRM:
                ended = await self._confirm(client, arguments)
            else:
                ended = await self._perform(client, params.name, arguments)
        except AssistantError as error:
            return _failed(error)
        return _told(ended, client)

    async def _perform(self, client: Client, tool: str, arguments: dict[str, Any]) -> CallEnded:
        known = {spec.name: spec for spec in self._hub.car.tools}
        if tool not in known or tool == ANSWER_TOOL:
            raise AssistantError("There is no such tool; list the tools.", code="not_found")
        _check(arguments, known[tool].parameters)
        language = self._hub.car.config.voice.languages[0]
        return await self._hub.car.calls.perform(
            ToolCall(tool, arguments), Asker(client.zone, language)
        )

    async def _confirm(self, client: Client, arguments: dict[str, Any]) -> CallEnded:
        client.require(Permission.CONFIRM)
        _check(arguments, _CONFIRM_SCHEMA)
        waits = talk.waiting(self._hub, client, arguments["id"])
        asker = Asker(client.zone, waits.asker.language)
        return await self._hub.car.calls.answer(waits.id, asker, yes=arguments["yes"])


class _Endpoint:
    """The manager as an ASGI application; starlette would take a method for a handler."""

    def __init__(self, manager: StreamableHTTPSessionManager) -> None:
        self._manager = manager

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "POST":  # a stream would stay open, and nothing be sent on it
            raise HTTPException(405, headers={"allow": "POST"})
        await self._manager.handle_request(scope, receive, send)


def _client(context: Context) -> Client:
    assert context.request is not None
    client: Client = context.request.state.client
    return client


def _may_confirm(client: Client) -> bool:
    return client.may(Permission.CONFIRM)


def _confirm_tool() -> Tool:
    return Tool(
        name=CONFIRM,
        description="Answer the question of a call that needs confirmation, for a person who did",
        input_schema=_CONFIRM_SCHEMA,
        output_schema=_RESULT_SCHEMA,
        annotations=ToolAnnotations(read_only_hint=False, open_world_hint=False),
    )


def _check(arguments: dict[str, Any], schema: dict[str, Any]) -> None:
    wrong = misfit(arguments, checker(schema))
    if wrong:
        raise AssistantError(f"Wrong arguments: {wrong[:200]}", code="input")


def _told(ended: CallEnded, client: Client) -> CallToolResult:
    turn = to_json(ended.turn)
    body: dict[str, Any] = {
        "outcome": turn["outcome"],
        "reply": turn["reply"],
        "effects": turn["effects"],
        "card": ended.card,
    }
    if ended.confirmation is not None:
        may = _may_confirm(client)
        body |= {
            "outcome": "needs_confirmation",
            "confirmation": ended.confirmation.id if may else None,
            "may_confirm": may,
            "card": None,
        }
    bad = ended.turn.outcome in (Outcome.REFUSED, Outcome.FAILED)
    return _result(body, is_error=bad)


def _failed(error: AssistantError) -> CallToolResult:
    body = {"outcome": "failed", "reply": str(error), "effects": [], "code": error.code}
    return _result(body, is_error=True)


def _result(body: dict[str, Any], *, is_error: bool) -> CallToolResult:
    text = TextContent(type="text", text=json.dumps(body, ensure_ascii=False))
    return CallToolResult(content=[text], structured_content=body, is_error=is_error)
