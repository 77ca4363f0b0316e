"""Write Mandarin by its sound: 打开车床 and 打开车窗 become the same text.

What recognizers and dialects confuse counts as one sound: tones, zh and z, ang and an. Every
sound is written as one character of its own, so that the grammar works on it as on any text.
"""

from __future__ import annotations

from functools import lru_cache

_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_FINALS = (("ang", "an"), ("eng", "en"), ("ing", "in"))
_IN_CARS = {"调": "tiao", "行": "xing", "重": "chong"}
"""Characters with several readings, by the one that commands use (空调, not 声调)."""

_FIRST_HAN, _LAST_HAN = "一", "鿿"

_letters: dict[str, str] = {}


def by_sound(text: str) -> str:
    """Return ``text`` with each Chinese character replaced by one that stands for its sound."""
    return "".join(_letter(c) if _FIRST_HAN <= c <= _LAST_HAN else c for c in text)


def _letter(char: str) -> str:
    return _letters.setdefault(sound(char), chr(ord(_FIRST_HAN) + len(_letters)))


@lru_cache(None)
def sound(char: str) -> str:
    """Return the toneless syllable of a character, confusable ones alike."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415  loaded for Mandarin only

    syllable = _IN_CARS.get(char) or lazy_pinyin(char)[0]
    for long, short in _INITIALS:
        if syllable.startswith(long):
            syllable = short + syllable[len(long) :]
    for long, short in _FINALS:
        if syllable.endswith(long):
            syllable = syllable[: -len(long)] + short
    return syllable
