"""Addresses as people say them: street and house number, in either order. Pure."""

from __future__ import annotations

import re

_NUMBER = r"\d{1,5}(?:\s?[-/]\s?\d{1,5})?(?:\s?[a-zA-Z](?![a-zA-Z]))?"
_NUMBER_FIRST = re.compile(rf"^(?:(?:house )?number )?(?P<number>{_NUMBER}),? (?P<street>\D.*)$")
_NUMBER_LAST = re.compile(rf"^(?P<street>.*\D),? (?:(?:house )?number )?(?P<number>{_NUMBER})$")
_MANDARIN = re.compile(
    r"^(?P<street>.*?[^\d\s])\s*(?P<number>\d{1,5}[a-zA-Z]?)\s*(?:号|號|弄)?.{0,2}$"
)
_ORDINAL = re.compile(r"^\d+(st|nd|rd|th)\b")

SHORT = {
    "st": "street", "ave": "avenue", "av": "avenue", "rd": "road", "blvd": "boulevard",
    "dr": "drive", "ln": "lane", "ct": "court", "pl": "place", "sq": "square", "hwy": "highway",
    "n": "north", "s": "south", "e": "east", "w": "west",
}  # fmt: skip
"""What maps and people cut short in names of streets."""


def split_address(text: str, language: str) -> tuple[str, str]:
    """Return street and house number; the number is empty when none was said.

    >>> split_address("12 Main Street", "en")
    ('Main Street', '12')
    >>> split_address("延安东路100号", "zh")
    ('延安东路', '100')
    """
    text = text.strip()
    patterns = [_NUMBER_FIRST, _NUMBER_LAST]
    if language == "zh":
        patterns = [_MANDARIN, *patterns]
    for pattern in patterns:
        match = pattern.match(text)
        if match and not _ORDINAL.match(text):
            return match["street"].strip(" ,"), match["number"].strip()
        if match and pattern is _NUMBER_LAST:
            return match["street"].strip(" ,"), match["number"].strip()
    return text, ""


def in_full(street: str) -> str:
    """Return a street's name with what is cut short written out: ``Main St`` → ``Main street``.

    A word that begins the name stays ("St Paul Street" is a saint's).
    """
    words = street.split()
    rest = [SHORT.get(word.rstrip(".").casefold(), word) for word in words[1:]]
    return " ".join([*words[:1], *rest])
