"""What finders find: a stretch of a plain text and what kind of private value it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Value(StrEnum):
    """A kind of private value; where stretches overlap, the first kind names them."""

    EMAIL = "EMAIL"
    CARD = "CARD"  # cards and bank accounts
    IDENTITY = "ID"  # identity and social security numbers
    POSITION = "POSITION"  # coordinates and what stands for them
    ADDRESS = "ADDRESS"
    PLATE = "PLATE"  # plates and chassis numbers
    PHONE = "PHONE"
    BIRTHDAY = "BIRTHDAY"
    SECRET = "SECRET"  # noqa: S105  # what follows "password is"
    PLACE = "PLACE"  # a saved place or a destination, by its name
    PERSON = "PERSON"
    NUMBER = "NUMBER"  # any other long number
    TEXT = "TEXT"  # what looks like a placeholder already


ORDER = {kind: place for place, kind in enumerate(Value)}


@dataclass(frozen=True, slots=True)
class Found:
    """A private value at ``start:end`` of a plain text."""

    start: int
    end: int
    kind: Value


def by_pattern(pattern: re.Pattern[str], kind: Value, text: str) -> Iterator[Found]:
    """Yield all matches of a pattern: its group ``it`` if it has one, else the whole."""
    group: str | int = "it" if "it" in pattern.groupindex else 0
    for match in pattern.finditer(text):
        if match.end(group) > match.start(group) >= 0:
            yield Found(match.start(group), match.end(group), kind)


def joined(found: Iterable[Found], text: str) -> list[Found]:
    """Return the stretches in order; overlapping ones are one, so that nothing shows between.

    So are two people with only a space between: they are one person's names.
    """
    merged: list[Found] = []
    for one in sorted(found, key=lambda found: (found.start, found.end)):
        last = merged[-1] if merged else None
        if last is None or (one.start >= last.end and not _same_person(last, one, text)):
            merged.append(one)
            continue
        kind = min(last.kind, one.kind, key=ORDER.__getitem__)
        merged[-1] = Found(last.start, max(last.end, one.end), kind)
    return merged


def _same_person(one: Found, next_one: Found, text: str) -> bool:
    both = one.kind is next_one.kind is Value.PERSON
    return both and text[one.end : next_one.start] == " "
