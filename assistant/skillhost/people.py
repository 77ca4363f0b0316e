"""Whom a person means: contacts by their names as heard, and the answer to "Anna or Hannah?". Pure.

For skills that declare ``phone`` under ``context``: everything here takes a call's ``Context``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.skillhost.names import SURE, best_matches, likely
from assistant.skillhost.sdk import Context, ToolResult

_PLACES = (
    ("first", "1st", "第一", "第1", "前一个", "前面"),
    ("second", "2nd", "第二", "第2", "后一个", "后面"),
    ("third", "3rd", "第三", "第3"),
)
_LAST = ("last", "最后")
_NOT_IN_NAMES = re.compile(r"^(?:my|our|the|我的|我)(?=[ 一-鿿])\s*|(?:先生|女士|小姐)$")
_DIGITS = re.compile(r"\+?[\d*#]{3,20}")
MAX_OFFERED = 3
"""So many contacts are offered when a name fits several."""

CARD_TITLE = {"en": "Contacts", "zh": "联系人"}


@dataclass(frozen=True, slots=True)
class Person:
    """A contact that fits; ``numbers`` are ``{"number", "kind"}``, the preferred one first.

    ``sure`` is False when the name was only near: then the car asks before it acts.
    """

    name: str
    numbers: tuple[dict[str, str], ...]
    sure: bool = True


def digits(said: str) -> str | None:
    """Return the number to dial when digits were said instead of a name, else None."""
    number = re.sub(r"[\s()./-]", "", said)
    return number if _DIGITS.fullmatch(number) else None


def people(ctx: Context, said: str, choice: str = "") -> list[Person]:
    """Return the contacts that ``said`` may mean: none, one, or several to choose from.

    ``choice`` is what was answered to the offer: a name, or a place in it ("the second one").
    """
    contacts = {one["name"]: one for one in ctx.services["phone"]["contacts"]}
    wanted = _NOT_IN_NAMES.sub("", said.strip())
    offered = likely(best_matches(wanted, list(contacts), ctx.language, limit=MAX_OFFERED))
    found = [
        Person(m.candidate, tuple(contacts[m.candidate]["numbers"]), m.score >= SURE)
        for m in offered
    ]
    return _chosen(ctx, found, choice) if choice and len(found) > 1 else found


def _chosen(ctx: Context, found: list[Person], choice: str) -> list[Person]:
    """Return the one of several that an answer names; all of them when it names none."""
    for place, ways in enumerate(_PLACES[: len(found)]):
        if any(way in choice for way in ways):
            return [_surely(found[place])]
    if any(way in choice for way in _LAST):
        return [_surely(found[-1])]
    names = [one.name for one in found]
    best = likely(best_matches(choice, names, ctx.language))
    return [
        _surely(one) for one in found if one.name in {match.candidate for match in best}
    ] or found


def _surely(person: Person) -> Person:
    return Person(person.name, person.numbers)


def which(ctx: Context, found: Sequence[Person]) -> ToolResult:
    """Return the question which of several people is meant; the skill has the reply ``which``."""
    items: list[dict[str, Any]] = [{"title": one.name} for one in found]
    return ToolResult(
        reply="which",
        values={"names": [one.name for one in found]},
        outcome="asked",
        missing="choice",
        card={"type": "choice", "title": CARD_TITLE[ctx.language], "items": items},
    )
