"""The owner's manual as passages, and the search in it. Offline: SQLite's FTS5 in memory.

A page of the manual is Markdown: ``# Chapter``, then passages of the form

    ## Title
    Colour: yellow                    (warning lights only)
    Looks like: horseshoe, …          (warning lights only)
    The text, whose first sentences are the answer.
    Index: other words that people use for it

BM25 finds the likely passages; where their words stand puts them in order. The first still
counts only when it covers enough of the question, each word weighing as much as it is rare: a
manual that is silent finds some passage for every question, but not one that holds what the
question is about.
"""

from __future__ import annotations

import math
import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .vocabulary import Words

TITLE_WEIGHT, INDEX_WEIGHT, TEXT_WEIGHT = 4.0, 2.0, 1.0
"""What a word counts by where it stands, in BM25."""

FIELDS = {"title": 1.0, "words": 0.8, "text": 0.5}
"""What a found word counts by the field, when the best of BM25 are put in order. A passage of
which the title and the index name nothing asked for is not about it."""

NAMED = 0.3
"""What it counts more when the question names all of a title."""

_LOOKED_AT = 12
_SCHEMA = (
    "CREATE VIRTUAL TABLE passages USING fts5(title, words, text, tokenize='porter unicode61')"
)
_FIELD = re.compile(r"^(Colour|Looks like|Index|颜色|样子|索引)[:：]\s*(.*)$")
_FIELDS = {"颜色": "Colour", "样子": "Looks like", "索引": "Index"}


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage; ``colour`` and ``looks`` are empty but for warning lights."""

    chapter: str
    title: str
    text: str
    index: str = ""
    colour: str = ""
    looks: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A found passage; ``coverage`` is how much of the question it covers, 0 to 1."""

    passage: Passage
    coverage: float


def passages(folder: Path) -> tuple[Passage, ...]:
    """Return the passages of all pages of a folder, in the order of the pages' names."""
    return tuple(one for page in sorted(folder.glob("*.md")) for one in _of_page(page))


def _of_page(page: Path) -> list[Passage]:
    chapter, *sections = page.read_text(encoding="utf-8").split("\n## ")
    name = chapter.partition("\n")[0].removeprefix("# ").strip()
    return [_passage(name, section) for section in sections]


def _passage(chapter: str, section: str) -> Passage:
    title, _, body = section.partition("\n")
    fields: dict[str, str] = {}
    lines = []
    for line in body.strip().splitlines():
        found = _FIELD.match(line)
        if found:
            fields[_FIELDS.get(found[1], found[1])] = found[2].strip()
        else:
            lines.append(line)
    return Passage(
        chapter=chapter,
        title=title.strip(),
        text="\n".join(lines).strip(),
        index=fields.get("Index", ""),
        colour=fields.get("Colour", ""),
        looks=fields.get("Looks like", ""),
    )


class Index:
    """Some passages of one language, searchable."""

    def __init__(self, found: Sequence[Passage], words: Words, *, lights: bool = False) -> None:
        """Index the passages; takes some milliseconds. ``lights``: by name and looks alone."""
        self._passages = tuple(found)
        self._words = words
        self._rows = sqlite3.connect(":memory:", check_same_thread=False)
        self._rows.execute(_SCHEMA)
        for number, one in enumerate(self._passages, start=1):
            fields = (one.title, f"{one.index} {one.chapter}", one.text)
            if lights:
                fields = (one.looks, f"{one.title} {one.index}", "")
            row = (number, *(" ".join(words.of_text(field)) for field in fields))
            self._rows.execute(
                "INSERT INTO passages(rowid, title, words, text) VALUES (?,?,?,?)", row
            )
        self._title_lengths = tuple(len(words.of_question(one.title)) for one in self._passages)

    def terms(self, question: str) -> list[str]:
        """Return the words of a question that carry meaning."""
        return self._words.of_question(question)

    def search(self, question: str) -> list[Hit]:
        """Return the likeliest passages, the best first."""
        terms = self.terms(question)
        holders = {term: {field: self._holding(field, term) for field in FIELDS} for term in terms}
        weights = {term: self._weight(holders[term]) for term in terms}
        total = sum(weights.values())
        scored = []
        for rank, number in enumerate(self._ranked([t for t in terms if any(holders[t].values())])):
            best = {term: _best_field(holders[term], number) for term in terms}
            about = any(best[term] > FIELDS["text"] for term in terms)
            covered = sum(weights[term] for term in terms if best[term]) / total * about
            placed = sum(weights[term] * best[term] for term in terms) / total
            named = sum(number in holders[term]["title"] for term in terms)
            score = covered + placed + NAMED * named / max(1, self._title_lengths[number - 1])
            scored.append((-score, rank, Hit(self._passages[number - 1], covered)))
        return [hit for _, _, hit in sorted(scored, key=lambda row: row[:2])]

    def _ranked(self, terms: Sequence[str]) -> list[int]:
        """Return the passages that hold any of the terms, by BM25."""
        if not terms:
            return []
        query = " OR ".join(f'"{term}"' for term in terms)
        rows = self._rows.execute(
            "SELECT rowid FROM passages WHERE passages MATCH ? "
            "ORDER BY bm25(passages, ?, ?, ?) LIMIT ?",
            (query, TITLE_WEIGHT, INDEX_WEIGHT, TEXT_WEIGHT, _LOOKED_AT),
        )
        return [row[0] for row in rows]

    def _holding(self, field: str, term: str) -> frozenset[int]:
        """Return the passages with a term in one field."""
        query = f'{field}: "{term}"'
        rows = self._rows.execute("SELECT rowid FROM passages WHERE passages MATCH ?", (query,))
        return frozenset(row[0] for row in rows)

    def _weight(self, holders: Mapping[str, frozenset[int]]) -> float:
        """Return how much a term tells: rare ones most, one that is nowhere like a rare one."""
        count = len(frozenset().union(*holders.values()))
        weight = math.log(1 + len(self._passages) / max(1, count))
        return weight if count else weight * self._words.unknown


def _best_field(holders: Mapping[str, frozenset[int]], number: int) -> float:
    """Return what a term counts by the best place where the passage has it; 0: it hasn't."""
    return max((worth for field, worth in FIELDS.items() if number in holders[field]), default=0.0)
