"""Say streets as a speaker of the language calls them, where the map knows. Pure.

The engine puts the names of the country into its sentences: "Turn left onto 延安东路."
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from assistant.navigation.places.address import SHORT
from assistant.navigation.routes.interface import Manoeuvre, Route, Said

Called = Callable[[str, str], str]
"""Gives a street's name in a language, the same name when the map has no other."""

_CUT_SHORT = re.compile(
    rf"(?<=[\w'] )(?:{'|'.join(word.capitalize() for word in SHORT if len(word) > 1)})\b(?! [A-Z])"
)
_SQUARE = re.compile(r"\bSq\. ")
_CAPITALS = re.compile(r"\b[A-Z][A-Z'-]{3,}\b")


def in_words(text: str) -> str:
    """Return a sentence as it is said: what signs cut short written out, no shouted names.

    >>> in_words("Take exit 56 toward Keith Ave.")
    'Take exit 56 toward Keith Avenue.'
    >>> in_words("Bear right onto St Paul St toward MONTE-CARLO.")
    'Bear right onto St Paul Street toward Monte-Carlo.'
    """
    text = _SQUARE.sub("Square ", text)
    text = _CUT_SHORT.sub(lambda short: SHORT[short[0].casefold()].capitalize(), text)
    return _CAPITALS.sub(lambda shouted: shouted[0].title(), text)


def with_names(route: Route, called: Called) -> Route:
    """Return a route whose streets are called as in its language, and as they are said."""
    names = {name for one in route.manoeuvres for name in one.streets}
    other = {name: called(name, route.language) for name in names}
    renamed = sorted((name for name in names if other[name] != name), key=len, reverse=True)

    def said(text: str) -> str:
        for name in renamed:
            text = text.replace(name, other[name])
        return in_words(text)

    def manoeuvre(one: Manoeuvre) -> Manoeuvre:
        texts = Said(said(one.said.alert), said(one.said.now), said(one.said.short))
        return replace(
            one, said=texts, streets=tuple(in_words(other[name]) for name in one.streets)
        )

    return replace(route, manoeuvres=tuple(map(manoeuvre, route.manoeuvres)))
