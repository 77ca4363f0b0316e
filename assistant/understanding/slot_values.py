"""What is learned about the slots of a tool: which value a text gives each.

    values = dict(slot_values(chosen, seen, weights, grammar))
    values["climate.set_fan"]["level"].likely(seen, numbers=False, sides=0)   # "'high'"

A value is told by its label, how Python writes it; ``NUMBER`` and ``WILD`` stand for the text's
number and for any words of it, ``UNSAID`` for nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.understanding.examples import Example
from assistant.understanding.grammar import Grammar, Skeleton
from assistant.understanding.learned import Learned, Seen, learn

UNSAID, NUMBER, WILD = "", "#", "~"
"""Labels of what is no value."""

_SURE, _SURE_NUMBER = 0.7, 0.5
"""The share that a slot's value must have; a text's only number can't go elsewhere."""
_MAY_BE_UNSAID = 0.1
"""A slot without a sure value is left out where this much speaks for that."""


_SHORT = 2
"""English words of so many letters name no value."""

_SEEN_ENOUGH = 3
"""So many examples must say one of two opposites to tell which values go with it."""


@dataclass(frozen=True, slots=True)
class SlotValues:
    """What is learned of one slot.

    ``sided`` are, for one of two opposites (a bit of ``Spotted.sides``), the labels that any
    example has that says it: nobody who says "on" means off.
    """

    learned: Learned
    sided: Mapping[int, frozenset[str]]

    def likely(self, seen: Seen, *, numbers: bool, sides: int) -> str | None:
        """Return the label of the likeliest value; None when none is likely enough."""
        shares = self.learned.shares(seen)
        if not numbers:
            shares.pop(NUMBER, None)
        for bit, labels in self.sided.items():
            if sides & bit and labels & shares.keys():
                shares = {label: share for label, share in shares.items() if label in labels}
        every = sum(shares.values())
        best = next(iter(shares), UNSAID)
        if shares.get(best, 0.0) >= (_SURE_NUMBER if best == NUMBER else _SURE) * every:
            return best
        return UNSAID if shares.get(UNSAID, 0.0) >= _MAY_BE_UNSAID * every else None


class Named:
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
            if (words in text and words[1:] if self._han else self._is_said(words, text))
        }
        return found.pop() if len(found) == 1 else None

    def _is_said(self, words: str, text: str) -> bool:
        """Tell whether English words are said; "am" is hardly ever the morning."""
        return len(words) > _SHORT and f" {words} " in f" {text} "


def with_numbers(
    labels: dict[str, str | None], numbers: Sequence[float], may: Collection[str]
) -> dict[str, float]:
    """Return the number of each slot that has one by its label, in order.

    Where there are none, ``labels`` become unsaid; where there are fewer, or more and others
    ``may`` have them, they become unclear.
    """
    counting = [slot for slot, label in labels.items() if label == NUMBER]
    if not numbers:
        labels |= dict.fromkeys(counting, UNSAID)
    elif len(numbers) < len(counting) or (may and len(numbers) > len(counting)):
        labels |= dict.fromkeys([*may, *counting])
    return dict(zip(counting, numbers, strict=False))


def slot_values(
    kept: Sequence[Example], seen: Sequence[Seen], weights: Sequence[float], grammar: Grammar
) -> Iterator[tuple[str, dict[str, SlotValues]]]:
    """Yield what is learned about the slots of each tool."""
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for row, example in enumerate(kept):
        rows[example.skeleton.tool].append(row)
    for tool, mine in rows.items():
        labels = [_labels(kept[row].skeleton, grammar) for row in mine]
        names = sorted({name for one in labels for name in one})
        texts, counts = [seen[row] for row in mine], [weights[row] for row in mine]
        sides = [kept[row].sides for row in mine]
        values = {}
        for name in names:
            said = [one.get(name, UNSAID) for one in labels]
            values[name] = SlotValues(learn(texts, said, counts), _sided(said, sides))
        yield tool, values


def _sided(labels: Sequence[str], sides: Sequence[int]) -> dict[int, frozenset[str]]:
    """Return which labels go with each side of each pair of opposites that examples say."""
    found = {}
    for place in range(max(sides, default=0).bit_length()):
        bit = 1 << place
        with_it = [label for label, said in zip(labels, sides, strict=True) if said & bit]
        if len(with_it) >= _SEEN_ENOUGH:
            found[bit] = frozenset(with_it)
    return found


def _labels(skeleton: Skeleton, grammar: Grammar) -> dict[str, str]:
    """Return the label of each slot that a sentence fills, but for the seat: words must name it."""
    labels = {slot: repr(value) for slot, value in skeleton.fixed if slot != "seat"}
    for name, slot in skeleton.slots:
        if name != "seat":
            labels[slot] = NUMBER if name in grammar.range_lists else WILD
    return labels
