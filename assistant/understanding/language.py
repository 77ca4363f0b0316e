"""Tell the language of typed text by its script."""

from __future__ import annotations

import re
from collections.abc import Sequence

_HAN = re.compile(r"[㐀-䶿一-鿿]")


def guess_language(text: str, languages: Sequence[str]) -> str:
    """Return ``zh`` for text with a Chinese character, else ``en``; one of ``languages``."""
    guess = "zh" if _HAN.search(text) else "en"
    return guess if guess in languages else languages[0]
