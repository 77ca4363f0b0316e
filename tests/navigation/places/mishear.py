"""Names as a recognizer may mishear them: made by rules, with a seed, from real names.

English: sounds that are easily taken for another, words run together or cut, letters doubled or
lost. Mandarin: characters replaced by others of the same syllable, as recognizers do with names.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections import defaultdict
from functools import cache

from pypinyin import lazy_pinyin

CONFUSED = (
    ("c", "k"), ("k", "c"), ("ph", "f"), ("f", "v"), ("v", "w"), ("w", "v"), ("t", "d"),
    ("d", "t"), ("p", "b"), ("b", "p"), ("s", "z"), ("z", "s"), ("m", "n"), ("n", "m"),
    ("g", "k"), ("j", "y"), ("y", "i"), ("th", "t"), ("sh", "s"), ("ch", "sh"), ("x", "ks"),
    ("qu", "kw"), ("a", "e"), ("e", "i"), ("i", "e"), ("o", "u"), ("u", "o"), ("ee", "ea"),
    ("ie", "y"), ("oo", "u"), ("ai", "ay"), ("ou", "ow"), ("er", "a"), ("a", "er"), ("h", ""),
)  # fmt: skip
_LETTERS_AN_ERROR = 7


def misheard_english(name: str, rng: random.Random) -> str:
    """Return the name with one error, and one more for every seven letters."""
    plain = unicodedata.normalize("NFKD", name.lower())
    text = "".join(c for c in plain if not unicodedata.combining(c))
    text = " ".join(re.sub(r"[^\w ]", " ", text).split())
    wanted = 1 + len(text) // _LETTERS_AN_ERROR
    for _ in range(wanted):
        text = _one_error(text, rng)
    return text


def misheard_mandarin(name: str, rng: random.Random) -> str:
    """Return the name with two characters replaced by others that sound the same."""
    chars = list(name)
    places = [i for i, c in enumerate(chars) if len(_homophones().get(_syllable(c), "")) > 1]
    for i in rng.sample(places, min(2, len(places))):
        others = [c for c in _homophones()[_syllable(chars[i])] if c != chars[i]]
        chars[i] = rng.choice(others)
    return "".join(chars)


def _one_error(text: str, rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.1 and " " in text:
        return text.replace(" ", "", 1)
    at = rng.randrange(len(text))
    if kind < 0.2 and len(text) > 5:
        return f"{text[:at]} {text[at:]}".strip()
    if kind < 0.3:
        return text[:at] + text[at] + text[at:]
    choices = [(old, new, m.start()) for old, new in CONFUSED for m in re.finditer(old, text)]
    if not choices:
        return text
    old, new, start = rng.choice(choices)
    return text[:start] + new + text[start + len(old) :] or text


@cache
def _homophones() -> dict[str, str]:
    """Return the common characters (the first level of GB 2312) by syllable."""
    found: dict[str, str] = defaultdict(str)
    for row in range(0xB0, 0xD8):
        for cell in range(0xA1, 0xFF):
            char = bytes((row, cell)).decode("gb2312", "ignore")
            if char:
                found[_syllable(char)] += char
    return dict(found)


def _syllable(char: str) -> str:
    return str(lazy_pinyin(char)[0])
