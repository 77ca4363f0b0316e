"""Make the scene model from nothing: pictures, training, shrinking, figures.

    python -m models.recipes.scene --size cpu OUT/

A stage whose result is in OUT is not done again, so the same command goes on where it stopped.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import click
import numpy as np

from assistant.imaging.diffusion.engine import DiffusionEngine
from assistant.imaging.encode import encoded
from models.recipes.errors import RecipeError
from models.recipes.evaluate import in_own_process
from models.recipes.scene import train
from models.recipes.scene.data import ATTRIBUTES
from models.recipes.scene.quality import DrawCost, Judge, Quality, draw_cost, drawn
from models.recipes.scene.shrink import VARIANTS, folder_bytes, requests, write_variants
from models.recipes.scene.sizes import SIZES
from models.recipes.scene.workshop import Workshop

_SHEET = (6, 4)
_TIMED = 20


def judge(shop: Workshop) -> None:
    """Measure every variant; write ``figures.json`` and ``figures.md``."""
    referee, asked = Judge(shop), requests(shop, shop.size.draws, seed=5)
    rows = [("rendered", 0, None, referee.of_rendered())]
    wanted = [(name, 0) for name in VARIANTS] + [("few", 2), ("few", 1)]
    for name, steps in wanted:
        folder = shop.path(name)
        cost = in_own_process(draw_cost, folder, asked[:_TIMED], 2) if not steps else None
        quality = referee.of_pipeline(folder, asked, steps)
        title = f"{name}, {steps} steps" if steps else name
        rows.append((title, folder_bytes(folder), cost, quality))
        shop.say(_line(*rows[-1]))
    shop.path("figures.md").write_text("\n".join([*_HEAD, *(_line(*row) for row in rows)]) + "\n")
    shop.path("figures.json").write_text(json.dumps(
        [{"name": name, "bytes": size, "cost": asdict(cost) if cost else None,
          "quality": asdict(quality)} for name, size, cost, quality in rows],
        indent=2,
    ))  # fmt: skip
    for name in ("few", "few-int8"):
        write_sheet(shop, name)


def write_sheet(shop: Workshop, name: str) -> None:
    """Write a sheet of drawn pictures, to be looked at."""
    across, down = _SHEET
    engine = DiffusionEngine(shop.path(name))
    pictures = [drawn(engine, request) for request in requests(shop, across * down, seed=6)]
    rows = [np.hstack(pictures[i : i + across]) for i in range(0, across * down, across)]
    shop.path(f"{name}.png").write_bytes(encoded(np.vstack(rows), "png"))


_COLUMNS = (
    "variant", "bytes", "preview / p50 / p95 ms", "memory MB",
    *ATTRIBUTES, "diversity", "nearest / closest",
)  # fmt: skip
_HEAD = (f"| {' | '.join(_COLUMNS)} |", "|" + "---|" * len(_COLUMNS))


def _line(name: str, size: int, cost: DrawCost | None, quality: Quality) -> str:
    speed = f"{cost.preview_ms} / {cost.p50_ms} / {cost.p95_ms}" if cost else ""
    memory = f"{cost.memory_mb}" if cost else ""
    right = " | ".join(f"{share:.1%}" for share in quality.accuracy.values())
    return (
        f"| {name} | {size:,} | {speed} | {memory} | {right} | {quality.diversity} "
        f"| {quality.nearest} / {quality.closest} |"
    )


STAGES: dict[str, Callable[[Workshop], object]] = {
    "data": lambda shop: (shop.training(), shop.unseen(), shop.tokenizer()),
    "autoencoder": train.autoencoder,
    "denoiser": train.denoiser,
    "distil": train.distil,
    "shrink": write_variants,
    "judge": judge,
}
"""What is done, in order."""


@click.command()
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
@click.option("--size", type=click.Choice(sorted(SIZES)), default="cpu", show_default=True)
@click.option("--seed", default=0, show_default=True)
@click.option("--until", type=click.Choice(list(STAGES)), default="judge", help="The last stage.")
@click.option("--minutes", default=1e6, help="Stop training after so long; call again to go on.")
@click.option("--processes", default=os.cpu_count() or 1, help="Processes that render.")
def main(**given: object) -> None:
    """Make the scene model in OUT."""
    out = Path(str(given["out"]))
    out.mkdir(parents=True, exist_ok=True)
    shop = Workshop(
        out, SIZES[str(given["size"])], int(str(given["seed"])), int(str(given["processes"])),
        time.monotonic() + float(str(given["minutes"])) * 60, click.echo,
    )  # fmt: skip
    for name, stage in STAGES.items():
        try:
            stage(shop)
        except train.UnfinishedError:
            click.echo(f"{name}: not done yet; the same command goes on")
            return
        except RecipeError as error:
            raise click.ClickException(f"{name}: {error}") from error
        if name == given["until"]:
            return


if __name__ == "__main__":
    main()
