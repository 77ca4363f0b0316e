"""Write the networks as a folder that the diffusion engine runs, in the diffusers layout."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray

from models.recipes.scene.sizes import Size

COMPONENTS = ("text_encoder", "unet", "vae_decoder")


def write_pipeline(
    folder: Path,
    size: Size,
    parts: dict[str, onnx.ModelProto],
    tokenizer: Path,
    settings: dict[str, Any],
) -> None:
    """Write ``parts`` (by the names of COMPONENTS) and their descriptions.

    ``settings`` go into ``assistant.json``: what the engine needs to know beyond diffusers.
    """
    channels, height, width = size.latent_shape
    configs: dict[str, dict[str, Any]] = {
        "text_encoder": {"hidden_size": size.words, "max_position_embeddings": size.length},
        "unet": {
            "in_channels": channels,
            "sample_size": [height, width],
            "cross_attention_dim": size.words,
        },
        "vae_decoder": {
            "latent_channels": channels,
            "scaling_factor": 1.0,
            "block_out_channels": [size.coder] * 4,
        },
    }
    for name, model in parts.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        onnx.save(model, folder / name / "model.onnx")
        _write(folder / name / "config.json", configs[name])
    (folder / "tokenizer").mkdir(exist_ok=True)
    shutil.copyfile(tokenizer, folder / "tokenizer" / "tokenizer.json")
    _write(
        folder / "scheduler" / "scheduler_config.json",
        {
            "_class_name": "FlowMatchEulerDiscreteScheduler",
            "num_train_timesteps": 1000,
            "shift": 1.0,
            "timestep_spacing": "trailing",
        },
    )
    _write(
        folder / "model_index.json",
        {
            "_class_name": "StableDiffusionPipeline",
            "scheduler": ["diffusers", "FlowMatchEulerDiscreteScheduler"],
            "text_encoder": ["diffusers", "OnnxRuntimeModel"],
            "tokenizer": ["transformers", "PreTrainedTokenizerFast"],
            "unet": ["diffusers", "OnnxRuntimeModel"],
            "vae_decoder": ["diffusers", "OnnxRuntimeModel"],
        },
    )
    _write(folder / "assistant.json", settings)


def latent_colours(latents: NDArray[Any], pictures: NDArray[np.uint8]) -> list[list[float]]:
    """Return the linear map from a latent position to its colour that errs least.

    Rows are the latent's channels and, last, a constant; columns are red, green and blue from
    -1 to 1. It makes previews without the decoder.
    """
    count, channels, height, width = latents.shape
    blocks = pictures.reshape(count, height, 8, width, 8, 3).mean((2, 4)) / 127.5 - 1.0
    rows = latents.astype(np.float64).transpose(0, 2, 3, 1).reshape(-1, channels)
    known = np.hstack([rows, np.ones((len(rows), 1))])
    found = np.linalg.lstsq(known, blocks.reshape(-1, 3), rcond=None)[0]
    return [[round(float(value), 5) for value in row] for row in found]


def _write(path: Path, data: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
