"""Which tools could a text be about? Shared content words, rarer ones counting more."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.skillhost.manifest import ToolManifest
from assistant.understanding.grammar import Grammar
from assistant.understanding.llm import ToolSpec
from assistant.understanding.meaning import Outline

_STOP = frozenset(
    "a an the my your our his her its this that these those i you he she it we they me us them is "
    "are was were be been am do does did can could would should will shall may might must have "
    "has had to of in on at for with from by about and or but not no so if then than as up down "
    "out off over again please just want need like get make set put turn tell give let what "
    "which who when where why how much many some any all there here now".split()
)
_COMMON_HAN = frozenset(
    "的了是我你他她它们这那在有和就都也不要会能可以把给吗呢吧一个什么怎么请帮下上"
)
_STEM = 3
_WORD = re.compile(r"[a-z]+")
_SLOT = re.compile(r"\{[^}]*\}")


class Vocabulary:
    """The content words of every tool in one language."""

    def __init__(self, grammar: Grammar, specs: tuple[ToolSpec, ...]) -> None:
        self._language = grammar.language
        self._specs = {spec.name: _with_spoken(spec, grammar) for spec in specs}
        self._words: dict[str, set[str]] = {name: set() for name in self._specs}
        for skeleton in grammar.skeletons:
            if skeleton.tool in self._words:
                self._words[skeleton.tool] |= self._content(skeleton.text)
        for name, spec in self._specs.items():
            for example in spec.examples:
                self._words[name] |= self._content(example.lower())
        spread = Counter(word for words in self._words.values() for word in words)
        self._weight = {w: math.log(1 + len(specs) / count) for w, count in spread.items()}
        self._unknown = max(self._weight.values(), default=1.0)

    def shortlist(self, text: str, limit: int, first: Sequence[str] = ()) -> tuple[ToolSpec, ...]:
        """Return at most ``limit`` tools: ``first``, then what shares words with ``text``."""
        said = self._content(text)
        scores = {
            name: sum(self._weight[word] for word in said & words)
            for name, words in self._words.items()
        }
        likely = sorted((name for name in scores if scores[name] > 0), key=lambda n: -scores[n])
        names = dict.fromkeys((*(name for name in first if name in self._specs), *likely))
        return tuple(self._specs[name] for name in names)[:limit]

    def outlined(self, outline: Outline) -> tuple[ToolSpec, ...]:
        """Return the tool of an outline, to be asked for what is unclear; none if it answers."""
        spec = self._specs.get(outline.tool)
        return (_open_part(spec, outline),) if spec is not None else ()

    def backing(self, text: str, tool: str) -> float:
        """Return the share of what ``text`` says that ``tool`` has words for, 0 to 1.

        Rare words count more, and unknown ones most.
        """
        said = self._content(text)
        total = sum(self._weight.get(word, self._unknown) for word in said)
        known = sum(self._weight[word] for word in said & self._words.get(tool, set()))
        return known / total if total else 0.0

    def _content(self, text: str) -> set[str]:
        plain = _SLOT.sub(" ", text)
        if self._language == "zh":
            han = [c for c in plain if "一" <= c <= "鿿" and c not in _COMMON_HAN]
            return {a + b for a, b in itertools.pairwise(han)}
        return {_stem(word) for word in _WORD.findall(plain)} - _STOP


def specs_of(tools: Mapping[str, ToolManifest]) -> tuple[ToolSpec, ...]:
    """Return the tools that a language model may choose, by ``skill.tool``."""
    return tuple(
        ToolSpec(name, tool.description, tool.parameters, tool.examples)
        for name, tool in tools.items()
        if tool.llm != "answer"
    )


def _with_spoken(spec: ToolSpec, grammar: Grammar) -> ToolSpec:
    """Return the tool with its slots that sentences fill with any words."""
    spoken = frozenset(
        slot
        for (tool, slot), lists in grammar.slot_lists.items()
        if tool == spec.name and lists & grammar.wildcard_lists
    )
    return replace(spec, spoken=spoken)


def _open_part(spec: ToolSpec, outline: Outline) -> ToolSpec:
    """Return the tool with only those arguments that an outline lacks; it is meant for sure."""
    properties: dict[str, Any] = spec.parameters.get("properties", {})
    required = set(spec.parameters.get("required", [])) | outline.spoken
    wanted = required | outline.unclear if outline.slots else set(properties)
    left = {n: p for n, p in properties.items() if n in wanted - outline.arguments.keys()}
    parameters = {
        **spec.parameters,
        "properties": left,
        "required": [name for name in left if name in required],
    }
    return replace(spec, parameters=parameters, sure=True, known=outline.arguments)


def _stem(word: str) -> str:
    """Return a word without its commonest endings: "heating" and "heated" share "heat"."""
    for ending in ("ing", "ers", "er", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word[: -len(ending)]
    return word
