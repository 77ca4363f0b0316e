"""Guess what a text means that is no known sentence: the nearest by its words, then by meaning.

What a guess may do is decided elsewhere (``interpreter``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.understanding.compound import Splitter
from assistant.understanding.fuzzy import Fuzzy
from assistant.understanding.interface import ToolCall
from assistant.understanding.meaning import Meaning
from assistant.understanding.normalize import Clean

SURE = 0.9
"""A guess by words from this score on ends the turn like a strict parse."""

SURELY_OTHER, MOSTLY_FREE = 0.9, 0.5
"""How likely another tool must be, and which part of a text free words, to doubt a parse."""

VERY_LIKELY = 0.8
"""A change with words of the text in it needs so much, or is asked back."""

SURE_PART = 0.85
"""A guess of one part of a longer request needs so much."""


@dataclass(frozen=True, slots=True)
class Guesses:
    """The guessed calls of a text, how near they are (0 to 1), and if that is as good as known.

    ``quoted`` tells that words of the text are in them, ``odd`` that it is asked where all examples
    order, or the other way round.
    """

    calls: tuple[ToolCall, ...]
    score: float
    sure: bool
    quoted: bool = False
    odd: bool = False


@dataclass(frozen=True, slots=True)
class Guessing:
    """The guesses of one language, from the nearest by words and, with an encoder, by meaning.

    ``strict`` parses a text as a whole sentence.
    """

    fuzzy: Fuzzy
    meaning: Meaning | None
    splitter: Splitter
    strict: Callable[[str], ToolCall | None]

    def near(self, said: Clean) -> Guesses | None:
        """Return what the sentences mean that the whole text, or each part, reads most like."""
        guess = self.fuzzy.guess(said)
        if guess is not None:
            return Guesses((guess.call,), guess.score, guess.score >= SURE)
        split = self.splitter.split(said.text, self._strict_or_near, loose=True)
        if split is None or split.unparsed:
            return None
        return Guesses(split.calls, SURE_PART, sure=False)

    def meant(self, said: Clean) -> Guesses | None:
        """Return what was learned that the text asks for."""
        guess = self.meaning.guess(said) if self.meaning else None
        if guess is None:
            return None
        return Guesses((guess.call,), guess.score, sure=False, quoted=guess.quoted, odd=guess.odd)

    def instead(self, said: Clean, call: ToolCall) -> Guesses | None:
        """Return what is surely meant instead of a call whose free words are most of the text."""
        free = max((len(v) for v in call.arguments.values() if isinstance(v, str)), default=0)
        if self.meaning is None or free < MOSTLY_FREE * len(said.text):
            return None
        guess = self.meaning.guess(said)
        if guess is None or guess.odd or guess.score < SURELY_OTHER:
            return None
        if guess.call.tool == call.tool:  # as it parsed: the sentence knows its words better
            return None
        return Guesses((guess.call,), guess.score, sure=False)

    def doubts(self, said: Clean, call: ToolCall) -> bool:
        """Tell whether a sentence with free words only looks like one: its tool is not meant."""
        return self.meaning is not None and self.meaning.doubts(said, call.tool)

    def _strict_or_near(self, text: str) -> ToolCall | None:
        call = self.strict(text)
        if call is not None:
            return call
        guess = self.fuzzy.guess(Clean(text))
        return guess.call if guess and guess.score >= SURE_PART else None
