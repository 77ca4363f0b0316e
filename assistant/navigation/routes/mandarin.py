"""The Mandarin sentences of a manoeuvre, from its facts and ``mandarin.toml``. Pure.

>>> left = Manoeuvre(Kind.LEFT, 0, 1, 90.0, 9.0, Said("", "", ""), streets=("延安东路",))
>>> in_mandarin(left, None).now
'请左转，进入延安东路。'
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from assistant.navigation.routes.interface import Kind, Manoeuvre, Said
from assistant.synthesis.speakable import mandarin_number

_FULL_CIRCLE = 360


def in_mandarin(one: Manoeuvre, following: Manoeuvre | None) -> Said:
    """Return the sentences of a manoeuvre; ``following`` is the next, of a roundabout its exit."""
    templates = _templates()[one.kind]
    facts = _facts(one, following)
    full = _filled(templates, facts)
    if one.kind.arrives:
        return Said(f"{templates['ahead']}。", f"{full}。", f"{full}。")
    short = _filled(templates, {name: facts[name] for name in ("count", "heading")})
    return Said(f"{full}。", f"请{full}。", f"请{short}。")


def _facts(one: Manoeuvre, following: Manoeuvre | None) -> dict[str, str]:
    roads = one.streets
    if one.kind is Kind.ROUNDABOUT_ENTER:
        roads = following.streets if following and following.kind is Kind.ROUNDABOUT_EXIT else ()
    points = _headings()
    turn = _FULL_CIRCLE / len(points)
    number = one.sign.exit_numbers[0] if one.sign.exit_numbers else ""
    return {
        "road": roads[0] if roads else "",
        "sign": one.sign.text,
        "exit": number,
        "count": mandarin_number(str(one.exit_count)) if one.exit_count else "",
        "heading": points[round((one.heading_after or 0) / turn) % len(points)],
    }


_NEEDS = {
    "numbered_towards": ("exit", "sign"),
    "numbered": ("exit",),
    "towards": ("sign",),
    "counted_onto": ("count", "road"),
    "counted": ("count",),
    "onto": ("road",),
    "plain": (),
}
"""The facts that each template names, the fullest template first."""


def _filled(templates: Mapping[str, str], facts: Mapping[str, str]) -> str:
    """Return the fullest template whose facts are all known, filled in."""
    fitting = (
        templates[name]
        for name, needed in _NEEDS.items()
        if name in templates and all(facts.get(fact) for fact in needed)
    )
    return next(fitting).format_map(facts)


@cache
def _table() -> Mapping[str, Any]:
    text = (
        resources.files("assistant.navigation.routes").joinpath("mandarin.toml").read_text("utf-8")
    )
    return tomllib.loads(text)


@cache
def _headings() -> tuple[str, ...]:
    return tuple(_table()["heading"])


@cache
def _templates() -> Mapping[Kind, Mapping[str, str]]:
    """Return the templates of every kind of manoeuvre."""
    entries = [entry for entry in _table().values() if isinstance(entry, dict)]
    return {Kind[name]: entry for entry in entries for name in entry["kinds"]}
