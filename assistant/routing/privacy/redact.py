"""Takes private values out of a text before it leaves, and puts them back into the answer.

    redacted = redact("call Anna at 555 123 4567", "en", names)
    redacted.text                                # "call [PERSON_1] at [PHONE_1]"
    redacted.restored("I called [PERSON_1].")    # "I called Anna."

A value has the same placeholder all through a conversation when ``before`` is what was replaced
earlier. What already looks like a placeholder is replaced too, so that ``restored`` gives back
any text exactly. Pure but for word lists that are read once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.routing.privacy.addresses import find_addresses
from assistant.routing.privacy.finding import Found, Value, by_pattern, joined
from assistant.routing.privacy.numbers import find_numbers
from assistant.routing.privacy.people import NOBODY, Names, find_people
from assistant.routing.privacy.plain_form import plain_form

_PLACEHOLDER = re.compile(
    rf"[\[\uff3b\u3010]\s*({'|'.join(Value)})[\s_\\-]*(\d{{1,6}})\s*[\]\uff3d\u3011]", re.IGNORECASE
)
"""A placeholder, also as a model may write it: other brackets, small letters, an escaped ``_``."""

_OPENING = "[\uff3b\u3010"
_CLOSING = "]\uff3d\u3011"
MAX_PLACEHOLDER = 32
"""No placeholder is longer, however a model writes it."""


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text that may leave. ``restore`` maps each placeholder to the value that it stands for.

    ``counts`` tells how many values of which kinds were replaced, for the ledger.
    """

    text: str
    restore: Mapping[str, str]
    counts: Mapping[str, int]

    def restored(self, text: str) -> str:
        """Return a text with the values put back."""
        return restored(text, self.restore)


def redact(
    text: str, language: str, names: Names = NOBODY, before: Mapping[str, str] | None = None
) -> Redacted:
    """Return a text without its private values; ``before`` is an earlier ``restore``."""
    plain = plain_form(text)
    placeholders = {value: key for key, value in (before or {}).items()}
    numbers = Counter(key[1:-1].rpartition("_")[0] for key in before or {})
    counts: Counter[str] = Counter()
    parts, at = [], 0
    for found in joined(_all(plain.text, language, names), plain.text):
        start, end = plain.original(found.start, found.end)
        value = text[start:end]
        if value not in placeholders:
            numbers[found.kind] += 1
            placeholders[value] = f"[{found.kind}_{numbers[found.kind]}]"
        counts[found.kind] += 1
        parts += [text[at:start], placeholders[value]]
        at = end
    restore = {key: value for value, key in placeholders.items()}
    return Redacted("".join((*parts, text[at:])), restore, dict(counts))


def restored(text: str, restore: Mapping[str, str]) -> str:
    """Return a text with the values of its placeholders put back; unknown ones stay."""
    return _PLACEHOLDER.sub(
        lambda match: restore.get(f"[{match[1].upper()}_{int(match[2])}]", match[0]), text
    )


def restored_data(data: Any, restore: Mapping[str, str]) -> Any:
    """Return plain data (a tool's arguments) with the values put back into its texts."""
    if isinstance(data, str):
        return restored(data, restore)
    if isinstance(data, list):
        return [restored_data(one, restore) for one in data]
    if isinstance(data, dict):
        return {key: restored_data(one, restore) for key, one in data.items()}
    return data


class RestoringStream:
    """Puts values back into an answer that comes in pieces, cut anywhere."""

    def __init__(self, restore: Mapping[str, str]) -> None:
        self._restore = restore
        self._held = ""

    def feed(self, piece: str) -> str:
        """Return what can be said of all that came so far: all but a placeholder's beginning."""
        text = self._held + piece
        opened = max(map(text.rfind, _OPENING))
        whole = opened < 0 or any(end in text[opened:] for end in _CLOSING)
        if whole or len(text) - opened > MAX_PLACEHOLDER:
            opened = len(text)
        self._held = text[opened:]
        return restored(text[:opened], self._restore)

    def flush(self) -> str:
        """Return what was held back, at the end of the answer."""
        rest, self._held = self._held, ""
        return restored(rest, self._restore)


def _all(text: str, language: str, names: Names) -> list[Found]:
    return [
        *by_pattern(_PLACEHOLDER, Value.TEXT, text),
        *find_numbers(text, language),
        *find_addresses(text),
        *names.found(text),
        *find_people(text, language),
    ]
