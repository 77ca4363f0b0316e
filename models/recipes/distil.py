"""Teach a model to do what a larger or slower one does.

    python -m models.recipes.distil TEACHER.onnx STUDENT.onnx OUT.onnx --inputs INPUTS.npz

trains the student's weights until its outputs are the teacher's, over the recorded inputs (one
array an input, stacked on the first axis). It mends a pruned model; the teacher may be any model
that the ONNX runtime runs, the student any that trainable.py knows.

``fewer_steps`` is for denoisers of rectified flow: the student learns to make in one step what
the teacher, guided by the words, makes in several.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import jax
import jax.numpy as jnp
import numpy as np
import onnx

from models.recipes.errors import RecipeError
from models.recipes.files import load_inputs, load_model, run_all
from models.recipes.fit import Fitted, Loss, Plan, batches, fit
from models.recipes.trainable import Trainable

_TIMES = 1000.0


def match(
    teacher: onnx.ModelProto,
    student: onnx.ModelProto,
    inputs: dict[str, Any],
    plan: Plan,
    say: Callable[[str], None],
) -> tuple[onnx.ModelProto, Fitted]:
    """Return the student with weights that give the teacher's outputs, and how it went.

    Raises:
        RecipeError: they have no output in common, or the student can't be trained.
    """
    apprentice = Trainable(student)
    wanted = run_all(teacher, inputs)
    common = sorted(set(wanted) & set(apprentice.outputs))
    if not common:
        raise RecipeError("teacher and student have no output in common")
    scales = {name: float(np.square(wanted[name]).mean()) + 1e-8 for name in common}

    def loss(weights: Any, batch: Any, _: Any) -> Any:
        made = apprentice(weights, batch["inputs"])
        return sum(
            jnp.square(made[name] - batch["wanted"][name]).mean() / scales[name] for name in common
        )

    data = {"inputs": inputs, "wanted": {name: wanted[name] for name in common}}
    size = min(32, len(next(iter(inputs.values()))))
    fitted = fit(plan, apprentice.weights, loss, batches(data, size, plan.seed), say)
    return apprentice.with_weights(fitted.weights), fitted


def fewer_steps(denoiser: Trainable, steps: int, guidance: float, inner: int) -> Loss:
    """Return the loss of a denoiser that is to make ``steps`` even steps from noise to picture.

    A batch has ``latents`` (clean), ``words`` and ``no_words`` (hidden states), and ``teacher``:
    the weights of the guided original, which makes ``inner`` steps for each of the student's.
    """
    size = 1.0 / steps

    def direction(weights: Any, x: Any, share: Any, words: Any) -> Any:
        time = share * _TIMES
        inputs = {"sample": x, "timestep": time, "encoder_hidden_states": words}
        return denoiser(weights, inputs)["out_sample"]

    def guided(x: Any, share: Any, batch: Any) -> Any:
        words = jnp.concatenate([batch["words"], batch["no_words"]])
        twice = direction(batch["teacher"], jnp.tile(x, (2, 1, 1, 1)), jnp.tile(share, 2), words)
        told, blind = jnp.split(twice, 2)
        return blind + guidance * (told - blind)

    def loss(weights: Any, batch: Any, key: Any) -> Any:
        at, noise_key = jax.random.split(key)
        clean = batch["latents"].astype(jnp.float32)
        share = jax.random.randint(at, (len(clean),), 1, steps + 1) * size
        wide = share[:, None, None, None]
        start = (1 - wide) * clean + wide * jax.random.normal(noise_key, clean.shape)

        end = start
        for i in range(inner):  # unrolled: in a loop, XLA's convolutions on a CPU crawl
            end = end - size / inner * guided(end, share - i * size / inner, batch)
        wanted = jax.lax.stop_gradient((start - end) / size)
        return jnp.square(direction(weights, start, share, batch["words"]) - wanted).mean()

    return loss


@click.command()
@click.argument("teacher", type=click.Path(path_type=Path, exists=True))
@click.argument("student", type=click.Path(path_type=Path, exists=True))
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--inputs", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--steps", default=500, show_default=True)
@click.option("--rate", default=1e-4, show_default=True)
@click.option("--seed", default=0, show_default=True)
def main(**given: Any) -> None:
    """Train STUDENT to give TEACHER's outputs; write it to OUT."""
    plan = Plan("distil", given["steps"], rate=given["rate"], seed=given["seed"])
    try:
        student, _ = match(
            load_model(given["teacher"]),
            load_model(given["student"]),
            load_inputs(given["inputs"]),
            plan,
            click.echo,
        )
    except RecipeError as error:
        raise click.ClickException(str(error)) from error
    onnx.save(student, given["out"])


if __name__ == "__main__":
    main()
