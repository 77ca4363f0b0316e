"""Other ways of asking for a tool, which are no sentence templates: ``paraphrases/<lang>.yaml``.

    adjust_temperature:
      - arguments: {direction: up}
        say:
          - I can see my own breath in here

They are compared by meaning (``meaning``). What of a text stands for an argument is found here:
its number, its seat, or the words that are the argument itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import yaml
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from assistant.errors import SkillError
from assistant.skillhost.manifest import Bundle
from assistant.skillhost.schema import checker, misfit
from assistant.understanding.grammar import Grammar, Skeleton
from assistant.understanding.normalize import clean

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Text = Annotated[str, Field(min_length=1, max_length=200)]


@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class Group:
    """Texts that call a tool with the same arguments."""

    say: Annotated[tuple[Text, ...], Field(min_length=1)]
    arguments: dict[str, Any] = Field(default_factory=dict)


_TABLE = TypeAdapter(dict[str, tuple[Group, ...]])


def groups(bundle: Bundle, language: str) -> Iterator[tuple[str, Group]]:
    """Yield the name of each tool with paraphrases in a language, and these.

    Raises:
        SkillError: the file is wrong; the message names it and says what to do.
    """
    path = bundle.folder / "paraphrases" / f"{language}.yaml"
    if not path.is_file():
        return
    try:
        text = path.read_text(encoding="utf-8")
        table = _TABLE.validate_python(yaml.load(text, Loader=_LOADER) or {})  # noqa: S506  a safe one
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SkillError(f"{path}: it can't be read: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        hint = ' (write "on" and "off" in quotes: YAML reads them as true and false)'
        told = hint if where.endswith("[key]") else ""
        raise SkillError(f"{path}: {where}: {first['msg']}{told}") from error
    for tool, several in table.items():
        if tool not in bundle.tools:
            raise SkillError(f"{path}: no such tool in skill.toml: {tool}")
        fits = checker(bundle.tools[tool].parameters)
        for group in several:
            wrong = misfit(group.arguments, fits)
            if wrong:
                raise SkillError(f"{path}: {tool}: {group.say[0]!r}: {wrong}")
            yield tool, group


def paraphrases(bundles: Sequence[Bundle], grammar: Grammar) -> Iterator[Skeleton]:
    """Yield the paraphrases of all skills in the grammar's language, as ways to say something.

    Raises:
        SkillError: a file is wrong.
    """
    for bundle in bundles:
        for tool, group in groups(bundle, grammar.language):
            for text in group.say:
                yield _skeleton(f"{bundle.id}.{tool}", text, group.arguments, grammar)


def _skeleton(tool: str, text: str, arguments: dict[str, Any], grammar: Grammar) -> Skeleton:
    """Return a text with a slot for each argument that its own words give."""
    said = clean(text, grammar.language).text
    fixed: dict[str, Any] = {}
    slots: list[tuple[str, str]] = []
    free: list[tuple[str, str]] = []
    for slot, value in arguments.items():
        words = _said_as(value, said)
        names = grammar.slot_lists.get((tool, slot), set())
        kind = grammar.range_lists if _is_number(value) else grammar.wildcard_lists
        name = min(names & kind, default="")
        if words and name:
            said = said.replace(words, f"{{{name}}}", 1)
            slots.append((name, slot))
            if name in grammar.wildcard_lists:
                free.append((name, words))
        else:
            fixed[slot] = value
    slots.sort(key=lambda slot: said.index(f"{{{slot[0]}}}"))
    return Skeleton(said, tool, tuple(sorted(fixed.items())), tuple(slots), tuple(free))


def _said_as(value: Any, said: str) -> str:
    """Return the words of a text that are a number or free words; empty when it has none."""
    if _is_number(value):
        number = f"{value:g}"
        return number if re.search(rf"(?<![\d.]){re.escape(number)}(?![\d.])", said) else ""
    words = str(value).lower()
    return words if isinstance(value, str) and words in said else ""


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
