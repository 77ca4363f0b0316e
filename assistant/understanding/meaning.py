"""Understand what was said in other words: the tool that it asks for, by its meaning.

    meaning = Meaning(examples, grammar, encoder)
    meaning.guess(clean("everybody gets the same temperature as me", "en"))   # climate.sync_climate

For texts that neither parse nor read like a known sentence. What was learned from the examples
of all sentences, from paraphrases and from talk that is not for the car (``learned``) tells the
tool, and the value of each of its slots.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from assistant.understanding.asides import in_passing
from assistant.understanding.encoder import Encoder
from assistant.understanding.examples import SEAT, Examples, Spotted, chosen
from assistant.understanding.filling import A_NUMBER, A_SEAT, Filler
from assistant.understanding.fuzzy import Guess
from assistant.understanding.grammar import Grammar
from assistant.understanding.interface import ToolCall
from assistant.understanding.learned import Reader, Seen, learn
from assistant.understanding.normalize import Clean
from assistant.understanding.numerals import numbers_in
from assistant.understanding.overheard import overheard
from assistant.understanding.phrases import Phrases, Said
from assistant.understanding.quoting import Quotes
from assistant.understanding.slot_values import (
    NUMBER,
    UNSAID,
    WILD,
    Named,
    slot_values,
    with_numbers,
)
from assistant.understanding.wording import Wording, wording

NOTHING = ""
"""What is asked for by talk that is not for the car."""

SURE = 0.5
"""The share that a tool must have to be called. Tuned as ADR 0016 tells."""

MIN_UNITS = {"en": 2, "zh": 3}
"""Words, or characters, that a text must have: a bare "yes" is near to too much."""

_SURE_WORDS, _SURE_TO_TRIM = 0.5, 0.65
"""How likely the free words that were found must be all of them, and no more; and to be preferred
to those of a sentence, of which 18 were longer than they: 14 too long, 1 right (ADR 0016)."""

_SURE_OF_SPOKEN, _LIKELY_WORDS = 0.8, 0.1
"""The share of a tool whose free words may be guessed, to ask back; and that of their beginning
(of 60 such texts the words were right in 31, and below it in one of 9)."""

_HARDLY, _HARDLY_LONG, _MANY = 0.02, 0.1, 10
"""A share below which a short or a long text only looks like a sentence with free words, where so
many paraphrases have such words (ADR 0016)."""

_LONG = {"en": 10, "zh": 13}
"""From so many words or characters on a text is long."""

_WRITTEN_WEIGHT, _PASSING_WEIGHT, _OVERHEARD_WEIGHT = 2.0, 1.5, 3.0
"""How much a text that somebody wrote counts, against one drawn from a template; how much one in
one breath with other words; and how much talk that is not for the car."""

_PASSING_EVERY = 2
"""Every second paraphrase is also learned in one breath with other words."""

_CACHE, _CACHE_SEEN = 512, 32
_NOT_KEPT = ("guess", "_seen", "_encoder")


@dataclass(frozen=True, slots=True)
class Outline:
    """What is known of a call: its tool, and of each learned slot its value, or what it lacks.

    ``spoken`` slots are filled by words of the text, but which is not known; of ``unclear`` ones
    not even whether they are. ``quoted`` tells that some of the arguments are such words.
    """

    tool: str
    arguments: dict[str, Any]
    spoken: frozenset[str]
    unclear: frozenset[str]
    slots: frozenset[str]
    quoted: bool = False


class Meaning:
    """What the texts of one language ask for."""

    def __init__(self, examples: Examples, grammar: Grammar, encoder: Encoder) -> None:
        """Encode the examples and learn from them: more than a millisecond for each."""
        self._examples = examples
        self._language = grammar.language
        self._words = wording(grammar.language)
        self._named = Named(grammar)
        kept = tuple(chosen(examples.every))
        self._forms = {(one.skeleton.tool, one.asks) for one in kept}
        fill = Filler(kept, grammar)
        texts = [fill.spoken(one.skeleton) for one in kept]
        free = Counter(one.skeleton.tool for one in kept if one.skeleton.free)
        self._free = frozenset(tool for tool, texts in free.items() if texts >= _MANY)
        other = overheard(self._language)
        written = [at for at, one in enumerate(kept) if one.paraphrase][::_PASSING_EVERY]
        passing = list(in_passing([texts[at] for at in written], other, self._language))
        every = [*texts, *passing, *other]
        self._reader = Reader.of(every, self._language)
        seen = list(map(self._reader.read, every, encoder.encode(every)))
        weights = [_WRITTEN_WEIGHT if one.paraphrase else 1.0 for one in kept]
        tools = [one.skeleton.tool for one in kept]
        said = [tools[at] for at, _ in zip(written, passing, strict=False)]
        self._tools = learn(
            seen,
            [*tools, *said, *(NOTHING for _ in other)],
            [*weights, *(_PASSING_WEIGHT for _ in said), *(_OVERHEARD_WEIGHT for _ in other)],
        )
        self._slots = dict(slot_values(kept, seen, weights, grammar))
        self._quotes = Quotes.of(kept, fill, self._language)
        self._phrases = Phrases(grammar)
        self.use(encoder)

    def use(self, encoder: Encoder) -> None:
        """Encode what is said with this encoder, the same as encoded the examples."""
        self._encoder = encoder
        self.guess = lru_cache(_CACHE)(self._guess)
        self._seen = lru_cache(_CACHE_SEEN)(self._seen_as)

    def __getstate__(self) -> dict[str, Any]:
        """Return what is kept on disk: all but the model and what was looked up."""
        return {k: v for k, v in vars(self).items() if k not in _NOT_KEPT}

    def tools(self, said: Clean) -> dict[str, float]:
        """Return how likely each tool is meant, the likeliest first; what is left is nothing."""
        shares = self._seen(self._examples.spotted(said).placed)[1]
        return {tool: share for tool, share in shares.items() if tool != NOTHING}

    def doubts(self, said: Clean, tool: str) -> bool:
        """Tell whether a text hardly asks for a tool that it parses as, by its free words.

        到桩子这儿了 begins like a destination. Only tools with many such paraphrases count.
        """
        least = _HARDLY_LONG if is_long(said.text, self._words) else _HARDLY
        return tool in self._free and self.tools(said).get(tool, 0.0) < least

    def trimmed(self, call: ToolCall) -> ToolCall:
        """Return a call without what its free words have too much: "14 baker street quick"."""
        quoted = self._quotes.quoted(call.tool, call.text)
        before = {slot: call.arguments[slot] for slot in quoted.words if slot in call.arguments}
        fewer = any(quoted.words[slot] != words for slot, words in before.items())
        within = all(quoted.words[slot] in str(words) for slot, words in before.items())
        if not fewer or not within or quoted.share < _SURE_TO_TRIM:
            return call
        if any(self._cuts_a_name(quoted.words[slot], str(words)) for slot, words in before.items()):
            return call
        return replace(call, arguments={**call.arguments, **quoted.words})

    def _cuts_a_name(self, words: str, before: str) -> bool:
        """Tell whether one character would be lost at the beginning: 海 of 上海."""
        return self._language == "zh" and before.find(words) == 1

    def _guess(self, said: Clean) -> Guess | None:
        """Return the call that the text surely means, or None when that is not clear."""
        spotted = self._examples.spotted(said)
        guess = self._guess_of(said, spotted)
        if spotted.phrase and (guess is None or guess.odd):  # "everybody" need not be a seat
            guess = self._guess_of(said, self._examples.spotted(said, seats=False)) or guess
        return guess

    def _guess_of(self, said: Clean, spotted: Spotted) -> Guess | None:
        if len(self._words.units(spotted.masked)) < MIN_UNITS[self._language]:
            return None
        seen, shares = self._seen(spotted.placed)
        tool, share = next(iter(shares.items()))
        if tool == NOTHING or share < SURE:
            return None
        read = self._outlined(tool, seen, said, spotted)
        if read.unclear or (read.spoken and share < _SURE_OF_SPOKEN):
            return None
        likely = {s: self._quotes.likeliest(tool, said.text, s) for s in sorted(read.spoken)}
        if any(share < _LIKELY_WORDS for _, share in likely.values()):
            return None
        words = {slot: words for slot, (words, _) in likely.items()}
        odd = bool(words) or (tool, spotted.asks) not in self._forms
        quoted = read.quoted or bool(words)
        return Guess(ToolCall(tool, read.arguments | words, said.text), share, quoted, odd)

    def outline(self, said: Clean) -> Outline | None:
        """Return the likely tool and what is clear of its arguments; None for no likely tool."""
        spotted = self._examples.spotted(said)
        seen, shares = self._seen(spotted.placed)
        tool, share = next(iter(shares.items()))
        if tool == NOTHING or share < SURE:
            return None
        return self._outlined(tool, seen, said, spotted)

    def _seen_as(self, placed: str) -> tuple[Seen, dict[str, float]]:
        """Return a text as it is compared, and how likely it asks for each tool."""
        text = placed.replace("#", A_NUMBER).replace(SEAT, A_SEAT[self._language])
        text = " ".join(text.split())
        seen = self._reader.read(text, self._encoder.encode([text])[0])
        return seen, self._tools.shares(seen)

    def _outlined(self, tool: str, seen: Seen, said: Clean, spotted: Spotted) -> Outline:
        """Return what the text says of a tool's slots; a seat that it can't have is none."""
        if not self._examples.takes_seat(tool, spotted.seat):
            spotted = self._examples.spotted(said, seats=False)
        quoted = self._quotes.quoted(tool, said.text)
        clear = quoted.words if quoted.share >= _SURE_WORDS else {}
        labels = {
            slot: self._named.value(tool, slot, _besides(said.text, slot, clear))
            or values.likely(seen, numbers=bool(spotted.numbers), sides=spotted.sides)
            for slot, values in self._slots.get(tool, {}).items()
        }
        words = {slot: clear[slot] for slot in clear if self._may_be_free(tool, slot, labels)}
        phrases = self._phrases.said(tool, spotted.text, tuple(words.values()))
        labels = _without_said(labels, phrases)
        if phrases.arguments:  # "how many rupees for 50 pounds" names one more
            labels |= {s: self._named.value(tool, s, phrases.rest) or labels[s] for s in labels}
        arguments = self._counted(tool, labels, phrases)
        if spotted.seat is not None:
            arguments["seat"] = spotted.seat
        left = {slot: label for slot, label in labels.items() if slot not in {**words, **arguments}}
        return Outline(
            tool,
            arguments | words | phrases.arguments,
            frozenset(slot for slot, label in left.items() if label == WILD),
            frozenset(slot for slot, label in left.items() if label is None),
            frozenset(labels),
            quoted=bool(words),
        )

    def _counted(self, tool: str, labels: dict[str, str | None], phrases: Said) -> dict[str, Any]:
        """Return what the labels say; numbers stand where as many are wanted as phrases left.

        Where there are more or fewer, ``labels`` of numbers become unclear.
        """
        values = self._slots[tool]
        may = {s for s in labels if NUMBER in values[s].learned.labels} - phrases.may
        given = with_numbers(labels, numbers_in(phrases.rest), may)
        return {
            slot: given[slot] if label == NUMBER else ast.literal_eval(label)
            for slot, label in labels.items()
            if label not in (None, WILD, UNSAID)
        }

    def _may_be_free(self, tool: str, slot: str, labels: Mapping[str, str | None]) -> bool:
        """Tell whether a slot may have free words: it can, and no value is known."""
        values = self._slots[tool].get(slot)
        free = values is not None and WILD in values.learned.labels
        return free and labels[slot] in (None, WILD, UNSAID)


def _besides(text: str, slot: str, quoted: Mapping[str, str]) -> str:
    """Return a text without the free words of other slots: "magnolia bakery" names no bakery."""
    for other, words in quoted.items():
        if other != slot:
            text = text.replace(words, " ", 1)
    return text


def is_long(text: str, words: Wording) -> bool:
    """Tell whether a text is so long that more than a request may be in it."""
    return len(words.units(text)) >= _LONG[words.language]


def _without_said(labels: dict[str, str | None], phrases: Said) -> dict[str, str | None]:
    """Return the labels of what phrases don't tell; where one does, the others are unsaid."""
    left = {slot: label for slot, label in labels.items() if slot not in phrases.arguments}
    left |= dict.fromkeys(phrases.twice & left.keys())
    if not phrases.arguments:
        return left
    unsaid = [s for s in (phrases.may - phrases.twice) & left.keys() if left[s] != NUMBER]
    return left | dict.fromkeys(unsaid, UNSAID)
