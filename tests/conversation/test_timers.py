from __future__ import annotations

from pathlib import Path

import pytest

from assistant.conversation.timers import MAX_TIMERS, Timers
from assistant.errors import InputError


class Wall:
    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


def test_a_timer_comes_due_once() -> None:
    wall = Wall()
    timers = Timers(None, wall)
    timers.start({"kind": "timer", "seconds": 60, "label": "pasta"}, "en", "driver")
    wall.now += 59
    assert timers.take_due() == ()
    assert timers.seen()[0]["remaining_s"] == 1
    wall.now += 1
    assert [t.label for t in timers.take_due()] == ["pasta"]
    assert timers.take_due() == ()


def test_timers_survive_a_restart(tmp_path: Path) -> None:
    wall = Wall()
    path = tmp_path / "timers.json"
    first = Timers(path, wall).start({"kind": "reminder", "seconds": 600}, "zh", "passenger")
    wall.now += 700
    assert Timers(path, wall).take_due() == (first,)


def test_a_damaged_file_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "timers.json"
    path.write_text('[{"id": 3', encoding="utf-8")
    assert Timers(path, Wall()).seen() == []
    assert (tmp_path / "timers.damaged").exists()


def test_cancelling_one_or_all() -> None:
    timers = Timers(None, Wall())
    one = timers.start({"seconds": 10}, "en", "driver")
    timers.start({"seconds": 20}, "en", "driver")
    assert timers.cancel(one.id) == (one,)
    assert len(timers.cancel("all")) == 1
    assert timers.cancel("all") == ()


@pytest.mark.parametrize("seconds", [0, -5, None, "soon"])
def test_a_duration_must_be_positive(seconds: object) -> None:
    with pytest.raises(InputError, match="positive"):
        Timers(None, Wall()).start({"seconds": seconds}, "en", "driver")


def test_there_is_a_limit() -> None:
    timers = Timers(None, Wall())
    for _ in range(MAX_TIMERS):
        timers.start({"seconds": 10}, "en", "driver")
    with pytest.raises(InputError, match="cancel one first"):
        timers.start({"seconds": 10}, "en", "driver")
