"""Free words as they were said: cleaned text has "daves flat" and "in 10 minutes".

    words = "i am 10 minutes late"
    as_said(words, "Tell Anna I'm ten minutes late.", "en")   # "I'm ten minutes late"

Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from assistant.understanding.form import is_question
from assistant.understanding.grammar import Grammar
from assistant.understanding.interface import ToolCall
from assistant.understanding.normalize import clean, without_pauses
from assistant.understanding.numerals import numbers_in
from assistant.understanding.wording import UNIT, wording

_EDGES = " \t,.;:!?，。；：！？、…\"“”„'‘’"
_LONGER, _SHORTER = 5, 3
"""By so many words what was said may be longer or shorter than its cleaned form: "half an hour"
is "30 minutes"."""


DICTATION, QUESTION = "dictation", "question"
"""``format`` of arguments, in their JSON Schema. The first are kept as they were said, numbers too;
others have them in digits: "12 Baker Street" is looked up. The second are whole questions."""


def told(
    call: ToolCall, text: str, grammar: Grammar, properties: Mapping[str, Mapping[str, Any]]
) -> ToolCall:
    """Return a call whose free words are those of ``text``, which it was made of.

    ``properties`` are the schemas of the tool's arguments.
    """
    said = {}
    for slot, words in call.arguments.items():
        if isinstance(words, str) and _is_free(call.tool, slot, words, grammar):
            part = as_said(words, text, grammar.language)
            dictated = properties.get(slot, {}).get("format") == DICTATION
            if dictated or numbers_in(part) == numbers_in(words):
                said[slot] = part
    for slot in (name for name, schema in properties.items() if schema.get("format") == QUESTION):
        asked = str(call.arguments.get(slot, ""))
        if not is_question(clean(asked, grammar.language), wording(grammar.language)):
            said[slot] = as_said(call.text, text, grammar.language)
    return replace(call, arguments=call.arguments | said)


def _is_free(tool: str, slot: str, words: str, grammar: Grammar) -> bool:
    """Tell whether a slot has any words, none that the tool's sentences know as a value."""
    lists = grammar.slot_lists.get((tool, slot), set())
    known = (grammar.values[name].values() for name in lists & grammar.values.keys())
    return not lists.isdisjoint(grammar.wildcard_lists) and all(words not in one for one in known)


def as_said(words: str, text: str, language: str) -> str:
    """Return the part of ``text`` that ``words`` are the cleaned form of; else the words.

    Marks at its ends are left out.
    """
    raw = unicodedata.normalize("NFKC", text).replace("’", "'")
    plain = re.search(rf"(?<!\w){re.escape(words)}(?!\w|')", raw, re.IGNORECASE | re.ASCII)
    if plain is not None:
        return plain[0]
    bare = _bare(words)
    for part in _parts(words, raw):
        if language == "zh" and "," in part:
            continue  # a clause ends there: 发消息给汪晓明，晚上一起吃饭
        if _bare(clean(part, language).whole) == bare:
            return part
    return words


def _bare(words: str) -> str:
    """Return cleaned words without what stands between them."""
    return without_pauses(words).replace(" ", "")


def _parts(words: str, raw: str) -> Iterator[str]:
    """Yield the parts of a text that may be these words, the shortest first from each beginning."""
    units = list(UNIT.finditer(raw))
    first, wanted = words[:1].lower(), len(UNIT.findall(words))
    for at, unit in enumerate(units):
        if not first.isdigit() and unit[0].lstrip(_EDGES)[:1].lower() != first:
            continue
        shortest = max(at + wanted - _SHORTER, at + 1)
        for end in range(shortest, min(at + wanted + _LONGER, len(units)) + 1):
            yield raw[unit.start() : units[end - 1].end()].strip(_EDGES)
