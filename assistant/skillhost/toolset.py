"""What a set of bundles offers, and the boundary that every call crosses, wherever it runs.

Immutable: a host swaps one set for another in one assignment. Only plain data passes; a skill
sees the context that its manifest declares, and asks only for effects that it declares.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, replace
from fnmatch import translate
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from assistant.errors import SkillError
from assistant.skillhost.manifest import Bundle, ToolManifest
from assistant.skillhost.replies import Replies
from assistant.skillhost.schema import checker, misfit
from assistant.skillhost.sdk import Context, ToolResult, is_declared
from assistant.understanding.llm import ToolSpec

OUTCOMES = ("done", "answered", "asked", "refused")
MAX_RESULT_LETTERS = 100_000
"""How much JSON a tool may return."""

RUN = "skill.run"
"""The effect of running a tool of an MCP server that may change something."""

_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_ANSWER = TypeAdapter(ToolResult)


class ToolSet:
    """The tools of some bundles, by name ``skill.tool``."""

    def __init__(self, bundles: Sequence[Bundle]) -> None:
        self.bundles = tuple(bundles)
        self._by_id = {bundle.id: bundle for bundle in bundles}
        self._replies = Replies(bundles)
        tools = {f"{b.id}.{t.name}": t for b in bundles for t in b.tools.values()}
        self._checkers = {
            name: checker(_unbounded(tool.parameters)) for name, tool in tools.items()
        }
        self.specs = tuple(
            ToolSpec(name, tool.description, tool.parameters, tool.examples)
            for name, tool in tools.items()
        )

    def find(self, tool: str) -> tuple[Bundle, ToolManifest]:
        """Return a tool and its bundle.

        Raises:
            SkillError: there is no such tool.
        """
        bundle_id, _, name = tool.partition(".")
        bundle = self._by_id.get(bundle_id)
        if bundle is None or name not in bundle.tools:
            raise SkillError(f"{tool}: no such tool")
        return bundle, bundle.tools[name]

    def changes_state(self, tool: str) -> bool:
        """Return True when a tool may ask for effects; an unknown one may not."""
        bundle_id, _, name = tool.partition(".")
        bundle = self._by_id.get(bundle_id)
        return bundle is not None and name in bundle.tools and bundle.tools[name].changes_state

    def allowed_effects(self, tool: str) -> tuple[str, ...]:
        """Return what the tool's skill may set; nothing for a tool that only answers."""
        bundle, manifest = self.find(tool)
        if not manifest.changes_state:
            return ()
        return bundle.effects if bundle.server is None else (RUN,)

    def parked_only(self, tool: str) -> bool:
        """Return True when the tool may only be used with the car parked.

        Raises:
            SkillError: there is no such tool.
        """
        return self.find(tool)[1].when == "parked"

    def lookups(self, tool: str) -> tuple[str, ...]:
        """Return the services that are asked about the tool's arguments before each call.

        Raises:
            SkillError: there is no such tool.
        """
        return self.find(tool)[1].lookup

    def given(self, tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Return the arguments as plain data.

        A number beyond the manifest's limits is passed on: a person said it, and the skill
        answers that it is too much.

        Raises:
            SkillError: there is no such tool, or the arguments don't fit it.
        """
        self.find(tool)
        plain: dict[str, Any] = through_json(arguments)
        wrong = misfit(plain, self._checkers[tool])
        if wrong:
            raise SkillError(f"{tool}: wrong arguments: {wrong}")
        return plain

    def accepted(self, tool: str, result: object) -> ToolResult:
        """Return a tool's answer, given as a ``ToolResult`` or as its plain fields.

        Raises:
            SkillError: it is no answer, far too long, or asks for an effect that the manifest
                doesn't declare.
        """
        fields = asdict(result) if isinstance(result, ToolResult) else result
        if not isinstance(fields, dict):
            raise SkillError(f"{tool}: must return a ToolResult, not {type(result).__name__}")
        try:
            answer = _ANSWER.validate_python(through_json(fields))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise SkillError(f"{tool}: its answer's {where}: {first['msg']}") from error
        if answer.outcome not in OUTCOMES:
            raise SkillError(f"{tool}: outcome must be one of {OUTCOMES}, not {answer.outcome!r}")
        self._check_effects(tool, answer)
        return answer

    def render(self, tool: str, key: str, language: str, values: dict[str, Any]) -> str:
        """Return the skill's reply in a language.

        Raises:
            SkillError: there is no such reply, or its template failed.
        """
        return self._replies.render(self.find(tool)[0].id, key, language, values)

    def _check_effects(self, tool: str, answer: ToolResult) -> None:
        declared = self.allowed_effects(tool)
        for effect in answer.effects:
            if not is_declared(effect, declared):
                wanted = effect.target if effect.kind == "set" else effect.kind
                raise SkillError(
                    f"{tool}: asked for {wanted}, which its skill.toml doesn't declare"
                )


def visible(bundle: Bundle, context: Context) -> Context:
    """Return the part of the context that the bundle's manifest declares."""
    declared = _pattern(bundle.context)
    signals = {path: value for path, value in context.signals.items() if declared.match(path)}
    services = {name: context.services[name] for name in context.services if name in bundle.context}
    utterance = context.utterance if "utterance" in bundle.context else ""
    return replace(context, signals=signals, services=services, utterance=utterance)


@cache
def _pattern(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Return one pattern for all: hundreds of signals are looked at in every call."""
    return re.compile("|".join(translate(one) for one in patterns) or r"(?!)")


def through_json(value: Any) -> Any:
    """Return a copy that is certainly plain data.

    Raises:
        SkillError: it is something else, or very long.
    """
    try:
        text = json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise SkillError(f"Only plain data passes to and from skills: {error}") from error
    if len(text) > MAX_RESULT_LETTERS:
        raise SkillError(f"More than {MAX_RESULT_LETTERS} letters of data", code="skill_output")
    return json.loads(text)


def _unbounded(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema of arguments without limits of numbers."""
    properties = {
        name: {key: value for key, value in one.items() if key not in _BOUNDS}
        for name, one in schema.get("properties", {}).items()
    }
    return {**schema, "properties": properties}
