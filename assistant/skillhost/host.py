"""The skill host of a running service: every bundle in a process behind walls.

    async with open_skill_host(bundles, options) as host:
        understanding = Understanding(host.bundles, languages)
        result = await host.call("windows.set_window", {"position": 50}, context)

The set of bundles can be replaced while the car talks: calls in flight finish on the old
version, and everything from the swap on sees the new one.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import SkillError
from assistant.skillhost.foreign import answered, as_effect, needs_effect, with_tools
from assistant.skillhost.listed import ListedTools
from assistant.skillhost.manifest import Bundle, ToolManifest
from assistant.skillhost.plans import SHARED, ProcessPlan, plan_alone, plan_processes
from assistant.skillhost.runner import ProcessStatus, Runner
from assistant.skillhost.sandbox import SandboxFacts, Strictness, sandbox_facts
from assistant.skillhost.sdk import CONTEXT_KEY, Context, ToolResult
from assistant.skillhost.toolset import ToolSet, visible
from assistant.understanding.llm import ToolSpec

if TYPE_CHECKING:
    from mcp_types import CallToolResult, Tool

FORBIDDEN = {"PermissionError": "files or signals", "BlockingIOError": "a new process"}
"""Errors of Python that the walls cause, and what the skill then asked for."""

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class HostOptions:
    """``shared`` are the ids of the bundles that come with the assistant.

    ``sandbox`` says what happens where the kernel can't build whole walls; ``cache_dir`` keeps
    what MCP servers list, so that they need not run before they are used. Without ``warm``,
    processes that are kept warm are launched, and waited for when ``warm`` is called.
    """

    shared: Collection[str] = ()
    sandbox: Strictness = "required"
    cache_dir: Path | None = None
    warm: bool = True


@dataclass(frozen=True, slots=True)
class HostStatus:
    """All processes, what the machine's sandbox can do, and the bundles that can't be used."""

    processes: tuple[ProcessStatus, ...]
    sandbox: SandboxFacts
    problems: dict[str, str]


class ProcessSkillHost:
    """Implements ``SkillHost``. Made by ``open_skill_host``."""

    def __init__(self, options: HostOptions) -> None:
        self._options = options
        self._facts = sandbox_facts()
        # walls end with the thread that built them: one thread, as long as the host
        self._launcher = ThreadPoolExecutor(1, thread_name_prefix="skills")
        self._listed = ListedTools(options.cache_dir)
        self._set = ToolSet(())
        self._answered: dict[str, ToolSet] = {}
        self._runners: dict[str, Runner] = {}
        self._asked: list[Runner] = []
        self._problems: dict[str, str] = {}
        self._warm = options.warm
        self._changing = asyncio.Lock()
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def bundles(self) -> tuple[Bundle, ...]:
        """The bundles in use; those of MCP servers with the tools that the servers list."""
        return self._set.bundles

    def tools(self) -> tuple[ToolSpec, ...]:
        """Return all tools."""
        return self._set.specs

    def changes_state(self, tool: str) -> bool:
        """Return True when a tool may ask for effects."""
        return self._set.changes_state(tool)

    def allowed_effects(self, tool: str) -> tuple[str, ...]:
        """Return what the tool's skill may set, in the version that answered last."""
        return self._answered.get(tool, self._set).allowed_effects(tool)

    def parked_only(self, tool: str) -> bool:
        """Return True when the tool may only be used with the car parked."""
        return self._answered.get(tool, self._set).parked_only(tool)

    def lookups(self, tool: str) -> tuple[str, ...]:
        """Return the services that are asked about the tool's arguments before each call."""
        return self._set.lookups(tool)

    def render(self, tool: str, key: str, language: str, values: dict[str, Any]) -> str:
        """Return the skill's reply in a language, in the version that answered last.

        Raises:
            SkillError: there is no such reply, or its template failed.
        """
        return self._answered.get(tool, self._set).render(tool, key, language, values)

    async def call(self, tool: str, arguments: dict[str, Any], context: Context) -> ToolResult:
        """Run a tool with what its manifest lets it see.

        Raises:
            SkillError: its ``code`` says what happened: ``skill`` (unknown tool, wrong
                arguments, undeclared effect, the tool failed), ``skill_forbidden``,
                ``skill_timeout``, ``skill_output``, ``skill_died``, ``skill_start`` or
                ``skill_sandbox``.
        """
        tools = self._set
        bundle, manifest = tools.find(tool)
        given = tools.given(tool, arguments)
        if needs_effect(bundle, manifest):
            self._answered[tool] = tools
            return as_effect(tool, given)
        result = await self._run(bundle, manifest, given, context)
        answer = (
            answered(bundle, manifest, result)
            if bundle.server is not None
            else _plain(tool, result)
        )
        accepted = tools.accepted(tool, answer)
        self._answered[tool] = tools
        return accepted

    async def run_for_effect(self, tool: str, arguments: dict[str, Any]) -> bool:
        """Run a server's tool that changes something, after the policy allowed it.

        Returns whether the server says that it worked.

        Raises:
            SkillError: as ``call``; also for a tool that needs no such permission.
        """
        bundle, manifest = self._set.find(tool)
        if not needs_effect(bundle, manifest):
            raise SkillError(f"{tool}: is not run as an effect")
        result = await self._run(bundle, manifest, self._set.given(tool, arguments), Context())
        return not result.is_error

    async def replace(
        self, bundles: Sequence[Bundle], swap: Callable[[], None] = lambda: None
    ) -> None:
        """Use ``bundles`` from now on; ``swap`` runs at the same moment, without a pause.

        Build what depends on the bundles before, from ``await host.completed(bundles)``. The
        processes of bundles that didn't change go on; replaced ones end after their calls.
        """
        async with self._changing:
            complete = await self.completed(bundles)
            runners = self._runners_for(complete)
            old = {*self._runners.values(), *self._asked} - set(runners.values())
            self._set, self._runners, self._asked = ToolSet(complete), runners, []
            swap()
            offered = {bundle.id for bundle in bundles}
            self._problems = {k: v for k, v in self._problems.items() if k in offered}
        for runner in old:
            self._keep(runner.retire())
        for runner in self._prewarmed():
            runner.launch()
        if self._warm:
            self.warm()

    def warm(self) -> None:
        """Wait in the background for the processes that are kept warm, from now on."""
        self._warm = True
        for runner in self._prewarmed():
            self._keep(_warmed(runner))

    async def completed(self, bundles: Sequence[Bundle]) -> tuple[Bundle, ...]:
        """Return the bundles that can be used, those of servers with their tools.

        A bundle that can't is left out, and ``status`` says why: one bad bundle must not keep
        the others from working.
        """
        found = await asyncio.gather(*(self._completed(bundle) for bundle in bundles))
        return tuple(bundle for bundle in found if bundle is not None)

    def status(self) -> HostStatus:
        """Return how all processes are now."""
        runners = dict.fromkeys(self._runners.values())
        processes = tuple(runner.status() for runner in runners)
        return HostStatus(processes, self._facts, dict(self._problems))

    async def close(self) -> None:
        """End all processes."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        runners = {*self._runners.values(), *self._asked}
        await asyncio.gather(*(runner.close() for runner in runners))
        self._launcher.shutdown()

    async def _run(
        self, bundle: Bundle, manifest: ToolManifest, given: dict[str, Any], context: Context
    ) -> CallToolResult:
        runner = self._runners[bundle.id]
        if bundle.server is not None:
            return await runner.call(manifest.server_tool, given, {})
        meta = {CONTEXT_KEY: asdict(visible(bundle, context))}
        return await runner.call(f"{bundle.id}.{manifest.name}", given, meta)

    def _prewarmed(self) -> set[Runner]:
        return {runner for runner in self._runners.values() if runner.plan.prewarm}

    def _runners_for(self, bundles: Sequence[Bundle]) -> dict[str, Runner]:
        """Return a runner a bundle, those of before where nothing changed."""
        before = {*self._runners.values(), *self._asked}
        runners = {}
        for plan in plan_processes(bundles, self._options.shared):
            kept = next((runner for runner in before if runner.plan == plan), None)
            runner = kept or Runner(plan, self._strictness(plan.name), self._launcher)
            runners.update(dict.fromkeys(plan.skills, runner))
        return runners

    def _strictness(self, name: str) -> Strictness:
        """Return how whole the walls must be; what comes with the assistant runs anyhow."""
        if name == SHARED and self._options.sandbox == "required" and not self._facts.works:
            return "degraded" if self._facts.landlock_abi else "off"
        return self._options.sandbox

    async def _completed(self, bundle: Bundle) -> Bundle | None:
        if bundle.server is None:
            return bundle
        self._problems.pop(bundle.id, None)
        try:
            plan = plan_alone(bundle)
            listed = self._listed.read(bundle)
            if listed is None:
                listed = await self._ask(plan)
                self._listed.write(bundle, listed)
            return with_tools(bundle, listed)
        except SkillError as error:
            _LOGGER.warning("Skill %s can't be used: %s", bundle.id, error.code)
            self._problems[bundle.id] = str(error)
            return None

    async def _ask(self, plan: ProcessPlan) -> tuple[Tool, ...]:
        runner = Runner(plan, self._strictness(plan.name), self._launcher)
        self._asked.append(runner)
        return await runner.tools()

    def _keep(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


@asynccontextmanager
async def open_skill_host(
    bundles: Sequence[Bundle], options: HostOptions
) -> AsyncIterator[ProcessSkillHost]:
    """Yield a host of ``bundles``, and end its processes at the end.

    The processes that are kept warm start in the background.
    """
    host = ProcessSkillHost(options)
    try:
        await host.replace(bundles)
        yield host
    finally:
        await host.close()


def _plain(tool: str, result: CallToolResult) -> object:
    """Return the fields of what one of our processes answered.

    Raises:
        SkillError: the tool failed there.
    """
    fields = result.structured_content
    if not result.is_error:
        return fields
    kind = str(fields.get("error", ""))[:40] if isinstance(fields, dict) else ""
    if kind in FORBIDDEN:
        message = f"{tool} wanted {FORBIDDEN[kind]}, which a skill may not have"
        raise SkillError(message, code="skill_forbidden")
    raise SkillError(f"{tool} failed: {kind}")


async def _warmed(runner: Runner) -> None:
    try:
        await runner.tools()
    except SkillError as error:
        _LOGGER.warning("Skills can't be started: %s", error.code)
