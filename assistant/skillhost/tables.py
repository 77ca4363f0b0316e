"""The tables of a bundle's ``tests/<lang>.yaml``: what people say, and what shall come of it.

A row:

    - text: "open the trunk"
      calls: [{tool: trunk.set, arguments: {open: true}}]   # [] means: not understood
      driving: parked        # parked (default), idling or moving
      zone: driver           # whose seat the words come from
      signals: {Vehicle.Body.Trunk.Rear.IsOpen: false}      # what the car reports
      services: {}           # what services show, by name
      now: "2026-01-15T14:30:00+01:00"
      outcome: done
      effects: [{path: Vehicle.Body.Trunk.Rear.IsOpen, value: true}]
      policy: confirm        # allow, confirm, refuse, no effects; or a reason, policy.only_parked
      asks: "Shall I open the trunk?"                       # when the policy confirms
      reply: "The trunk is open."                           # when all effects worked

Only ``text`` and ``calls`` are needed. What a row does not name is not compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass as plain_dataclass
from dataclasses import field
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from assistant.errors import SkillError
from assistant.skillhost.manifest import Bundle

_CHECKED = ConfigDict(extra="forbid")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Plain = bool | int | float | str


@dataclass(frozen=True, slots=True, config=_CHECKED)
class WantedCall:
    """A tool call that a text shall become."""

    tool: str
    arguments: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, config=_CHECKED)
class WantedEffect:
    """An effect that a call shall ask for.

    A signal is told by ``path`` and ``value``. An effect of a service is told by ``kind``, and
    by ``target`` and the ``args`` that matter, where they do.
    """

    path: str | None = None
    value: Plain | None = None
    kind: str | None = None
    target: str | None = None
    args: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, config=_CHECKED)
class Row:
    """One line of a table; see the top of this module. None: not compared."""

    text: Annotated[str, Field(min_length=1)]
    calls: tuple[WantedCall, ...]
    zone: Literal["driver", "passenger", "rear_left", "rear_right"] = "driver"
    driving: Literal["parked", "idling", "moving"] = "parked"
    signals: dict[str, Plain] = field(default_factory=dict)
    services: dict[str, Any] = field(default_factory=dict)
    now: str = "2026-01-15T14:30:00+01:00"
    outcome: Literal["done", "answered", "asked", "refused"] | None = None
    effects: tuple[WantedEffect, ...] | None = None
    policy: str | None = None
    asks: str | None = None
    reply: str | None = None


@plain_dataclass(frozen=True, slots=True)
class Case:
    """A row, and where it stands: the skill whose table it is, language, file and line."""

    row: Row
    skill: str
    language: str
    file: Path
    line: int


_ROW = TypeAdapter(Row)


def cases(bundle: Bundle, language: str | None = None) -> Iterator[Case]:
    """Yield the rows of a bundle's tables, of one language or of all.

    Raises:
        SkillError: a table is wrong; the message names file, line and remedy.
    """
    for path in sorted((bundle.folder / "tests").glob(f"{language or '*'}.yaml")):
        for line, row in numbered_items(path):
            yield Case(_checked(row, path, line), bundle.id, path.stem, path, line)


def numbered_items(path: Path) -> Iterator[tuple[int, Any]]:
    """Yield the items of a YAML list, each with its line in the file.

    Raises:
        SkillError: the file can't be read, or is no list.
    """
    loader = None
    try:
        loader = _LOADER(path.read_text(encoding="utf-8"))
        node = loader.get_single_node()
        items = loader.construct_document(node) if node else []
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SkillError(f"{path}: can't be read: {error}") from error
    finally:
        if loader is not None:
            loader.dispose()
    if not isinstance(items, list):
        raise SkillError(f"{path}: must be a list of rows: - {{text: ..., calls: [...]}}")
    for place, item in zip(node.value if items else (), items, strict=True):
        yield place.start_mark.line + 1, item


def _checked(row: Any, path: Path, line: int) -> Row:
    try:
        return _ROW.validate_python(row)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the row"
        known = ", ".join(Row.__dataclass_fields__)
        message = {
            "unexpected_keyword_argument": f"unknown key; known are {known}",
            "missing": "is missing",
        }.get(first["type"], first["msg"])
        raise SkillError(f"{path}:{line}: {where}: {message}") from error
