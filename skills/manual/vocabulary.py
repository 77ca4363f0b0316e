"""Words of questions and passages: what carries meaning, and what means the same. Pure.

English words are told apart by spaces and reduced to their stems by the index. Mandarin has
no spaces: a text becomes overlapping pairs of characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

UNKNOWN = {"zh": 0.6}
_ENGLISH = re.compile(r"[a-z0-9]+")
_RUN = re.compile(r"[㐀-鿿]+|[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language.

    ``same`` maps a way to say something to the usual one; ``empty`` are words that tell
    nothing about what a question is about. ``unknown`` is what a term that the manual hasn't
    weighs, of a known one: many pairs of Mandarin characters are no words at all.
    """

    language: str
    same: tuple[tuple[str, str], ...]
    empty: frozenset[str]
    unknown: float

    def of_text(self, text: str) -> list[str]:
        """Return the terms of a passage that carry meaning; in English only those."""
        terms = self._terms(self._usual(text.lower().replace("'", "")), single=True)
        return [term for term in terms if self.language == "zh" or term not in self.empty]

    def of_question(self, text: str) -> list[str]:
        """Return the terms of a question that carry meaning, each once."""
        usual = self._usual(text.lower().replace("'", ""))
        if self.language == "zh":
            for word in sorted(self.empty, key=len, reverse=True):
                usual = usual.replace(word, " ")
        terms = self._terms(usual, single=False)
        return list(dict.fromkeys(term for term in terms if term not in self.empty))

    def _usual(self, text: str) -> str:
        for said, usual in self.same:
            if said in text:
                edge = r"\b" if self.language == "en" else ""
                text = re.sub(f"{edge}{re.escape(said)}{edge}", usual, text)
        return text

    def _terms(self, text: str, *, single: bool) -> Iterator[str]:
        if self.language == "en":
            yield from _ENGLISH.findall(text)
            return
        for run in _RUN.findall(text):
            if run.isascii() or len(run) == 1:
                yield run
                continue
            yield from (run[at : at + 2] for at in range(len(run) - 1))
            if single:
                yield from run


def words(folder: Path, language: str) -> Words:
    """Return the words of ``<folder>/<language>.txt``.

    A line is ``usual = other, other`` for what means the same, ``- word, word`` for words
    that tell nothing; ``#`` begins a comment.
    """
    same: list[tuple[str, str]] = []
    empty: list[str] = []
    for line in (folder / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("- "):
            empty += _listed(line[2:])
        elif "=" in line and not line.startswith("#"):
            usual, _, others = line.partition("=")
            same += [(other, usual.strip()) for other in _listed(others)]
    same.sort(key=lambda pair: -len(pair[0]))
    return Words(language, tuple(same), frozenset(empty), UNKNOWN.get(language, 1.0))


def _listed(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]
