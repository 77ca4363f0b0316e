"""Streets in sentences, called as in the language of the route."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.navigation.routes.interface import Kind, Said
from assistant.navigation.routes.naming import in_words, with_names
from tests.navigation.guidance.made import made

OTHER = {"延安路": "Yan'an Road", "延安路高架": "Yan'an Elevated Road"}


def test_names_are_put_into_sentences_the_longest_first() -> None:
    plain = made([(Kind.START, 0.0, 100.0), (Kind.RIGHT, 90.0, 100.0)])
    turn = replace(
        plain.manoeuvres[1],
        said=Said("Turn right onto 延安路高架.", "Turn right from 延安路.", "Turn right."),
        streets=("延安路高架", "延安路"),
    )
    route = replace(plain, manoeuvres=(plain.manoeuvres[0], turn, *plain.manoeuvres[2:]))
    named = with_names(route, lambda name, _language: OTHER.get(name, name)).manoeuvres[1]
    assert named.said.alert == "Turn right onto Yan'an Elevated Road."
    assert named.said.now == "Turn right from Yan'an Road."
    assert named.streets == ("Yan'an Elevated Road", "Yan'an Road")


def test_a_route_without_other_names_stays_as_it_is() -> None:
    route = made([(Kind.START, 0.0, 100.0)])
    assert with_names(route, lambda name, _language: name) == route


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Turn left onto Boston St.", "Turn left onto Boston Street."),
        ("Turn left onto St Paul St.", "Turn left onto St Paul Street."),
        ("Drive east on Sq. Beaumarchais.", "Drive east on Square Beaumarchais."),
        ("Keep right toward A8, NICE.", "Keep right toward A8, Nice."),
        ("Take the I 95 ramp toward BWI.", "Take the I 95 ramp toward BWI."),
    ],
)
def test_what_signs_cut_short_is_said_in_full(written: str, said: str) -> None:
    assert in_words(written) == said
