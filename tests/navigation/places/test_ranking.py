"""When a name is taken, when it is asked about, and the order by driving time."""

from __future__ import annotations

import pytest

from assistant.navigation.interface import STREET, Found, Place, Point
from assistant.navigation.places.ranking import (
    LEAST,
    SURE,
    Verdict,
    decide_match,
    forms,
    rerank,
    score_names,
    trigrams,
)


def found(name: str, score: float, category: str = "cafe", number: int = 0) -> Found:
    place = Place(f"n{name}{number}", name, category, Point(60, 25))
    return Found(place, 100.0, score)


def test_a_sure_name_is_taken() -> None:
    decision = decide_match([found("Engel", 0.95), found("Angle", 0.75)])
    assert decision.verdict is Verdict.SURE
    assert [one.place.name for one in decision.choices] == ["Engel"]


def test_two_near_names_are_asked_about() -> None:
    decision = decide_match([found("Engel", 0.95), found("Angle", 0.93), found("Ingle", 0.92)])
    assert decision.verdict is Verdict.ASK
    assert [one.place.name for one in decision.choices] == ["Engel", "Angle"]


def test_a_doubtful_name_is_asked_about() -> None:
    assert decide_match([found("Engel", SURE - 0.05)]).verdict is Verdict.ASK


@pytest.mark.parametrize("candidates", [[], [found("Engel", LEAST - 0.01)]])
def test_nothing_near_is_nothing(candidates: list[Found]) -> None:
    assert decide_match(candidates).verdict is Verdict.NONE


def test_of_shops_of_one_name_the_first_is_meant() -> None:
    shops = [found("Starbucks", 1.0, number=number) for number in range(3)]
    decision = decide_match(shops)
    assert decision.verdict is Verdict.SURE
    assert decision.choices == (shops[0],)


def test_two_streets_of_one_name_are_asked_about() -> None:
    streets = [found("Main Street", 1.0, STREET, number) for number in range(2)]
    assert decide_match(streets).verdict is Verdict.ASK


def test_the_quickest_to_reach_comes_first_and_the_unreachable_not_at_all() -> None:
    near, far, island = (found("Starbucks", 1.0, number=number) for number in range(3))
    ranked = rerank([near, far, island], [540.0, 240.0, None])
    assert [one.place.id for one in ranked] == [far.place.id, near.place.id]
    assert [one.drive_s for one in ranked] == [240.0, 540.0]


def test_a_likelier_name_goes_before_a_quicker_way() -> None:
    ranked = rerank([found("Engel", 0.98), found("Angle", 0.8)], [900.0, 60.0])
    assert [one.place.name for one in ranked] == ["Engel", "Angle"]
    assert rerank([], []) == []


def test_the_same_name_scores_one_and_nothing_scores_nothing() -> None:
    assert list(score_names("Café Engel", ["cafe engel"], "en")) == [1.0]
    assert list(score_names("", ["cafe engel"], "en")) == [0.0]
    assert list(score_names("engel", [], "en")) == []


def test_what_is_heard_alike_shares_trigrams() -> None:
    assert set(trigrams("老百性")) & set(trigrams("老百姓"))
    assert set(trigrams("kafe engle")) & set(trigrams("cafe engel"))
    assert forms("Café Engel") == forms("cafe engel")


def test_all_words_that_were_said_count_more_than_a_name_that_only_sounds_alike() -> None:
    names = ["princess palace", "princes palace of monaco", "palace"]
    likes, whole, part = score_names("Prince's Palace", names, "en")
    assert whole >= SURE
    assert likes - whole < 0.05
    assert part < SURE


def test_a_place_that_is_mapped_twice_is_not_asked_about() -> None:
    twice = [found("Musée des Trams", 0.99), found("Le Musée des trams", 0.97)]
    assert decide_match(twice).choices == (twice[0],)


def test_what_sounds_the_same_is_offered_however_it_is_written() -> None:
    same, other = score_names("do cali", ["duke alley", "south street"], "en")
    assert LEAST <= same < SURE
    assert other < LEAST
