"""One life of a skill's process: started behind its walls, called over MCP, ended.

A process that hangs is killed at its time limit, one that writes without end at its budget; the
call that waited gets an error with a stable code. Nothing is repeated here.
"""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import Executor
from contextlib import suppress
from typing import Any

import mcp_types as types
from mcp import Client
from mcp_types.version import LATEST_MODERN_VERSION

from assistant.clock import at_work
from assistant.errors import SkillError
from assistant.skillhost.plans import ProcessPlan
from assistant.skillhost.sandbox import Child
from assistant.skillhost.wire import PipeTransport

START_S = 10.0
"""How long a process may take to be ready, on a busy machine."""

MAX_PAGES = 10
"""How many pages of tools a server may list."""

# what the library logs of a server's messages may hold a person's words
logging.getLogger("client").setLevel(logging.CRITICAL)
logging.getLogger("mcp.client").setLevel(logging.CRITICAL)


class SkillProcess:
    """A running process; ``tools`` are what it lists. Made by ``start``."""

    def __init__(self, plan: ProcessPlan, child: Child, launcher: Executor) -> None:
        self.tools: tuple[types.Tool, ...] = ()
        self._fault = ""
        self._ending = ""
        self._plan = plan
        self._child = child
        self._launcher = launcher
        self._transport = PipeTransport(child)
        self._client: Client | None = None
        self._ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._life = asyncio.create_task(self._live())

    @classmethod
    async def start(cls, plan: ProcessPlan, child: Child, launcher: Executor) -> SkillProcess:
        """Wait until a process that was launched has listed its tools.

        Raises:
            SkillError: it is not ready in time.
        """
        process = cls(plan, child, launcher)
        try:
            async with asyncio.timeout(START_S):
                with at_work():
                    await asyncio.shield(process._ready)
        except BaseException as error:  # not only errors: a cancelled start must not leak
            await process.close()
            if isinstance(error, TimeoutError):
                raise SkillError(f"{plan.name}: not ready in time", code="skill_start") from error
            raise
        return process

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._child.pid

    @property
    def cause(self) -> str:
        """The code of why it ended; empty while it runs."""
        if self._transport.too_much:
            return "skill_output"
        return self._fault or ("" if self.alive else "skill_died")

    @property
    def alive(self) -> bool:
        """True when a call would be served now."""
        return self._client is not None and not self._transport.ended.is_set()

    async def call(
        self, name: str, arguments: dict[str, Any], meta: dict[str, Any]
    ) -> types.CallToolResult:
        """Call one of its tools.

        Raises:
            SkillError: ``skill_timeout``, ``skill_output`` or ``skill_died``: the process has
                ended. ``skill``: the server refused the call.
        """
        if self._client is None:
            raise self._died(name)
        self._transport.refill()
        loop = asyncio.get_running_loop()
        deadline = loop.call_later(self._plan.call_s, self.kill, "skill_timeout")
        try:
            with at_work():
                return await self._client.call_tool(name, arguments, meta=meta or None)  # type: ignore[arg-type]
        except Exception as error:  # a port: the library raises errors of several families
            if self._transport.ended.is_set() or self._fault:
                await asyncio.shield(self._life)
                raise self._died(name) from error
            raise SkillError(f"{name} failed: {type(error).__name__}") from error
        finally:
            deadline.cancel()

    def kill(self, fault: str) -> None:
        """End it at once; ``fault`` is the code of the error that its callers get."""
        self._fault = self._fault or fault
        self._child.kill()

    async def close(self) -> None:
        """End it and wait for its end."""
        self._child.kill()
        self._transport.ended.set()
        await asyncio.shield(self._life)

    def _died(self, name: str) -> SkillError:
        words = {
            "skill_output": "wrote too much and was stopped",
            "skill_timeout": f"no answer within {self._plan.call_s:g} s; stopped",
            "skill_died": f"its process ended: {self._ending}",
        }
        return SkillError(f"{name}: {words.get(self.cause, 'was stopped')}", code=self.cause)

    async def _live(self) -> None:
        """Hold the session open until the process ends. Never raises."""
        # ours speaks the newest protocol; others are asked first
        mode = LATEST_MODERN_VERSION if self._plan.speaks_ours else "auto"
        reason = ""
        try:
            async with Client(self._transport, mode=mode, cache=None) as client:
                self.tools = await _listed(client)
                self._client = client
                self._ready.set_result(None)
                await self._transport.ended.wait()
        except Exception as error:  # noqa: BLE001  a port: errors of several families
            reason = type(error).__name__
        self._client = None
        self._transport.ended.set()
        self._child.kill()
        loop = asyncio.get_running_loop()
        self._ending = await loop.run_in_executor(self._launcher, self._child.reap)
        for pipe in (self._child.stdin, self._child.stdout, self._child.stderr):
            with suppress(OSError):
                pipe.close()
        if not self._ready.done():
            said = self._transport.last_words.splitlines()
            why = f"{said[-1] if said else reason} ({self._ending})"
            self._ready.set_exception(
                SkillError(f"{self._plan.name}: can't be started: {why}", code="skill_start")
            )
            self._ready.exception()  # looked at: nobody need wait for it


async def _listed(client: Client) -> tuple[types.Tool, ...]:
    tools: list[types.Tool] = []
    cursor: str | None = None
    for _ in range(MAX_PAGES):
        page = await client.list_tools(cursor=cursor)
        tools.extend(page.tools)
        cursor = page.next_cursor
        if cursor is None:
            break
    return tuple(tools)
