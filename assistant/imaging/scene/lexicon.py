"""The words of scenes in one language, and how they are found in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml
from rapidfuzz import fuzz, process

KINDS = (
    "subject", "place", "time", "weather", "season", "style", "feature",
    "color", "number", "side", "distance", "setting",
)  # fmt: skip
_LONGEST = 5
_NEAR_ENOUGH = 88.0
_SHORTEST_NEAR = 5
_ENGLISH_WORD = re.compile(r"[a-z]+(?:['’-][a-z]+)*|\d+")
_MANDARIN_PART = re.compile(r"[一-鿿]+|\d+|[a-z]+")
_PLURALS = (("ies", "y"), ("ves", "f"), ("es", ""), ("s", ""))
_PARTICLES = "的了吧呢啊"
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SUFFIXES = ("'s", "ing", "ed", "y", "like", "side", "ish")


@dataclass(frozen=True)
class Hit:
    """A phrase of the sentence that is known: its kind and value, and what else it means.

    ``leads`` tells that a subject comes right after it, which it then belongs to; ``plural``
    that a regular plural was said; ``closes`` that the sentence ends with it.
    """

    kind: str
    value: str
    phrase: str
    meaning: Mapping[str, str] = field(default_factory=dict)
    leads: bool = False
    plural: bool = False
    closes: bool = False


@dataclass(frozen=True)
class Lexicon:
    """The vocabulary of one language."""

    language: str
    phrases: Mapping[str, Hit]
    meanings: Mapping[str, Mapping[str, str]]
    high: frozenset[str]
    ignored: frozenset[str]
    homes: Mapping[str, Mapping[str, str]]
    irregular: Mapping[str, str]

    def meaning(self, phrase: str) -> Mapping[str, str]:
        """What a phrase means besides its own kind."""
        return self.meanings.get(phrase, {})

    def is_high(self, phrase: str) -> bool:
        """Whether it names high ground, such as a cliff."""
        return phrase in self.high

    def read(self, sentence: str) -> tuple[list[Hit], tuple[str, ...]]:
        """All known phrases in their order, and the words that are not known."""
        if self.language == "zh":
            hits, unknown = self._read_characters(_simplified(sentence.lower()))
        else:
            hits, unknown = self._read_words(sentence.lower().replace("’", "'"))
        return [*_leading(hits)], tuple(dict.fromkeys(unknown))

    def _read_words(self, sentence: str) -> tuple[list[Hit], list[str]]:
        words = _ENGLISH_WORD.findall(sentence)
        hits: list[Hit] = []
        unknown: list[str] = []
        position = 0
        while position < len(words):
            for length in range(min(_LONGEST, len(words) - position), 0, -1):
                if hit := self._known(words[position : position + length]):
                    position += length
                    hits.append(replace(hit, closes=position == len(words)))
                    break
            else:
                if words[position] not in self.ignored:
                    unknown.append(words[position])
                    hits.append(Hit("unknown", "", words[position]))
                position += 1
        return hits, unknown

    def _known(self, words: list[str]) -> Hit | None:
        phrase = " ".join(words)
        if len(words) == 1 and phrase.isdigit():
            return Hit("number", str(max(int(phrase), 1)), phrase)
        if phrase in self.phrases:
            return self._with_meaning(self.phrases[phrase])
        if phrase in self.ignored:
            return None
        for form, plural in self._forms(words):
            if form in self.phrases:
                return replace(self._with_meaning(self.phrases[form]), plural=plural)
        if len(words) > 1 or len(phrase) < _SHORTEST_NEAR:
            return None
        near = process.extractOne(
            phrase, self._long_words, scorer=fuzz.ratio, score_cutoff=_NEAR_ENOUGH
        )
        return self._with_meaning(self.phrases[near[0]]) if near else None

    def _forms(self, words: list[str]) -> Iterable[tuple[str, bool]]:
        """Other forms of a phrase: its singular (told as such), then stems of its last word."""
        lead = "".join(f"{word} " for word in words[:-1])
        known = self.irregular.get(words[-1])
        for singular in [known] if known else _singulars(words[-1]):
            yield f"{lead}{singular}", True
        if len(words) > 1 and (first := _singulars(words[0])):
            yield " ".join([first[-1], *words[1:]]), True
        for stem in _stems(words[-1]):
            yield f"{lead}{stem}", False

    @property
    def _long_words(self) -> tuple[str, ...]:
        return _long_words_of(self.language)

    def _read_characters(self, sentence: str) -> tuple[list[Hit], list[str]]:
        hits: list[Hit] = []
        unknown: list[str] = []
        for part in _MANDARIN_PART.findall(sentence):
            if part.isdigit():
                hits.append(Hit("number", str(max(int(part), 1)), part))
                continue
            position, strange = 0, ""
            while position < len(part):
                word = self._longest(part, position)
                if word and strange:
                    unknown.append(strange)
                    hits.append(Hit("unknown", "", strange))
                    strange = ""
                if not word:
                    strange += part[position]
                elif word in self.phrases:
                    rest = part[position + len(word) :]
                    known = self._with_meaning(self.phrases[word])
                    hits.append(replace(known, closes=not rest.strip(_PARTICLES)))
                position += len(word) or 1
            if strange:
                unknown.append(strange)
        return hits, unknown

    def _longest(self, text: str, start: int) -> str:
        for length in range(min(7, len(text) - start), 0, -1):
            word = text[start : start + length]
            if word in self.phrases or word in self.ignored:
                return word
        return ""

    def _with_meaning(self, hit: Hit) -> Hit:
        return replace(hit, meaning=self.meanings.get(hit.phrase, {}))


def _leading(hits: list[Hit]) -> Iterable[Hit]:
    """The hits, each told whether a subject follows with nothing but its own words between."""
    for index, hit in enumerate(hits):
        following = next(
            (h for h in hits[index + 1 :] if h.kind not in {"color", "number", "distance"}), None
        )
        gap_free = following is not None and following.kind == "subject"
        yield replace(hit, leads=gap_free and not _trails(hit))


def _trails(hit: Hit) -> bool:
    """Whether a phrase always speaks of what came before ("in the distance", "on the left")."""
    return hit.kind == "side" or " " in hit.phrase


def _stems(word: str) -> Iterable[str]:
    """The word without common endings: "raining" and "rainy" lead to "rain"."""
    for suffix in _SUFFIXES:
        stem = word.removesuffix(suffix)
        if stem != word and len(stem) > 2:
            yield stem
            yield f"{stem}e"
            if stem[-1] == stem[-2]:
                yield stem[:-1]


def _singulars(word: str) -> list[str]:
    """What a regular plural may be the plural of; irregular ones stand in the word data."""
    return [
        word.removesuffix(ending) + singular
        for ending, singular in _PLURALS
        if word.endswith(ending) and not word.endswith("ss") and len(word) > len(ending) + 1
    ]


@lru_cache(maxsize=1)
def _converter() -> Any:
    from opencc import OpenCC  # noqa: PLC0415  loaded for Mandarin only: it takes 100 ms

    return OpenCC("t2s")


def _simplified(text: str) -> str:
    return str(_converter().convert(text))


@lru_cache(maxsize=2)
def _long_words_of(language: str) -> tuple[str, ...]:
    phrases = lexicon_of(language).phrases
    return tuple(word for word in phrases if len(word) >= _SHORTEST_NEAR)


def vocabulary(language: str) -> Any:
    """The word data of "en" or "zh" as it stands in the file."""
    return _load(f"{language}.yaml")


def _load(name: str) -> Any:
    text = files("assistant.imaging.scene").joinpath("words", name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=_LOADER)  # noqa: S506  a safe loader


@lru_cache(maxsize=2)
def lexicon_of(language: str) -> Lexicon:
    """The vocabulary of "en" or "zh"."""
    data = vocabulary(language)
    phrases: dict[str, Hit] = {}
    for entry in data["meaning"]:
        for word in entry["words"]:
            phrases[word] = Hit("", "", word)
    for word in data["high"]["ground"]:
        phrases.setdefault(word, Hit("", "", word))
    for kind in reversed(KINDS):
        for value, words in data[kind].items():
            phrases.update({word: Hit(kind, str(value), word) for word in words})
    for word in data["high"]["link"]:
        phrases[word] = Hit("link", "", word)
    for word in data["without"]:
        phrases[word] = Hit("without", "", word)
    meanings: dict[str, dict[str, str]] = {}
    for entry in data["meaning"]:
        for word in entry["words"]:
            meanings.setdefault(word, {}).update({k: v for k, v in entry.items() if k != "words"})
    ignored = frozenset(data["ignored"].split())
    return Lexicon(
        language,
        phrases,
        meanings,
        frozenset(data["high"]["ground"]),
        ignored,
        _load("homes.yaml"),
        data["irregular"],
    )
