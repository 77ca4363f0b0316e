"""Guess what a text means that is no known sentence: the nearest by its words, then by meaning.

What a guess may do is decided elsewhere (``interpreter``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.understanding.compound import Splitter
from assistant.understanding.encoder import Encoder
from assistant.understanding.examples import Examples
from assistant.understanding.fuzzy import Fuzzy
from assistant.understanding.grammar import Grammar
from assistant.understanding.interface import ToolCall
from assistant.understanding.meaning import Meaning
from assistant.understanding.normalize import Clean
from assistant.understanding.shortlist import Vocabulary
from assistant.understanding.wording import Wording

SURE = 0.9
"""A guess by words from this score on ends the turn like a strict parse."""

SURE_PART = 0.85
"""A guess of one part of a longer request needs so much."""


@dataclass(frozen=True, slots=True)
class Guesses:
    """The guessed calls of a text, how near they are (0 to 1), and if that is as good as known."""

    calls: tuple[ToolCall, ...]
    score: float
    sure: bool


@dataclass(frozen=True, slots=True)
class Tries:
    """What a guess builds on: a strict parse, one by sound alone, and the parts of a request."""

    strict: Callable[[str], ToolCall | None]
    heard: Callable[[str], ToolCall | None]
    splitter: Splitter


class Guessing:
    """The guesses of one language. ``meaning`` is None until it was learned."""

    def __init__(self, grammar: Grammar, words: Wording, tries: Tries) -> None:
        self._grammar = grammar
        self._tries = tries
        self._examples = Examples(grammar, words)
        self._fuzzy = Fuzzy(self._examples, words, tries.heard)
        self.meaning: Meaning | None = None

    def learn_meaning(self, vocabulary: Vocabulary, encoder: Encoder) -> None:
        """Encode what the sentences mean."""
        self.meaning = Meaning(self._examples, vocabulary, self._grammar, encoder)

    def near(self, said: Clean) -> Guesses | None:
        """Return what the sentences mean that the whole text, or each part, reads most like."""
        guess = self._fuzzy.guess(said)
        if guess is not None:
            return Guesses((guess.call,), guess.score, guess.score >= SURE)
        split = self._tries.splitter.split(said.text, self._strict_or_near, loose=True)
        if split is None or split.unparsed:
            return None
        return Guesses(split.calls, SURE_PART, sure=False)

    def meant(self, said: Clean) -> Guesses | None:
        """Return what the sentences nearest in meaning ask for."""
        guess = self.meaning.guess(said) if self.meaning else None
        return Guesses((guess.call,), guess.score, sure=False) if guess else None

    def _strict_or_near(self, text: str) -> ToolCall | None:
        call = self._tries.strict(text)
        if call is not None:
            return call
        guess = self._fuzzy.guess(Clean(text))
        return guess.call if guess and guess.score >= SURE_PART else None
