"""What drawn scenes must hold, whatever they look like."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import cv2
import numpy as np
import pytest

from assistant.errors import PictureError
from assistant.imaging.interface import Pixels, Size
from assistant.imaging.scene.crossings import CROSSING
from assistant.imaging.scene.places import LANDSCAPES
from assistant.imaging.scene.program import (
    Feature,
    Place,
    SceneProgram,
    Season,
    Setting,
    Style,
    SubjectPlacement,
    Time,
    Weather,
)
from assistant.imaging.scene.render import render
from assistant.imaging.scene.stage import HEIGHT, Ground, Stage
from assistant.imaging.scene.staging import Figure, place_all

SMALL: Size = (64, 36)


@lru_cache(maxsize=512)
def small(program: SceneProgram) -> Pixels:
    """The program at a size that takes a few milliseconds."""
    return render(program, SMALL)


def luminance(pixels: Pixels) -> float:
    return float(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).mean())


@pytest.mark.parametrize("place", Place)
def test_everything_renders(place: Place) -> None:
    """Weathers, hours, seasons, styles and features take turns over the places."""
    for turn in range(list(Place).index(place), 39, len(Place)):
        program = SceneProgram(
            place,
            list(Time)[turn % 6],
            list(Weather)[turn % 8],
            list(Season)[turn // 2 % 4],
            list(Style)[turn % 5],
            (list(Feature)[turn % len(Feature)],),
            (SubjectPlacement("car"), SubjectPlacement("whale"), SubjectPlacement("owl", 2)),
            seed=turn,
        )
        pixels = small(program)
        assert pixels.shape == (36, 64, 3)
        assert pixels.dtype == np.uint8
        assert pixels.std() > 2


@pytest.mark.parametrize(
    ("style", "size"),
    [
        *zip(Style, [(1, 1), (2, 1), (1, 9), (7, 31), (93, 31)], strict=True),
        (Style.CRAYON, (30, 90)),
    ],
)
def test_odd_sizes(style: Style, size: Size) -> None:
    place = (Place.COAST, Place.CITY, Place.SPACE)[size[0] % 3]
    program = SceneProgram(place, weather=Weather.RAIN, style=style, seed=3)
    assert render(program, size).shape == (size[1], size[0], 3)


def test_every_place_is_laid_out() -> None:
    assert set(LANDSCAPES) == set(Place)


@pytest.mark.parametrize("style", Style)
def test_same_program_same_bytes(style: Style) -> None:
    program = SceneProgram(Place.VILLAGE, Time.DUSK, Weather.SNOW, style=style, seed=9)
    assert np.array_equal(render(program, SMALL), render(program, SMALL))


@pytest.mark.parametrize("place", Place)
def test_seeds_differ(place: Place) -> None:
    one, other = (small(SceneProgram(place, seed=seed)) for seed in (4, 5))
    assert np.abs(one.astype(int) - other).mean() > 3


@pytest.mark.parametrize("place", [place for place in Place if place is not Place.SPACE])
def test_days_are_lighter_than_nights(place: Place) -> None:
    night, dusk, noon = (
        luminance(small(SceneProgram(place, time, seed=5)))
        for time in (Time.NIGHT, Time.DUSK, Time.NOON)
    )
    assert night < dusk < noon
    assert night < 0.6 * noon


@pytest.mark.parametrize("place", [Place.MOUNTAIN, Place.COUNTRYSIDE, Place.VILLAGE, Place.FOREST])
def test_snow_whitens_the_ground(place: Place) -> None:
    green = small(SceneProgram(place, season=Season.SUMMER, seed=5))[-8:]
    white = small(SceneProgram(place, season=Season.WINTER, seed=5))[-8:]
    assert luminance(white) > luminance(green) + 20


def test_autumn_is_redder_than_spring() -> None:
    def red(season: Season) -> float:
        ground = small(SceneProgram(Place.COUNTRYSIDE, season=season, seed=5))[20:].astype(float)
        return float((ground[:, :, 0] - ground[:, :, 1]).mean())

    assert red(Season.AUTUMN) > red(Season.SPRING) + 10


def test_storms_are_dark_and_fog_is_pale() -> None:
    def spread(weather: Weather) -> float:
        return float(small(SceneProgram(Place.MOUNTAIN, weather=weather, seed=2)).std())

    clear = small(SceneProgram(Place.MOUNTAIN, weather=Weather.CLEAR, seed=2))
    storm = small(SceneProgram(Place.MOUNTAIN, weather=Weather.STORM, seed=2))
    assert luminance(storm) < luminance(clear) - 20
    assert spread(Weather.FOG) < spread(Weather.CLEAR)


def test_the_hour_leaves_the_mountains_where_they_are() -> None:
    """One seed keeps its shapes: the edges of two hours lie in the same places."""

    def edges(time: Time) -> Pixels:
        pixels = render(SceneProgram(Place.MOUNTAIN, time, seed=2), (256, 144))
        grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
        return np.asarray(cv2.Canny(grey, 40, 90)[90:], np.uint8)

    morning, noon = edges(Time.MORNING) > 0, edges(Time.NOON) > 0
    other = np.roll(noon, 40, axis=1)
    assert (morning & noon).sum() > 3 * (morning & other).sum()


def test_preview_is_the_picture_in_small() -> None:
    program = SceneProgram(Place.LAKE, Time.SUNSET, seed=1)
    large = render(program, (512, 288))
    shrunk = cv2.resize(large, (128, 72), interpolation=cv2.INTER_AREA).astype(int)
    assert np.abs(render(program, (128, 72)) - shrunk).mean() < 8


@pytest.mark.parametrize("style", Style)
def test_styles_differ_from_plain_drawing(style: Style) -> None:
    program = SceneProgram(Place.COAST, Time.NOON, seed=4)
    plain = render(program, (256, 144)).astype(int)
    styled = render(replace(program, style=style), (256, 144))
    assert (np.abs(plain - styled).mean() > 1.5) == (style is not Style.FLAT)


def test_asked_colors_are_seen() -> None:
    def redness(color: str) -> float:
        car = SubjectPlacement("car", color=color)
        pixels = render(SceneProgram(Place.DESERT, subjects=(car,), seed=3), (256, 144)).astype(int)
        return float(((pixels[:, :, 0] - pixels[:, :, 2]) > 90).mean())

    assert redness("red") > redness("blue") + 0.003


@pytest.mark.parametrize("place", Place)
def test_all_that_is_asked_for_is_in_the_picture(place: Place) -> None:
    for seed, kind in enumerate(("hot_air_balloon", "cow", "sailing_boat", "castle")):
        program = SceneProgram(place, subjects=(SubjectPlacement(kind, 3),), seed=seed)
        stage = Stage(program, 1024)
        figures = place_all(stage, LANDSCAPES[place](stage).ground)
        assert len(figures) == 3
        for figure in figures:
            assert 0 < figure.foot[0] < 1024
            assert 0 < figure.foot[1] - figure.height / 2 < HEIGHT


def test_high_ground_is_high() -> None:
    def foot(setting: Setting) -> float:
        subject = SubjectPlacement("lighthouse", setting=setting)
        stage = Stage(SceneProgram(Place.COAST, subjects=(subject,), seed=2), 1024)
        return place_all(stage, LANDSCAPES[Place.COAST](stage).ground)[0].foot[1]

    assert foot(Setting.HIGH) < foot(Setting.NATURAL) - 100


def figures_of(program: SceneProgram) -> tuple[list[Figure], Ground]:
    stage = Stage(program, 1024)
    ground = LANDSCAPES[program.place](stage).ground
    return place_all(stage, ground), ground


@pytest.mark.parametrize("place", [Place.MOUNTAIN, Place.COUNTRYSIDE, Place.LAKE, Place.CITY])
def test_the_road_is_for_what_drives(place: Place) -> None:
    both = (SubjectPlacement("car"), SubjectPlacement("cow", 3))
    figures, _ = figures_of(SceneProgram(place, subjects=both, seed=4))
    for figure in figures:
        assert (CROSSING[0] < figure.foot[1] < CROSSING[1]) == (figure.kind == "car")


def test_what_is_on_the_road_is_on_the_road() -> None:
    sheep = SubjectPlacement("sheep", 2, setting=Setting.ROAD)
    program = SceneProgram(Place.MOUNTAIN, features=(Feature.ROAD,), subjects=(sheep,), seed=6)
    figures, ground = figures_of(program)
    assert ground.road is not None
    assert [figure.foot[0] for figure in figures] == [
        ground.road(figure.foot[1]) for figure in figures
    ]


@pytest.mark.parametrize(
    ("place", "pond"),
    [(Place.MOUNTAIN, True), (Place.DESERT, True), (Place.SEA, False), (Place.CITY, False)],
)
def test_what_swims_has_water_under_it(place: Place, pond: bool) -> None:
    figures, _ = figures_of(SceneProgram(place, subjects=(SubjectPlacement("ship"),), seed=1))
    assert [(figure.floats, figure.pond) for figure in figures] == [(True, pond)]


def test_stops_between_sheets() -> None:
    asked = iter([False, False, True])
    with pytest.raises(PictureError) as stopped:
        render(SceneProgram(Place.LAKE), SMALL, lambda: next(asked))
    assert stopped.value.code == "picture_cancelled"
