"""Mandarin sentences for every kind of manoeuvre."""

from __future__ import annotations

import re

import pytest

from assistant.navigation.routes.interface import Kind, Manoeuvre, Said, Sign
from assistant.navigation.routes.mandarin import in_mandarin


def manoeuvre(
    kind: Kind,
    *,
    streets: tuple[str, ...] = (),
    sign: Sign | None = None,
    exit_count: int = 0,
    heading: float | None = None,
) -> Manoeuvre:
    said = Said("", "", "")
    return Manoeuvre(
        kind, 0, 1, 90.0, 9.0, said, streets, sign or Sign(), exit_count, heading_after=heading
    )


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_whole_sentences_with_and_without_a_street(kind: Kind) -> None:
    for streets in ((), ("延安东路",)):
        said = in_mandarin(manoeuvre(kind, streets=streets, heading=90), None)
        for sentence in (said.alert, said.now, said.short):
            assert re.fullmatch(r"[\u4e00-\u9fff，]+。", sentence), sentence
        assert "延安东路" not in said.short


@pytest.mark.parametrize(
    ("one", "now"),
    [
        (manoeuvre(Kind.LEFT, streets=("延安东路",)), "请左转，进入延安东路。"),
        (manoeuvre(Kind.SHARP_RIGHT), "请向右后方急转。"),
        (manoeuvre(Kind.UTURN_LEFT), "请掉头。"),
        (manoeuvre(Kind.START, streets=("外滩",), heading=350), "请沿外滩向北行驶。"),
        (manoeuvre(Kind.START, heading=225), "请向西南行驶。"),
        (manoeuvre(Kind.DESTINATION_LEFT), "您已到达目的地，在道路左侧。"),
        (manoeuvre(Kind.ROUNDABOUT_ENTER, exit_count=3), "请进入环岛，走第三个出口。"),
        (
            manoeuvre(Kind.EXIT_RIGHT, sign=Sign(exit_numbers=("12B",), towards=("苏州",))),
            "请从右侧12B出口驶出，往苏州方向。",
        ),
        (
            manoeuvre(Kind.RAMP_LEFT, streets=("G2",), sign=Sign(roads=("G2 北",))),
            "请靠左进入匝道，往G2 北方向。",
        ),
        (manoeuvre(Kind.MERGE, streets=("京沪高速",)), "请并入京沪高速。"),
    ],
)
def test_sentences(one: Manoeuvre, now: str) -> None:
    assert in_mandarin(one, None).now == now


def test_a_roundabout_names_the_street_of_its_exit() -> None:
    enter = manoeuvre(Kind.ROUNDABOUT_ENTER, streets=("人民广场",), exit_count=2)
    leave = manoeuvre(Kind.ROUNDABOUT_EXIT, streets=("南京西路",))
    assert in_mandarin(enter, leave).alert == "进入环岛，走第二个出口，进入南京西路。"
