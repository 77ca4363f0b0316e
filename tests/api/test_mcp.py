"""The car's tools with the stock MCP client."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import jsonschema
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from assistant.api.mcp_server import CONFIRM
from assistant.api.scopes import Scope
from assistant.events import TurnEnded
from tests.api.served import WINDOW, Served, run_served

TRUNK = "Vehicle.Body.Trunk.Rear.IsOpen"


@asynccontextmanager
async def tools_of(running: Served, scope: Scope, zone: str | None = None) -> AsyncIterator[Client]:
    headers = {"authorization": f"Bearer {running.token(scope, zone=zone)}"}
    async with (
        httpx2.AsyncClient(headers=headers, trust_env=False) as http,
        Client(streamable_http_client(f"{running.url}/mcp", http_client=http)) as client,
    ):
        yield client


def test_tools_are_listed_with_schemas_and_called(tmp_path: Path) -> None:
    async def work(running: Served) -> tuple[Any, Any, list[TurnEnded], object]:
        ends: list[TurnEnded] = []
        with running.car.bus.listening(
            lambda event: ends.append(event) if isinstance(event, TurnEnded) else None
        ):
            async with tools_of(running, Scope.APP, "driver") as client:
                listed = await client.list_tools()
                done = await client.call_tool("windows.set_window", {"position": 40})
        await asyncio.sleep(2.0)
        reading = running.vehicle.read(WINDOW)
        return listed, done, ends, reading and reading.value

    listed, done, ends, position = run_served(tmp_path, work)
    tools = {tool.name: tool for tool in listed.tools}
    assert {"windows.set_window", "climate.set_temperature", "tailgate.open_trunk"} <= set(tools)
    assert CONFIRM not in tools
    assert tools["windows.set_window"].annotations.read_only_hint is False
    assert tools["windows.set_window"].input_schema["required"] == ["position"]
    assert done.is_error is not True
    assert done.structured_content["outcome"] == "done"
    assert done.structured_content["effects"][0]["path"] == WINDOW
    jsonschema.validate(done.structured_content, tools["windows.set_window"].output_schema)
    assert [end.intent for end in ends] == ["windows.set_window"]
    assert position == 40


def test_the_policy_and_the_schema_refuse_with_a_reason(tmp_path: Path) -> None:
    async def work(running: Served) -> list[Any]:
        async with tools_of(running, Scope.APP, "rear_left") as client:
            return [
                await client.call_tool("windows.set_window", {"seat": "driver", "position": 100}),
                await client.call_tool("windows.set_window", {"position": "wide"}),
                await client.call_tool("windows.smash", {}),
                await client.call_tool(CONFIRM, {"id": "x", "yes": True}),
            ]

    results = run_served(tmp_path, work)
    assert all(result.is_error for result in results)
    seat, kind, unknown, confirm = (result.structured_content for result in results)
    assert seat["outcome"] == "refused"
    assert seat["reply"]
    assert seat["effects"] == []
    assert '"wide"' in kind["reply"]
    assert unknown["code"] == "not_found"
    assert confirm["code"] == "forbidden"


def test_a_call_that_needs_a_yes_waits_for_one_that_counts_once(tmp_path: Path) -> None:
    async def work(running: Served) -> tuple[list[Any], object]:
        async with tools_of(running, Scope.SCREEN) as client:
            asked = await client.call_tool("tailgate.open_trunk", {})
            before = running.vehicle.read(TRUNK)
            assert before is not None
            assert before.value is False
            answer = {"id": asked.structured_content["confirmation"], "yes": True}
            done = await client.call_tool(CONFIRM, answer)
            again = await client.call_tool(CONFIRM, answer)
        after = running.vehicle.read(TRUNK)
        return [asked, done, again], after and after.value

    (asked, done, again), is_open = run_served(tmp_path, work)
    assert asked.structured_content["outcome"] == "needs_confirmation"
    assert asked.structured_content["reply"].endswith("?")
    assert done.structured_content["outcome"] == "done"
    assert again.structured_content["code"] == "not_found"
    assert is_open is True


def test_an_app_asks_and_the_people_in_the_car_answer(tmp_path: Path) -> None:
    async def work(running: Served) -> tuple[Any, Any, httpx2.Response, Any]:
        async with (
            tools_of(running, Scope.APP, "driver") as app,
            running.http(Scope.PASSENGER) as phone,
            running.http(Scope.SCREEN) as screen,
        ):
            asked = await app.call_tool("tailgate.open_trunk", {})
            spoken = await running.car.ask("yes")
            shown = (await screen.get("/api/v1/state")).json()["confirmations"]
            body = {"yes": True, "confirmation": shown[0]["id"]}
            stranger = await phone.post("/api/v1/confirm", json=body)
            done = (await screen.post("/api/v1/confirm", json=body)).json()
        return asked.structured_content, spoken, stranger, done

    asked, spoken, stranger, done = run_served(tmp_path, work)
    assert asked["confirmation"] is None
    assert asked["may_confirm"] is False
    assert spoken.effects == ()  # nobody's yes to something else opens the trunk
    assert stranger.status_code == 404
    assert (done["outcome"], done["effects"][0]["path"]) == ("done", TRUNK)


def test_no_token_no_tools_and_other_scopes_see_none(tmp_path: Path) -> None:
    async def work(running: Served) -> tuple[int, list[Any], Any]:
        async with running.http() as nobody:
            refused = await nobody.post("/mcp", json={})
        async with tools_of(running, Scope.OPERATOR) as operator:
            listed = await operator.list_tools()
            called = await operator.call_tool("windows.set_window", {"position": 100})
        return refused.status_code, listed.tools, called

    status, tools, called = run_served(tmp_path, work)
    assert (status, tools) == (401, [])
    assert called.is_error
    assert called.structured_content["code"] == "forbidden"


def test_no_stream_is_held_open_for_nothing(tmp_path: Path) -> None:
    """The server has nothing to tell unasked; the protocol's answer to that is 405."""

    async def work(running: Served) -> int:
        async with running.http(Scope.APP) as client:
            return (await client.get("/mcp", headers={"accept": "text/event-stream"})).status_code

    assert run_served(tmp_path, work) == 405
