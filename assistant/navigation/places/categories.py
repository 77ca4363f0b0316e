"""Kinds of places: what they are called, and which objects of the map are one.

Pure, from ``categories.toml``. ``category_said("coffee shops", "en")`` is the category ``cafe``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rapidfuzz import fuzz

from assistant.skillhost.names import fold
from assistant.understanding.sound import sound

_FILE = Path(__file__).with_name("categories.toml")
_ALIKE = 85.0
"""From here on a word is taken as misheard, not as another (rapidfuzz ratio)."""

_FUZZY_LETTERS = 5
"""Shorter words are too easily another: "bar" is not "car"."""


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of place; ``en`` and ``zh`` are what people call it, the usual word first.

    ``named`` kinds count only when the object has a name (any building would else be one).
    """

    id: str
    tags: tuple[tuple[str, str], ...]
    en: tuple[str, ...]
    zh: tuple[str, ...]
    named: bool = False

    def spoken(self, language: str) -> str:
        """Return the usual word for it in ``en`` or ``zh``."""
        return (self.zh if language == "zh" else self.en)[0]


@cache
def categories() -> Mapping[str, Category]:
    """Return all kinds by id, in the order in which they are tried on an object."""
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        name: Category(
            id=name,
            tags=tuple((key, value) for key, _, value in (t.partition("=") for t in row["tags"])),
            en=tuple(row["en"]),
            zh=tuple(row["zh"]),
            named=bool(row.get("named", False)),
        )
        for name, row in table.items()
    }


def categories_of(tags: Mapping[str, str]) -> tuple[str, ...]:
    """Return the kinds that an object with these tags is, the most telling first.

    A kind that takes any value (``shop=*``) is given only when no other fits.
    """
    hits = []
    for category in _possible(tags):
        if category.named and not (tags.get("name") or tags.get("brand")):
            continue
        exact = any(value in _values(tags.get(key, "")) for key, value in category.tags)
        if exact:
            hits.append(category.id)
        elif not hits and any(
            value == "*" and tags.get(key, "no") != "no" for key, value in category.tags
        ):
            return (category.id,)
    return tuple(hits)


def category_said(text: str, language: str) -> Category | None:
    """Return the kind that ``text`` is a word for, also in the plural or misheard; else None.

    Mandarin is compared by sound. A name ("Cafe Engel") is no word for a kind.
    """
    words = _words(language)
    said = _form(text, language)
    if not said:
        return None
    if said in words:
        return categories()[words[said]]
    if language == "zh" or len(said) < _FUZZY_LETTERS:
        return None
    best = max(words, key=lambda word: fuzz.ratio(said, word))
    near = fuzz.ratio(said, best) >= _ALIKE and len(best) >= _FUZZY_LETTERS
    return categories()[words[best]] if near else None


def without_category(text: str, language: str) -> tuple[str, Category] | None:
    """Return the name and the kind in a text that has both ("Shell gas station"), else None.

    The kind may come first in English ("the museum Ateneum"), and is last in Mandarin.
    """
    if language == "zh":
        for length in range(len(text) - 1, 0, -1):
            if kind := _words("zh").get(_form(text[-length:], "zh")):
                return text[:-length], categories()[kind]
        return None
    words = fold(text).split()
    for length in range(len(words) - 1, 0, -1):
        for kind_words, rest in (
            (words[-length:], words[:-length]),
            (words[:length], words[length:]),
        ):
            kind = _words("en").get(" ".join(kind_words))
            if kind:
                return " ".join(rest), categories()[kind]
    return None


def _values(text: str) -> list[str]:
    """Return the values of a tag: ``cafe;bar`` has two."""
    return [value.strip() for value in text.split(";")]


@cache
def _by_key() -> Mapping[str, tuple[Category, ...]]:
    keys = dict.fromkeys(key for category in categories().values() for key, _ in category.tags)
    return {
        key: tuple(c for c in categories().values() if any(key == k for k, _ in c.tags))
        for key in keys
    }


def _possible(tags: Mapping[str, str]) -> list[Category]:
    """Return the kinds that have a key of these tags, in the order of the table."""
    found = {c.id: c for key in tags if key in _by_key() for c in _by_key()[key]}
    return [found[name] for name in categories() if name in found] if found else []


@cache
def _words(language: str) -> Mapping[str, str]:
    """Return each spoken form to the id of its kind; the first kind that claims it has it."""
    found: dict[str, str] = {}
    for category in categories().values():
        for word in category.zh if language == "zh" else category.en:
            form = _form(word, language)
            for one in (form, form + "s") if language != "zh" else (form,):
                found.setdefault(one, category.id)
    return found


def _form(text: str, language: str) -> str:
    folded = fold(text)
    if language == "zh":
        return " ".join(sound(char) for char in folded.replace(" ", ""))
    return folded
