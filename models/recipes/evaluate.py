"""Measure a model beside the one that it was made from.

    python -m models.recipes.evaluate REFERENCE.onnx VARIANT.onnx… --inputs INPUTS.npz [--json]

Each row: bytes, milliseconds a run (p50, p95), memory that loading and running add to a process of
its own, and how far the outputs are from the reference's: the signal-to-noise ratio in dB (more
is closer) and how often the largest value of a row is at the same place.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import click
import numpy as np
import psutil
from numpy.typing import NDArray

from models.recipes.errors import RecipeError
from models.recipes.files import Inputs, each, load_inputs, run_all, session

_WARM_RUNS = 2
_ENOUGH_RUNS = 50
_PERFECT_DB = 120.0


@dataclass(frozen=True, slots=True)
class Cost:
    """What running takes: milliseconds a run, and 10^6 bytes of memory at the most."""

    p50_ms: float
    p95_ms: float
    memory_mb: float


@dataclass(frozen=True, slots=True)
class Row:
    """One model's figures; ``noise_db`` and ``same_top`` compare it with the reference."""

    name: str
    bytes: int
    p50_ms: float
    p95_ms: float
    memory_mb: float
    noise_db: float
    same_top: float


def evaluate(reference: Path, variants: list[Path], inputs: Inputs, threads: int = 2) -> list[Row]:
    """Return a row for the reference and for each variant.

    Raises:
        RecipeError: a model can't be run on these inputs.
    """
    wanted = run_all(reference, inputs)
    rows = []
    for path in (reference, *variants):
        cost = in_own_process(run_cost, path, inputs, threads)
        made = wanted if path == reference else run_all(path, inputs)
        common = sorted(set(wanted) & set(made))
        if not common:
            raise RecipeError(f"{path.name} has no output of the reference")
        noise = min(noise_db(wanted[name], made[name]) for name in common)
        same = min(same_top(wanted[name], made[name]) for name in common)
        size = path.stat().st_size
        rows.append(Row(path.name, size, **asdict(cost), noise_db=noise, same_top=same))
    return rows


def in_own_process(function: Callable[..., Any], *arguments: Any) -> Any:
    """Return the function's result, computed in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def run_cost(path: Path, inputs: Inputs, threads: int) -> Cost:
    """Return what running a model costs; memory is honest in a fresh process only."""
    process = psutil.Process()
    before = process.memory_info().rss
    running = session(path, threads)
    feeds = each(inputs, {value.name for value in running.get_inputs()})[:_ENOUGH_RUNS]
    for feed in feeds[:_WARM_RUNS]:
        running.run(None, feed)
    times, peak = [], before
    for feed in feeds:
        began = time.perf_counter()
        running.run(None, feed)
        times.append((time.perf_counter() - began) * 1e3)
        peak = max(peak, process.memory_info().rss)
    p50, p95 = np.percentile(times, [50, 95])
    return Cost(round(float(p50), 2), round(float(p95), 2), round((peak - before) / 1e6, 1))


def noise_db(wanted: NDArray[Any], made: NDArray[Any]) -> float:
    """Return the power of the wanted signal over that of the error, in dB, at most 120."""
    if wanted.shape != made.shape:
        raise RecipeError(f"an output has the shape {made.shape} instead of {wanted.shape}")
    signal = float(np.square(wanted.astype(np.float64)).mean())
    error = float(np.square(wanted.astype(np.float64) - made).mean())
    if error <= signal * 10 ** (-_PERFECT_DB / 10):
        return _PERFECT_DB
    return round(10 * np.log10(signal / error), 1) if signal else -_PERFECT_DB


def same_top(wanted: NDArray[Any], made: NDArray[Any]) -> float:
    """Return the share of rows (over the last axis) whose largest value is at the same place."""
    return round(float((wanted.argmax(-1) == made.argmax(-1)).mean()), 4)


def table(rows: list[Row]) -> str:
    """Return the rows as a Markdown table."""
    lines = [
        "| model | bytes | p50 / p95 ms | memory MB | SNR dB | same top |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {row.name} | {row.bytes:,} | {row.p50_ms} / {row.p95_ms} | {row.memory_mb} "
        f"| {row.noise_db} | {row.same_top:.1%} |"
        for row in rows
    ]
    return "\n".join(lines)


@click.command()
@click.argument("reference", type=click.Path(path_type=Path, exists=True))
@click.argument("variants", type=click.Path(path_type=Path, exists=True), nargs=-1)
@click.option("--inputs", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--threads", default=2, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def main(
    reference: Path, variants: tuple[Path, ...], inputs: Path, threads: int, as_json: bool
) -> None:
    """Measure REFERENCE and its VARIANTS."""
    try:
        rows = evaluate(reference, list(variants), load_inputs(inputs), threads)
    except RecipeError as error:
        raise click.ClickException(str(error)) from error
    click.echo(json.dumps([asdict(row) for row in rows], indent=2) if as_json else table(rows))


if __name__ == "__main__":
    main()
