"""Which name was meant, what to ask when that is not sure, and which place is nearest by car.

Pure. Names are compared as they are spelled, as they are spelled without spaces, and as they
sound; what was said in part or in another script is found by ``assistant.skillhost.names``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

import jellyfish
import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from assistant.navigation.interface import ADDRESS, STREET, Found
from assistant.skillhost.names import best_matches, fold
from assistant.understanding.sound import sound

LEAST = 0.7
"""Below this a name is not offered. Names of other cities reach it one time in six, misheard
ones of this map 99 times in a hundred."""

SURE = 0.85
"""From here on a name is taken without asking, when no other is near it."""

_CLOSE = 0.05
_WEIGHTS = (0.30, 0.35, 0.35)
"""Of the spelling, the spelling without spaces and the sound."""

_LIKELY = 60
"""So many names are compared in the slowest way too; more changed no result in three cities."""

_IN_PART = 0.9
"""What a part of a name counts, so that a whole one goes first."""

_MOST_IN_PART = 12
_WORD_FOR_WORD = 0.94
"""What a name counts at least that has all words that were said, two or more, in that order.

So it is asked about beside one that only sounds alike, and not beside the same name.
"""

_SAME_SOUND, _LEAST_SOUND = 0.75, 3
"""What a name counts at least that sounds the same in so many consonants: it is asked about."""

_SAME_SPOT_M, _SAME_NAME = 150.0, 95.0
"""Places so near each other whose names share so much (rapidfuzz ratio of words) are one."""

_HAN = re.compile(r"[㐀-鿿]")
_TRIGRAM = 3

Scores = NDArray[np.float32]


class Verdict(StrEnum):
    """What to do with what a search by name found."""

    SURE = "sure"  # take the first
    ASK = "ask"  # ask which of ``choices`` (one: whether it is that)
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict, and the places that it is about: one, or two to choose from."""

    verdict: Verdict
    choices: tuple[Found, ...] = ()


def score_names(said: str, names: Sequence[str], language: str) -> Scores:
    """Return for each folded name how near it is to what was said, 0 to 1.

    1.0 is the same name. ``language`` is that of the speaker, ``en`` or ``zh``.
    """
    folded = fold(said)
    if not folded or not names:
        return np.zeros(len(names), dtype=np.float32)
    scores = _spelled(folded, names)
    rows = {name: row for row, name in enumerate(names)}
    for match in best_matches(said, names, language, _MOST_IN_PART):
        row = rows[match.candidate]
        weight = 1.0 if language == "zh" and _HAN.search(match.candidate) else _IN_PART
        scores[row] = max(scores[row], weight * match.score)
    if " " in folded:
        whole = [row for row, name in enumerate(names) if f" {folded} " in f" {name} "]
        scores[whole] = np.maximum(scores[whole], _WORD_FOR_WORD)
    if folded in rows:
        scores[rows[folded]] = 1.0
    return scores


def decide_match(found: Sequence[Found]) -> Decision:
    """Return whether the first place may be taken, or what to ask.

    ``found`` is in the order of a search by name, or re-ranked. Of several shops of one name
    the first is meant; two streets of one name are asked about.
    """
    good = [one for one in found if one.score >= LEAST]
    if not good:
        return Decision(Verdict.NONE)
    best = max(good, key=lambda one: one.score)
    close = [one for one in good if one.score > best.score - _CLOSE and _another(one, best)]
    if close:
        return Decision(Verdict.ASK, (best, close[0]))
    if best.score >= SURE:
        return Decision(Verdict.SURE, (best,))
    others = [one for one in good if _another(one, best)]
    return Decision(Verdict.ASK, (best, *others[:1]))


def rerank(found: Sequence[Found], drive_times: Sequence[float | None]) -> list[Found]:
    """Return the places with their driving times, the quickest of equally likely names first.

    ``drive_times`` are in seconds, in the order of ``found``, None where no road leads; such
    places are left out.
    """
    timed = [
        replace(one, drive_s=time)
        for one, time in zip(found, drive_times, strict=True)
        if time is not None
    ]
    if not timed:
        return []
    best = max(one.score for one in timed)

    def order(one: Found) -> tuple[int, float]:
        return int((best - one.score) / _CLOSE), one.drive_s or 0.0

    return sorted(timed, key=order)


def forms(text: str) -> str:
    """Return a name's letters, sounds and syllables as one text, to be found by trigrams."""
    folded = fold(text)
    joined = folded.replace(" ", "")
    parts = {joined, _sounds(folded), _latin(folded) if _HAN.search(folded) else ""}
    return " ".join(sorted(parts - {""}))


def trigrams(text: str) -> list[str]:
    """Return the different runs of three letters in ``forms(text)``, within its words."""
    return list(
        dict.fromkeys(
            word[i : i + _TRIGRAM]
            for word in forms(text).split()
            for i in range(len(word) - _TRIGRAM + 1)
        )
    )


def _spelled(folded: str, names: Sequence[str]) -> Scores:
    joined = folded.replace(" ", "")
    joints, keys = _written(tuple(names))
    scores: Scores = _WEIGHTS[1] * process.cdist([joined], joints, scorer=fuzz.ratio)[0]
    scores += _WEIGHTS[2] * process.cdist([_sounds(folded)], keys, scorer=fuzz.ratio)[0]
    likely = np.argsort(-scores, kind="stable")[:_LIKELY]
    spelled = process.cdist([folded], [names[i] for i in likely], scorer=fuzz.WRatio)[0]
    scores[likely] += _WEIGHTS[0] * spelled
    scores /= 100
    sounds = _sounds(folded)
    if len(sounds) >= _LEAST_SOUND:
        alike = [row for row, key in enumerate(keys) if key == sounds]
        scores[alike] = np.maximum(scores[alike], _SAME_SOUND)
    return scores


def _latin(folded: str) -> str:
    """Return a folded name without spaces, Chinese characters by their sound."""
    return "".join(sound(c) if _HAN.match(c) else c for c in folded.replace(" ", ""))


@lru_cache(4)
def _written(names: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Return names without spaces, and as they sound."""
    return [name.replace(" ", "") for name in names], [_sounds(name) for name in names]


@lru_cache(1 << 16)
def _sounds(folded: str) -> str:
    """Return how a folded name sounds, as letters: Metaphone, where it knows the letters."""
    latin = _latin(folded)
    return jellyfish.metaphone(latin) if latin.isascii() else latin


def _another(one: Found, best: Found) -> bool:
    """Return whether two places need a question: other names, or one name of two streets."""
    if one is best or one.place.id == best.place.id:
        return False
    if best.place.category in (STREET, ADDRESS) and one.place.category == best.place.category:
        return True
    name, other = fold(one.place.name or one.place.brand), fold(best.place.name or best.place.brand)
    if one.place.point.distance_m(best.place.point) < _SAME_SPOT_M:
        return fuzz.token_set_ratio(name, other) < _SAME_NAME
    return name != other
