"""Train: minimize a loss over weights, within a number of steps and of seconds, resumably."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax.flatten_util import ravel_pytree

Tree = Any
"""Nested dicts of arrays."""

Loss = Callable[[Tree, Tree, Any], Any]
"""Of the weights, a batch and a random key: a number. Pure."""

_WARM_UP = 0.03
_KEPT = 0.999
_REPORTS = 20
_CLIP = 1.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How long to train, and how fast: the step size rises, then falls as half a cosine.

    ``seconds`` end the training early; that time, like the step size, counts over all calls
    that share a ``checkpoint``, while ``call_s`` ends one call.
    """

    name: str
    steps: int
    seconds: float = 1e9
    call_s: float = 1e9
    rate: float = 1e-3
    seed: int = 0
    checkpoint: Path | None = None


@dataclass(frozen=True, slots=True)
class Fitted:
    """The averaged weights, mean losses in order, steps made; ``done`` is False when cut off."""

    weights: Tree
    losses: tuple[float, ...]
    steps: int
    seconds: float
    done: bool


def fit(
    plan: Plan, weights: Tree, loss: Loss, batches: Iterator[Tree], say: Callable[[str], None]
) -> Fitted:
    """Return weights with a smaller loss: the running average of those that Adam went through."""
    adam = optax.chain(optax.clip_by_global_norm(_CLIP), optax.scale_by_adam(b2=0.99))
    # One long vector instead of hundreds of arrays: it compiles, and runs, much faster.
    start, as_tree = ravel_pytree(weights)

    @jax.jit
    def advance(state: Tree, batch: Tree, key: Any, rate: Any) -> tuple[Tree, Any]:
        now, average, moments, step = state
        value, slope = jax.value_and_grad(lambda flat: loss(as_tree(flat), batch, key))(now)
        change, moments = adam.update(slope, moments)
        now = now - rate * change
        kept = jnp.minimum(_KEPT, (step + 1.0) / (step + 10.0))
        return (now, kept * average + (1 - kept) * now, moments, step + 1), value

    state = (start, start, adam.init(start), jnp.zeros(()))
    state, spent = _restored(plan.checkpoint, state)
    began, key = time.monotonic() - spent, jax.random.key(plan.seed)
    losses: list[float] = []
    step, seconds = int(state[3]), spent
    while (part := max(step / plan.steps, seconds / plan.seconds)) < 1:
        if seconds - spent > plan.call_s:
            break
        rate = plan.rate * _share(part)
        state, value = advance(state, next(batches), jax.random.fold_in(key, step), rate)
        losses.append(float(value))
        if len(losses) == 1:  # compiling is no training
            began = time.monotonic() - spent
        step, seconds = step + 1, time.monotonic() - began
        if step % max(plan.steps // _REPORTS, 1) == 0:
            recent = float(np.mean(losses[-50:]))
            say(f"{plan.name}: step {step}, loss {recent:.4f}, {seconds:.0f} s")
    _keep(plan.checkpoint, state, seconds)
    say(f"{plan.name}: {step} steps in {seconds:.0f} s, loss {np.mean(losses[-50:] or [0.0]):.4f}")
    return Fitted(jax.device_get(as_tree(state[1])), tuple(losses), step, seconds, part >= 1)


def batches(arrays: Tree, size: int, seed: int) -> Iterator[Tree]:
    """Return endless random batches of arrays that share their first axis."""
    rng = np.random.default_rng(seed)
    count = len(jax.tree.leaves(arrays)[0])
    while True:
        order = rng.permutation(count)
        for start in range(0, max(count - size, 0) + 1, size):
            chosen = order[start : start + size]
            yield jax.tree.map(lambda array: array[chosen], arrays)  # noqa: B023 -- used at once


def _share(part: float) -> float:
    """Return the part of the full step size at this part of the training."""
    if part < _WARM_UP:
        return (part + 1e-3) / _WARM_UP
    return float(0.5 * (1 + np.cos(np.pi * min(part, 1.0)))) + 0.01


def _restored(path: Path | None, state: Tree) -> tuple[Tree, float]:
    if path is None or not path.exists():
        return state, 0.0
    leaves, shape = jax.tree.flatten(state)
    with np.load(path) as saved:
        values = [jnp.asarray(saved[f"leaf_{i}"]) for i in range(len(leaves))]
        return jax.tree.unflatten(shape, values), float(saved["seconds"])


def _keep(path: Path | None, state: Tree, seconds: float) -> None:
    if path is None:
        return
    leaves: dict[str, Any] = {f"leaf_{i}": leaf for i, leaf in enumerate(jax.tree.leaves(state))}
    with path.open("wb") as file:
        np.savez(file, seconds=seconds, **leaves)
