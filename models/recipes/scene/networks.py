"""The networks of the scene model: picture ↔ latent, words, and the denoiser between them.

The names of inputs and outputs are those of an Optimum export of Stable Diffusion, so that
assistant/imaging/diffusion/ runs ours like any other.
"""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto

from models.recipes.graph import Graph
from models.recipes.scene.sizes import Size

_COLOURS = 3


def encoder(size: Size, seed: int) -> onnx.ModelProto:
    """Return picture in -1..1 → latent; needed for training only."""
    g, c = Graph("encoder", seed), size.coder
    x = g.input("sample", ["batch", _COLOURS, size.height, size.width])
    h = g.node("SpaceToDepth", x, blocksize=4)
    h = g.silu(g.conv(h, _COLOURS * 16, c))
    h = g.node("SpaceToDepth", h, blocksize=2)
    h = g.conv(h, 4 * c, 2 * c, 1)
    for _ in range(size.depth):
        h = _residual(g, h, 2 * c)
    h = _standard(g, g.conv(g.silu(h), 2 * c, size.latent, 1), size.latent)
    g.output("latent", h, ["batch", *size.latent_shape])
    return g.model()


def decoder(size: Size, seed: int) -> onnx.ModelProto:
    """Return latent → picture in -1..1."""
    g, c = Graph("decoder", seed), size.coder
    z = g.input("latent_sample", ["batch", *size.latent_shape])
    h = g.conv(_standard(g, z, size.latent), size.latent, 2 * c)
    for _ in range(size.depth):
        h = _residual(g, h, 2 * c)
    h = g.node("DepthToSpace", g.conv(g.silu(h), 2 * c, 4 * c, 1), blocksize=2)
    h = _residual(g, h, c)
    h = g.conv(g.silu(h), c, _COLOURS * 16)
    picture = g.node("DepthToSpace", h, blocksize=4)
    g.output("sample", picture, ["batch", _COLOURS, size.height, size.width])
    return g.model()


def text_encoder(size: Size, seed: int, vocabulary: int) -> onnx.ModelProto:
    """Return token numbers → a vector for each and one for all."""
    g, d = Graph("text_encoder", seed), size.words
    ids = g.input("input_ids", ["batch", size.length], TensorProto.INT64)
    x = g.embed(ids, vocabulary, d)
    x = g.node("Add", x, g.drawn((1, size.length, d), 0.02, "places"))
    for _ in range(size.depth):
        look = g.layer_norm(x, d)
        x = g.node("Add", x, g.attention(look, look, d, size.heads))
        x = g.node("Add", x, _two_layers(g, g.layer_norm(x, d), d, 2 * d, d))
    x = g.layer_norm(x, d)
    g.output("last_hidden_state", x, ["batch", size.length, d])
    g.output("pooler_output", g.node("ReduceMean", x, axes=[1], keepdims=0), ["batch", d])
    return g.model()


def denoiser(size: Size, seed: int) -> onnx.ModelProto:
    """Return (noisy latent, time, words) → the direction from picture to noise."""
    g, first = Graph("denoiser", seed), size.levels[0]
    x = g.input("sample", ["batch", *size.latent_shape])
    time = g.input("timestep", ["batch"])
    words = g.input("encoder_hidden_states", ["batch", size.length, size.words])
    known = _knowledge(g, time, words, size)
    h = g.conv(x, size.latent, first)
    h = g.node("Add", h, g.drawn((1, first, *size.latent_shape[1:]), 0.02, "places"))
    kept: list[str] = []
    for before, channels in zip((first, *size.levels), size.levels, strict=False):
        if kept:
            h = g.conv(h, before, channels, stride=2)
        h = _blocks(g, h, channels, known, size)
        kept.append(h)
    h = _look(g, h, words, size)
    for level in reversed(range(len(size.levels))):
        channels = size.levels[level]
        if level < len(size.levels) - 1:
            h = _grown(g, h, size.levels[level + 1], channels)
        h = g.conv(g.node("Concat", h, kept[level], axis=1), 2 * channels, channels, 1)
        h = _blocks(g, h, channels, known, size)
    h = g.silu(g.group_norm(h, first))
    g.output("out_sample", g.conv(h, first, size.latent, gain=0.0), ["batch", *size.latent_shape])
    return g.model()


def classifier(size: Size, seed: int, answers: int) -> onnx.ModelProto:
    """Return picture in -1..1 → one row of scores for all attributes together."""
    g = Graph("classifier", seed)
    x = g.input("sample", ["batch", _COLOURS, size.height, size.width])
    h = g.conv(g.node("SpaceToDepth", x, blocksize=4), _COLOURS * 16, 48)
    inside = 48
    for channels in (64, 96, 128):
        h = g.node("Relu", g.group_norm(h, inside))
        h = g.conv(h, inside, channels, stride=2)
        inside = channels
    h = g.node("Relu", g.group_norm(h, inside))
    features = g.node("Flatten", g.node("GlobalAveragePool", h), axis=1)
    g.output("features", features, ["batch", inside])
    g.output("scores", g.linear(features, inside, answers), ["batch", answers])
    return g.model()


def _knowledge(g: Graph, time: str, words: str, size: Size) -> str:
    """Return what every block is told: the time and the gist of the words, (batch, 2 · width)."""
    wide = 2 * size.words
    when = _two_layers(g, g.waves(time, size.words), size.words, wide, wide)
    gist = g.node("ReduceMean", words, axes=[1], keepdims=0)
    return g.silu(g.node("Add", when, _two_layers(g, gist, size.words, wide, wide)))


def _two_layers(g: Graph, x: str, inside: int, hidden: int, outside: int) -> str:
    return g.linear(g.silu(g.linear(x, inside, hidden)), hidden, outside)


def _residual(g: Graph, x: str, channels: int) -> str:
    h = g.silu(g.conv(g.silu(x), channels, channels))
    return g.node("Add", x, g.conv(h, channels, channels, gain=0.2))


def _blocks(g: Graph, x: str, channels: int, known: str, size: Size) -> str:
    """Half of a level's residual blocks, each scaled and shifted by what is known."""
    wide = 2 * size.words
    for _ in range(size.depth):
        scale = g.as_channels(g.linear(known, wide, channels, gain=0.1))
        shift = g.as_channels(g.linear(known, wide, channels, gain=0.1))
        h = g.group_norm(x, channels)
        h = g.node("Add", g.node("Add", h, g.node("Mul", h, scale)), shift)
        h = g.silu(g.conv(g.silu(h), channels, channels))
        x = g.node("Add", x, g.conv(h, channels, channels, gain=0.2))
    return x


def _look(g: Graph, x: str, words: str, size: Size) -> str:
    """Let each position look at all others, then at the words."""
    channels = size.levels[-1]
    context = g.linear(words, size.words, channels)
    row = g.as_words(x, channels)
    look = g.layer_norm(row, channels)
    row = g.node("Add", row, g.attention(look, look, channels, size.heads, gain=0.2))
    look = g.layer_norm(row, channels)
    row = g.node("Add", row, g.attention(look, context, channels, size.heads, gain=0.2))
    return g.as_picture(row, like=x)


def _grown(g: Graph, x: str, inside: int, outside: int) -> str:
    """Twice the size."""
    large = g.node("Resize", x, "", g.constant([1, 1, 2, 2]), mode="nearest",
                   coordinate_transformation_mode="asymmetric", nearest_mode="floor")  # fmt: skip
    return g.conv(large, inside, outside)


def _standard(g: Graph, x: str, channels: int) -> str:
    """Scale and shift each channel; set after training, so that latents have variance 1."""
    scale = g.weight(np.ones((1, channels, 1, 1), np.float32), "latent_scale")
    shift = g.weight(np.zeros((1, channels, 1, 1), np.float32), "latent_shift")
    return g.node("Add", g.node("Mul", x, scale), shift)
