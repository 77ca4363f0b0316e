"""Cut a text into speakable sentences while it is still being written.

splitter = SentenceSplitter("en")
for piece in pieces:
    for sentence in splitter.feed(piece):
        speak(sentence)
for sentence in splitter.flush():
    speak(sentence)
"""

from __future__ import annotations

import re

_END = re.compile(r"[。！？!?…]+[”’\"')）」』]*|[；;\n]+|\.+[”’\"')]*(?=\s)")
"""Where a sentence may end; a full stop counts only before a space ("21.5", "3.km")."""

_CLAUSE = re.compile(r"[,，、:：](?=\s|[\u3400-\u9fff])|\s[-–—]\s")
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof st ave rd blvd jr sr vs approx dept vol fig e.g i.e a.m p.m u.s".split()
)
_ENUMERATION = re.compile(r"(?:^|\s)\d{1,2}$")
_FIRST_CLAUSE_FROM = {"zh": 18}
_FIRST_CLAUSE_FROM_DEFAULT = 60
_LEAST_CLAUSE = {"zh": 5}
_LEAST_CLAUSE_DEFAULT = 15
_LONGEST = {"zh": 90}
_LONGEST_DEFAULT = 280


class SentenceSplitter:
    """Collects pieces of one text and gives out its sentences as soon as each is whole.

    The first sentence is given out at a clause ("Well, ...") when it gets long, because a
    person is waiting for the first sound; a text without any end is cut at a space.
    """

    def __init__(self, language: str) -> None:
        self._buffer = ""
        self._first = True
        self._clause_from = _FIRST_CLAUSE_FROM.get(language, _FIRST_CLAUSE_FROM_DEFAULT)
        self._least_clause = _LEAST_CLAUSE.get(language, _LEAST_CLAUSE_DEFAULT)
        self._longest = _LONGEST.get(language, _LONGEST_DEFAULT)

    def feed(self, piece: str) -> list[str]:
        """Take the next piece of the text; return the sentences that are whole now."""
        self._buffer += piece
        found: list[str] = []
        while (cut := self._cut()) is not None:
            sentence = self._buffer[:cut].strip()
            self._buffer = self._buffer[cut:]
            if _speakable(sentence):
                found.append(sentence)
                self._first = False
        return found

    def flush(self) -> list[str]:
        """Return what is left when the text has ended."""
        rest, self._buffer = self._buffer.strip(), ""
        return [rest] if _speakable(rest) else []

    def _cut(self) -> int | None:
        end = _sentence_end(self._buffer)
        if self._first and (end is None or end > self._clause_from):
            clause = self._clause()
            if clause is not None:
                return clause
        if end is None and len(self._buffer) > self._longest:
            space = self._buffer.rfind(" ", self._least_clause, self._longest)
            return space + 1 if space > 0 else self._longest
        if end is not None and end > self._longest:
            space = self._buffer.rfind(" ", self._least_clause, self._longest)
            return space + 1 if space > 0 else self._longest
        return end

    def _clause(self) -> int | None:
        if len(self._buffer) <= self._clause_from:
            return None
        marks = [m.end() for m in _CLAUSE.finditer(self._buffer) if m.end() >= self._least_clause]
        return marks[0] if marks and marks[0] <= self._longest else None


def split_sentences(text: str, language: str) -> list[str]:
    """Return the sentences of a finished text."""
    splitter = SentenceSplitter(language)
    return [*splitter.feed(text), *splitter.flush()]


def _sentence_end(text: str) -> int | None:
    for mark in _END.finditer(text):
        if mark.group().startswith(".") and not _ends_sentence(text, mark):
            continue
        if mark.end() == len(text) and mark.group()[-1] in "。！？!?…":
            return mark.end()  # nothing but a quote could follow
        if mark.end() < len(text) or mark.group()[-1] in "\n；;":
            return mark.end()
    return None


def _ends_sentence(text: str, mark: re.Match[str]) -> bool:
    before = text[: mark.start()]
    last = before.rsplit(maxsplit=1)[-1].lower().lstrip("(\"'") if before.strip() else ""
    initial = len(last) == 1 and last.isalpha() and last != "i"
    return not (last in _ABBREVIATIONS or initial or _ENUMERATION.search(before))


def _speakable(text: str) -> bool:
    return any(character.isalnum() for character in text)
