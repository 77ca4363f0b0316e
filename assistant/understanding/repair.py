"""What a person meant who changed their words while speaking: "set it to 20, no, 22 degrees". Pure.

Hesitations go; what follows a word of correction stands in place of the words before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.understanding.wording import Wording

_UNIT = {"en": re.compile(r"\S+"), "zh": re.compile(r"\d+(?:\.\d+)?|[a-z]+|\S")}
_MOST_TAKEN_BACK = 6
"""So many words (characters, in Mandarin) before a correction may be replaced."""


def fluent(text: str, words: Wording) -> str:
    """Return the text without hesitations and words said twice."""
    sounds = "|".join(map(re.escape, words.words("hesitations"))) or "(?!)"
    if words.language == "zh":
        text = re.sub(rf"[，、 ]*(?:{sounds})[，、 ]*", "", text) or text
        return re.sub(r"([㐀-鿿]{2,4})[，、 ]*\1", r"\1", text)
    text = " ".join(re.sub(rf"\b(?:{sounds})\b,?", " ", text).split()).strip(" ,") or text
    return re.sub(r"(\b[a-z]+(?: [a-z]+)?\b)[ ,]*\1(?![a-z])", r"\1", text)


def repaired(text: str, words: Wording) -> Iterator[tuple[str, bool]]:
    """Yield what may be meant when the text has a correction in its middle, likeliest first.

    True beside one whose free words can be trusted: it begins anew where the correction does.
    """
    edge = "" if words.language == "zh" else r"\b"
    sure, paused = (
        "|".join(map(re.escape, words.words(name))) or "(?!)"
        for name in ("repairs", "paused_repairs")
    )
    marked = rf"[，、, ]*{edge}(?:{sure}){edge}[，、, ]*|[，、,] *(?:{paused}){edge}[，、, ]*"
    found = [*re.finditer(marked, text)]
    if not found or not found[-1].start() or found[-1].end() == len(text):
        return
    before, after = (
        _UNIT[words.language].findall(text[: found[-1].start()]),
        text[found[-1].end() :],
    )
    yield after, True
    first = _UNIT[words.language].findall(after)[:1]
    half = words.language == "zh" and not before[-1].isdigit()  # one character is seldom a word
    counts = range(1, min(_MOST_TAKEN_BACK, len(before) - 1) + 1)
    for count in sorted(counts, key=lambda n: (before[-n:][:1] != first, half and n == 1, n)):
        kept = words.joiner.join(before[:-count])
        if not (kept[-1:].isdigit() and after[:1].isdigit()):
            yield f"{kept}{words.joiner}{after}", before[-count:][:1] == first
