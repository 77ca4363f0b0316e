"""The contact sheet shows everything."""

from __future__ import annotations

from assistant.imaging.scene.program import Place, Style, Time, Weather
from assistant.imaging.scene.sheet import programs


def test_the_sheet_shows_every_place_hour_and_style() -> None:
    shown = programs()
    assert {program.place for program in shown} == set(Place)
    assert {program.style for program in shown} == set(Style)
    assert {program.time for program in shown} == set(Time)
    assert {program.weather for program in shown} == set(Weather)


def test_every_sentence_of_the_sheet_can_be_drawn() -> None:
    assert len(programs()) == 40
