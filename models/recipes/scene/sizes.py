"""How large the networks are and how long they are trained, for each kind of machine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """All numbers of one run.

    ``width`` and ``height`` of the pictures are multiples of ``8 · 2^(len(levels) - 1)``; a
    latent position stands for 8 × 8 pixels. ``levels`` are the channels of the denoiser at full,
    half, … latent resolution. ``depth`` is the number of blocks in a row everywhere.
    ``*_s`` are seconds of training, after which a stage stops wherever it is; ``*_steps`` end it
    sooner.
    """

    width: int
    height: int
    pictures: int
    subjects: int
    latent: int
    coder: int
    words: int
    length: int
    levels: tuple[int, ...]
    depth: int
    heads: int
    batch: int
    autoencoder_steps: int
    autoencoder_s: float
    denoiser_steps: int
    denoiser_s: float
    distil_steps: int
    distil_s: float
    classifier_steps: int
    classifier_s: float
    draws: int
    rate: float = 1e-3

    @property
    def latent_shape(self) -> tuple[int, int, int]:
        """Channels, height and width of a picture's latent."""
        return self.latent, self.height // 8, self.width // 8


SIZES = {
    "cpu": Size(
        width=128, height=72, pictures=1600, subjects=1,
        latent=8, coder=48, words=64, length=32, levels=(96,), depth=2, heads=4, batch=32,
        autoencoder_steps=500, autoencoder_s=7200, denoiser_steps=700, denoiser_s=7200,
        distil_steps=60, distil_s=7200, classifier_steps=120, classifier_s=7200, draws=48,
    ),
    "gpu": Size(
        width=512, height=288, pictures=24_000, subjects=3,
        latent=16, coder=160, words=256, length=48, levels=(112, 200, 272), depth=2, heads=8,
        batch=64, autoencoder_steps=40_000, autoencoder_s=480, denoiser_steps=200_000,
        denoiser_s=1500, distil_steps=40_000, distil_s=480, classifier_steps=6000,
        classifier_s=120, draws=150,
    ),
    "micro": Size(
        width=64, height=40, pictures=24, subjects=1,
        latent=4, coder=16, words=16, length=24, levels=(16,), depth=1, heads=2, batch=8,
        autoencoder_steps=12, autoencoder_s=10, denoiser_steps=40, denoiser_s=10,
        distil_steps=2, distil_s=5, classifier_steps=4, classifier_s=5, draws=8, rate=3e-3,
    ),
}  # fmt: skip
"""``gpu`` is the real one; ``cpu`` is twenty minutes of a core, to see it work; ``micro`` is for
tests."""
