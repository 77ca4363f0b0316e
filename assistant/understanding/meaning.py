"""Understand what was said in other words: the tool that it asks for, by its meaning.

    meaning = Meaning(examples, grammar, encoder)
    meaning.guess(clean("everybody gets the same temperature as me", "en"))   # climate.sync_climate

For texts that neither parse nor read like a known sentence. What was learned from the examples
of all sentences, from paraphrases and from talk that is not for the car (``learned``) tells the
tool, and the value of each of its slots.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any

from assistant.understanding.encoder import Encoder
from assistant.understanding.examples import Example, Examples, Spotted
from assistant.understanding.fuzzy import Guess
from assistant.understanding.grammar import Grammar, Skeleton
from assistant.understanding.interface import ToolCall
from assistant.understanding.learned import Learned, Reader, Seen, learn
from assistant.understanding.normalize import Clean
from assistant.understanding.overheard import overheard
from assistant.understanding.wording import wording

NOTHING = ""
"""What is asked for by talk that is not for the car; also a slot's value that nobody says."""

SURE = 0.5
"""The share that a tool must have to be called. Tuned as ADR 0016 tells."""

MIN_UNITS = {"en": 2, "zh": 3}
"""Words, or characters, that a text must have: a bare "yes" is near to too much."""

_SURE_VALUE = 0.7
"""The share that the value of a slot must have."""
_MAY_BE_UNSAID = 0.1
"""A slot without a sure value is left out where this much speaks for that."""

_WRITTEN_WEIGHT, _OVERHEARD_WEIGHT = 3.0, 3.0
"""How much a text that somebody wrote counts, against one drawn from a template."""

_KEPT, _KEPT_WILD = 20, 3
"""Examples kept of the sentences that mean the same; those with free words are only rivals."""

_NUMBER, _WILD = "#", "~"
"""Values of slots that are the text's number, or any words: no call is made of these."""

_CACHE, _CACHE_SEEN = 512, 32
_NOT_KEPT = ("guess", "_seen", "_encoder")
_SLOT = re.compile(r"\{([^}]*)\}")
_A_NUMBER = "20"
_ANYTHING = {"en": "something", "zh": "什么"}


class Meaning:
    """What the texts of one language ask for."""

    def __init__(self, examples: Examples, grammar: Grammar, encoder: Encoder) -> None:
        """Encode the examples and learn from them: more than a millisecond for each."""
        self._examples = examples
        self._language = grammar.language
        self._words = wording(grammar.language)
        self._named = _Named(grammar)
        kept = tuple(_kept(examples.every))
        self._forms = {(one.skeleton.tool, one.asks) for one in kept}
        wild = grammar.wildcard_lists
        texts = [_spoken(one.skeleton.text, wild, self._language) for one in kept]
        other = overheard(self._language)
        every = [*texts, *other]
        self._reader = Reader.of(every, self._language)
        seen = list(map(self._reader.read, every, encoder.encode(every)))
        weights = [_WRITTEN_WEIGHT if one.paraphrase else 1.0 for one in kept]
        tools = [one.skeleton.tool for one in kept]
        self._tools = learn(
            seen,
            [*tools, *(NOTHING for _ in other)],
            [*weights, *(_OVERHEARD_WEIGHT for _ in other)],
        )
        self._slots = dict(_slots(kept, seen, weights, grammar))
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
        shares = self._seen(self._examples.spotted(said).masked)[1]
        return {tool: share for tool, share in shares.items() if tool != NOTHING}

    def _guess(self, said: Clean) -> Guess | None:
        """Return the call that the text surely means, or None when that is not clear."""
        spotted = self._examples.spotted(said)
        guess = self._guess_of(said, spotted)
        if guess is None and spotted.phrase:  # "everybody" need not be a seat
            guess = self._guess_of(said, self._examples.spotted(said, seats=False))
        return guess

    def _guess_of(self, said: Clean, spotted: Spotted) -> Guess | None:
        if len(self._words.units(spotted.masked)) < MIN_UNITS[self._language]:
            return None
        seen, shares = self._seen(spotted.masked)
        tool, share = next(iter(shares.items()))
        if tool == NOTHING or share < SURE or (tool, spotted.asks) not in self._forms:
            return None
        arguments = self._arguments(tool, seen, said, spotted)
        return None if arguments is None else Guess(ToolCall(tool, arguments, said.text), share)

    def _seen_as(self, masked: str) -> tuple[Seen, dict[str, float]]:
        """Return a text as it is compared, and how likely it asks for each tool."""
        text = " ".join(masked.replace("#", _A_NUMBER).split())
        seen = self._reader.read(text, self._encoder.encode([text])[0])
        return seen, self._tools.shares(seen)

    def _arguments(
        self, tool: str, seen: Seen, said: Clean, spotted: Spotted
    ) -> dict[str, Any] | None:
        """Return what the text says of the tool's slots; None when that is not clear."""
        arguments: dict[str, Any] = {}
        numbers = list(spotted.numbers)
        for slot, values in self._slots.get(tool, {}).items():
            named = self._named.value(tool, slot, said.text)
            label = named if named is not None else _likely(values, seen, bool(numbers))
            if label is None or label == _WILD:
                return None
            if label == _NUMBER:
                number = numbers.pop(0)
                arguments[slot] = int(number) if number.is_integer() else number
            elif label != NOTHING:
                arguments[slot] = ast.literal_eval(label)
        counts = any(_NUMBER in values.labels for values in self._slots.get(tool, {}).values())
        if (numbers and counts) or not self._examples.takes_seat(tool, spotted.seat):
            return None
        return arguments if spotted.seat is None else arguments | {"seat": spotted.seat}


def _likely(values: Learned, seen: Seen, numbers: bool) -> str | None:
    """Return the likeliest value of a slot; None when none is likely enough."""
    shares = values.shares(seen)
    if not numbers:
        shares.pop(_NUMBER, None)
    every = sum(shares.values())
    best = next(iter(shares), NOTHING)
    if shares.get(best, 0.0) >= _SURE_VALUE * every:
        return best
    return NOTHING if shares.get(NOTHING, 0.0) >= _MAY_BE_UNSAID * every else None


class _Named:
    """Which value of a tool's slot a text names."""

    def __init__(self, grammar: Grammar) -> None:
        self._han = grammar.language == "zh"
        self._lists = {
            key: tuple(name for name in names if name in grammar.values and name != "seat")
            for key, names in grammar.slot_lists.items()
        }
        self._values = grammar.values

    def value(self, tool: str, slot: str, text: str) -> str | None:
        """Return the label of the one value of a slot whose words are in the text."""
        found = {
            repr(value)
            for name in self._lists.get((tool, slot), ())
            for words, value in self._values[name].items()
            if (words in text and words[1:] if self._han else f" {words} " in f" {text} ")
        }
        return found.pop() if len(found) == 1 else None


def _slots(
    kept: Sequence[Example], seen: Sequence[Seen], weights: Sequence[float], grammar: Grammar
) -> Iterator[tuple[str, dict[str, Learned]]]:
    """Yield what is learned about the slots of each tool."""
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for row, example in enumerate(kept):
        rows[example.skeleton.tool].append(row)
    for tool, mine in rows.items():
        labels = [_labels(kept[row].skeleton, grammar) for row in mine]
        names = sorted({name for one in labels for name in one})
        texts, counts = [seen[row] for row in mine], [weights[row] for row in mine]
        yield (
            tool,
            {
                name: learn(texts, [one.get(name, NOTHING) for one in labels], counts)
                for name in names
            },
        )


def _labels(skeleton: Skeleton, grammar: Grammar) -> dict[str, str]:
    """Return the label of each slot that a sentence fills, but for a seat that it names."""
    labels = {slot: repr(value) for slot, value in skeleton.fixed}
    for name, slot in skeleton.slots:
        if name != "seat":
            labels[slot] = _NUMBER if name in grammar.range_lists else _WILD
    return labels


def _kept(every: Sequence[Example]) -> Iterator[Example]:
    """Yield all paraphrases, and of the examples that mean the same some, taken evenly."""
    yield from (one for one in every if one.paraphrase)
    drawn = (one for one in every if not one.paraphrase)

    def meaning(example: Example) -> str:
        skeleton = example.skeleton
        return repr((skeleton.tool, skeleton.fixed, skeleton.slots))

    for _, group in groupby(sorted(drawn, key=meaning), key=meaning):
        alike = list(group)
        count = min(_KEPT_WILD if alike[0].wild else _KEPT, len(alike))
        yield from (alike[i * len(alike) // count] for i in range(count))


def _spoken(text: str, wild: frozenset[str], language: str) -> str:
    """Return an example as somebody would say it, without its seat."""

    def said(slot: re.Match[str]) -> str:
        if slot[1] == "seat":
            return " "
        return _ANYTHING[language] if slot[1] in wild else f" {_A_NUMBER} "

    return " ".join(_SLOT.sub(said, text).split())
