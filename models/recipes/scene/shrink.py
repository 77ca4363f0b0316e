"""The variants of the scene model: as trained, in fewer steps, in int8, pruned, and both."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx

from assistant.imaging.interface import PictureRequest
from assistant.imaging.scene.program import to_json
from models.recipes.distil import match
from models.recipes.fit import Plan
from models.recipes.prune import prune
from models.recipes.quantize import quantize_pipeline, record
from models.recipes.scene.data import programs
from models.recipes.scene.pipeline import latent_colours, write_pipeline
from models.recipes.scene.train import GUIDANCE, STUDENT_STEPS, TEACHER_STEPS
from models.recipes.scene.workshop import Workshop

VARIANTS = ("teacher", "few", "few-int8", "pruned", "pruned-int8")
"""Folders that ``write_variants`` leaves in the workshop."""

_PRUNED = ("unet", "vae_decoder")
_SHARE = 0.25
_RATE = 3e-4
_CALIBRATION = 48
_COLOURED = 500


def write_variants(shop: Workshop) -> None:
    """Write all variants as pipelines of the diffusion engine."""
    write_teacher_and_few(shop)
    asked = requests(shop, _CALIBRATION)
    _once(shop.path("few-int8"), lambda new: quantize_pipeline(shop.path("few"), new, asked))
    _once(shop.path("pruned"), lambda new: _prune(shop, new))
    _once(shop.path("pruned-int8"), lambda new: quantize_pipeline(shop.path("pruned"), new, asked))


def _once(folder: Path, make: Callable[[Path], None]) -> None:
    """Make a folder that is not there; what was cut off is made anew."""
    if folder.exists():
        return
    new = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    make(new)
    new.rename(folder)


def requests(shop: Workshop, count: int, seed: int = 3) -> list[PictureRequest]:
    """Return requests for scenes that were not trained on, in both languages by turns."""
    size = (shop.size.width, shop.size.height)
    return [
        PictureRequest("", ("en", "zh")[i % 2], size, seed=i, program=to_json(program))
        for i, program in enumerate(programs(count, shop.seed + seed, shop.size.subjects))
    ]


def write_teacher_and_few(shop: Workshop) -> None:
    """Write the denoiser with many guided steps, and the one with few."""
    text, decoder = (onnx.load(shop.path(f"{name}.onnx")) for name in ("text", "decoder"))
    pictures = np.asarray(shop.training().pictures[:_COLOURED])
    with np.load(shop.path("latents.npz")) as file:
        colours = latent_colours(file["latents"][: len(pictures)], pictures)
    settings = {"languages": ["en", "zh"], "prompts": "scene", "latent_rgb": colours}
    for name, part, steps, guidance in (
        ("teacher", "denoiser", TEACHER_STEPS, GUIDANCE),
        ("few", "few", STUDENT_STEPS, 0.0),
    ):
        unet = onnx.load(shop.path(f"{part}.onnx"))
        write_pipeline(
            shop.path(name),
            shop.size,
            {"text_encoder": text, "unet": unet, "vae_decoder": decoder},
            shop.path("tokenizer.json"),
            {"name": f"scene-{shop.size.height}", "steps": steps, "guidance": guidance} | settings,
        )


def _prune(shop: Workshop, target: Path) -> None:
    """Take channels out of denoiser and decoder, then teach them what they did before."""
    source = shop.path("few")
    shutil.copytree(source, target)
    recorded = record(source, requests(shop, 2 * _CALIBRATION, seed=4))
    for name in _PRUNED:
        whole = onnx.load(source / name / "model.onnx")
        inputs = recorded[name]
        plan = Plan(
            f"mend {name}", shop.size.distil_steps, shop.size.distil_s / 8, rate=_RATE,
            seed=shop.seed,
        )  # fmt: skip
        mended, _ = match(whole, prune(whole, _SHARE), inputs, plan, shop.say)
        onnx.save(mended, target / name / "model.onnx")


def folder_bytes(folder: Path) -> int:
    """Return what a variant takes on disk."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
