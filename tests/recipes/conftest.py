"""A small convolutional network and what it is given, shared by the tests of the tools."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import jax
import numpy as np
import onnx
import pytest
from numpy.typing import NDArray

from models.recipes.fit import Fitted, Loss, Plan, Tree
from models.recipes.graph import Graph

# Here compiling takes longer than running.
jax.config.update("jax_disable_most_optimizations", True)  # type: ignore[no-untyped-call]


def small_network(seed: int = 0) -> onnx.ModelProto:
    """Two convolutions with SiLU between, a residual block, and a head of two matrices."""
    g = Graph("small", seed)
    x = g.input("x", ["batch", 3, 8, 8])
    h = g.silu(g.conv(x, 3, 32))
    h = g.silu(g.conv(h, 32, 16))
    h = g.node("Add", h, g.conv(g.silu(g.conv(h, 16, 32)), 32, 16))
    flat = g.node("Flatten", g.node("GlobalAveragePool", h), axis=1)
    g.output("y", g.linear(g.silu(g.linear(flat, 16, 32)), 32, 5), ["batch", 5])
    return g.model()


@pytest.fixture(scope="session", autouse=True)
def compiled(pytestconfig: pytest.Config) -> None:
    """Keep what was compiled for the next run."""
    kept = pytestconfig.cache
    assert kept is not None
    jax.config.update("jax_compilation_cache_dir", str(kept.mkdir("jax")))  # type: ignore[no-untyped-call]
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.2)  # type: ignore[no-untyped-call]


def traced(
    plan: Plan, weights: Tree, loss: Loss, batches: Iterator[Tree], say: Callable[[str], None]
) -> Fitted:
    """``fit`` without a step: what does not fit together shows, and nothing is compiled."""
    del say
    jax.eval_shape(jax.grad(loss), weights, next(batches), jax.random.key(plan.seed))
    return Fitted(weights, (), 0, 0.0, done=True)


@pytest.fixture
def network(tmp_path: Path) -> Path:
    path = tmp_path / "small.onnx"
    onnx.save(small_network(), path)
    return path


@pytest.fixture
def inputs() -> dict[str, NDArray[np.float32]]:
    return {"x": np.random.default_rng(1).standard_normal((40, 3, 8, 8), dtype=np.float32)}


@pytest.fixture
def recorded(tmp_path: Path, inputs: dict[str, NDArray[np.float32]]) -> Path:
    path = tmp_path / "inputs.npz"
    np.savez(path, x=inputs["x"])
    return path
