"""Run the first-party skills inside the engine's process, behind the port of all hosts.

Arguments, context and results pass through JSON, so that nothing but data crosses the
boundary: a skill that works here works in a process of its own. A skill that hangs costs its
turn, not the service; its thread can't be stopped in this host.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from fnmatch import fnmatchcase
from typing import Any

import jsonschema

from assistant.errors import SkillError
from assistant.skillhost.manifest import Bundle, ToolManifest
from assistant.skillhost.replies import Replies
from assistant.skillhost.sdk import Context, Effect, Skill, ToolResult, is_declared
from assistant.understanding.llm import ToolSpec

OUTCOMES = ("done", "answered", "asked", "refused")

CALL_S = 2.0
"""A tool that takes longer has failed: tools compute, they don't wait."""

_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")


class LocalSkillHost:
    """Implements ``SkillHost``."""

    def __init__(self, bundles: Sequence[Bundle]) -> None:
        """Load the code of all bundles.

        Raises:
            SkillError: a bundle's code can't be loaded or lacks a declared tool.
        """
        self._bundles = {bundle.id: bundle for bundle in bundles}
        self._skills = {bundle.id: _load(bundle) for bundle in bundles}
        self._replies = Replies(bundles)
        self._shapes = {
            f"{b.id}.{t.name}": _unbounded(t.parameters) for b in bundles for t in b.tools.values()
        }
        self._specs = tuple(
            ToolSpec(f"{b.id}.{t.name}", t.description, t.parameters, t.examples)
            for b in bundles
            for t in b.tools.values()
        )

    def tools(self) -> tuple[ToolSpec, ...]:
        """Return all tools."""
        return self._specs

    def changes_state(self, tool: str) -> bool:
        """Return True when a tool may ask for effects."""
        bundle_id, _, name = tool.partition(".")
        bundle = self._bundles.get(bundle_id)
        return bundle is not None and name in bundle.tools and bundle.tools[name].changes_state

    def allowed_effects(self, tool: str) -> tuple[str, ...]:
        """Return what the tool's skill may set; nothing for a tool that only answers."""
        bundle, manifest = self._find(tool)
        return bundle.effects if manifest.changes_state else ()

    async def call(self, tool: str, arguments: dict[str, Any], context: Context) -> ToolResult:
        """Run a tool with what its manifest lets it see.

        A number beyond the manifest's limits is passed on: a person said it, and the skill
        answers that it is too much.

        Raises:
            SkillError: unknown tool, wrong arguments, an effect that the manifest doesn't
                declare, or the skill failed or took too long.
        """
        bundle, manifest = self._find(tool)
        given = _through_json(arguments)
        try:
            jsonschema.validate(given, self._shapes[tool])
        except jsonschema.ValidationError as error:
            raise SkillError(f"{tool}: wrong arguments: {error.message}") from error
        seen = _context(bundle, context)
        function = self._skills[bundle.id].tools[manifest.name]
        try:
            async with asyncio.timeout(CALL_S):
                result = await asyncio.to_thread(function, seen, **given)
        except TimeoutError as error:
            raise SkillError(f"{tool}: no answer within {CALL_S:g} s") from error
        except Exception as error:  # a port: whatever a skill throws is its failure
            raise SkillError(f"{tool} failed: {type(error).__name__}") from error
        answer = _result(tool, result)
        _check_effects(tool, answer, bundle.effects if manifest.changes_state else ())
        return answer

    def render(self, tool: str, key: str, language: str, values: dict[str, Any]) -> str:
        """Return the skill's reply in a language.

        Raises:
            SkillError: there is no such reply, or its template failed.
        """
        return self._replies.render(self._find(tool)[0].id, key, language, values)

    def _find(self, tool: str) -> tuple[Bundle, ToolManifest]:
        bundle_id, _, name = tool.partition(".")
        bundle = self._bundles.get(bundle_id)
        if bundle is None or name not in bundle.tools:
            raise SkillError(f"{tool}: no such tool")
        return bundle, bundle.tools[name]


def _load(bundle: Bundle) -> Skill:
    path = bundle.folder / "skill.py"
    spec = importlib.util.spec_from_file_location(f"assistant_skill_{bundle.id}", path)
    if spec is None or spec.loader is None:
        raise SkillError(f"{path}: can't be loaded")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # a port: the code is the skill author's
        raise SkillError(f"{path}: {type(error).__name__}: {error}") from error
    skill = getattr(module, "skill", None)
    if not isinstance(skill, Skill):
        raise SkillError(f'{path}: define `skill = Skill("{bundle.id}")`')
    missing = set(bundle.tools) - set(skill.tools)
    if missing:
        raise SkillError(f"{path}: tools without a function: {', '.join(sorted(missing))}")
    return skill


def _through_json(value: Any) -> Any:
    try:
        return json.loads(json.dumps(value, allow_nan=False))
    except (TypeError, ValueError) as error:
        raise SkillError(f"Only plain data passes to and from skills: {error}") from error


def _context(bundle: Bundle, context: Context) -> Context:
    """Return the part of the context that the bundle's manifest declares."""
    seen = {
        path: value
        for path, value in context.signals.items()
        if any(fnmatchcase(path, pattern) for pattern in bundle.context)
    }
    services = {name: context.services[name] for name in context.services if name in bundle.context}
    utterance = context.utterance if "utterance" in bundle.context else ""
    return replace(context, signals=seen, services=services, utterance=utterance)


def _unbounded(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema of arguments without limits of numbers."""
    properties = {
        name: {key: value for key, value in one.items() if key not in _BOUNDS}
        for name, one in schema.get("properties", {}).items()
    }
    return {**schema, "properties": properties}


def _check_effects(tool: str, result: ToolResult, declared: Sequence[str]) -> None:
    for effect in result.effects:
        if not is_declared(effect, declared):
            wanted = effect.target if effect.kind == "set" else effect.kind
            raise SkillError(f"{tool}: asked for {wanted}, which its skill.toml doesn't declare")


def _result(tool: str, result: object) -> ToolResult:
    if not isinstance(result, ToolResult):
        raise SkillError(f"{tool}: must return a ToolResult, not {type(result).__name__}")
    if result.outcome not in OUTCOMES:
        raise SkillError(f"{tool}: outcome must be one of {OUTCOMES}, not {result.outcome!r}")
    plain = _through_json(asdict(result))
    effects = tuple(Effect(**effect) for effect in plain.pop("effects"))
    return ToolResult(effects=effects, **plain)
