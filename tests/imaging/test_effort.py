"""Pictures cost less where the machine has less to give."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.imaging.effort import Machine, fitted, spared, strain
from assistant.imaging.measure import measured

WHOLE = (1024, 576)


@pytest.mark.parametrize(
    ("machine", "size", "steps"),
    [
        (Machine(0.2, None, 8000.0), WHOLE, 4),
        (Machine(0.2, 60.0, 8000.0), WHOLE, 4),
        (Machine(1.0, 60.0, 8000.0), (768, 432), 3),
        (Machine(0.2, 88.0, 8000.0), (768, 432), 3),
        (Machine(0.2, 60.0, 500.0), (768, 432), 3),
        (Machine(2.0, 60.0, 8000.0), (512, 288), 2),
        (Machine(0.2, 97.0, 8000.0), (512, 288), 2),
        (Machine(0.2, 60.0, 100.0), (512, 288), 2),
    ],
)
def test_load_heat_and_want_of_memory_cost_size(
    machine: Machine, size: tuple[int, int], steps: int
) -> None:
    effort = spared(machine, WHOLE, 4)
    assert (effort.size, effort.steps) == (size, steps)
    assert bool(effort.notes) == (size != WHOLE)


@given(
    st.floats(0, 50),
    st.none() | st.floats(-40, 150),
    st.floats(0, 1e6),
    st.tuples(st.integers(32, 2048), st.integers(32, 2048)),
    st.integers(0, 50),
)
def test_what_is_asked_for_is_never_exceeded(
    load: float, celsius: float | None, free_mb: float, size: tuple[int, int], steps: int
) -> None:
    effort = spared(Machine(load, celsius, free_mb), size, steps)
    assert all(32 <= got <= asked for got, asked in zip(effort.size, size, strict=True))
    assert (effort.steps == 0) == (steps == 0)
    assert effort.steps <= steps
    assert ("size_reduced" in effort.notes) == (effort.size != size)
    assert ("steps_reduced" in effort.notes) == (effort.steps != steps)


def test_an_engine_of_small_pictures_keeps_the_shape() -> None:
    assert fitted((1024, 576), (2048, 2048)) == (1024, 576)
    assert fitted((1024, 576), (512, 512)) == (512, 288)


def test_this_machine_can_be_measured() -> None:
    machine = measured()
    assert machine.load >= 0
    assert machine.free_mb > 0
    assert strain(machine) in (0, 1, 2)
