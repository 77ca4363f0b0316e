"""Find the name that was meant: contacts, songs, places, as people say and recognizers hear them.

    best_matches("Katherine Mayer", ["Kathryn Meyer", "Karl May"], "en")
    # [Match("Kathryn Meyer", 0.87)]

English is compared by spelling and by Metaphone, Mandarin by pinyin without tones, confusable
sounds alike (z and zh, n and l, in and ing). A part of a name finds the whole ("Anna" finds
Anna Müller), and a name in one script finds it in the other (张伟 finds Zhang Wei). Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jellyfish
import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler

from assistant.understanding.sound import sound, syllable

THRESHOLD = 0.76
"""Below this nothing matches: "Linda" is not Lisa (0.61), "Shawn" is Sean (0.90)."""

SURE = 0.91
"""From here on a name may be taken without asking; "Tom" for Tim (0.90) may not."""

CLOSE = 0.034
"""Matches that score so little under the best might be meant just as well."""

_DOUBTFUL = 0.9
"""What a name reaches at most when one of its words is not sure: "Tom Berg" for Tim Berg."""

_PART = (0.035, 0.05)
"""What a name loses when it was said in part: at once, and at most for what was left out."""

_HAN = re.compile(r"[㐀-鿿]")
_HAN_RUN = re.compile(r"[㐀-鿿]+")
_ARTICLES = frozenset({"the", "a", "an"})
_HEARD_ALIKE = str.maketrans({"X": "S", "0": "T"})
_NASAL = re.compile(r"(?<=[aei]n)g(?![aeiouv])")
_SYLLABLE = re.compile(r"([bpmfdtlgkhjqxrzcsyw]?)(.*)")
_FIRST_FINAL = 0xE000
_MIN_PART = 4
"""Two syllables (initial and final each) are the least that finds a longer Mandarin name."""

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Match:
    """A candidate, and how near it is to what was said: 1.0 is the same, less is less sure."""

    candidate: str
    score: float


def best_matches(
    said: str, candidates: Sequence[str], language: str, limit: int = 3
) -> list[Match]:
    """Return the candidates that ``said`` may mean, the nearest first, at most ``limit``.

    Each name is returned once. All scores are above ``THRESHOLD``; the list is empty when
    nothing is near enough. ``language`` is that of the speaker, ``en`` or ``zh``.
    """
    names = tuple(dict.fromkeys(candidates))
    if not names or not fold(said):
        return []
    index = _index(names, language)
    scores = _by_letters(said, index)
    if language == "zh":
        scores = np.maximum(scores, _by_syllables(said, index))
    order = np.argsort(-scores, kind="stable")[:limit]
    exact = fold(said)
    found = [Match(names[i], 1.0 if index.folded[i] == exact else float(scores[i])) for i in order]
    found.sort(key=lambda match: -match.score)
    return [Match(m.candidate, round(m.score, 3)) for m in found if m.score > THRESHOLD]


def likely(matches: Sequence[Match]) -> tuple[Match, ...]:
    """Return the matches that can't be told apart: the best, and those close to it."""
    return tuple(m for m in matches if m.score >= matches[0].score - CLOSE)


def fold(text: str) -> str:
    """Return text without case, accents and signs: ``Anna-Léa Müller`` → ``anna lea muller``."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("&", " and "))
    kept = "".join(
        c if c.isalnum() else " "
        for c in plain.replace("'", "").replace("’", "")
        if not unicodedata.combining(c)
    )
    words = kept.split()
    return " ".join([w for w in words if w not in _ARTICLES] or words)


# --- the candidates, prepared -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Index:
    """Names in all the forms that are compared.

    ``words`` are the different words of all names; ``flat`` lists each name's words (numbers
    into ``words``), one name after the other, ``starts`` where each name begins in it.
    """

    language: str
    folded: tuple[str, ...]
    words: tuple[str, ...]
    keys: tuple[str, ...]
    flat: NDArray[np.intp]
    starts: NDArray[np.intp]
    sizes: NDArray[np.intp]
    letters: NDArray[np.float32]
    joined: tuple[str, ...]
    joined_keys: tuple[str, ...]
    syllables: tuple[str, ...]
    han: NDArray[np.bool_]


@lru_cache(16)
def _index(names: tuple[str, ...], language: str) -> _Index:
    folded = tuple(fold(name) for name in names)
    rows = [_words(name, language) or ("",) for name in folded]
    numbers = {word: n for n, word in enumerate(dict.fromkeys(w for row in rows for w in row))}
    sizes = [len(row) for row in rows]
    joined = tuple("".join(row) for row in rows)
    words = tuple(numbers)
    flat = np.array([numbers[word] for row in rows for word in row], dtype=np.intp)
    return _Index(
        language=language,
        folded=folded,
        words=words,
        keys=tuple(map(_key, words)),
        flat=flat,
        starts=np.cumsum([0, *sizes[:-1]], dtype=np.intp),
        sizes=np.array(sizes, dtype=np.intp),
        letters=np.array([len(words[number]) or 1 for number in flat], dtype=np.float32),
        joined=joined,
        joined_keys=tuple(map(_key, joined)),
        syllables=tuple(_symbols(name) for name in folded) if language == "zh" else (),
        han=np.array([bool(_HAN.search(name)) for name in folded]),
    )


def _words(folded: str, language: str) -> tuple[str, ...]:
    """Return the words of a name in Latin letters; for Mandarin as they sound."""
    spell = _merged_sound if language == "zh" else syllable
    latin = _HAN_RUN.sub(lambda run: f" {''.join(map(spell, run[0]))} ", folded)
    if language == "zh":
        latin = _pinyin_alike(latin)
    return tuple(latin.split())


def _merged_sound(char: str) -> str:
    merged = sound(char)
    return "l" + merged[1:] if merged.startswith("n") else merged


def _pinyin_alike(latin: str) -> str:
    """Return pinyin in Latin letters with confusable sounds written alike."""
    for long, short in (("zh", "z"), ("ch", "c"), ("sh", "s")):
        latin = latin.replace(long, short)
    return re.sub(r"\bn(?=[aeiouv])", "l", _NASAL.sub("", latin))


@lru_cache(65536)
def _key(word: str) -> str:
    """Return a word's sounds; what is easily misheard alike."""
    return jellyfish.metaphone(word).translate(_HEARD_ALIKE)


def _symbols(folded: str) -> str:
    """Return a Mandarin name with two characters a syllable: its initial and its final."""
    return "".join(_pair(c) if _HAN.match(c) else c for c in folded.replace(" ", ""))


_finals: dict[str, str] = {}


@lru_cache(None)
def _pair(char: str) -> str:
    match = _SYLLABLE.fullmatch(_merged_sound(char))
    assert match is not None
    initial, final = match.groups()
    return (initial or "-") + _finals.setdefault(final, chr(_FIRST_FINAL + len(_finals)))


# --- scores: one for each candidate -----------------------------------------------------------


def _by_letters(said: str, index: _Index) -> Scores:
    """Score by words and their sound, and by the whole without spaces ("beyond say")."""
    words = _words(fold(said), index.language)
    alike = _alike(words, index.words, index.keys)[:, index.flat]
    weights = np.array([len(word) for word in words], dtype=np.float32)
    best = np.maximum.reduceat(alike, index.starts, axis=1)
    heard = weights @ best / weights.sum()
    heard = np.where(best.min(axis=0) < SURE, np.minimum(heard, _DOUBTFUL), heard)
    met = index.letters * (alike.max(axis=0) > THRESHOLD)
    covered = np.add.reduceat(met, index.starts) / np.add.reduceat(index.letters, index.starts)
    whole = _alike(("".join(words),), index.joined, index.joined_keys)[0]
    whole[index.sizes == len(words)] = 0  # spaces are where they were said
    scores: Scores = np.maximum(heard - _missing(covered), whole)
    if index.language == "zh" and _HAN.search(said):
        scores[index.han] = 0  # compared by syllables
    return scores


def _missing(covered: NDArray[Any]) -> NDArray[Any]:
    """Return what names lose of whose letters only this share was said."""
    return np.where(covered < 1, _PART[0] + _PART[1] * (1 - covered), 0)


def _alike(said: Sequence[str], words: Sequence[str], keys: Sequence[str]) -> Scores:
    """Return how alike each word said is to each word: spelling and sound, half each."""
    spelled = process.cdist(said, words, scorer=fuzz.ratio, dtype=np.float32) / 100
    begun = process.cdist(said, words, scorer=JaroWinkler.similarity, dtype=np.float32)
    sounding = process.cdist([_key(w) for w in said], keys, scorer=fuzz.ratio, dtype=np.float32)
    half = (np.maximum(spelled, begun) + sounding / 100) / 2
    scores: Scores = np.maximum(spelled, half)
    return scores


def _by_syllables(said: str, index: _Index) -> Scores:
    """Score Mandarin against Mandarin: the whole name, or a part of two syllables or more."""
    if not _HAN.search(said):
        return np.zeros(len(index.folded), dtype=np.float32)
    text = _symbols(fold(said))
    whole = process.cdist([text], index.syllables, scorer=fuzz.ratio, dtype=np.float32)[0]
    scores: Scores = np.where(index.han, whole / 100, 0)
    if len(text) >= _MIN_PART:
        lengths = np.array([len(one) for one in index.syllables])
        part = process.cdist([text], index.syllables, scorer=fuzz.partial_ratio, dtype=np.float32)
        shown = np.minimum(1, len(text) / np.maximum(1, lengths))
        fits = index.han & (lengths > len(text))
        scores = np.where(fits, np.maximum(scores, part[0] / 100 - _missing(shown)), scores)
    return scores
