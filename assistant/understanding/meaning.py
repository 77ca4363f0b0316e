"""Understand what was said in other words: the tool that it asks for, by its meaning.

    meaning = Meaning(examples, grammar, encoder)
    meaning.guess(clean("everybody gets the same temperature as me", "en"))   # climate.sync_climate

For texts that neither parse nor read like a known sentence. What was learned from the examples
of all sentences, from paraphrases and from talk that is not for the car (``learned``) tells the
tool, and the value of each of its slots.
"""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from assistant.understanding.encoder import Encoder
from assistant.understanding.examples import Example, Examples, Spotted
from assistant.understanding.filling import A_NUMBER, Filler
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

_HARDLY, _MANY = 0.02, 10
"""A share below which a sentence with free words is only taken for one, where so many
paraphrases have such words: of 164 texts, all 23 below it were, and 7 above (ADR 0016)."""

_WRITTEN_WEIGHT, _OVERHEARD_WEIGHT = 3.0, 3.0
"""How much a text that somebody wrote counts, against one drawn from a template."""

_KEPT, _KEPT_WILD = 20, 10
"""Examples kept of the sentences that mean the same; those with free words make no call."""

_NUMBER, _WILD = "#", "~"
"""Values of slots that are the text's number, or any words: no call is made of these."""

_CACHE, _CACHE_SEEN = 512, 32
_NOT_KEPT = ("guess", "_seen", "_encoder")


@dataclass(frozen=True, slots=True)
class Outline:
    """What is known of a call: its tool, and of each learned slot its value, or what it lacks.

    ``spoken`` slots are filled by words of the text, but which is not known; of ``unclear`` ones
    not even whether they are.
    """

    tool: str
    arguments: dict[str, Any]
    spoken: frozenset[str]
    unclear: frozenset[str]
    slots: frozenset[str]


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
        fill = Filler(kept, grammar)
        texts = [fill.spoken(one.skeleton) for one in kept]
        free = Counter(one.skeleton.tool for one in kept if one.skeleton.free)
        self._free = frozenset(tool for tool, texts in free.items() if texts >= _MANY)
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

    def doubts(self, said: Clean, tool: str) -> bool:
        """Tell whether a text hardly asks for a tool that it parses as, by its free words.

        到桩子这儿了 begins like a destination. Only tools with many such paraphrases count.
        """
        return tool in self._free and self.tools(said).get(tool, 0.0) < _HARDLY

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
        read = self._outlined(tool, seen, said, spotted)
        if read.spoken or read.unclear or not self._examples.takes_seat(tool, spotted.seat):
            return None
        return Guess(ToolCall(tool, read.arguments, said.text), share)

    def outline(self, said: Clean) -> Outline | None:
        """Return the likely tool and what is clear of its arguments; None for no likely tool."""
        spotted = self._examples.spotted(said)
        seen, shares = self._seen(spotted.masked)
        tool, share = next(iter(shares.items()))
        if tool == NOTHING or share < SURE:
            return None
        if not self._examples.takes_seat(tool, spotted.seat):
            spotted = self._examples.spotted(said, seats=False)
        return self._outlined(tool, seen, said, spotted)

    def _seen_as(self, masked: str) -> tuple[Seen, dict[str, float]]:
        """Return a text as it is compared, and how likely it asks for each tool."""
        text = " ".join(masked.replace("#", A_NUMBER).split())
        seen = self._reader.read(text, self._encoder.encode([text])[0])
        return seen, self._tools.shares(seen)

    def _outlined(self, tool: str, seen: Seen, said: Clean, spotted: Spotted) -> Outline:
        """Return what the text says of a tool's slots."""
        slots = self._slots.get(tool, {})
        labels = {slot: self._label(tool, slot, seen, said, spotted) for slot in slots}
        counting = [slot for slot, label in labels.items() if label == _NUMBER]
        may_count = {slot for slot, values in slots.items() if _NUMBER in values.labels}
        numbers = dict(zip(counting, map(_number, spotted.numbers), strict=False))
        if may_count and len(spotted.numbers) != len(counting):
            labels |= dict.fromkeys(may_count)
        arguments = {
            slot: numbers[slot] if label == _NUMBER else ast.literal_eval(label)
            for slot, label in labels.items()
            if label not in (None, _WILD, NOTHING)
        }
        if spotted.seat is not None:
            arguments["seat"] = spotted.seat
        return Outline(
            tool,
            arguments,
            frozenset(slot for slot, label in labels.items() if label == _WILD),
            frozenset(slot for slot, label in labels.items() if label is None),
            frozenset(slots),
        )

    def _label(self, tool: str, slot: str, seen: Seen, said: Clean, spotted: Spotted) -> str | None:
        """Return what a text says of a slot, None when that is not clear."""
        named = self._named.value(tool, slot, said.text)
        if named is not None:
            return named
        return _likely(self._slots[tool][slot], seen, bool(spotted.numbers))


def _number(value: float) -> int | float:
    return int(value) if value.is_integer() else value


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
    """Return the label of each slot that a sentence fills, but for the seat: words must name it."""
    labels = {slot: repr(value) for slot, value in skeleton.fixed if slot != "seat"}
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
