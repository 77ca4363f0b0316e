"""Score transcripts and meanings against what was really said. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import jiwer
from whisper_normalizer.english import EnglishTextNormalizer

from assistant.understanding.interface import ToolCall

_ARTICLE = re.compile(r"^(?:the|an?) (?=.)")


@cache
def _english() -> EnglishTextNormalizer:
    return EnglishTextNormalizer()


def comparable(text: str, language: str) -> str:
    """Return text without case, punctuation and ways of writing numbers (Whisper's rules)."""
    if language == "en":
        return str(_english()(text))
    return re.sub(r"[\W_]+", "", text).lower()


def word_error_rate(truth: list[str], heard: list[str]) -> float:
    """Return the word error rate over all clips: errors per word of the truth."""
    return float(jiwer.wer(truth, heard))


def character_error_rate(truth: list[str], heard: list[str]) -> float:
    """Return the character error rate over all clips."""
    return float(jiwer.cer(truth, heard))


def slots_heard(slots: dict[str, Any], text: str) -> tuple[int, int]:
    """Return how many slot values stand in ``text``, and how many there are.

    Both sides are normalized; a value counts when all its words are in the text.
    """
    words = set(comparable(text, "en").split())
    found = sum(set(comparable(str(v), "en").split()) <= words for v in slots.values())
    return found, len(slots)


def same_call(expected: dict[str, Any], call: ToolCall) -> bool:
    """Return True when tool and arguments are those of ``{"tool", "arguments"}``."""
    wanted = expected.get("arguments", {})
    same = call.tool == expected["tool"] and call.arguments.keys() == wanted.keys()
    return same and all(same_value(call.arguments[name], value) for name, value in wanted.items())


def same_value(one: Any, other: Any) -> bool:
    """Return True for equal values; a number is no yes.

    Words are equal that sound the same: nobody speaks in capitals, apostrophes or digits. An
    article before them decides nothing ("a wombat in space").
    """
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, str) and isinstance(other, str):
        return _bare(one) == _bare(other)
    return bool(one == other)


def _bare(words: str) -> str:
    """Return words as they are compared, without a first article."""
    return _ARTICLE.sub("", comparable(words, "en" if words.isascii() else "zh"))


@dataclass(slots=True)
class Percentiles:
    """Collects milliseconds and gives their median and 95th percentile (nearest rank)."""

    values: list[float] = field(default_factory=list)

    def at(self, share: float) -> float | None:
        """Return the value that ``share`` (0 to 1) of all values don't exceed."""
        if not self.values:
            return None
        ordered = sorted(self.values)
        return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)

    def summary(self) -> dict[str, float | None]:
        """Return ``{"p50", "p95"}``."""
        return {"p50": self.at(0.5), "p95": self.at(0.95)}
