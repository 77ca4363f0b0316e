"""Which requests are drawn for nobody: violence, sexual content, real persons, brands. Pure.

The list (``unsuitable.toml``) holds both languages, and each is looked at in every request,
because people mix them. It comes before every engine, also before a model's words.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_LIST = Path(__file__).with_name("unsuitable.toml")
_ENDINGS = "(?:s|es|ed|ing|er|ers)?"
_HARMLESS = "harmless"


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    table = tomllib.loads(_LIST.read_text(encoding="utf-8"))
    return {name: _pattern(words["en"], words["zh"]) for name, words in table.items()}


def reasons() -> tuple[str, ...]:
    """Return all reasons for which a request may be declined."""
    return tuple(name for name in _patterns() if name != _HARMLESS)


def unsuitable(prompt: str) -> str | None:
    """Return why a request is drawn for nobody (one of ``reasons``), None when it may be.

    >>> unsuitable("a naked man"), unsuitable("a shooting star over the sea")
    ('sexual', None)
    """
    patterns = _patterns()
    words = patterns[_HARMLESS].sub(" ", _plain(prompt))
    found = (name for name in reasons() if patterns[name].search(words))
    return next(found, None)


def _plain(text: str) -> str:
    """Return a text in small letters, without accents, marks and doubled spaces."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in letters if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w]|_", " ", bare.replace("'", "").replace("’", "")).split())


def _pattern(english: Iterable[str], mandarin: Iterable[str]) -> re.Pattern[str]:
    words = "|".join(re.escape(_plain(word)) for word in _longest_first(english))
    signs = "|".join(re.escape(_plain(word)) for word in _longest_first(mandarin))
    return re.compile(rf"\b(?:{words}){_ENDINGS}\b|{signs}", re.ASCII)


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(words, key=len, reverse=True)
