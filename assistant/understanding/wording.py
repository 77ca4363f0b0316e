"""The small words of a language: control words, question forms, connectives, opposites.

They are data, in ``wording/<lang>.yaml``, in the form that ``normalize`` gives to text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assistant.errors import SkillError

_FOLDER = Path(__file__).parent / "wording"


@dataclass(frozen=True)
class Wording:
    """The lists of one language; ``words`` by name, longest first."""

    language: str
    table: dict[str, Any]
    _sorted: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

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
        if self.language == "zh":
            return any(word in text for word in words)
        return any(f" {word} " in f" {text} " for word in words)

    def after(self, text: str, words: tuple[str, ...]) -> str | None:
        """Return what follows one of ``words`` at the start of ``text``, None without one."""
        for word in words:
            if self.language == "zh":
                if text.startswith(word):
                    return text[len(word) :].strip(" ，、,")
            elif f"{text} ".replace(",", " ").startswith(f"{word} "):
                return text[len(word) :].strip(" ,")
        return None

    def before(self, text: str, words: tuple[str, ...]) -> str | None:
        """Return what precedes one of ``words`` at the end of ``text``, None without one."""
        for word in words:
            if self.language == "zh":
                if text.endswith(word):
                    return text[: -len(word)].strip(" ，、,")
            elif f" {text}".replace(",", " ").endswith(f" {word}"):
                return text[: -len(word)].strip(" ,")
        return None


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
