"""What lies in the folder of a pipeline, in the layout that diffusers and Optimum export.

model_index.json
tokenizer/       tokenizer.json, or vocab.json and merges.txt
text_encoder/    model.onnx
unet/            model.onnx, config.json   (or transformer/)
vae_decoder/     model.onnx, config.json   (the config may be in vae/)
scheduler/       scheduler_config.json
assistant.json   optional: what such folders do not say (``Settings``)
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from assistant.errors import PictureError
from assistant.imaging.interface import Size

_DENOISERS = ("unet", "transformer")
_STRIDE = 64
"""U-Nets of this family want sizes that are multiples of this (8 in the latent)."""

SD_COLOURS = (
    (0.3512, 0.2297, 0.3227),
    (0.3250, 0.4974, 0.2350),
    (-0.2829, 0.1762, 0.2721),
    (-0.2120, -0.2616, -0.7177),
    (0.0, 0.0, 0.0),
)
"""The usual linear approximation of Stable Diffusion's decoder: latent channels to colours."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a pipeline wants to be run; the keys of ``assistant.json``.

    ``steps`` 0: one where the scheduler spaces its steps for it ("trailing"), else 20.
    ``guidance`` below 0: none or 7.5, by the same sign. ``prompts`` "scene": the model knows the
    words of captions.yaml only. ``latent_rgb``: rows of colours for the latent's channels and,
    last, a constant, for previews.
    """

    name: str = "diffusion"
    languages: tuple[str, ...] = ("en",)
    steps: int = 0
    guidance: float = -1.0
    prompts: str = "open"
    latent_rgb: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """A pipeline's files and numbers, read and checked.

    ``latent_size`` is (width, height) that the denoiser was trained at; ``fixed`` when it takes
    no other. A latent is ``(picture / scaling + shift)`` of what the decoder wants.
    """

    folder: Path
    text_encoder: Path
    denoiser: Path
    decoder: Path
    scheduler: dict[str, Any]
    settings: Settings
    channels: int
    latent_size: Size
    fixed: bool
    downscale: int
    scaling: float
    shift: float

    @property
    def largest(self) -> Size:
        """The size in pixels that the model was trained at."""
        width, height = self.latent_size
        return width * self.downscale, height * self.downscale

    def drawn_size(self, wanted: Size) -> Size:
        """Return the size to draw at: the wanted shape with no more pixels than trained for."""
        if self.fixed:
            return self.largest
        room = self.largest[0] * self.largest[1]
        shrink = min(1.0, (room / (wanted[0] * wanted[1])) ** 0.5)
        width, height = (max(round(side * shrink / _STRIDE), 1) * _STRIDE for side in wanted)
        return width, height


def read_layout(folder: Path) -> Layout:
    """Return what is in a folder.

    Raises:
        PictureError: ``picture_engine``; a file is missing or makes no sense. The message names
            it.
    """
    if not (folder / "model_index.json").exists():
        raise PictureError(f"{folder.name} holds no pipeline: model_index.json is missing")
    _read(folder, "model_index.json")
    name = next((n for n in _DENOISERS if (folder / n / "model.onnx").exists()), _DENOISERS[0])
    config = _read(folder, f"{name}/config.json")
    decoder_config = _read(
        folder, next((p for p in ("vae_decoder/config.json", "vae/config.json")
                      if (folder / p).exists()), "vae_decoder/config.json")
    )  # fmt: skip
    scheduler = _read(folder, "scheduler/scheduler_config.json")
    try:
        width, height, fixed = _sample_size(config["sample_size"])
        return Layout(
            folder=folder,
            text_encoder=_model(folder, "text_encoder"),
            denoiser=_model(folder, name),
            decoder=_model(folder, "vae_decoder"),
            scheduler=scheduler,
            settings=_settings(folder, scheduler),
            channels=int(decoder_config.get("latent_channels", config["in_channels"])),
            latent_size=(width, height),
            fixed=fixed,
            downscale=2 ** (len(decoder_config["block_out_channels"]) - 1),
            scaling=float(decoder_config.get("scaling_factor") or 0.18215),
            shift=float(decoder_config.get("shift_factor") or 0.0),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise PictureError(f"{folder.name}: a config.json lacks or misstates {error}") from error


def _sample_size(value: Any) -> tuple[int, int, bool]:
    """Return width, height and whether they are fixed: configs write [height, width] or a side."""
    if isinstance(value, int):
        return value, value, False
    if not isinstance(value, list) or len(value) != len(("height", "width")):
        raise ValueError(f"sample_size ({value!r})")
    height, width = (int(side) for side in value)
    return width, height, True


def _settings(folder: Path, scheduler: dict[str, Any]) -> Settings:
    given = _read(folder, "assistant.json") if (folder / "assistant.json").exists() else {}
    few = scheduler.get("timestep_spacing") == "trailing"
    known = {field.name for field in fields(Settings)}
    if unknown := sorted(set(given) - known):
        raise PictureError(f"assistant.json has no {unknown[0]!r}; it has {', '.join(known)}")
    rows = tuple(tuple(float(value) for value in row) for row in given.pop("latent_rgb", ()))
    languages = tuple(given.pop("languages", ("en",)))
    said = Settings(latent_rgb=rows, languages=languages, **{"name": folder.name, **given})
    steps = said.steps or (1 if few else 20)
    guidance = said.guidance if said.guidance >= 0 else (0.0 if few else 7.5)
    return Settings(said.name, languages, steps, guidance, said.prompts, rows)


def _model(folder: Path, name: str) -> Path:
    path = folder / name / "model.onnx"
    if not path.exists():
        raise PictureError(f"{name}/model.onnx is missing from {folder.name}; fetch it again")
    return path


def _read(folder: Path, name: str) -> dict[str, Any]:
    try:
        data = json.loads((folder / name).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise PictureError(f"{name} is missing from {folder.name}; fetch it again") from error
    except (OSError, ValueError) as error:
        raise PictureError(f"{name} of {folder.name} can't be read: {error}") from error
    if not isinstance(data, dict):
        raise PictureError(f"{name} of {folder.name} is not a JSON object")
    return data
