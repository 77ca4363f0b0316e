"""Several commands in one breath: split where every part means something.

"open my window and turn on the seat heating" are two sentences; "open the driver's and the
passenger's window" is one and a half: what a part lacks it borrows from its neighbour.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from assistant.understanding.form import is_deed, is_negated, is_question, is_reported
from assistant.understanding.interface import ToolCall
from assistant.understanding.normalize import Clean
from assistant.understanding.wording import Wording

MAX_PIECES = 14
MAX_JOINED = 5
"""Longer requests are not taken apart, and a command has at most so many pieces."""

_BORROW = 4
"""How many words (characters, in Mandarin) a part may borrow at either end."""

_SHORT = {"en": 5, "zh": 9}
"""A part of more words is no half sentence."""

Parse = Callable[[str], ToolCall | None]


MIN_PART = 0.3
"""A request is acted on in part when at least this share of it was understood."""


@dataclass(frozen=True, slots=True)
class Split:
    """The calls found, and what of the text was not understood.

    ``apart`` is True when every part that was not understood clearly is a request of its own,
    ``whole`` when they stand between connectives and none had to borrow words of another.
    """

    calls: tuple[ToolCall, ...]
    unparsed: str = ""
    apart: bool = True
    whole: bool = True


def may_be_done_in_part(split: Split, said: Clean, words: Wording) -> bool:
    """Tell whether the understood part of a request may be done alone."""
    if is_question(said, words) or is_negated(said, words):
        return False
    enough = len(split.unparsed) <= (1 - MIN_PART) * len(said.text)
    return split.apart and enough and not is_reported(Clean(split.unparsed), words)


@dataclass(frozen=True, slots=True, order=True)
class _Cover:
    """A way to cover the rest of the pieces; less is better, in the order of the fields."""

    lost_letters: int = 0
    lost_runs: int = 0
    parts: int = 0
    borrowed: int = 0
    calls: tuple[ToolCall, ...] = field(default=(), compare=False)
    lost: tuple[tuple[int, int], ...] = field(default=(), compare=False)


class Splitter:
    """Finds the commands of a longer request in one language."""

    def __init__(self, words: Wording) -> None:
        self._words = words
        joined = "|".join(map(re.escape, words.words("connectives")))
        if words.language == "zh":
            starts = "|".join(map(re.escape, words.words("clause_starts")))
            hard = f"[ ，、]*(?:{joined})+[ ，、]*|[ ，、]+"
            self._cuts: tuple[re.Pattern[str], ...] = (
                re.compile(hard),
                re.compile(f"{hard}|(?=(?:{starts}))"),
            )
        else:
            self._cuts = (re.compile(rf"(?:\s*,)?\s+(?:{joined})\b[\s,]*|\s*,\s*"),)

    def last_piece(self, text: str) -> str:
        """Return what follows the last connective."""
        pieces = _pieces(text, self._cuts[0])
        return text[slice(*pieces[-1])] if pieces else ""

    def cuts(self, text: str) -> Iterator[tuple[int, int, bool]]:
        """Yield where a command may end, where the next begins, and if a connective says so."""
        for match in self._cuts[-1].finditer(text):
            if match.start() > 0 and match.end() < len(text):
                yield match.start(), match.end(), bool(match[0])

    def split(self, text: str, parse: Parse, *, loose: bool = False) -> Split | None:
        """Return the commands in ``text``, or None when it is in one piece or none means any.

        It is cut at connectives first, and where a command may begin only when that fails;
        there not at all when ``parse`` is ``loose``.
        """
        found: Split | None = None
        for cut in self._cuts[:1] if loose else self._cuts:
            split = self._covered(text, _pieces(text, cut), parse)
            if split is not None and not split.unparsed:
                return replace(split, whole=split.whole and cut is self._cuts[0])
            if split is not None and (found is None or len(split.unparsed) < len(found.unparsed)):
                found = split
        return found

    def _covered(self, text: str, spans: list[tuple[int, int]], parse: Parse) -> Split | None:
        if not 1 < len(spans) <= MAX_PIECES:
            return None

        borrows = self._may_borrow(text, spans, parse)

        @lru_cache(None)
        def best(start: int) -> _Cover:
            if start == len(spans):
                return _Cover()
            rest = best(start + 1)
            options = [_without(spans[start], spans[start + 1 : start + 2], rest)]
            for end in range(min(len(spans), start + MAX_JOINED), start, -1):
                call = parse(text[spans[start][0] : spans[end - 1][1]])
                if call is not None:
                    options.append(_after(call, best(end), borrowed=0))
            if borrows and len(options) == 1:
                call = self._borrowing(text, spans, start, parse)
                if call is not None:
                    options.append(_after(call, rest, borrowed=1))
            return min(options)

        cover = best(0)
        if not cover.calls:
            return None
        lost = _merged(cover.lost, text)
        return Split(
            cover.calls,
            self._words.joiner.join(text[a:b] for a, b in lost),
            all(self._apart(text, span) for span in lost),
            not cover.borrowed,
        )

    def _may_borrow(self, text: str, spans: list[tuple[int, int]], parse: Parse) -> bool:
        """Tell whether half sentences are worth completing: talk has many, and it takes long."""
        said = Clean(text)
        return (
            is_deed(said, self._words)
            or is_question(said, self._words)
            or any(parse(text[start:end]) for start, end in spans)
        )

    def _apart(self, text: str, span: tuple[int, int]) -> bool:
        """Tell whether a lost part stands alone: between connectives, or with its own verb."""
        start, end = span
        if self._words.after(text[start:end], self._words.words("clause_verbs")):
            return True
        return self._ended(text[:start]) and self._ended(text[end:], begins=True)

    def _ended(self, side: str, *, begins: bool = False) -> bool:
        """Tell whether a sentence clearly ends at this side of a part: a pause, a connective."""
        if not side:
            return True
        links = tuple(c for c in self._words.words("connectives") if len(c) > 1)
        return (
            side.startswith(("，", "、", " ", ",", *links))
            if begins
            else (side.endswith(("，", "、", " ", ",", *links)))
        )

    def _borrowing(
        self, text: str, spans: list[tuple[int, int]], index: int, parse: Parse
    ) -> ToolCall | None:
        piece = text[slice(*spans[index])]
        part = self._words.units(piece)
        if piece in self._words.words("clause_starts"):
            return None
        if len(part) > _SHORT[self._words.language]:
            return None
        before = self._words.units(text[slice(*spans[index - 1])]) if index else []
        after = self._words.units(text[slice(*spans[index + 1])]) if index + 1 < len(spans) else []
        for units in _completed(part, before, after):
            call = parse(self._words.joiner.join(units))
            if call is not None:
                return call
        return None


def _pieces(text: str, cut: re.Pattern[str]) -> list[tuple[int, int]]:
    """Return where the pieces between cuts begin and end."""
    found, start = [], 0
    for match in cut.finditer(text):
        if match.start() > start:
            found.append((start, match.start()))
        start = match.end()
    if start < len(text):
        found.append((start, len(text)))
    return found


def _merged(spans: tuple[tuple[int, int], ...], text: str) -> list[tuple[int, int]]:
    """Return the spans with neighbours that nothing separates joined."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and not text[merged[-1][1] : start].strip():
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def _after(call: ToolCall, rest: _Cover, borrowed: int) -> _Cover:
    return replace(
        rest,
        parts=rest.parts + 1,
        borrowed=rest.borrowed + borrowed,
        calls=(call, *rest.calls),
    )


def _without(span: tuple[int, int], following: list[tuple[int, int]], rest: _Cover) -> _Cover:
    """Return the cover with one more piece lost."""
    joins = bool(rest.lost) and rest.lost[:1] == tuple(following)
    return replace(
        rest,
        lost_letters=rest.lost_letters + span[1] - span[0],
        lost_runs=rest.lost_runs + (not joins),
        lost=(span, *rest.lost),
    )


def _completed(part: list[str], before: list[str], after: list[str]) -> Iterator[list[str]]:
    """Yield the part completed with words of its neighbours, the least borrowed first."""
    heads = [before[:n] for n in range(1, min(_BORROW, len(before)) + 1)]
    tails = [before[-n:] for n in range(1, min(_BORROW, len(before)) + 1)]
    follows = [after[-n:] for n in range(1, min(_BORROW, len(after)) + 1)]
    yield from (head + part for head in heads)
    yield from (part + tail for tail in follows)
    yield from (head + part + tail for head in heads for tail in tails)
    yield from (head + part + tail for head in heads for tail in follows)
