"""What the scene model is trained for; pure functions for fit.py."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from models.recipes.fit import Loss
from models.recipes.trainable import Trainable

TIMES = 1000.0
"""The denoiser is told the share of noise times this, as in diffusers."""

_LATENT_NOISE = 0.1
_LATENT_PENALTY = 2e-3
_NO_WORDS = 0.1


def as_floats(pictures: Any) -> Any:
    """Turn (n, height, width, 3) bytes into (n, 3, height, width) from -1 to 1."""
    return jnp.transpose(pictures.astype(jnp.float32) / 127.5 - 1.0, (0, 3, 1, 2))


def picture_loss(encoder: Trainable, decoder: Trainable) -> Loss:
    """Return how far decoded pictures are from their originals, in colours and in edges.

    The latent gets some noise, so that the decoder forgives a denoiser's small errors.
    """

    def loss(weights: Any, batch: Any, key: Any) -> Any:
        x = as_floats(batch["pictures"])
        z = encoder(weights["encoder"], {"sample": x})["latent"]
        noisy = z + _LATENT_NOISE * jax.random.normal(key, z.shape)
        y = decoder(weights["decoder"], {"latent_sample": noisy})["sample"]
        edges = sum(jnp.abs(jnp.diff(y - x, axis=axis)).mean() for axis in (2, 3))
        return jnp.abs(y - x).mean() + edges + _LATENT_PENALTY * jnp.square(z).mean()

    return loss


def flow_loss(text: Trainable, denoiser: Trainable) -> Loss:
    """Return how wrong the direction from picture to noise is guessed (rectified flow).

    One caption in ten is left empty, so that guidance has something to compare with.
    """

    def loss(weights: Any, batch: Any, key: Any) -> Any:
        clean, tokens = batch["latents"].astype(jnp.float32), batch["tokens"]
        at, noise_key, drop = jax.random.split(key, 3)
        share = jax.nn.sigmoid(jax.random.normal(at, (len(clean),)))
        noise = jax.random.normal(noise_key, clean.shape)
        empty = jax.random.uniform(drop, (len(clean), 1)) < _NO_WORDS
        words = text(weights["text"], {"input_ids": jnp.where(empty, 0, tokens)})
        wide = share[:, None, None, None]
        guess = denoiser(
            weights["denoiser"],
            {
                "sample": (1 - wide) * clean + wide * noise,
                "timestep": share * TIMES,
                "encoder_hidden_states": words["last_hidden_state"],
            },
        )["out_sample"]
        return jnp.square(guess - (noise - clean)).mean()

    return loss


def answer_loss(classifier: Trainable, sizes: tuple[int, ...]) -> Loss:
    """Return the mean surprise over the attributes; ``sizes`` are their numbers of values."""

    def loss(weights: Any, batch: Any, key: Any) -> Any:
        flip = jax.random.bernoulli(key)
        x = as_floats(batch["pictures"])
        x = jnp.where(flip, x[..., ::-1], x)
        scores = classifier(weights, {"sample": x})["scores"]
        total: Any = 0.0
        start = 0
        for i, size in enumerate(sizes):
            each = jax.nn.log_softmax(scores[:, start : start + size])
            total -= jnp.take_along_axis(each, batch["labels"][:, i : i + 1], 1).mean()
            start += size
        return total / len(sizes)

    return loss
