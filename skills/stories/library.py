"""The stories and questions of this bundle, by language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Tale:
    """A story in pieces; ``about`` are words that ask for it."""

    id: str
    title: str
    about: tuple[str, ...]
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question; ``accept`` are ways of saying the answer, in small letters."""

    id: str
    topic: str
    ask: str
    answer: str
    accept: tuple[str, ...]


def _rows(kind: str, language: str) -> list[dict[str, Any]]:
    path = _FOLDER / kind / f"{language}.yaml"
    rows: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return rows


@cache
def tales(language: str) -> tuple[Tale, ...]:
    """Return all stories of a language, in the order in which they are told."""
    return tuple(
        Tale(row["id"], row["title"], tuple(row["about"]), tuple(row["parts"]))
        for row in _rows("tales", language)
    )


@cache
def questions(language: str) -> tuple[Question, ...]:
    """Return all questions of a language, the topics mixed."""
    found = [
        Question(row["id"], row["topic"], row["ask"], row["answer"], tuple(row["accept"]))
        for row in _rows("questions", language)
    ]
    by_topic: dict[str, list[Question]] = {}
    for question in found:
        by_topic.setdefault(question.topic, []).append(question)
    rank = {
        q.id: (i / len(group), q.topic) for group in by_topic.values() for i, q in enumerate(group)
    }
    return tuple(sorted(found, key=lambda question: rank[question.id]))
