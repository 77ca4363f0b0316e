"""Read and check skill bundles: ``skills/<id>/skill.toml`` and the files beside it.

A bundle is a folder: ``skill.toml``, ``skill.py`` (or a ``[server]`` in the manifest: an MCP
server that needs no code), ``sentences/<lang>.yaml``, ``replies/<lang>.yaml``,
``tests/<lang>.yaml``. Every message says what to write instead.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass as plain_dataclass
from dataclasses import field
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, TypeAdapter
from pydantic import ValidationError as WrongTable
from pydantic.dataclasses import dataclass

from assistant.errors import SkillError
from assistant.skillhost.schema import wrong_with

API_VERSION = 1
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CHECKED = ConfigDict(extra="forbid")
_SERVER_REPLIES = {
    "en": {"text": "{{ text }}", "done": "Done.", "failed": "That didn't work."},
    "zh": {"text": "{{ text }}", "done": "好了。", "failed": "没有成功。"},
}
"""What is said for the tools of an MCP server that has no replies of its own."""

_HOST = re.compile(r"[a-z0-9.-]+:\d{1,5}")
_FEWEST_PARTS = 3
"""Parts of the shortest path that ``files`` may name: ``/``, a folder, and one in it."""


def _schema(parameters: dict[str, Any]) -> dict[str, Any]:
    wrong = wrong_with(parameters)
    if wrong:
        raise ValueError(f"is no JSON schema: {wrong}")
    return parameters


def _deep_path(path: str) -> str:
    if not path.startswith("/") or ".." in path or len(Path(path).parts) < _FEWEST_PARTS:
        raise ValueError("must be a full path of at least two levels, like /usr/share/zoneinfo")
    return path


def _host(host: str) -> str:
    if not _HOST.fullmatch(host):
        raise ValueError("must be host:port, like api.example.org:443")
    return host


Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Text = Annotated[str, StringConstraints(min_length=1)]
Words = tuple[Text, ...]
Flag = Annotated[bool, Field(strict=True)]
Host = Annotated[str, AfterValidator(_host)]
DeepPath = Annotated[str, AfterValidator(_deep_path)]
Schema = Annotated[dict[str, Any], AfterValidator(_schema)]


@dataclass(frozen=True, slots=True, config=_CHECKED)
class ToolManifest:
    """One tool as declared.

    ``llm`` is ``answer`` for the tool that the model itself is. ``when`` is ``parked`` for a
    tool that may only be used with the car parked. ``lookup`` are the services that are asked
    about its arguments before each call. ``server_tool`` is its name at the bundle's MCP
    server, where that differs. ``parameters`` is a JSON schema of an object; empty while a
    server has not been asked for it.
    """

    name: Id
    description: Text = ""
    changes_state: Flag = False
    parameters: Schema = field(default_factory=dict)
    examples: Words = ()
    llm: Literal["", "answer"] = ""
    when: Literal["always", "parked"] = "always"
    lookup: Words = ()
    server_tool: str = ""


@dataclass(frozen=True, slots=True, config=_CHECKED)
class Server:
    """An MCP server that is the bundle's code.

    ``command`` is a program and its arguments: ``{folder}`` is the bundle's folder, ``{python}``
    the interpreter that the assistant runs on; ``environment`` is all that it gets besides a
    plain PATH, filled in the same way.
    """

    command: Annotated[Words, Field(min_length=1)]
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, config=_CHECKED)
class Limits:
    """What one process of the bundle may take.

    ``memory_mb`` is what it may map (2**20 bytes), ``processes`` counts it and its children,
    ``call_s`` is the time of one call, ``idle_s`` how long it is kept without one.
    """

    memory_mb: Annotated[int, Field(ge=64, le=2048, strict=True)] = 256
    processes: Annotated[int, Field(ge=1, le=16, strict=True)] = 1
    call_s: Annotated[float, Field(gt=0, le=10)] = 4.0
    idle_s: Annotated[float, Field(ge=1, le=3600)] = 60.0


@plain_dataclass(frozen=True, slots=True)
class Bundle:
    """A skill as shipped. ``context`` and ``effects`` are VSS paths or shell-style patterns.

    ``network`` are the ``host:port`` it may talk to, ``files`` the paths that it may read
    besides its folder. ``prewarm`` starts its process before the first call.
    """

    id: str
    version: str
    folder: Path
    name: dict[str, str]
    languages: tuple[str, ...]
    tools: dict[str, ToolManifest]
    context: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    replies: dict[str, dict[str, str]] = field(default_factory=dict)
    server: Server | None = None
    network: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    prewarm: bool = False

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


@dataclass(frozen=True, slots=True, config=_CHECKED)
class _Table:
    """The keys of ``skill.toml``."""

    id: Id
    version: Text
    api: Literal[1]
    languages: Annotated[Words, Field(min_length=1)]
    name: dict[str, str] = field(default_factory=dict)
    context: Words = ()
    effects: Words = ()
    tools: tuple[ToolManifest, ...] = ()
    server: Server | None = None
    network: tuple[Host, ...] = ()
    files: tuple[DeepPath, ...] = ()
    limits: Limits = field(default_factory=Limits)
    prewarm: Flag = False


_TABLE = TypeAdapter(_Table)
_KNOWN = {
    "": sorted(_Table.__dataclass_fields__),
    "tools": sorted(ToolManifest.__dataclass_fields__),
    "server": sorted(Server.__dataclass_fields__),
    "limits": sorted(Limits.__dataclass_fields__),
}


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
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SkillError(f"{path}: can't be read: {error}") from error
    try:
        table = _TABLE.validate_python(raw)
    except WrongTable as error:
        raise SkillError(f"{path}: {_explained(error, raw)}") from error
    if table.id != folder.name:
        raise SkillError(f"{path}: id is {table.id!r}, but the folder is {folder.name!r}")
    return Bundle(
        id=table.id,
        version=table.version,
        folder=folder,
        name=table.name,
        languages=table.languages,
        tools=_tools(path, table, raw.get("tools", [])),
        context=table.context,
        effects=table.effects,
        replies={lang: _replies(folder, lang, table.server) for lang in table.languages},
        server=table.server,
        network=table.network,
        files=table.files,
        limits=table.limits,
        prewarm=table.prewarm,
    )


def _tools(path: Path, table: _Table, rows: list[dict[str, Any]]) -> dict[str, ToolManifest]:
    """Return the tools by name. A skill of code declares all of them, in full."""
    tools: dict[str, ToolManifest] = {}
    for tool, row in zip(table.tools, rows, strict=True):
        where = f"{path}: [[tools]] {tool.name}"
        if tool.name in tools:
            raise SkillError(f"{where}: declared twice; give one of them another name")
        parameters = tool.parameters
        if table.server is None:
            missing = [key for key in ("description", "changes_state") if key not in row]
            if missing:
                raise SkillError(f"{where}: {missing[0]} is missing")
            if tool.server_tool:
                raise SkillError(f"{where}: server_tool is for bundles with a [server]")
        if unseen := set(tool.lookup) - set(table.context):
            raise SkillError(f"{where}: lookup: add {', '.join(sorted(unseen))} to context")
        if table.server is None or parameters:
            parameters = {"type": "object", "properties": {}, **parameters}
            parameters.setdefault("additionalProperties", False)
        tools[tool.name] = _with_parameters(tool, parameters)
    if not tools and table.server is None:
        raise SkillError(f"{path}: declare at least one [[tools]], or a [server]")
    return tools


def _with_parameters(tool: ToolManifest, parameters: dict[str, Any]) -> ToolManifest:
    values = {name: getattr(tool, name) for name in ToolManifest.__dataclass_fields__}
    return ToolManifest(**{**values, "parameters": parameters})


def _explained(error: WrongTable, raw: dict[str, Any]) -> str:
    """Return what is wrong in a manifest, and what to write."""
    return "; ".join(_one(detail, raw) for detail in error.errors())


def _one(detail: Any, raw: dict[str, Any]) -> str:
    parts = [str(part) for part in detail["loc"]]
    section = parts[0] if len(parts) > 1 and parts[0] in _KNOWN else ""
    key = next((part for part in reversed(parts) if not part.isdigit()), "")
    where = ""
    if section == "tools" and isinstance(detail["loc"][1], int):
        row = raw["tools"][detail["loc"][1]]
        where = f"[[tools]] {row.get('name', '?') if isinstance(row, dict) else '?'}: "
    elif section:
        where = f"[{section}] "
    if detail["type"] == "missing":
        return f"{where}{key} is missing"
    if detail["type"] in ("unexpected_keyword_argument", "extra_forbidden"):
        return f"{where}unknown key {key!r}; known are {', '.join(_KNOWN[section])}"
    if key == "id":
        return f"{where}id must be lower-case letters, digits and _, not {detail['input']!r}"
    given = "" if detail["type"] == "value_error" else f", not {detail['input']!r}"
    message = detail["msg"].removeprefix("Value error, ").removeprefix("Input ")
    message = message.replace("a valid tuple", "a list").removeprefix("Tuple ")
    return f"{where}{key} {message}{given}"


def _replies(folder: Path, language: str, server: Server | None) -> dict[str, str]:
    path = folder / "replies" / f"{language}.yaml"
    known = _SERVER_REPLIES.get(language, _SERVER_REPLIES["en"]) if server is not None else {}
    if server is not None and not path.is_file():
        return known
    return {**known, **{str(key): str(line) for key, line in _yaml_table(path).items()}}


def _yaml_table(path: Path) -> dict[str, Any]:
    try:
        table = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506  safe, and fast
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SkillError(f"{path}: can't be read: {error}") from error
    if not isinstance(table, dict):
        raise SkillError(f"{path}: must be a table (key: value), not {type(table).__name__}")
    return table
