"""Read and check skill bundles: ``skills/<id>/skill.toml`` and the files beside it.

A bundle is a folder: ``skill.toml``, ``skill.py``, ``sentences/<lang>.yaml``,
``replies/<lang>.yaml``, ``tests/<lang>.yaml``. Every message says what to write instead.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from assistant.errors import SkillError

API_VERSION = 1
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_KEYS = {"id", "version", "api", "name", "languages", "context", "effects", "tools"}
_TOOL_KEYS = {"name", "description", "changes_state", "parameters", "examples", "llm"}


@dataclass(frozen=True, slots=True)
class ToolManifest:
    """One tool as declared. ``llm`` is ``answer`` for the tool that the model itself is."""

    name: str
    description: str
    changes_state: bool
    parameters: dict[str, Any]
    examples: tuple[str, ...] = ()
    llm: str = ""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A skill as shipped. ``context`` and ``effects`` are VSS paths or shell-style patterns."""

    id: str
    version: str
    folder: Path
    name: dict[str, str]
    languages: tuple[str, ...]
    tools: dict[str, ToolManifest]
    context: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    replies: dict[str, dict[str, str]] = field(default_factory=dict)

    def sentences(self, language: str) -> dict[str, Any]:
        """Return the hassil sentences of a language; empty when the skill has none.

        Raises:
            SkillError: the file is no YAML table, or names a tool that doesn't exist.
        """
        path = self.folder / "sentences" / f"{language}.yaml"
        table = _yaml_table(path) if path.is_file() else {}
        unknown = set(table.get("intents", {})) - set(self.tools)
        if unknown:
            raise SkillError(f"{path}: no such tool in skill.toml: {', '.join(sorted(unknown))}")
        return table


def load_bundles(folder: Path) -> tuple[Bundle, ...]:
    """Return all bundles of a folder, by id.

    Raises:
        SkillError: the folder is missing, or a bundle is wrong.
    """
    if not folder.is_dir():
        raise SkillError(f"{folder}: no such folder of skills; set skills_dir in the settings.")
    return tuple(load_bundle(p.parent) for p in sorted(folder.glob("*/skill.toml")))


def load_bundle(folder: Path) -> Bundle:
    """Return one bundle, checked.

    Raises:
        SkillError: something is wrong; the message names file, key and remedy.
    """
    path = folder / "skill.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SkillError(f"{path}: can't be read: {error}") from error
    _known_keys(path, table, _KEYS)
    _require(path, table, "id", str)
    _require(path, table, "version", str)
    _require(path, table, "languages", list)
    if table["id"] != folder.name:
        raise SkillError(f"{path}: id is {table['id']!r}, but the folder is {folder.name!r}")
    if table.get("api") != API_VERSION:
        raise SkillError(f"{path}: api must be {API_VERSION}, not {table.get('api')!r}")
    languages = tuple(str(item) for item in table["languages"])
    tools = [_tool(path, row) for row in table.get("tools", [])]
    if not tools:
        raise SkillError(f"{path}: declare at least one [[tools]]")
    return Bundle(
        id=table["id"],
        version=table["version"],
        folder=folder,
        name=dict(table.get("name", {})),
        languages=languages,
        tools={tool.name: tool for tool in tools},
        context=tuple(table.get("context", ())),
        effects=tuple(table.get("effects", ())),
        replies={lang: _replies(folder / "replies" / f"{lang}.yaml") for lang in languages},
    )


def _tool(path: Path, row: dict[str, Any]) -> ToolManifest:
    where = f"{path}: [[tools]] {row.get('name', '?')}"
    _known_keys(where, row, _TOOL_KEYS)
    _require(where, row, "name", str)
    _require(where, row, "description", str)
    _require(where, row, "changes_state", bool)
    parameters = {"type": "object", "properties": {}, **row.get("parameters", {})}
    parameters.setdefault("additionalProperties", False)
    try:
        jsonschema.Draft202012Validator.check_schema(parameters)
    except jsonschema.SchemaError as error:
        raise SkillError(f"{where}: parameters are no JSON schema: {error.message}") from error
    return ToolManifest(
        name=row["name"],
        description=row["description"],
        changes_state=row["changes_state"],
        parameters=parameters,
        examples=tuple(row.get("examples", ())),
        llm=str(row.get("llm", "")),
    )


def _replies(path: Path) -> dict[str, str]:
    return {str(key): str(line) for key, line in _yaml_table(path).items()}


def _yaml_table(path: Path) -> dict[str, Any]:
    try:
        table = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506  safe, and fast
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SkillError(f"{path}: can't be read: {error}") from error
    if not isinstance(table, dict):
        raise SkillError(f"{path}: must be a table (key: value), not {type(table).__name__}")
    return table


def _known_keys(where: object, table: dict[str, Any], known: set[str]) -> None:
    for key in table:
        if key not in known:
            raise SkillError(f"{where}: unknown key {key!r}; known are {', '.join(sorted(known))}")


def _require(where: object, table: dict[str, Any], key: str, kind: type) -> None:
    if not isinstance(table.get(key), kind):
        raise SkillError(f"{where}: {key} is missing or no {kind.__name__}")
