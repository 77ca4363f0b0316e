"""Say in fixed words what a scene program shows: what scene models were trained on.

    caption(program, "en")  # "watercolor, mountains, night, falling snow, winter, road, 1 red car"

A person's words become a program (scene/words.py) and the program becomes a caption, so that a
small model understands every way of asking that the scene renderer understands.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml

from assistant.imaging.scene.program import SceneProgram, SubjectPlacement

LANGUAGES = ("en", "zh")


@cache
def _all_words() -> Mapping[str, Mapping[str, Any]]:
    text = resources.files(__package__).joinpath("captions.yaml").read_text(encoding="utf-8")
    words: Mapping[str, Mapping[str, Any]] = yaml.safe_load(text)
    return words


def words_of(language: str) -> Mapping[str, Any]:
    """Return the words of a language by part of a program; English for those without."""
    return _all_words().get(language) or _all_words()["en"]


def caption(program: SceneProgram, language: str) -> str:
    """Return the caption in "en" or "zh"; other languages get English."""
    words = words_of(language)
    parts = [
        words["style"][program.style],
        words["place"][program.place],
        words["time"][program.time],
        words["weather"][program.weather],
        words["season"][program.season],
        *(words["feature"][feature] for feature in program.features),
        *(_subject(subject, words) for subject in program.subjects),
    ]
    return str(words["joint"].join(parts))


def _subject(subject: SubjectPlacement, words: Mapping[str, Any]) -> str:
    said = words["many"].format(
        count=subject.count,
        color=words["color"].get(subject.color, ""),
        kind=words["subject"][subject.kind],
        distance=words["distance"][subject.distance],
    )
    return " ".join(said.split())
