"""Run skills inside this process, behind the port of all hosts: for tests and one question.

The boundary is that of every host (``toolset``): a skill that works here works in a process of
its own. A skill that hangs costs its turn, not the program; its thread can't be stopped in this
host. Bundles that are MCP servers need a process: see ``host``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from assistant.errors import SkillError
from assistant.skillhost.code import load_skill
from assistant.skillhost.manifest import Bundle
from assistant.skillhost.sdk import Context, ToolResult
from assistant.skillhost.toolset import ToolSet, visible
from assistant.understanding.llm import ToolSpec

CALL_S = 4.0
"""A tool that takes longer has failed: tools compute, they don't wait."""


class LocalSkillHost:
    """Implements ``SkillHost``."""

    def __init__(self, bundles: Sequence[Bundle]) -> None:
        """Load the code of all bundles.

        Raises:
            SkillError: a bundle's code can't be loaded or lacks a declared tool.
        """
        self._set = ToolSet(bundles)
        self._skills = {b.id: load_skill(b.id, b.folder, tuple(b.tools)) for b in bundles}

    @property
    def bundles(self) -> tuple[Bundle, ...]:
        """The bundles in use."""
        return self._set.bundles

    def tools(self) -> tuple[ToolSpec, ...]:
        """Return all tools."""
        return self._set.specs

    def changes_state(self, tool: str) -> bool:
        """Return True when a tool may ask for effects."""
        return self._set.changes_state(tool)

    def allowed_effects(self, tool: str) -> tuple[str, ...]:
        """Return what the tool's skill may set; nothing for a tool that only answers."""
        return self._set.allowed_effects(tool)

    def parked_only(self, tool: str) -> bool:
        """Return True when the tool may only be used with the car parked."""
        return self._set.parked_only(tool)

    def lookups(self, tool: str) -> tuple[str, ...]:
        """Return the services that are asked about the tool's arguments before each call."""
        return self._set.lookups(tool)

    async def call(self, tool: str, arguments: dict[str, Any], context: Context) -> ToolResult:
        """Run a tool with what its manifest lets it see.

        Raises:
            SkillError: unknown tool, wrong arguments, an effect that the manifest doesn't
                declare, or the skill failed or took too long.
        """
        bundle, manifest = self._set.find(tool)
        given = self._set.given(tool, arguments)
        function = self._skills[bundle.id].tools[manifest.name]
        try:
            async with asyncio.timeout(CALL_S):
                result = await asyncio.to_thread(function, visible(bundle, context), **given)
        except TimeoutError as error:
            raise SkillError(
                f"{tool}: no answer within {CALL_S:g} s", code="skill_timeout"
            ) from error
        except Exception as error:  # a port: whatever a skill throws is its failure
            raise SkillError(f"{tool} failed: {type(error).__name__}") from error
        return self._set.accepted(tool, result)

    def render(self, tool: str, key: str, language: str, values: dict[str, Any]) -> str:
        """Return the skill's reply in a language.

        Raises:
            SkillError: there is no such reply, or its template failed.
        """
        return self._set.render(tool, key, language, values)
