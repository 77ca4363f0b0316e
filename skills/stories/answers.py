"""Is what a child said the right answer? Pure."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

ALIKE = 82
"""A word of five letters or more counts from this likeness on (of 100)."""

_LONG = 5
_MAX_WORDS = 8
"""Whoever says more than so many words is not answering."""

_LEAD = re.compile(
    r"^(?:i think|i guess|maybe|perhaps|it is|it s|its|is it|that is|thats|they are|the answer is|"
    r"because|um|uh|a|an|the|my answer is|in|at|with|on|by)\b *"
)
_LEAD_ZH = re.compile(r"^(?:我觉得|我猜|应该|可能|答案|大概|会不会|是不是|是|叫|在|用|嗯)")
_TAIL_ZH = re.compile(r"(?:吧|吗|呀|啊|呢|对不对|是不是|的)$")
_DIGITS = {
    w: str(i)
    for i, w in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
}
_DIGITS |= {"sixty": "60"}


def plain(said: str, language: str) -> str:
    """Return an answer without the words around it."""
    text = " ".join(re.sub(r"[^\w ]", " ", said.casefold()).split())
    if language == "zh":
        text = text.replace(" ", "")
        shorter = _TAIL_ZH.sub("", _LEAD_ZH.sub("", text))
        return plain(shorter, language) if shorter not in (text, "") else text
    text = " ".join(_DIGITS.get(word, word) for word in text.split())
    shorter = _LEAD.sub("", text)
    return plain(shorter, language) if shorter not in (text, "") else text


def is_right(said: str, accept: tuple[str, ...], language: str) -> bool:
    """Return True when the answer is, or holds, one of the accepted ones."""
    text = plain(said, language)
    wanted = [plain(one, language) for one in accept]
    if not text:
        return False
    if language == "zh":
        return any(_holds_zh(text, one) for one in wanted)
    if len(text.split()) > _MAX_WORDS:
        return False
    return any(f" {one} " in f" {text} " or _sounds_like(text, one) for one in wanted)


def _holds_zh(text: str, wanted: str) -> bool:
    """One character must stand alone or before a measure word; longer ones may be inside."""
    if wanted.isdigit():
        return re.findall(r"\d+", text) == [wanted]
    if len(wanted) == 1:
        return text == wanted or (len(text) == 2 and text[0] == wanted)  # noqa: PLR2004
    return wanted in text and not re.search(r"[不没]", text.replace(wanted, ""))


def _sounds_like(text: str, wanted: str) -> bool:
    return len(wanted) >= _LONG and fuzz.ratio(text, wanted) >= ALIKE
