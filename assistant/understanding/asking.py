"""Say a question plainly: "do you know what time it is" → "what time is it". Pure.

Templates have the plain question; these are the ways in which people wrap it up.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.understanding.wording import Wording

_LONGEST_QUESTION_WORD = 3
"""So many words may ask: "what", "how much", "what fuel level"."""

_MOST = 8
"""So many plain forms are tried at most."""


def plain_questions(text: str, words: Wording) -> tuple[str, ...]:
    """Return what may be asked when ``text`` wraps a question; nothing when it does not."""
    asked = words.after(text, words.words("asking"))
    if not asked:
        return ()
    return tuple(dict.fromkeys(_forms(asked, words)))[:_MOST]


def _forms(asked: str, words: Wording) -> Iterator[str]:
    yield asked
    if words.language == "zh":
        return
    bare = words.after(asked, words.words("whether"))
    if bare:
        yield from _turned("", bare, words)
        return
    if words.after(asked, words.words("determiners")) is not None:
        yield f"what is {asked}"
    if words.after(asked, words.words("question_words")) is None:
        return
    said = asked.split()
    for length in range(1, min(_LONGEST_QUESTION_WORD, len(said) - 1) + 1):
        yield from _turned(" ".join(said[:length]), " ".join(said[length:]), words)


def _turned(asking: str, told: str, words: Wording) -> Iterator[str]:
    """Yield ``told`` with its verb, or "do", before its subject: "it is late" → "is it late"."""
    said = told.split()
    for at in range(1, len(said)):
        if said[at] in words.words("turning_verbs"):
            yield " ".join((asking, said[at], *said[:at], *said[at + 1 :])).strip()
            break
    if said[0] in words.words("doers"):
        yield f"{asking} do {told}".strip()
