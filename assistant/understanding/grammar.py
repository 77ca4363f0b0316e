"""The sentences of all skills, compiled: strict parsing, and whether a sentence must go on.

    grammar = Grammar(bundles, "en")
    grammar.parse("open my window")   # Parsed(ToolCall("windows.set_window", {...}), ...)

hassil tries every template; here only those are handed to it that the text runs through, which
is cheap to find out for all of them at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any

from hassil import (
    Group,
    Intents,
    RangeSlotList,
    RecognizeResult,
    TextSlotList,
    WildcardSlotList,
    recognize_all,
    sample_expression,
)
from hassil.intents import Intent
from rapidfuzz import fuzz

from assistant.skillhost.manifest import Bundle
from assistant.understanding.compile import Line, Spell, When, common, lines
from assistant.understanding.interface import ToolCall
from assistant.understanding.needs import Needs
from assistant.understanding.normalize import without_pauses
from assistant.understanding.prefix import Walk, openings
from assistant.understanding.sampling import sampled

_SAMPLES = 20
_SAID = 500
_CACHE = 8192


@dataclass(frozen=True, slots=True)
class Parsed:
    """A strict parse. ``free`` when any words may follow; ``asks`` when it lacks a value yet.

    ``splits``: its free words end where another command begins ("to the museum and open …").
    ``reason_for``: beside an order to one of these skills it only says why ("I'm cold, …").
    """

    call: ToolCall
    free: bool = False
    asks: bool = False
    splits: bool = False
    reason_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Skeleton:
    """One way to say something, numbers and seats left as ``{list}``.

    ``fixed`` are the slot values that it names or implies; ``slots`` are its open
    ``(list, slot)`` pairs in order. ``free`` are the words that filled a list of free words in
    a text that somebody wrote.
    """

    text: str
    tool: str
    fixed: tuple[tuple[str, Any], ...]
    slots: tuple[tuple[str, str], ...]
    free: tuple[tuple[str, str], ...] = ()


class Grammar:
    """All sentences of one language."""

    def __init__(self, bundles: Sequence[Bundle], language: str, spell: Spell = str) -> None:
        """Compile. ``spell`` writes words another way; texts must be written so, too.

        Raises:
            SkillError: a sentence can't be parsed; the message names the file.
        """
        self.language = language
        self._joiner = "" if language == "zh" else " "
        skips = sorted(common(language).get("skip_words", ()), key=len, reverse=True)
        self._skips = re.compile("|".join(_skip(spell(word), language) for word in skips) or "(?!)")
        by_when: dict[When, list[Line]] = {}
        for line in lines(bundles, language, spell):
            by_when.setdefault(line.when, []).append(line)
        self._use(by_when.pop(When(), []))
        self.sometimes = {when: self._with(some) for when, some in by_when.items()}
        """Grammars of the sentences that count only at times."""

    def _with(self, some: Sequence[Line]) -> Grammar:
        """Return a grammar of these sentences."""
        other = copy(self)
        other.sometimes = {}
        other._use(some)  # noqa: SLF001  its own kind
        return other

    def _use(self, every: Sequence[Line]) -> None:
        self.lines = tuple(every)
        self._needs = Needs([line.needs for line in self.lines])
        self._openings = openings(line.part for line in self.lines)
        self._remember()

    def _remember(self) -> None:
        self.parse = lru_cache(_CACHE)(self._parse)
        self.begins = lru_cache(_CACHE)(self._begins)

    def __getstate__(self) -> dict[str, Any]:
        """Return what is kept on disk: all but what was looked up, which is tied to memory."""
        return {k: v for k, v in vars(self).items() if k not in ("parse", "begins")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Become what was kept."""
        vars(self).update(state)
        self._remember()

    # --- strict parsing -------------------------------------------------------------------

    def _parse(self, text: str) -> Parsed | None:
        """Return what ``text`` means as a whole, the best of all readings, or None."""
        plain = without_pauses(text)
        best: RecognizeResult | None = None
        for words in dict.fromkeys((plain, " ".join(self._skips.sub(" ", plain).split()))):
            for candidates in self._candidates(words):
                for result in recognize_all(words, candidates, language=self.language):
                    better = best is None or _better(result, best)
                    if better and self._may_be_free(result, words):
                        best = result
            if best is not None:
                break
        if best is None:
            return None
        arguments = {name: plain_value(entity.value) for name, entity in best.entities.items()}
        metadata = best.intent_metadata or {}
        for slot, first in metadata.get("joins", {}).items():
            arguments[slot] = self._joiner.join((arguments.pop(first), arguments[slot]))
        free = any(entity.is_wildcard for entity in best.entities_list)
        return Parsed(
            ToolCall(best.intent.name, arguments, text),
            free=free,
            asks=bool(metadata.get("asks")),
            splits=free and bool(metadata.get("splits")),
            reason_for=tuple(metadata.get("reason_for", ())),
        )

    def _may_be_free(self, result: RecognizeResult, text: str) -> bool:
        """Tell whether free words begin with a whole word, and one that the sentence lets them."""
        never = (result.intent_metadata or {}).get("never", {})
        for entity in result.entities_list:
            if not entity.is_wildcard:
                continue
            said = entity.text.strip()
            if self.language != "zh" and not re.search(rf"(?<![a-z]){re.escape(said)}", text):
                return False
            if _begins_with(said, never.get(entity.name, ()), self.language):
                return False
        return True

    def _candidates(self, text: str) -> Iterator[Intents]:
        """Yield, of each bundle, the sentences that ``text`` runs through to their ends."""
        squeezed = text.replace(" ", "")
        walk = Walk(squeezed)
        packs: dict[int, tuple[Intents, dict[str, Intent]]] = {}
        for line in (self.lines[number] for number in self._needs.met(squeezed)):
            if walk.runs_through(line.part):
                _, kept = packs.setdefault(id(line.pack), (line.pack, {}))
                kept.setdefault(line.tool, Intent(line.tool)).data.append(line.data)
        for pack, intents in packs.values():
            yield replace(pack, intents=intents)

    def _begins(self, text: str) -> bool:
        """Return True when ``text`` is a true beginning of some sentence."""
        squeezed = without_pauses(text).replace(" ", "")
        walk = Walk(squeezed, wild=False)
        return any(map(walk.begins, self._openings.get(squeezed[:1], ())))

    # --- examples -------------------------------------------------------------------------

    @cached_property
    def skeletons(self) -> tuple[Skeleton, ...]:
        """Examples of the ways to say something, bounded in number."""
        return tuple(self._skeletons())

    def _skeletons(self) -> Iterator[Skeleton]:
        known: dict[str, Any] = {}  # equal slots are kept once
        for line in self.lines:
            if (line.data.metadata or {}).get("joins"):
                continue  # a part of the free words would stand there apart
            for one in sampled(line.sentence.expression, line.pack, _SAMPLES):
                fixed = tuple(sorted({**line.data.slots, **one.values}.items()))
                slots = tuple(one.slots)
                fixed, slots = known.setdefault(repr((fixed, slots)), (fixed, slots))
                yield Skeleton(one.text, line.tool, fixed, slots)

    def sentence_for(self, call: ToolCall, good: Callable[[str], bool]) -> str | None:
        """Return the ``good`` sentence most like ``call.text`` that means exactly ``call``."""
        fitting = (
            one
            for one in self.skeletons
            if one.tool == call.tool and dict(one.fixed).items() <= call.arguments.items()
        )
        for skeleton in sorted(fitting, key=lambda one: -fuzz.ratio(call.text, one.text)):
            text = self._filled(skeleton, call.arguments)
            parsed = self.parse(text) if text and good(text) else None
            if parsed and (parsed.call.tool, parsed.call.arguments) == (call.tool, call.arguments):
                return text
        return None

    def _filled(self, skeleton: Skeleton, arguments: dict[str, Any]) -> str | None:
        text = skeleton.text
        for name, slot in skeleton.slots:
            if slot not in arguments:
                return None
            said = self.values.get(name, {})
            words = next((w for w, v in said.items() if v == arguments[slot]), arguments[slot])
            text = text.replace(f"{{{name}}}", str(words), 1)
        return text

    @cached_property
    def range_lists(self) -> frozenset[str]:
        """The names of lists of numbers."""
        return frozenset(self._named(RangeSlotList))

    @cached_property
    def wildcard_lists(self) -> frozenset[str]:
        """The names of lists that take any words."""
        return frozenset(self._named(WildcardSlotList))

    def _named(self, kind: type) -> Iterator[str]:
        for pack in self._packs:
            yield from (
                name for name, values in pack.slot_lists.items() if isinstance(values, kind)
            )

    @cached_property
    def _packs(self) -> tuple[Intents, ...]:
        return tuple({id(line.pack): line.pack for line in self.lines}.values())

    @cached_property
    def slot_lists(self) -> dict[tuple[str, str], set[str]]:
        """The lists that fill each slot: ``(tool, slot)`` → names of lists."""
        found: dict[tuple[str, str], set[str]] = {}
        for line in self.lines:
            assert isinstance(line.sentence.expression, Group)
            for node in line.sentence.expression.list_references(line.pack.expansion_rules):
                found.setdefault((line.tool, node.slot_name), set()).add(node.list_name)
        return found

    @cached_property
    def values(self) -> dict[str, dict[str, Any]]:
        """Every way of saying each value of each list of words: list → words → value."""
        found: dict[str, dict[str, Any]] = {}
        for pack in self._packs:
            for name, values in pack.slot_lists.items():
                if name not in found and isinstance(values, TextSlotList):
                    found[name] = self._said(values, pack)
        return found

    def _said(self, values: TextSlotList, pack: Intents) -> dict[str, Any]:
        said: dict[str, Any] = {}
        for value in values.values:
            texts = sample_expression(value.text_in, {}, pack.expansion_rules, self.language)
            for text in islice(texts, _SAID):
                said.setdefault(" ".join(text.split()), value.value_out)
        return said


def _skip(word: str, language: str) -> str:
    """Return the pattern of a word that may be left out."""
    return re.escape(word) if language == "zh" else rf"\b{re.escape(word)}\b"


def _begins_with(text: str, words: Sequence[str], language: str) -> bool:
    """Tell whether a text begins with one of the words."""
    end = "" if language == "zh" else " "
    return any(f"{text}{end}".startswith(f"{word}{end}") for word in words)


def _better(one: RecognizeResult, other: RecognizeResult) -> bool:
    """Tell whether a reading is better; of one tool's, the one with the ``shortest`` such slot."""
    slot = (one.intent_metadata or {}).get("shortest")
    if slot in one.entities and slot in other.entities and one.intent.name == other.intent.name:
        first, second = (len(result.entities[slot].text) for result in (one, other))
        if first != second:
            return first < second
    return _rank(one) > _rank(other)


def _rank(result: RecognizeResult) -> tuple[int, int, int]:
    """Prefer sentences without wildcards, then more literal text, then more slots."""
    wild = sum(len(e.text) for e in result.entities_list if e.is_wildcard)
    return -wild, result.text_chunks_matched, len(result.entities_list)


def plain_value(value: Any) -> Any:
    """Return a slot's value as arguments have it: whole numbers whole, words without spaces."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value.strip() if isinstance(value, str) else value
