"""Training ends when it should, goes on where it stopped, and finds what there is to find."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest

from models.recipes.fit import Fitted, Plan, batches, fit

PLAN = Plan("line", 400, rate=0.05)
X = np.linspace(-1, 1, 64, dtype=np.float32)
DATA = {"x": X, "y": 3 * X - 1}


def loss(weights: Any, batch: Any, _: Any) -> Any:
    return jnp.square(weights["a"] * batch["x"] + weights["b"] - batch["y"]).mean()


def fitted(plan: Plan) -> Fitted:
    start = {"a": np.zeros(()), "b": np.zeros(())}
    return fit(plan, start, loss, batches(DATA, 16, seed=0), lambda _: None)


def test_it_finds_the_line() -> None:
    found = fitted(PLAN)
    assert found.done
    assert found.steps == len(found.losses) == 400
    assert float(found.weights["a"]) == pytest.approx(3, abs=0.05)
    assert float(found.weights["b"]) == pytest.approx(-1, abs=0.05)


def test_the_same_seed_gives_the_same_weights() -> None:
    plan = replace(PLAN, steps=20)
    assert fitted(plan).losses == fitted(plan).losses


def test_what_was_cut_off_goes_on(tmp_path: Path) -> None:
    plan = replace(PLAN, checkpoint=tmp_path / "state.npz", steps=200)
    first = fitted(replace(plan, call_s=0.0))
    assert not first.done
    assert first.steps == 1
    second = fitted(plan)
    assert second.done
    assert second.steps == 200
    assert len(second.losses) == 199
    assert fitted(plan).losses == ()


def test_a_time_limit_ends_it_for_good() -> None:
    found = fitted(replace(PLAN, steps=10**9, seconds=0.05))
    assert found.done
    assert 0 < found.steps < 10**9


def test_batches_go_through_everything() -> None:
    some = batches({"x": np.arange(10), "y": np.arange(10) * 2}, 3, seed=1)
    seen = [next(some) for _ in range(3)]
    values = np.concatenate([batch["x"] for batch in seen])
    assert len(set(values.tolist())) == 9
    assert all((batch["y"] == 2 * batch["x"]).all() for batch in seen)
