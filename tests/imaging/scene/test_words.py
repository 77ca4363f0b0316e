"""What is made of sentences, in both languages."""

from __future__ import annotations

import pytest

from assistant.imaging.scene.lexicon import KINDS, lexicon_of, vocabulary
from assistant.imaging.scene.program import (
    COLORS,
    Distance,
    Feature,
    Place,
    Season,
    Setting,
    Side,
    Style,
    Time,
    Weather,
)
from assistant.imaging.scene.subjects import SUBJECTS
from assistant.imaging.scene.words import program_of

SCENES = [
    ("en", "Draw me a snowy mountain road at night", "mountain night snow winter flat road"),
    ("zh", "画一条夜晚下雪的山路", "mountain night snow winter flat road"),
    ("zh", "畫一條夜晚下雪的山路", "mountain night snow winter flat road"),
    ("en", "please paint a foggy forest early in the morning", "forest morning fog"),
    ("en", "the seaside at sunset in crayon", "coast sunset crayon"),
    ("en", "what about a rainy evening downtown?", "city dusk rain"),
    ("en", "autumn leaves along a winding country road", "countryside autumn road"),
    ("en", "the northern lights over a frozen lake", "lake night winter aurora"),
    ("en", "moonlit dunes", "desert night moon"),
    ("en", "an ink painting of misty mountains", "mountain fog ink"),
    ("en", "high mountains and a lake in spring", "lake spring"),
    ("zh", "月夜的雪山和湖", "lake night winter moon"),
    ("zh", "我想看秋天的森林里有一条小路", "forest autumn road"),
    ("zh", "水墨画,云雾中的群山", "mountain fog ink"),
    ("zh", "雨夜的上海街头", "city night rain road"),
    ("zh", "满天繁星下的草原", "countryside night clear stars"),
    ("zh", "山脚下有个小湖，岸边开着野花", "lake flowers"),
    ("zh", "用蜡笔画清晨的海边", "coast dawn crayon"),
    ("zh", "春天的樱花和小河", "spring flowers river"),
]


@pytest.mark.parametrize(("language", "sentence", "wanted"), SCENES)
def test_scene_words(language: str, sentence: str, wanted: str) -> None:
    reading = program_of(sentence, language, 1)
    assert reading.program is not None
    program = reading.program
    plain = (program.place, program.time, program.weather, program.season, program.style)
    assert set(wanted.split()) <= {str(part) for part in (*plain, *program.features)}
    assert reading.unknown == ()


SUBJECT_SENTENCES = [
    ("en", "a red car on a mountain road", [("car", 1, "red", "natural")]),
    ("en", "two white sheep and a black dog",
     [("sheep", 2, "white", "natural"), ("dog", 1, "black", "natural")]),
    ("en", "a lighthouse on a steep cliff", [("lighthouse", 1, "", "high")]),
    ("en", "a dozen balloons above the valley", [("hot_air_balloon", 12, "", "natural")]),
    ("en", "there is a whale flying in the sky", [("whale", 1, "", "sky")]),
    ("en", "puppies in the snow", [("dog", 3, "", "natural")]),
    ("en", "the bus is yellow", [("bus", 1, "yellow", "natural")]),
    ("en", "a dog on green grass in front of a white wall", [("dog", 1, "", "natural")]),
    ("en", "an orange sunset over a castle", [("castle", 1, "", "natural")]),
    ("en", "a sailingboat and 4 dolphins",
     [("sailing_boat", 1, "", "natural"), ("dolphin", 4, "", "natural")]),
    ("zh", "一辆红色的汽车在山路上", [("car", 1, "red", "natural")]),
    ("zh", "悬崖上的灯塔", [("lighthouse", 1, "", "high")]),
    ("zh", "三只热气球", [("hot_air_balloon", 3, "", "natural")]),
    ("zh", "两只白羊和一只黑狗",
     [("sheep", 2, "white", "natural"), ("dog", 1, "black", "natural")]),
    ("zh", "一只会飞的鲸鱼", [("whale", 1, "", "sky")]),
    ("zh", "汽车是蓝色的", [("car", 1, "blue", "natural")]),
]  # fmt: skip


@pytest.mark.parametrize(("language", "sentence", "wanted"), SUBJECT_SENTENCES)
def test_subjects(language: str, sentence: str, wanted: list[tuple[str, int, str, str]]) -> None:
    program = program_of(sentence, language, 1).program
    assert program is not None
    assert [(s.kind, s.count, s.color, s.setting.value) for s in program.subjects] == wanted


def test_distance_and_side() -> None:
    program = program_of("a huge dragon on the left and a castle in the distance", "en", 1).program
    assert program is not None
    dragon, castle = program.subjects
    assert (dragon.distance, dragon.side) == (Distance.NEAR, Side.LEFT)
    assert (castle.distance, castle.side) == (Distance.FAR, Side.ANY)


def test_subjects_bring_their_home() -> None:
    homes = {
        text: program_of(text, "en", 1).program
        for text in ("a whale", "a penguin", "a rocket", "a whale in the desert")
    }
    places = [program.place for program in homes.values() if program is not None]
    assert places == [Place.SEA, Place.ARCTIC, Place.SPACE, Place.DESERT]


def test_what_is_said_wins_over_what_follows() -> None:
    program = program_of("a moonlit lake at noon", "en", 1).program
    assert program is not None
    assert program.time is Time.NOON
    assert Feature.MOON in program.features


def test_denied_words_are_left_out() -> None:
    program = program_of("a lake without a boat, no fog", "en", 1).program
    assert program is not None
    assert program.subjects == ()
    assert program.weather is not Weather.FOG


def test_denied_strangers_leave_the_rest() -> None:
    program = program_of("no people on the beach", "en", 1).program
    assert program is not None
    assert program.place is Place.COAST


@pytest.mark.parametrize(
    ("language", "sentence", "strange"),
    [
        ("en", "a spaghetti monster", ("spaghetti", "monster")),
        ("en", "my aunt's portrait", ("aunt's", "portrait")),
        ("en", "draw me a nice picture please", ()),
        ("en", "", ()),
        ("zh", "爱因斯坦", ("爱因斯坦",)),
        ("zh", "给我画一张图", ()),
    ],
)
def test_nothing_to_draw(language: str, sentence: str, strange: tuple[str, ...]) -> None:
    reading = program_of(sentence, language, 1)
    assert reading.program is None
    assert reading.unknown == strange


def test_strange_words_are_told() -> None:
    reading = program_of("a trombone on a hill", "en", 1)
    assert reading.program is not None
    assert reading.unknown == ("trombone",)


def test_seed_chooses_what_is_left_open() -> None:
    programs = {program_of("a mountain", "en", seed).program for seed in range(20)}
    assert len({program.time for program in programs if program}) > 2
    assert program_of("a mountain", "en", 7) == program_of("a mountain", "en", 7)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_everything_has_words(language: str) -> None:
    data = vocabulary(language)
    assert set(data["subject"]) == set(SUBJECTS)
    assert set(data["color"]) == set(COLORS)
    for kind, values in (
        ("place", Place), ("time", Time), ("weather", Weather), ("season", Season),
        ("style", Style), ("feature", Feature),
    ):  # fmt: skip
        assert set(data[kind]) == {str(value) for value in values}
    assert set(data["setting"]) <= {str(value) for value in Setting}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_word_has_two_kinds(language: str) -> None:
    data = vocabulary(language)
    words = [word for kind in KINDS for group in data[kind].values() for word in group]
    assert sorted(words) == sorted(set(words))
    assert not set(words) & lexicon_of(language).ignored


@pytest.mark.parametrize("language", ["en", "zh"])
def test_meanings_name_what_exists(language: str) -> None:
    kinds = {"place": Place, "time": Time, "weather": Weather, "season": Season, "feature": Feature}
    for meaning in lexicon_of(language).meanings.values():
        for kind, value in meaning.items():
            assert kinds[kind](value)
    for kind, home in lexicon_of(language).homes.items():
        assert kind in SUBJECTS
        assert all(kinds[part](value) for part, value in home.items())
