"""Say streets as a speaker of the language calls them, where the map knows. Pure.

The engine puts the names of the country into its sentences: "Turn left onto 延安东路."
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assistant.navigation.routes.interface import Manoeuvre, Route, Said

Called = Callable[[str, str], str]
"""Gives a street's name in a language, the same name when the map has no other."""


def with_names(route: Route, called: Called) -> Route:
    """Return a route whose streets are called as in its language."""
    names = {name for one in route.manoeuvres for name in one.streets}
    other = {name: called(name, route.language) for name in names}
    renamed = sorted((name for name in names if other[name] != name), key=len, reverse=True)
    if not renamed:
        return route

    def said(text: str) -> str:
        for name in renamed:
            text = text.replace(name, other[name])
        return text

    def manoeuvre(one: Manoeuvre) -> Manoeuvre:
        texts = Said(said(one.said.alert), said(one.said.now), said(one.said.short))
        return replace(one, said=texts, streets=tuple(other[name] for name in one.streets))

    return replace(route, manoeuvres=tuple(map(manoeuvre, route.manoeuvres)))
