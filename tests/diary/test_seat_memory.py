"""Saved seat positions: kept over a restart, undone, and nothing else taken."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from assistant.diary.seat_memory import MAX_VALUES, SeatMemory
from assistant.errors import InputError
from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Applied, Asker

SEAT = "Vehicle.Cabin.Seat.Row1.DriverSide"


def do(memory: SeatMemory, kind: str, target: str, **args: Any) -> Applied:
    return asyncio.run(memory.apply(Effect(kind, target, args=args), Asker("driver", "en")))


def test_a_position_survives_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "seat_memory.json"
    assert do(SeatMemory(path), "seat_memory.save", f"{SEAT}.2", values={"Position": 90}).verified
    assert SeatMemory(path).seen() == {SEAT: {"2": {"Position": 90}}}


def test_saving_is_undone_to_what_was_there(tmp_path: Path) -> None:
    memory = SeatMemory(tmp_path / "seat_memory.json")
    first = do(memory, "seat_memory.save", f"{SEAT}.1", values={"Position": 90})
    second = do(memory, "seat_memory.save", f"{SEAT}.1", values={"Position": 120})
    asyncio.run(memory.apply(second.undo[0], Asker("driver", "en")))
    assert memory.seen()[SEAT] == {"1": {"Position": 90}}
    asyncio.run(memory.apply(first.undo[0], Asker("driver", "en")))
    assert memory.seen()[SEAT] == {}


def test_a_damaged_file_is_an_empty_memory(tmp_path: Path) -> None:
    path = tmp_path / "seat_memory.json"
    path.write_text("[1, 2", encoding="utf-8")
    assert SeatMemory(path).seen() == {}


@pytest.mark.parametrize(
    ("kind", "target", "values"),
    [
        ("seat_memory.save", f"{SEAT}.4", {"Position": 1}),
        ("seat_memory.save", "Vehicle.Speed.1", {"Position": 1}),
        ("seat_memory.save", f"{SEAT}.1", {}),
        ("seat_memory.save", f"{SEAT}.1", {"Position": "far"}),
        ("seat_memory.save", f"{SEAT}.1", {f"Leaf{n}": n for n in range(MAX_VALUES + 1)}),
        ("seat_memory.burn", f"{SEAT}.1", {"Position": 1}),
    ],
)
def test_nothing_else_is_taken(kind: str, target: str, values: dict[str, Any]) -> None:
    memory = SeatMemory(None)
    with pytest.raises(InputError):
        do(memory, kind, target, values=values)
    assert memory.seen() == {}
