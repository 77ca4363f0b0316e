"""Kinds of places: what people call them, and which objects are one."""

from __future__ import annotations

from collections import Counter

import pytest

from assistant.navigation.places.categories import (
    categories,
    categories_of,
    category_said,
    without_category,
)


def test_every_kind_has_words_in_both_languages() -> None:
    assert len(categories()) >= 25
    for kind in categories().values():
        assert kind.tags, kind.id
        assert kind.en, kind.id
        assert any("一" <= char <= "鿿" for char in kind.spoken("zh")), kind.id


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_word_stands_for_two_kinds(language: str) -> None:
    words = Counter(
        word.casefold()
        for kind in categories().values()
        for word in (kind.zh if language == "zh" else kind.en)
    )
    assert [word for word, times in words.items() if times > 1] == []


@pytest.mark.parametrize(
    ("said", "language", "kind"),
    [
        ("coffee shops", "en", "cafe"),
        ("Café", "en", "cafe"),
        ("resturant", "en", "restaurant"),
        ("petrol stations", "en", "fuel"),
        ("the cash machine", "en", "atm"),
        ("bakeries", "en", "bakery"),
        ("supermarkt", "en", "supermarket"),
        ("充电桩", "zh", "charging"),
        ("冲电桩", "zh", "charging"),
        ("停车厂", "zh", "parking"),
        ("取款机", "zh", "atm"),
    ],
)
def test_a_kind_is_known_by_what_people_say(said: str, language: str, kind: str) -> None:
    found = category_said(said, language)
    assert found is not None
    assert found.id == kind


@pytest.mark.parametrize("said", ["", "cafe engel", "bat", "hotel california", "xyzzy"])
def test_a_name_is_no_kind(said: str) -> None:
    assert category_said(said, "en") is None


@pytest.mark.parametrize(
    ("said", "language", "name", "kind"),
    [
        ("Shell gas station", "en", "shell", "fuel"),
        ("the museum Ateneum", "en", "ateneum", "museum"),
        ("星巴克咖啡店", "zh", "星巴克", "cafe"),
    ],
)
def test_a_kind_within_a_name(said: str, language: str, name: str, kind: str) -> None:
    split = without_category(said, language)
    assert split is not None
    assert (split[0], split[1].id) == (name, kind)


@pytest.mark.parametrize(
    ("said", "language"), [("museum", "en"), ("ateneum", "en"), ("外滩", "zh")]
)
def test_a_kind_alone_or_a_name_alone_is_not_split(said: str, language: str) -> None:
    assert without_category(said, language) is None


@pytest.mark.parametrize(
    ("tags", "kinds"),
    [
        ({"amenity": "fuel", "shop": "convenience"}, ("fuel", "convenience")),
        ({"building": "yes", "amenity": "cafe", "name": "A"}, ("cafe",)),
        ({"building": "yes", "name": "Tower"}, ("building",)),
        ({"building": "yes"}, ()),
        ({"amenity": "cafe; bar"}, ("cafe", "bar")),
        ({"shop": "toys", "name": "B"}, ("shop",)),
        ({"shop": "toys"}, ()),
        ({"natural": "tree"}, ()),
        ({}, ()),
    ],
)
def test_an_object_is_the_most_telling_kind(tags: dict[str, str], kinds: tuple[str, ...]) -> None:
    assert categories_of(tags) == kinds
