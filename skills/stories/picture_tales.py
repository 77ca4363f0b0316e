"""Picture stories, put together by a seed: a hero, a friend, a plot, a style. Pure."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """A page: what is told, and the scene program of its picture."""

    text: str
    scene: Data


@dataclass(frozen=True, slots=True)
class PictureTale:
    """A whole picture story."""

    title: str
    pages: tuple[Page, ...]


@cache
def _shelf(language: str) -> Data:
    path = Path(__file__).parent / "picture_tales" / f"{language}.yaml"
    shelf: Data = yaml.safe_load(path.read_text(encoding="utf-8"))
    return shelf


def knows(about: str, language: str) -> bool:
    """Return whether there is a story about something; about nothing there always is."""
    shelf = _shelf(language)
    return not about or any(_about(one, about) for one in (*shelf["heroes"], *shelf["plots"]))


def compose(seed: int, language: str, about: str = "") -> PictureTale:
    """Return the story of a seed; ``about`` chooses hero or plot where they fit."""
    shelf, dice = _shelf(language), random.Random(seed)  # noqa: S311  for choosing
    hero = _chosen(shelf["heroes"], about, dice)
    plot = _chosen(shelf["plots"], about, dice)
    friend = dice.choice([one for one in shelf["friends"] if one["kind"] != hero["kind"]])
    style = dice.choice(shelf["styles"])
    words = {
        "name": dice.choice(shelf["names"]),
        "a_hero": hero["a"],
        "hero": hero["the"],
        "friend": friend["the"],
    }
    cast = {"hero": (hero, "near"), "friend": (friend, "middle")}
    pages = [
        Page(_told(page["text"], words), _scene(page["scene"], cast, style))
        for page in plot["pages"]
    ]
    return PictureTale(_told(plot["title"], words), tuple(pages))


def _chosen(choices: list[Data], about: str, dice: random.Random) -> Data:
    fitting = [one for one in choices if about and _about(one, about)]
    return dice.choice(fitting or choices)


def _about(one: Data, about: str) -> bool:
    said = about.casefold()
    words = said.split()
    return any(key in words or (not key.isascii() and key in said) for key in one["about"])


def _told(text: str, words: dict[str, str]) -> str:
    """Fill in a text; a sentence begins with a capital letter also where it begins with a hero."""
    told = text.format(**words)
    return told[:1].upper() + told[1:]


def _scene(scene: Data, cast: dict[str, tuple[Data, str]], style: str) -> Data:
    subjects = []
    for name in scene["subjects"]:
        who, distance = cast.get(name, ({"kind": name}, "middle"))
        subject = {"kind": who["kind"], "distance": distance}
        subjects.append({**subject, **({"color": who["color"]} if "color" in who else {})})
    return {**scene, "style": style, "subjects": subjects}
