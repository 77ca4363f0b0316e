"""A text as finders read it: plain letters and digits, and where each stood in the original.

Full-width and other digits become ASCII, accents and invisible characters go, all dashes and
spaces are one kind. What is found there is taken out of the original by its place.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlainForm:
    """The plain ``text``; character ``i`` of it stands at ``starts[i]:ends[i]`` originally."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the plain text stands in the original."""
        return self.starts[start], self.ends[end - 1]


def plain_form(text: str) -> PlainForm:
    """Return the plain form of any text."""
    plain: list[str] = []
    starts: list[int] = []
    for index, character in enumerate(text):
        for part in unicodedata.normalize("NFKD", character):
            seen = _plain(part)
            if seen:
                plain.append(seen)
                starts.append(index)
    later = sorted(set(starts))
    following = dict(zip(later, [*later, len(text)][1:], strict=True))
    return PlainForm("".join(plain), tuple(starts), tuple(following[start] for start in starts))


def _plain(character: str) -> str:
    """Return what one decomposed character reads as; empty when it is invisible."""
    if character.isascii():
        return character if character.isprintable() or character.isspace() else ""
    match unicodedata.category(character):
        case "Nd":
            return str(unicodedata.decimal(character))
        case "Mn" | "Me" | "Cf" | "Cc":
            return ""
        case "Pd":
            return "-"
        case "Zs" | "Zl" | "Zp":
            return " "
    return {"’": "'", "‘": "'", "−": "-"}.get(character, character)
