"""Bring Mandarin text into one form: simplified characters, plain punctuation, no gaps."""

from __future__ import annotations

import re
import unicodedata
from typing import Protocol

_PUNCTUATION = str.maketrans(
    {",": "，", "?": "？", "!": "！", ";": "；", "｡": "。", "､": "、", "．": "。"}
)
_GAP = re.compile(r"(?<=[\u3400-\u9fff，。？！；、])\s+|\s+(?=[\u3400-\u9fff，。？！；、])")
_WIDE = re.compile(r"[０-９Ａ-Ｚａ-ｚ％]")


class Converter(Protocol):
    """Converts between Chinese scripts; ``opencc.OpenCC("t2s")`` is one."""

    def convert(self, text: str) -> str:
        """Return the text in the other script."""
        ...


def tidy_mandarin(text: str, to_simplified: Converter) -> str:
    """Return Mandarin text as the grammar expects it.

    Characters are simplified, punctuation is full-width, digits and Latin letters are plain,
    and there are no spaces around characters. Numbers are kept as they come.
    """
    narrow = _WIDE.sub(lambda wide: unicodedata.normalize("NFKC", wide.group()), text)
    simple = to_simplified.convert(narrow)
    spaced = re.sub(r"(?<!\d)[,](?!\d)|[?!;｡､．]", _full_width, simple)
    return _GAP.sub("", spaced).strip()


def _full_width(mark: re.Match[str]) -> str:
    return mark.group().translate(_PUNCTUATION)
