"""Chinese names as people say them in English."""

from __future__ import annotations

import pytest

from assistant.navigation.places.pinyin import english_names


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("淮海中路", ("huaihai zhong lu", "huaihai Middle Road")),
        ("南北高架路", ("nanbei gaojialu", "nanbei Elevated Road")),
        ("人民广场", ("renmin guangchang", "renmin Square")),
        ("南路", ("nan lu", "nan Road")),
        ("外滩", ("waitan",)),
        ("路", ("lu",)),
        ("Manner咖啡", ()),
        ("Main Street", ()),
        ("", ()),
    ],
)
def test_a_name_in_pinyin_and_in_english(name: str, said: tuple[str, ...]) -> None:
    assert english_names(name) == said
