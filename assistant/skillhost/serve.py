"""A process of skills: serve the tools of one or several bundles over MCP on standard streams.

    python assistant/skillhost/serve.py skills/windows skills/climate

Any MCP client can use it. Tools are named ``skill.tool``; the context comes with each call
under ``_meta``; the ``ToolResult`` goes back as structured content. What a tool raises goes
back as its type's name, never as its text, which may hold a person's words.
"""

from __future__ import annotations

import asyncio
import importlib.util
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # started by its path: nothing but this package need be readable
    _package = Path(__file__).resolve().parents[1]
    _spec = importlib.util.spec_from_file_location(
        "assistant", _package / "__init__.py", submodule_search_locations=[str(_package)]
    )
    assert _spec is not None
    sys.modules["assistant"] = importlib.util.module_from_spec(_spec)

from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
)

from assistant.errors import SkillError
from assistant.skillhost.code import load_skill
from assistant.skillhost.manifest import Bundle, load_bundle
from assistant.skillhost.sdk import CONTEXT_KEY, Context, Skill, ToolResult


class SkillServer:
    """The tools of some bundles, as an MCP server calls them."""

    def __init__(self, bundles: list[Bundle]) -> None:
        self._skills: dict[str, Skill] = {
            bundle.id: load_skill(bundle.id, bundle.folder, tuple(bundle.tools))
            for bundle in bundles
        }
        self._tools = [
            Tool(
                name=f"{bundle.id}.{tool.name}",
                description=tool.description,
                input_schema=tool.parameters,
            )
            for bundle in bundles
            for tool in bundle.tools.values()
        ]

    async def list_tools(
        self, _: ServerRequestContext[Any], _page: PaginatedRequestParams | None
    ) -> ListToolsResult:
        """Return all tools."""
        return ListToolsResult(tools=self._tools)

    async def call_tool(
        self, _: ServerRequestContext[Any], params: CallToolRequestParams
    ) -> CallToolResult:
        """Run one tool; its failure is a result too."""
        skill_id, name = params.name.partition(".")[::2]
        skill = self._skills.get(skill_id)
        function = skill.tools.get(name) if skill is not None else None
        if function is None:
            return _failed("LookupError")
        meta: dict[str, Any] = {**(params.meta or {})}
        try:
            context = Context(**meta.get(CONTEXT_KEY, {}))
            result = function(context, **(params.arguments or {}))
        except Exception as error:  # noqa: BLE001  a port: what a skill throws is its failure
            return _failed(type(error).__name__)
        if not isinstance(result, ToolResult):
            return _failed("TypeError")
        return CallToolResult(content=[], structured_content=asdict(result))


def _failed(kind: str) -> CallToolResult:
    return CallToolResult(
        content=[TextContent(text=kind)], structured_content={"error": kind}, is_error=True
    )


async def serve(folders: list[Path]) -> None:
    """Serve the bundles in ``folders`` until standard input ends.

    Raises:
        SkillError: a bundle is wrong.
    """
    skills = SkillServer([load_bundle(folder) for folder in folders])
    server: Server[Any] = Server(
        "skills", on_list_tools=skills.list_tools, on_call_tool=skills.call_tool
    )
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())


def main() -> None:
    """Serve the bundles named on the command line; say on standard error what is wrong."""
    try:
        asyncio.run(serve([Path(folder) for folder in sys.argv[1:]]))
    except SkillError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
