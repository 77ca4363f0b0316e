"""A Stable Diffusion with random weights, a few hundred kilobytes, in the layout of an export.

    python -m models.recipes.tiny_sd OUT/ [--prediction v_prediction]

Its files, names, kinds and shapes are those of a Stable Diffusion 2 (SD-Turbo) that Optimum has
exported: CLIP's byte-pair vocabulary in ``vocab.json`` and ``merges.txt``, a CLIP-like text
encoder, a U-Net with skip connections and cross attention, a decoder that makes 8 × 8 pixels of a
latent position. It draws noise; the engine is proven on it without a download.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import onnx
from onnx import TensorProto

from models.recipes.graph import Graph, Shape

_WIDTH, _LENGTH, _CHANNELS = 32, 77, 4
_LEVELS = (16, 32)
_SIDE = 24
_BEGIN, _END = "<|startoftext|>", "<|endoftext|>"


def write_tiny_sd(folder: Path, seed: int = 0, prediction: str = "epsilon") -> None:
    """Write the pipeline; the same seed gives the same bytes."""
    words = _write_tokenizer(folder / "tokenizer")
    models = {
        "text_encoder": _text_encoder(seed, words),
        "unet": _unet(seed + 1),
        "vae_decoder": _decoder(seed + 2),
    }
    for name, model in models.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        onnx.save(model, folder / name / "model.onnx")
        _write(folder / name / "config.json", _CONFIGS[name])
    _write(folder / "scheduler" / "scheduler_config.json", _SCHEDULER | {
        "prediction_type": prediction,
    })  # fmt: skip
    _write(folder / "model_index.json", _INDEX)


def _write_tokenizer(folder: Path) -> int:
    """Write CLIP's vocabulary of single letters and a few merges; return how many words."""
    letters = [chr(code) for code in (*range(33, 127), *range(161, 173), *range(174, 256))]
    letters += [chr(256 + i) for i in range(256 - len(letters))]
    merges = ["r o", "ro a", "roa d</w>", "n i", "ni g", "nig h", "nigh t</w>", "a t</w>"]
    words = [*letters, *(f"{letter}</w>" for letter in letters)]
    words += [merge.replace(" ", "") for merge in merges] + [_BEGIN, _END]
    numbers = {word: i for i, word in enumerate(words)}
    _write(folder / "vocab.json", numbers)
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(merges) + "\n", "utf-8")
    _write(folder / "tokenizer_config.json", {
        "model_max_length": _LENGTH, "pad_token": "!", "tokenizer_class": "CLIPTokenizer",
    })  # fmt: skip
    return len(words)


def _text_encoder(seed: int, words: int) -> onnx.ModelProto:
    g = Graph("text_encoder", seed)
    ids = g.input("input_ids", ["batch_size", "sequence_length"], TensorProto.INT64)
    x = g.embed(ids, words, _WIDTH)
    x = g.node("Add", x, g.drawn((1, _LENGTH, _WIDTH), 0.02, "places"))
    look = g.layer_norm(x, _WIDTH)
    x = g.node("Add", x, g.attention(look, look, _WIDTH, 2))
    x = g.layer_norm(x, _WIDTH)
    shape: Shape = ["batch_size", "sequence_length", _WIDTH]
    g.output("last_hidden_state", x, shape)
    pooled = g.node("ReduceMean", x, axes=[1], keepdims=0)
    g.output("pooler_output", pooled, ["batch_size", _WIDTH])
    return g.model()


def _unet(seed: int) -> onnx.ModelProto:
    g, (high, low) = Graph("unet", seed), _LEVELS
    shape: Shape = ["batch_size", _CHANNELS, "height", "width"]
    x = g.input("sample", shape)
    time = g.input("timestep", ["batch_size"], TensorProto.INT64)
    words = g.input("encoder_hidden_states", ["batch_size", "sequence_length", _WIDTH])
    waves = g.waves(g.node("Cast", time, to=TensorProto.FLOAT), _WIDTH)
    known = g.silu(g.linear(waves, _WIDTH, _WIDTH))
    top = _block(g, g.conv(x, _CHANNELS, high), high, known)
    h = _block(g, g.conv(top, high, low, stride=2), low, known)
    row = g.as_words(h, low)
    row = g.node("Add", row, g.attention(g.layer_norm(row, low), words, low, 2))
    h = g.as_picture(row, like=h)
    h = g.node("Resize", h, "", g.constant([1, 1, 2, 2]), mode="nearest",
               coordinate_transformation_mode="asymmetric", nearest_mode="floor")  # fmt: skip
    h = g.conv(g.node("Concat", h, top, axis=1), low + high, high)
    h = g.silu(g.group_norm(_block(g, h, high, known), high))
    g.output("out_sample", g.conv(h, high, _CHANNELS), shape)
    return g.model()


def _block(g: Graph, x: str, channels: int, known: str) -> str:
    h = g.conv(g.silu(g.group_norm(x, channels)), channels, channels)
    h = g.node("Add", h, g.as_channels(g.linear(known, _WIDTH, channels)))
    return g.node("Add", x, g.conv(g.silu(g.group_norm(h, channels)), channels, channels))


def _decoder(seed: int) -> onnx.ModelProto:
    g = Graph("vae_decoder", seed)
    z = g.input("latent_sample", ["batch_size", _CHANNELS, "latent_height", "latent_width"])
    h = g.conv(z, _CHANNELS, 16)
    for _ in range(3):
        h = g.silu(g.conv(h, 16, 64, 1))
        h = g.node("DepthToSpace", h, blocksize=2)
    picture = g.node("Tanh", g.conv(h, 16, 3, gain=3.0))
    g.output("sample", picture, ["batch_size", 3, "height", "width"])
    return g.model()


def _write(path: Path, data: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")


_CONFIGS: dict[str, dict[str, Any]] = {
    "text_encoder": {"hidden_size": _WIDTH, "max_position_embeddings": _LENGTH},
    "unet": {
        "block_out_channels": list(_LEVELS),
        "cross_attention_dim": _WIDTH,
        "in_channels": _CHANNELS,
        "sample_size": _SIDE,
    },
    "vae_decoder": {
        "block_out_channels": [16, 16, 16, 16],
        "latent_channels": _CHANNELS,
        "scaling_factor": 0.18215,
    },
}
_SCHEDULER = {
    "_class_name": "EulerDiscreteScheduler",
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "beta_start": 0.00085,
    "interpolation_type": "linear",
    "num_train_timesteps": 1000,
    "set_alpha_to_one": False,
    "steps_offset": 1,
    "timestep_spacing": "trailing",
    "use_karras_sigmas": False,
}
_INDEX = {
    "_class_name": "StableDiffusionPipeline",
    "scheduler": ["diffusers", "EulerDiscreteScheduler"],
    "text_encoder": ["diffusers", "OnnxRuntimeModel"],
    "tokenizer": ["transformers", "CLIPTokenizer"],
    "unet": ["diffusers", "OnnxRuntimeModel"],
    "vae_decoder": ["diffusers", "OnnxRuntimeModel"],
}


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--seed", default=0, show_default=True)
@click.option(
    "--prediction",
    type=click.Choice(["epsilon", "v_prediction"]),
    default="epsilon",
    show_default=True,
)
def main(out: Path, seed: int, prediction: str) -> None:
    """Write the tiny pipeline to OUT."""
    write_tiny_sd(out, seed, prediction)


if __name__ == "__main__":
    main()
