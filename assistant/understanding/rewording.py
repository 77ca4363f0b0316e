"""The same request in plainer words: "pop the aircon on" is "put the aircon on". Pure.

For texts that mean nothing as they were said. What is yielded must still be understood like any
other text; the lists are in ``wording/<lang>.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from assistant.understanding.wording import wording

_Pairs = tuple[tuple[re.Pattern[str], str], ...]


def reworded(text: str, language: str) -> Iterator[str]:
    """Yield ``text`` said more plainly, the least changed first; nothing when it is plain.

    Asides go first ("a bit", 给我), then what only tells why ("so I can see"); then words are
    put as the sentences of the skills have them.
    """
    seen = {text, ""}
    bare = _tidy(_asides(language).sub(" " if language != "zh" else "", text))
    short = _tidy(_reasons(language).sub("", bare))
    for plain in (bare, short):
        meant = _meant(plain, language)
        for said in (plain, meant, _begun(meant, language)):
            if said not in seen:
                seen.add(said)
                yield said


def _meant(text: str, language: str) -> str:
    for pattern, instead in _pairs(language, "means"):
        text = pattern.sub(instead, text)
    return text


def _begun(text: str, language: str) -> str:
    for pattern, instead in _pairs(language, "begins_as"):
        changed = pattern.sub(instead, text, count=1)
        if changed != text:
            return changed
    return text


@cache
def _asides(language: str) -> re.Pattern[str]:
    return re.compile(_any(wording(language).words("asides"), language))


@cache
def _reasons(language: str) -> re.Pattern[str]:
    """Return the pattern of the end of a text that only tells why it was said."""
    begins = _any(wording(language).words("reasons"), language)
    return re.compile(rf"(?<=\S)[ ,，、]*{begins}.*$")


@cache
def _pairs(language: str, name: str) -> _Pairs:
    table: dict[str, list[str]] = wording(language).table.get(name, {})
    start = "^" if name == "begins_as" else ""
    return tuple(
        (re.compile(start + _any(tuple(said), language)), meant) for meant, said in table.items()
    )


def _any(words: tuple[str, ...], language: str) -> str:
    joined = "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "(?!)"
    return f"(?:{joined})" if language == "zh" else rf"(?<![^\s,])(?:{joined})(?![^\s,])"


def _tidy(text: str) -> str:
    return " ".join(text.split()).strip(" ,，、")
