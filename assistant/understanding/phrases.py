"""What a text says in phrases that a tool's sentences are made of: days, times, durations, ways.

    phrases = Phrases(grammar)
    phrases.said("calendar.add_event", "so put yoga in for friday at quarter past 9 will you")
    # Said({"day": "friday", "hour": 9, "minute": 15}, rest="so put yoga in | will you")

A phrase is a rule (``<on_day>``) that sentences of the tool refer to, that fills slots and takes
no free words. So a number in the middle of any text is an hour or a distance as it is in the
sentences, and need not be learned.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from hassil import Expression, Group, IntentData, Intents, RuleReference, recognize_all
from hassil.intents import Intent

from assistant.understanding.grammar import Grammar, plain_value
from assistant.understanding.prefix import Part, Walk
from assistant.understanding.weaver import Weaver
from assistant.understanding.wording import UNIT

_TELLING = {"en": re.compile(r"[a-z]{3}|\d.*[a-z]|[a-z].*\d"), "zh": re.compile(r"[㐀-鿿]")}
"""What makes more of a phrase than a bare number, "a" or "am"."""

_GAP = "|"
_TRIES = 3
"""So many ends of a phrase are tried, the latest first."""


@dataclass(frozen=True, slots=True)
class Said:
    """The slots that phrases of a text fill, and the text without them.

    ``may`` are the slots that such phrases can fill, ``twice`` those that two say differently.
    """

    arguments: dict[str, Any] = field(default_factory=dict)
    rest: str = ""
    may: frozenset[str] = frozenset()
    twice: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Phrase:
    rule: str
    part: Part
    intents: Intents
    slots: frozenset[str]


class Phrases:
    """The phrases of the tools of one language."""

    def __init__(self, grammar: Grammar) -> None:
        """Find the rules that each tool's sentences refer to."""
        self._language = grammar.language
        weaver, known = Weaver(), dict[tuple[int, str], _Phrase | None]()
        found: defaultdict[str, dict[str, _Phrase]] = defaultdict(dict)
        for line in grammar.lines:
            for rule in _rules(line.sentence.expression):
                key = (id(line.pack), rule)
                if key not in known:
                    known[key] = _phrase(rule, line.pack, weaver, grammar.wildcard_lists)
                phrase = known[key]
                if phrase is not None:
                    found[line.tool][rule] = phrase
        self._by_tool = {tool: tuple(phrases.values()) for tool, phrases in found.items()}

    def said(self, tool: str, text: str, besides: Sequence[str] = ()) -> Said:
        """Return what phrases of ``tool`` say in ``text``, but not within ``besides``."""
        phrases = self._by_tool.get(tool, ())
        for words in besides:
            text = text.replace(words, f" {_GAP} ", 1)
        if not phrases:
            return Said(rest=text)
        units = UNIT.findall(text)
        walk, places = _squeezed(units)
        arguments: dict[str, Any] = {}
        twice: set[str] = set()
        rest, at = [], 0
        while at < len(units):
            end, values = self._longest(phrases, walk, places, units, at)
            if end == at:
                rest.append(units[at])
                at += 1
                continue
            twice |= {s for s, v in values.items() if arguments.get(s, v) != v}
            arguments = values | arguments
            rest.append(_GAP)
            at = end
        may = frozenset(slot for phrase in phrases for slot in phrase.slots)
        once = {slot: value for slot, value in arguments.items() if slot not in twice}
        return Said(once, " ".join(rest), may, frozenset(twice))

    def _longest(
        self,
        phrases: Sequence[_Phrase],
        walk: Walk,
        places: Sequence[int],
        units: Sequence[str],
        start: int,
    ) -> tuple[int, dict[str, Any]]:
        """Return where the longest phrase from a unit on ends, and what it says."""
        ends = {place: number for number, place in enumerate(places)}
        best, values = start, dict[str, Any]()
        for phrase in phrases:
            reached = walk.reach(phrase.part, places[start])
            later = [n for place, n in ends.items() if n > best and reached >> place & 1]
            for end in sorted(later, reverse=True)[:_TRIES]:
                found = self._read(phrase, units[start:end])
                if found:
                    best, values = end, found
                    break
        return best, values

    def _read(self, phrase: _Phrase, units: Sequence[str]) -> dict[str, Any]:
        """Return what a phrase says; nothing for one that may be anything, as a bare number.

        今晚 is one value rather than two, today and the night.
        """
        text = ("" if self._language == "zh" else " ").join(units)
        if not _TELLING[self._language].search(text):
            return {}
        every = recognize_all(text, phrase.intents, language=self._language)
        best = min(every, key=lambda result: len(result.entities), default=None)
        if best is None:
            return {}
        return {name: plain_value(entity.value) for name, entity in best.entities.items()}


def _phrase(rule: str, pack: Intents, weaver: Weaver, wild: frozenset[str]) -> _Phrase | None:
    """Return a rule as a phrase of its own; None when it fills nothing, takes free words or a seat.

    Seats are found elsewhere, wherever they stand.
    """
    expression = pack.expansion_rules[rule].expression
    assert isinstance(expression, Group)
    filled = list(expression.list_references(pack.expansion_rules))
    slots = frozenset(one.slot_name for one in filled)
    if not slots or "seat" in slots or any(one.list_name in wild for one in filled):
        return None
    intents = {rule: Intent(rule, [IntentData([f"<{rule}>"])])}
    part = weaver.part(expression, pack)
    return _Phrase(rule, part, replace(pack, intents=intents), slots)


def _rules(node: Expression) -> Iterator[str]:
    """Yield the names of the rules that a template names."""
    if isinstance(node, RuleReference):
        yield node.rule_name
    elif isinstance(node, Group):
        for item in node.items:
            yield from _rules(item)


def _squeezed(units: Sequence[str]) -> tuple[Walk, list[int]]:
    """Return a text without spaces, and where in it each unit begins, and the last ends."""
    places = [0]
    for unit in units:
        places.append(places[-1] + len(unit))
    return Walk("".join(units), wild=False), places
