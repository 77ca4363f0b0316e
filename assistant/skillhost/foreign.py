"""MCP servers that were written for others, as skills: their tools, and what they say. Pure.

Text from a server is data: it is cleaned, shortened and spoken, never followed. A tool that may
change something outside the car is not run when it is called: the call becomes an effect
(``skill.run``) that passes the policy like any other, and runs when that allows it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from assistant.errors import SkillError
from assistant.skillhost.manifest import Bundle, ToolManifest
from assistant.skillhost.schema import wrong_with
from assistant.skillhost.sdk import Effect, ToolResult
from assistant.skillhost.toolset import RUN

if TYPE_CHECKING:
    from mcp_types import CallToolResult, Tool

SPOKEN_LETTERS = 300
CARD_LETTERS = 2_000
MAX_TOOLS = 32
"""How many tools of a server become the car's when its manifest names none."""

_DESCRIPTION_LETTERS = 300
_TAGS = re.compile(
    r"<(script|style)\b.*?</\1>|<[^>]{0,500}>|\x1b\[[0-9;]*[A-Za-z]", re.IGNORECASE | re.DOTALL
)
_LINKS = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|https?://\S+")
_MARKS = re.compile(r"```\w*|[*_`#>|~]+(?=\s|\w|$)|(?<=\w)[*_`~]+|^\s*[-+]\s+", re.MULTILINE)
_UNHEARD = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")
_SENTENCE_END = re.compile(r"[.!?。！？]\s*(?=\S)")


def tool_id(name: str) -> str:
    """Return a server's tool name as one of ours.

    >>> tool_id("get-currentTime")
    'get_currenttime'
    """
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    return (plain if plain[:1].isalpha() else f"t_{plain}")[:40]


def with_tools(bundle: Bundle, listed: Iterable[Tool]) -> Bundle:
    """Return the bundle of a server with the tools that the server lists.

    The manifest's ``[[tools]]`` choose, rename and describe; without any, all are taken.

    Raises:
        SkillError: the manifest names a tool that the server doesn't have.
    """
    by_name = {tool.name: tool for tool in listed}
    by_id = {tool_id(name): tool for name, tool in reversed(by_name.items())}
    chosen: Iterable[ToolManifest] = bundle.tools.values()
    if not bundle.tools:
        chosen = [ToolManifest(name=name) for name in list(reversed(by_id))[:MAX_TOOLS]]
    tools = {}
    for manifest in chosen:
        tool = by_name.get(manifest.server_tool) or by_id.get(manifest.name)
        if tool is None:
            raise SkillError(
                f"{bundle.folder}/skill.toml: [[tools]] {manifest.name}: the server has no such"
                f" tool; it has {', '.join(sorted(by_name)) or 'none'}. Set server_tool."
            )
        if not wrong_with(tool.input_schema):
            tools[manifest.name] = _merged(manifest, tool, bundle)
    return replace(bundle, tools=tools)


def needs_effect(bundle: Bundle, manifest: ToolManifest) -> bool:
    """Return True for a tool that the policy must allow before it runs."""
    return bundle.server is not None and manifest.changes_state


def as_effect(tool: str, arguments: dict[str, Any]) -> ToolResult:
    """Return the answer of a call that waits for the policy."""
    return ToolResult("done", effects=(Effect(RUN, target=tool, args=arguments),), outcome="done")


def answered(bundle: Bundle, manifest: ToolManifest, result: CallToolResult) -> ToolResult:
    """Return what a server answered as our tools answer.

    The reply is the bundle's own of the tool's name, filled from the structured content, or
    else the cleaned text.
    """
    if result.is_error:
        return ToolResult("failed", outcome="refused")
    raw = "\n".join(part.text for part in result.content if part.type == "text")
    data = result.structured_content if result.structured_content is not None else _json(raw)
    text = cleaned(_told(data) if data is not None else raw)
    if not text:
        return ToolResult("done")
    fields = data if isinstance(data, Mapping) else {}
    own = any(manifest.name in texts for texts in bundle.replies.values())
    title = bundle.name.get("en", bundle.id)
    return ToolResult(
        reply=manifest.name if own else "text",
        values={**{str(key): value for key, value in fields.items()}, "text": shortened(text)},
        card={"type": "text", "title": title, "text": text[:CARD_LETTERS]},
    )


def cleaned(text: str) -> str:
    r"""Return text without markup, addresses and signs that can't be heard, in one line.

    >>> cleaned("# Hi\n**It** is [here](https://example.org) <b>now</b>")
    'Hi It is here now'
    """
    plain = _TAGS.sub(" ", text[: 20 * CARD_LETTERS])
    plain = _LINKS.sub(r"\1", plain)
    plain = _UNHEARD.sub(" ", _MARKS.sub("", plain))
    return " ".join(plain.split())


def shortened(text: str) -> str:
    """Return at most ``SPOKEN_LETTERS``, ending with a sentence where there is one."""
    if len(text) <= SPOKEN_LETTERS:
        return text
    ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, SPOKEN_LETTERS)]
    return text[: ends[-1]].strip() if ends else text[:SPOKEN_LETTERS].rsplit(" ", 1)[0] + " …"


def _merged(manifest: ToolManifest, tool: Tool, bundle: Bundle) -> ToolManifest:
    parameters = {"type": "object", "properties": {}, **tool.input_schema}
    return replace(
        manifest,
        server_tool=tool.name,
        description=manifest.description
        or cleaned(tool.description or tool.name)[:_DESCRIPTION_LETTERS],
        changes_state=manifest.changes_state or _may_change(tool, bundle),
        parameters=manifest.parameters or parameters,
    )


def _may_change(tool: Tool, bundle: Bundle) -> bool:
    """Return True unless the tool only reads, by its own word or for want of any way out."""
    hints = tool.annotations
    if hints is not None and hints.read_only_hint is not None:
        return not hints.read_only_hint
    return bool(bundle.network) or (hints is not None and hints.destructive_hint is True)


def _json(text: str) -> Any:
    """Return what a text is in JSON, None when it is no object or list."""
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _told(data: Any) -> str:
    """Return plain data as words: a single value alone, several with their names."""
    if isinstance(data, Mapping):
        if len(data) == 1:
            return _told(next(iter(data.values())))
        return ", ".join(f"{str(key).replace('_', ' ')}: {_told(one)}" for key, one in data.items())
    if isinstance(data, list):
        return ", ".join(_told(one) for one in data)
    return "" if data is None else str(data)
