"""The port to skills: call a tool, render its reply. Where the skill runs is the host's affair."""

from __future__ import annotations

from typing import Any, Protocol

from assistant.skillhost.manifest import Bundle
from assistant.skillhost.sdk import Context, ToolResult
from assistant.understanding.llm import ToolSpec


class SkillHost(Protocol):
    """Runs tools. A tool is named ``skill.tool``."""

    @property
    def bundles(self) -> tuple[Bundle, ...]:
        """The bundles in use, with all their tools."""
        ...

    def tools(self) -> tuple[ToolSpec, ...]:
        """Return all tools, as a language model sees them."""
        ...

    def changes_state(self, tool: str) -> bool:
        """Return True when a tool may ask for effects; an unknown one may not."""
        ...

    def allowed_effects(self, tool: str) -> tuple[str, ...]:
        """Return the patterns of what the tool's skill may set."""
        ...

    def parked_only(self, tool: str) -> bool:
        """Return True when the manifest allows the tool only with the car parked.

        Raises:
            SkillError: there is no such tool.
        """
        ...

    def lookups(self, tool: str) -> tuple[str, ...]:
        """Return the services that are asked about the tool's arguments before each call.

        Raises:
            SkillError: there is no such tool.
        """
        ...

    async def call(self, tool: str, arguments: dict[str, Any], context: Context) -> ToolResult:
        """Run a tool with what its manifest lets it see.

        Raises:
            SkillError: unknown tool, wrong arguments, or the skill failed.
        """
        ...

    def render(self, tool: str, key: str, language: str, values: dict[str, Any]) -> str:
        """Return the skill's reply ``key`` in a language.

        Raises:
            SkillError: there is no such reply, or its template failed.
        """
        ...
