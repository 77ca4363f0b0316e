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
_ENDINGS = "(?:s|es|ed|ing|er|ers)"
_DISGUISE = str.maketrans("013457@$", "oieastas")
"""Signs that stand for letters where somebody hides a word."""
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
    """Return a text in small letters, without accents, marks, disguises and doubled spaces."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in letters if not unicodedata.combining(c))
    undisguised = re.sub(r"[a-z0-9@$]*[a-z][a-z0-9@$]*", _undisguised, bare)
    spaced = re.sub(r"[^\w]|_", " ", undisguised.replace("'", "").replace("’", ""))
    return " ".join(re.sub(r"\b[a-z](?: [a-z]\b){2,}", _joined, " ".join(spaced.split())).split())


def _undisguised(word: re.Match[str]) -> str:
    return word[0].translate(_DISGUISE)


def _joined(letters: re.Match[str]) -> str:
    """Return letters that somebody spelled out as a word, and without an article before it."""
    word = letters[0].replace(" ", "")
    return f"{word} {word.removeprefix('a')}"


def _pattern(english: Iterable[str], mandarin: Iterable[str]) -> re.Pattern[str]:
    words = "|".join(_inflected(_plain(word)) for word in _longest_first(english))
    signs = "|".join(re.escape(_plain(word)) for word in _longest_first(mandarin))
    return re.compile(rf"\b(?:{words})\b|{signs}", re.ASCII)


def _inflected(word: str) -> str:
    """Return a pattern of a word and its endings: torture, torturing; stab, stabbed."""
    stem, last = re.escape(word.removesuffix("e")), re.escape(word[-1])
    if word.endswith("e"):
        return f"{stem}(?:e|{_ENDINGS})"
    return f"{stem}{last}?{_ENDINGS}?"


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(words, key=len, reverse=True)
