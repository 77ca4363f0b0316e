"""Write Mandarin by its sound: 打开车床 and 打开车窗 become the same text.

What recognizers and dialects confuse counts as one sound: tones, zh and z, ang and an. Every
sound is written as one character of its own, so that the grammar works on it as on any text.
"""

from __future__ import annotations

import os
from functools import lru_cache

_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_FINALS = (("ang", "an"), ("eng", "en"), ("ing", "in"))
_IN_CARS = {"调": "tiao", "行": "xing", "重": "chong"}
"""Characters with several readings, by the one that commands use (空调, not 声调)."""

_FIRST_HAN, _LAST_HAN = "一", "鿿"


class SoundSpelling:
    """Writes texts by sound; what one instance wrote can be compared."""

    def __init__(self) -> None:
        self._letters: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        """Return ``text`` with each Chinese character replaced by one that stands for its sound."""
        return "".join(self._letter(c) if _FIRST_HAN <= c <= _LAST_HAN else c for c in text)

    def _letter(self, char: str) -> str:
        return self._letters.setdefault(sound(char), chr(ord(_FIRST_HAN) + len(self._letters)))


@lru_cache(None)
def syllable(char: str) -> str:
    """Return the toneless syllable of a Chinese character in pinyin."""
    # pypinyin's own switch: its 50 MB of phrases tell the readings of words, not of characters.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import lazy_pinyin  # noqa: PLC0415  loaded for Mandarin only

    return str(_IN_CARS.get(char) or lazy_pinyin(char)[0])


@lru_cache(None)
def sound(char: str) -> str:
    """Return the toneless syllable of a character, confusable ones alike."""
    merged = syllable(char)
    for long, short in _INITIALS:
        if merged.startswith(long):
            merged = short + merged[len(long) :]
    for long, short in _FINALS:
        if merged.endswith(long):
            merged = merged[: -len(long)] + short
    return merged
