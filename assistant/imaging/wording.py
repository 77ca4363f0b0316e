"""Scenes out of words, and changes of scenes, as JSON data. Importing it loads the drawing."""

from __future__ import annotations

from typing import Any

from assistant.imaging.meaning import UNKNOWN, Answer, Meant
from assistant.imaging.scene.lexicon import Hit, lexicon_of
from assistant.imaging.scene.program import (
    MOST_SUBJECTS,
    SceneError,
    SceneProgram,
    from_json,
    to_json,
)
from assistant.imaging.scene.words import program_of

_WHAT = frozenset({"subject", "place", "feature"})
"""A scene needs one of these to be what was asked for; an hour alone could be anything."""

_AROUND = frozenset({"place", "time", "weather", "season", "style"})


def read(prompt: str, language: str, seed: int) -> Meant:
    """Return what the word lists make of a prompt; what it leaves open is chosen by the seed."""
    reading = program_of(prompt, language, seed)
    if reading.program is None:
        return Meant(Answer.UNKNOWN, left_out=reading.unknown)
    kinds = {hit.kind for hit in lexicon_of(language).read(prompt)[0]}
    if reading.unknown and not kinds & _WHAT:
        return Meant(Answer.UNKNOWN, left_out=reading.unknown)
    return Meant(Answer.DRAW, to_json(reading.program), reading.unknown)


def changed(scene: dict[str, Any], how: str, language: str, *, without: bool) -> Meant:
    """Return a scene after a change in words: what they name replaces or joins what is there.

    ``without`` takes away what they name.
    """
    try:
        before = from_json(scene)
    except SceneError:
        return UNKNOWN
    lexicon = lexicon_of(language)
    hits, unknown = lexicon.read(how)
    named = program_of(how, language, before.seed).program
    data = to_json(before)
    if without or any(hit.kind == "without" for hit in hits):
        _take_away(data, hits)
    else:
        _put(data, hits, named)
        for hit in hits:
            implied = lexicon.meaning(hit.phrase)
            data |= {kind: value for kind, value in implied.items() if kind in _AROUND}
        data |= {hit.kind: hit.value for hit in hits if hit.kind in _AROUND}
    if data == to_json(before):
        return Meant(Answer.UNKNOWN, left_out=unknown)
    return Meant(Answer.DRAW, data, unknown)


def _put(data: dict[str, Any], hits: list[Hit], named: SceneProgram | None) -> None:
    """Add the features and subjects that were named; one that is there already is replaced."""
    features = [hit.value for hit in hits if hit.kind == "feature"]
    data["features"] = list(dict.fromkeys([*data["features"], *features]))
    added = to_json(named)["subjects"] if named is not None else []
    kinds = {one["kind"] for one in added}
    others = [one for one in data["subjects"] if one["kind"] not in kinds]
    data["subjects"] = [*others, *added][-MOST_SUBJECTS:]


def _take_away(data: dict[str, Any], hits: list[Hit]) -> None:
    """Remove what was named: subjects and features; weather clears up."""
    gone = {(hit.kind, hit.value) for hit in hits}
    data["subjects"] = [one for one in data["subjects"] if ("subject", one["kind"]) not in gone]
    data["features"] = [one for one in data["features"] if ("feature", one) not in gone]
    if ("weather", data["weather"]) in gone:
        data["weather"] = "clear"
