"""The small words of a language: control words, question forms, connectives, opposites.

They are data, in ``wording/<lang>.yaml``, in the form that ``normalize`` gives to text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assistant.errors import SkillError

UNIT = re.compile(r"[㐀-鿿]|[^\s㐀-鿿]+")
"""What a text of either language is made of: a Chinese character, or a word."""

_FOLDER = Path(__file__).parent / "wording"


@dataclass(frozen=True)
class Wording:
    """The lists of one language; ``words`` by name, longest first."""

    language: str
    table: dict[str, Any]
    _sorted: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    _patterns: dict[tuple[tuple[str, ...], str], re.Pattern[str]] = field(
        default_factory=dict, repr=False
    )

    def words(self, key: str) -> tuple[str, ...]:
        """Return a list of words, longest first; empty when the language has none."""
        if key not in self._sorted:
            self._sorted[key] = tuple(sorted(self.table.get(key, ()), key=len, reverse=True))
        return self._sorted[key]

    @property
    def joiner(self) -> str:
        """Return what stands between two words."""
        return "" if self.language == "zh" else " "

    def units(self, text: str) -> list[str]:
        """Return the words of a text; characters where a language writes no spaces."""
        return list(text.replace(" ", "")) if self.language == "zh" else text.split()

    def has(self, text: str, words: tuple[str, ...]) -> bool:
        """Return True when one of ``words`` is in ``text``."""
        if not any(word in text for word in words):  # the usual case, and the pattern is slow
            return False
        return self._pattern(words, "any").search(text) is not None

    def after(self, text: str, words: tuple[str, ...]) -> str | None:
        """Return what follows one of ``words`` at the start of ``text``, None without one."""
        match = self._pattern(words, "start").match(text)
        return text[match.end() :].strip(" ，、,") if match else None

    def before(self, text: str, words: tuple[str, ...]) -> str | None:
        """Return what precedes one of ``words`` at the end of ``text``, None without one."""
        match = self._pattern(words, "end").search(text)
        return text[: match.start()].strip(" ，、,") if match else None

    def around(self, text: str, word: str) -> tuple[str, str]:
        """Return what stands before and after a word that is in ``text``."""
        match = self._pattern((word,), "any").search(text)
        assert match is not None
        return text[: match.start()].strip(), text[match.end() :].strip()

    def _pattern(self, words: tuple[str, ...], where: str) -> re.Pattern[str]:
        """Return the pattern of words, the longest first; whole words where there are spaces."""
        key = (words, where)
        if key not in self._patterns:
            joined = "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "(?!)"
            edges = ("", "") if self.language == "zh" else (r"(?<![^\s,])", r"(?![^\s,])")
            end = "$" if where == "end" else ""
            self._patterns[key] = re.compile(f"{edges[0]}(?:{joined}){edges[1]}{end}")
        return self._patterns[key]


@cache
def wording(language: str) -> Wording:
    """Return the words of a language.

    Raises:
        SkillError: there is no such language.
    """
    path = _FOLDER / f"{language}.yaml"
    if not path.is_file():
        raise SkillError(f"{path}: there is no wording for the language {language!r}")
    text = path.read_text(encoding="utf-8")
    return Wording(language, yaml.load(text, Loader=yaml.BaseLoader))  # noqa: S506  words only: "no" is no truth value
