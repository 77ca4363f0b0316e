"""The training stages of the scene model: pictures → latents → denoiser → fewer steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import onnx
from numpy.typing import NDArray

from models.recipes.distil import fewer_steps
from models.recipes.fit import Fitted, Tree, batches, fit
from models.recipes.scene import networks
from models.recipes.scene.losses import as_floats, flow_loss, picture_loss
from models.recipes.scene.words import token_numbers
from models.recipes.scene.workshop import Workshop
from models.recipes.trainable import Trainable

TEACHER_STEPS = 16
STUDENT_STEPS = 4
GUIDANCE = 2.5

_AT_ONCE = 64

Encode = Callable[[Tree, Any], Any]


class UnfinishedError(Exception):
    """The time of this call is over; the same call goes on with the stage."""


def autoencoder(shop: Workshop) -> None:
    """Train encoder and decoder; their latents have mean 0 and variance 1 in each channel."""
    if shop.path("decoder.onnx").exists():
        return
    encoder = Trainable(networks.encoder(shop.size, shop.seed))
    decoder = Trainable(networks.decoder(shop.size, shop.seed + 1))
    pictures = shop.training().pictures
    fitted = fit(
        shop.plan("autoencoder", shop.size.autoencoder_steps, shop.size.autoencoder_s),
        {"encoder": encoder.weights, "decoder": decoder.weights},
        picture_loss(encoder, decoder),
        batches({"pictures": pictures}, shop.size.batch, shop.seed),
        shop.say,
    )
    _finished(fitted)
    some = _encoded(_encode(encoder), fitted.weights["encoder"], pictures[:512])
    mean, spread = some.mean((0, 2, 3), keepdims=True), some.std((0, 2, 3), keepdims=True)
    told = _with_scale(fitted.weights["encoder"], 1 / spread, -mean / spread)
    onnx.save(encoder.with_weights(told), shop.path("encoder.onnx"))
    told = _with_scale(fitted.weights["decoder"], spread, mean)
    onnx.save(decoder.with_weights(told), shop.path("decoder.onnx"))


def latents(shop: Workshop) -> dict[str, NDArray[Any]]:
    """Return the training data of the denoiser: latents, also mirrored, and token numbers.

    Captions of both languages take turns.
    """
    path = shop.path("latents.npz")
    if not path.exists():
        encoder = Trainable(onnx.load(shop.path("encoder.onnx")))
        scenes = shop.training()
        both = [token_numbers(shop.tokenizer(), texts) for texts in scenes.captions()]
        encode = _encode(encoder)
        made = _encoded(encode, encoder.weights, scenes.pictures).astype(np.float16)
        mirrored = _encoded(encode, encoder.weights, scenes.pictures[:, :, ::-1])
        np.savez(
            path,
            latents=np.concatenate([made, made, mirrored.astype(np.float16)]),
            tokens=np.concatenate([both[0], both[1], _mixed(both)]),
        )
    with np.load(path) as file:
        return {"latents": file["latents"], "tokens": file["tokens"]}


def denoiser(shop: Workshop) -> None:
    """Train the words and the denoiser together."""
    if shop.path("denoiser.onnx").exists():
        return
    data = latents(shop)
    vocabulary = shop.tokenizer().get_vocab_size()
    text = Trainable(networks.text_encoder(shop.size, shop.seed + 2, vocabulary))
    flow = Trainable(networks.denoiser(shop.size, shop.seed + 3))
    fitted = fit(
        shop.plan("denoiser", shop.size.denoiser_steps, shop.size.denoiser_s),
        {"text": text.weights, "denoiser": flow.weights},
        flow_loss(text, flow),
        batches(data, shop.size.batch, shop.seed),
        shop.say,
    )
    _finished(fitted)
    onnx.save(text.with_weights(fitted.weights["text"]), shop.path("text.onnx"))
    onnx.save(flow.with_weights(fitted.weights["denoiser"]), shop.path("denoiser.onnx"))


def distil(shop: Workshop) -> None:
    """Train a denoiser that needs few steps and no guidance."""
    if shop.path("few.onnx").exists():
        return
    data = latents(shop)
    text = Trainable(onnx.load(shop.path("text.onnx")))
    flow = Trainable(onnx.load(shop.path("denoiser.onnx")))
    loss = fewer_steps(flow, STUDENT_STEPS, GUIDANCE, TEACHER_STEPS // STUDENT_STEPS)

    def with_words(weights: Tree, batch: Tree, key: Any) -> Any:
        tokens = batch["tokens"]
        both = jnp.concatenate([tokens, jnp.zeros_like(tokens)])
        words, nothing = jnp.split(text(batch["text"], {"input_ids": both})["last_hidden_state"], 2)
        return loss(weights, batch | {"words": words, "no_words": nothing}, key)

    fixed = jax.device_put({"text": text.weights, "teacher": flow.weights})
    fitted = fit(
        shop.plan("distil", shop.size.distil_steps, shop.size.distil_s),
        flow.weights,
        with_words,
        (batch | fixed for batch in batches(data, shop.size.batch, shop.seed + 1)),
        shop.say,
    )
    _finished(fitted)
    onnx.save(flow.with_weights(fitted.weights), shop.path("few.onnx"))


def _mixed(both: list[NDArray[np.int32]]) -> NDArray[np.int32]:
    """Return rows of either language in turn."""
    odd = (np.arange(len(both[0])) % 2 == 1)[:, None]
    return np.where(odd, both[0], both[1])


def _encoded(encoder: Encode, weights: Tree, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    parts = [
        np.asarray(encoder(weights, pictures[i : i + _AT_ONCE]))
        for i in range(0, len(pictures), _AT_ONCE)
    ]
    return np.concatenate(parts)


def _encode(encoder: Trainable) -> Encode:
    """Return the encoder as a compiled function of its weights and of pictures in bytes."""
    return jax.jit(lambda weights, some: encoder(weights, {"sample": as_floats(some)})["latent"])


def _with_scale(weights: Tree, scale: Any, shift: Any) -> Tree:
    """Return the weights with the latent's scale and shift set."""
    values = {"latent_scale": scale, "latent_shift": shift}
    return {name: values.get(name.rsplit("_", 1)[0], value) for name, value in weights.items()}


def _finished(fitted: Fitted) -> None:
    if not fitted.done:
        raise UnfinishedError
