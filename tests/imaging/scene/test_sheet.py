"""The contact sheet shows everything."""

from __future__ import annotations

import pytest

from assistant.imaging.scene.program import Place, SceneProgram, Style, Time, Weather
from assistant.imaging.scene.sheet import contact_sheet, programs, random_programs


@pytest.mark.parametrize("shown", [programs(), random_programs(13, seed=2)])
def test_a_sheet_shows_every_place_hour_and_style(shown: list[SceneProgram]) -> None:
    assert {program.place for program in shown} == set(Place)
    assert {program.style for program in shown} == set(Style)
    assert {program.time for program in shown} == set(Time)
    assert {program.weather for program in shown} == set(Weather)


def test_every_sentence_of_the_sheet_can_be_drawn() -> None:
    assert len(programs()) == 40


def test_random_scenes_follow_from_the_seed() -> None:
    assert random_programs(5, 1) == random_programs(5, 1)
    assert random_programs(5, 1) != random_programs(5, 2)


def test_scenes_stand_side_by_side() -> None:
    page = contact_sheet(programs()[:5])
    assert page.shape == (2 * 258 + 6, 4 * 454 + 6, 3)
    assert page[10:250, 10:440].std() > 10
    assert page[270:, 470:].std() == 0  # no sixth scene
