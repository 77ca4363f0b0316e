"""Pictures from a latent-diffusion or flow pipeline over the ONNX runtime.

    engine = DiffusionEngine(Path("models/sd-turbo"), threads=2)
    picture = engine.draw(PictureRequest("a lighthouse at dusk"), on_progress, cancelled)

Any folder of layout.py will do: text encoder, denoiser and decoder as ONNX files, which are loaded
when the engine is made.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from assistant.errors import PictureError
from assistant.imaging.diffusion.captions import caption
from assistant.imaging.diffusion.layout import SD_COLOURS, read_layout
from assistant.imaging.diffusion.network import Network
from assistant.imaging.diffusion.schedulers import Array, Schedule, schedule_of
from assistant.imaging.diffusion.tokens import load_tokenizer
from assistant.imaging.interface import (
    Cancelled,
    Capabilities,
    OnProgress,
    Picture,
    PictureRequest,
    Pixels,
    Progress,
    Size,
)
from assistant.imaging.scene.engine import scene_of

ENLARGED = "enlarged"
"""Note of a picture that was drawn smaller than asked, then enlarged."""


@dataclass(frozen=True, slots=True)
class _Words:
    """The prompt for the denoiser; ``hidden`` has a second row, of no words, under guidance."""

    hidden: Array
    pooled: Array


class DiffusionEngine:
    """Draws with the pipeline in ``folder``, on ``threads`` threads.

    ``network`` loads a file; recipes watch what goes through it.

    Raises:
        PictureError: ``picture_engine``; the folder holds no usable pipeline.
    """

    def __init__(
        self,
        folder: str | Path,
        threads: int = 2,
        network: Callable[[Path, int], Network] = Network,
    ) -> None:
        self._layout = read_layout(Path(folder))
        self._tokenizer = load_tokenizer(self._layout.folder / "tokenizer")
        self._text_encoder = network(self._layout.text_encoder, threads)
        self._denoiser = network(self._layout.denoiser, threads)
        self._decoder = network(self._layout.decoder, threads)

    @property
    def capabilities(self) -> Capabilities:
        """What the pipeline says of itself."""
        settings = self._layout.settings
        return Capabilities(
            settings.name,
            settings.languages,
            self._layout.largest,
            settings.steps,
            open_vocabulary=settings.prompts == "open",
        )

    def draw(
        self, request: PictureRequest, on_progress: OnProgress, cancelled: Cancelled
    ) -> Picture:
        """Return the picture, in the size that was asked for.

        Raises:
            PictureError: ``picture_unknown``, ``picture_cancelled``, ``picture_engine``.
        """
        began = time.perf_counter()
        prompt = self._prompt(request)
        steps = request.steps or self._layout.settings.steps
        schedule = schedule_of(self._layout.scheduler, steps)
        drawn = self._layout.drawn_size(request.size)
        latent = self._noise(request.seed, drawn) * np.float32(schedule.first_scale)
        noises = self._noises(request.seed, drawn)
        words = self._words(prompt)
        for i in range(steps):
            _stop_if(cancelled)
            output = self._denoised(schedule, i, latent, words)
            latent, clean = schedule.step(i, latent, output, next(noises))
            on_progress(Progress(i + 1, steps, self._preview(clean)))
        _stop_if(cancelled)
        pixels = _fitted(self._decoded(latent), request.size)
        notes = (ENLARGED,) if pixels.shape[1] > drawn[0] else ()
        name = self._layout.settings.name
        return Picture(pixels, request, name, time.perf_counter() - began, notes)

    def _prompt(self, request: PictureRequest) -> str:
        """Return the person's words, or a caption in the few words that the model knows."""
        if self._layout.settings.prompts == "open":
            return request.prompt
        return caption(scene_of(request), request.language)

    def _noise(self, seed: int, drawn: Size, stream: int = 0) -> Array:
        scale = self._layout.downscale
        shape = (1, self._layout.channels, drawn[1] // scale, drawn[0] // scale)
        return np.random.default_rng([seed, stream]).standard_normal(shape, dtype=np.float32)

    def _noises(self, seed: int, drawn: Size) -> Iterator[Array]:
        """Yield fresh noise for each step that may want it."""
        stream = 1
        while True:
            yield self._noise(seed, drawn, stream)
            stream += 1

    def _words(self, prompt: str) -> _Words:
        guided = self._layout.settings.guidance > 1
        rows = [
            self._text_encoder({"input_ids": ids, "attention_mask": np.ones_like(ids)})
            for ids in (self._tokenizer(text) for text in (prompt, "")[: 2 if guided else 1])
        ]
        hidden = np.concatenate([row.get("last_hidden_state", next(iter(row.values())))
                                 for row in rows])  # fmt: skip
        pooled = np.concatenate([row.get("pooler_output", row.get("text_embeds", hidden[:1, 0]))
                                 for row in rows])  # fmt: skip
        return _Words(hidden, pooled)

    def _denoised(self, schedule: Schedule, i: int, latent: Array, words: _Words) -> Array:
        """Return the denoiser's output; under guidance, pushed away from that without words."""
        sample = schedule.model_input(i, latent)
        outputs = [
            self._denoiser.output(
                {
                    "sample": sample,
                    "hidden_states": sample,
                    "timestep": np.array([schedule.timesteps[i]]),
                    "encoder_hidden_states": words.hidden[row : row + 1],
                    "pooled_projections": words.pooled[row : row + 1],
                },
                "out_sample",
            )
            for row in range(len(words.hidden))
        ]
        if len(outputs) == 1:
            return outputs[0]
        told, blind = outputs
        return blind + np.float32(self._layout.settings.guidance) * (told - blind)

    def _decoded(self, latent: Array) -> Pixels:
        scaled = latent / np.float32(self._layout.scaling) + np.float32(self._layout.shift)
        sample = self._decoder.output({"latent_sample": scaled}, "sample")
        return _pixels(sample[0].transpose(1, 2, 0))

    def _preview(self, clean: Array) -> Pixels | None:
        """Return a pixel for each position of the latent: enough to see what it becomes."""
        rows = self._layout.settings.latent_rgb
        if not rows and self._layout.channels == len(SD_COLOURS) - 1:
            rows = SD_COLOURS
        if not rows:
            return None
        table = np.asarray(rows, np.float32)
        return _pixels(clean[0].transpose(1, 2, 0) @ table[:-1] + table[-1])


def _stop_if(cancelled: Cancelled) -> None:
    if cancelled():
        raise PictureError("The picture was stopped.", code="picture_cancelled")


def _pixels(colours: NDArray[np.float32]) -> Pixels:
    """Turn colours from -1 to 1 into bytes."""
    return np.asarray(np.rint(np.clip(colours * 127.5 + 127.5, 0, 255)), np.uint8)


def _fitted(pixels: Pixels, size: Size) -> Pixels:
    """Cut to the shape of ``size`` around the middle, then scale to it."""
    height, width = pixels.shape[:2]
    shape = size[0] / size[1]
    keep_width, keep_height = min(width, round(height * shape)), min(height, round(width / shape))
    left, top = (width - keep_width) // 2, (height - keep_height) // 2
    return _resized(pixels[top : top + keep_height, left : left + keep_width], size)


def _resized(pixels: Pixels, size: Size) -> Pixels:
    if pixels.shape[:2] == (size[1], size[0]):
        return pixels
    smaller = size[0] < pixels.shape[1]
    how = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(pixels, size, interpolation=how), np.uint8)
