"""Names as recognizers hear them: found when near, left alone when not, and fast."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.skillhost.names import SURE, THRESHOLD, best_matches, likely

CONTACTS = [
    "Anna Müller", "Hannah Berg", "Kathryn O'Neill", "Geoffrey Clarke", "Zoë Fischer",
    "François Dubois", "Siân Phillips", "Jürgen Krause", "Isabelle Laurent", "Oliver Thompson",
    "Caitlin Reid", "Rebecca Stone", "Vivian Cole", "Theodore Banks", "Desmond Achebe",
    "Mum", "Dad", "Garage Weber", "Dr. Patel", "Björn Svensson", "Lucia Moretti", "Ian Kerr",
    "王小明", "Li Qiang",
]  # fmt: skip
ARTISTS = [
    "The Beatles", "AC/DC", "Beyoncé", "Rihanna", "Metallica", "Sigur Rós", "Ed Sheeran",
    "Fleetwood Mac", "Billie Eilish", "Imagine Dragons", "Die Ärzte", "Adele", "Dua Lipa",
    "周杰伦", "邓丽君", "Jay Chou",
]  # fmt: skip
MISHEARD = [
    ("kathrin oneal", "Kathryn O'Neill"), ("jeffrey clark", "Geoffrey Clarke"),
    ("zoe fisher", "Zoë Fischer"), ("francois du bois", "François Dubois"),
    ("isabel lorent", "Isabelle Laurent"), ("kaitlyn reed", "Caitlin Reid"),
    ("rebekah stone", "Rebecca Stone"), ("vivien coal", "Vivian Cole"),
    ("teodor banks", "Theodore Banks"), ("desmund a chebe", "Desmond Achebe"),
    ("doctor patel", "Dr. Patel"), ("dr pattel", "Dr. Patel"), ("beyorn swenson", "Björn Svensson"),
    ("lucia moretty", "Lucia Moretti"), ("garage vebber", "Garage Weber"),
    ("oliver tomson", "Oliver Thompson"), ("hanna burg", "Hannah Berg"), ("moom", "Mum"),
    ("lee chang", "Li Qiang"), ("yurgen krause", "Jürgen Krause"),
    ("the beetles", "The Beatles"), ("ac dc", "AC/DC"), ("rianna", "Rihanna"),
    ("metal ica", "Metallica"), ("ed sheer ran", "Ed Sheeran"),
    ("fleet wood mack", "Fleetwood Mac"),
    ("billy eyelash", "Billie Eilish"), ("imagine dragon", "Imagine Dragons"),
    ("doo a leepa", "Dua Lipa"), ("a dell", "Adele"), ("j chow", "Jay Chou"),
]  # fmt: skip
ZH_NAMES = [
    "陈思宁", "程立平", "刘能", "赵铁柱", "林志玲", "黄蓉", "吴彦祖", "钟南山", "邓丽君", "青花瓷",
    "夜曲", "月亮代表我的心", "Zhang San", "妈妈", "老张", "王医生", "物业前台", "双截棍",
]  # fmt: skip
ZH_MISHEARD = [
    ("陈诗林", "陈思宁"), ("陈丽萍", "程立平"), ("牛棱", "刘能"), ("找铁住", "赵铁柱"),
    ("林子林", "林志玲"), ("王龙", "黄蓉"), ("无言组", "吴彦祖"), ("中南三", "钟南山"),
    ("等里军", "邓丽君"), ("清华词", "青花瓷"), ("页区", "夜曲"),
    ("约亮代表我的新", "月亮代表我的心"),
    ("张三", "Zhang San"), ("马马", "妈妈"), ("劳章", "老张"), ("王一声", "王医生"),
    ("前台", "物业前台"), ("双结滚", "双截棍"), ("思宁", "陈思宁"),
    ("代表我的心", "月亮代表我的心"),
]  # fmt: skip
STRANGERS = ["gregory", "samantha fox", "the plumber", "nigel", "pizza hut", "tanaka", "work"]
ZH_STRANGERS = ["欧阳修", "小红", "爷爷", "派出所", "冰雨", "孙悟空"]


def share_found(pairs: list[tuple[str, str]], names: list[str], language: str) -> float:
    """The share of what was misheard whose best match is what was meant."""
    found = 0
    for said, meant in pairs:
        matches = best_matches(said, names, language)
        found += bool(matches) and matches[0].candidate == meant
    return found / len(pairs)


def test_misheard_names_are_found() -> None:
    assert share_found(MISHEARD, CONTACTS + ARTISTS, "en") >= 0.85
    assert share_found(ZH_MISHEARD, ZH_NAMES, "zh") >= 0.85


@pytest.mark.parametrize("said", STRANGERS)
def test_a_stranger_is_nobody(said: str) -> None:
    assert best_matches(said, CONTACTS + ARTISTS, "en") == []


@pytest.mark.parametrize("said", ZH_STRANGERS)
def test_a_mandarin_stranger_is_nobody(said: str) -> None:
    assert best_matches(said, ZH_NAMES, "zh") == []


@given(st.sampled_from(CONTACTS + ARTISTS + ZH_NAMES), st.sampled_from(["en", "zh"]))
def test_the_name_itself_is_the_best_whatever_the_case(name: str, language: str) -> None:
    best = best_matches(name.upper(), CONTACTS + ARTISTS + ZH_NAMES, language)[0]
    assert (best.candidate, best.score) == (name, 1.0)


@given(st.text(max_size=40), st.lists(st.text(max_size=20), max_size=8))
def test_any_text_gives_scores_in_order(said: str, names: list[str]) -> None:
    for language in ("en", "zh"):
        matches = best_matches(said, names, language)
        scores = [match.score for match in matches]
        assert scores == sorted(scores, reverse=True)
        assert all(THRESHOLD < score <= 1 for score in scores)
        assert {match.candidate for match in matches} <= set(names)


def test_a_part_finds_the_whole_and_the_whole_wins() -> None:
    names = ["Anna Müller", "Anna", "Hannah"]
    assert [m.candidate for m in best_matches("anna", names, "en")][:2] == ["Anna", "Anna Müller"]
    assert best_matches("müller", names, "en")[0].candidate == "Anna Müller"
    assert best_matches("anna", ["Anna Müller"], "en")[0].score >= SURE


def test_names_that_sound_alike_are_not_told_apart() -> None:
    alike = likely(best_matches("jon", ["John", "Jon", "Jane"], "en"))
    assert {match.candidate for match in alike} == {"John", "Jon"}
    alike = likely(best_matches("陈静", ["程静", "陈静", "陈晶晶"], "zh"))
    assert {match.candidate for match in alike} == {"程静", "陈静"}
    assert likely(()) == ()


def test_a_wrong_name_is_never_sure() -> None:
    for said, name in (
        ("tom", "Tim"),
        ("jane", "John"),
        ("hannah", "Anna"),
        ("mark", "Mary"),
        ("tom berg", "Tim Berg"),
        ("anna bell", "Anna Hill"),
    ):
        assert all(match.score < SURE for match in best_matches(said, [name], "en"))
