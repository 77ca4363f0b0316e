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
    Words that are ``narrow``, in groups that mean the same, mean only the places of the kind that
    have one of the group in their name.
    """

    id: str
    tags: tuple[tuple[str, str], ...]
    en: tuple[str, ...]
    zh: tuple[str, ...]
    named: bool = False
    narrow: tuple[tuple[str, ...], ...] = ()

    def spoken(self, language: str) -> str:
        """Return the usual word for it in ``en`` or ``zh``."""
        return (self.zh if language == "zh" else self.en)[0]

    def narrowed(self, word: str) -> tuple[str, ...]:
        """Return the words of which a place needs one in its name when it is called ``word``."""
        said = {word.casefold(), word.casefold().removesuffix("s")}
        return next((group for group in self.narrow if said & {*group}), ())


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
            narrow=tuple((one, *others) for one, others in row.get("narrow", {}).items()),
        )
        for name, row in table.items()
    }


def categories_of(tags: Mapping[str, str]) -> tuple[str, ...]:
    """Return the kinds that an object with these tags is, the most telling first.

    A kind that takes any value (``shop=*``) is given only when no other fits.
    """
    table = _by_tag()
    exact = (
        kind
        for key, text in tags.items()
        for value in text.split(";")
        for kind in table.get((key, value.strip()), ())
    )
    vague = (
        kind for key, text in tags.items() if text != "no" for kind in table.get((key, "*"), ())
    )
    named = bool(tags.get("name") or tags.get("brand"))
    for kinds in (exact, vague):
        fitting = sorted({order for order, category in kinds if named or not category.named})
        if fitting:
            ids = list(categories())
            return tuple(ids[order] for order in fitting[: None if kinds is exact else 1])
    return ()


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


def is_kind(text: str, language: str) -> bool:
    """Return whether ``text`` is a word for a kind as it stands, not only nearly one."""
    return _form(text, language) in _words(language)


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


@cache
def _by_tag() -> Mapping[tuple[str, str], list[tuple[int, Category]]]:
    """Return the kinds of each tag, with their place in the table."""
    table: dict[tuple[str, str], list[tuple[int, Category]]] = {}
    for order, category in enumerate(categories().values()):
        for tag in category.tags:
            table.setdefault(tag, []).append((order, category))
    return table


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
