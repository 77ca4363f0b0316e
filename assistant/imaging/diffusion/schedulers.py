"""The steps from noise to picture, as pure functions of ``scheduler_config.json``.

    schedule = schedule_of(config, steps=4)
    sample = noise * schedule.first_scale
    for i, timestep in enumerate(schedule.timesteps):
        output = denoiser(schedule.model_input(i, sample), timestep, …)
        sample = schedule.step(i, sample, output, fresh_noise).sample

Numbers and names are those of the diffusers library, whose configuration files are read:

- Euler and Euler ancestral: Karras et al., "Elucidating the Design Space of Diffusion-Based
  Generative Models" (2022), algorithms 1 and 2 without churn; after k-diffusion.
- DDIM: Song et al., "Denoising Diffusion Implicit Models" (2021), eq. 12 with η = 0;
  v-prediction: Salimans and Ho, "Progressive Distillation" (2022), appendix D; zero terminal
  signal-to-noise ratio: Lin et al., "Common Diffusion Noise Schedules … are Flawed" (2024).
- Rectified flow: Liu et al., "Flow Straight and Fast" (2023); the shift: Esser et al., "Scaling
  Rectified Flow Transformers" (2024), eq. 23.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.errors import PictureError

Array = NDArray[np.float32]
Doubles = NDArray[np.float64]


class Step(NamedTuple):
    """The sample after a step, and what the finished latent looks like from there."""

    sample: Array
    clean: Array


class Schedule(Protocol):
    """The plan of one picture: a fixed number of steps."""

    @property
    def timesteps(self) -> tuple[float, ...]:
        """What the denoiser is told at each step."""
        ...

    @property
    def first_scale(self) -> float:
        """What standard normal noise is multiplied with to be the first sample."""
        ...

    def model_input(self, i: int, sample: Array) -> Array:
        """Return the sample as the denoiser wants it at step ``i``."""
        ...

    def step(self, i: int, sample: Array, output: Array, noise: Array) -> Step:
        """Return what step ``i`` makes of a sample; ``noise`` is standard normal."""
        ...


@dataclass(frozen=True, slots=True)
class Euler:
    """Euler's method over noise levels σ; ``ancestral`` adds fresh noise after each step.

    ``sigmas`` has one more entry than there are steps, the last one 0.
    """

    timesteps: tuple[float, ...]
    sigmas: tuple[float, ...]
    first_scale: float
    prediction: str
    ancestral: bool = False

    def model_input(self, i: int, sample: Array) -> Array:
        """Scale to unit variance."""
        return _single(sample / np.sqrt(self.sigmas[i] ** 2 + 1))

    def step(self, i: int, sample: Array, output: Array, noise: Array) -> Step:
        """Go along the direction from the clean latent; add noise when ancestral."""
        now, after = self.sigmas[i], self.sigmas[i + 1]
        clean = self._clean(now, sample, output)
        fresh = 0.0
        if self.ancestral:
            fresh = float(np.sqrt(after**2 * (now**2 - after**2) / now**2))
        down = float(np.sqrt(after**2 - fresh**2))
        moved = sample + (sample - clean) / now * (down - now) + noise * fresh
        return Step(_single(moved), _single(clean))

    def _clean(self, sigma: float, sample: Array, output: Array) -> Array:
        if self.prediction == "epsilon":
            return _single(sample - sigma * output)
        if self.prediction == "v_prediction":
            one = sigma**2 + 1
            return _single(sample / one - output * (sigma / np.sqrt(one)))
        return output


@dataclass(frozen=True, slots=True)
class Ddim:
    """DDIM without noise. ``kept`` is ᾱ at each step, then at the end.

    ``clip`` bounds the clean latent (0: not at all).
    """

    timesteps: tuple[float, ...]
    kept: tuple[float, ...]
    prediction: str
    clip: float = 0.0
    first_scale: float = 1.0

    def model_input(self, i: int, sample: Array) -> Array:
        """Return the sample: its variance is 1 already."""
        del i
        return sample

    def step(self, i: int, sample: Array, output: Array, noise: Array) -> Step:
        """Split into clean latent and noise, then mix them as the next step wants it."""
        del noise
        now, after = self.kept[i], self.kept[i + 1]
        signal, rest = np.sqrt(now), np.sqrt(1 - now)
        if self.prediction == "epsilon":
            clean, wrong = (sample - rest * output) / signal, output
        elif self.prediction == "v_prediction":
            clean, wrong = signal * sample - rest * output, signal * output + rest * sample
        else:
            clean, wrong = output, (sample - signal * output) / rest
        if self.clip:
            clean = np.clip(clean, -self.clip, self.clip)
        mixed = np.sqrt(after) * clean + np.sqrt(1 - after) * wrong
        return Step(_single(mixed), _single(clean))


@dataclass(frozen=True, slots=True)
class Flow:
    """Euler's method along a rectified flow; ``sigmas`` are shares of noise, from 1 to 0."""

    timesteps: tuple[float, ...]
    sigmas: tuple[float, ...]
    first_scale: float = 1.0

    def model_input(self, i: int, sample: Array) -> Array:
        """Return the sample as it is."""
        del i
        return sample

    def step(self, i: int, sample: Array, output: Array, noise: Array) -> Step:
        """Go straight; ``output`` points from picture to noise."""
        del noise
        now, after = self.sigmas[i], self.sigmas[i + 1]
        return Step(_single(sample + (after - now) * output), _single(sample - now * output))


def schedule_of(config: Mapping[str, Any], steps: int) -> Schedule:
    """Return the plan of ``steps`` steps for a scheduler configuration.

    Samplers that need a memory of earlier steps (PNDM, DPM-Solver, …) are run as DDIM, which
    solves the same equation.

    Raises:
        PictureError: ``picture_engine``; the configuration names what is not known here.
    """
    kind = str(config.get("_class_name", ""))
    try:
        if kind == "FlowMatchEulerDiscreteScheduler":
            return _flow(config, steps)
        if kind in ("EulerDiscreteScheduler", "EulerAncestralDiscreteScheduler"):
            return _euler(config, steps, ancestral="Ancestral" in kind)
        if kind in _AS_DDIM:
            return _ddim(config, steps)
    except (TypeError, ValueError) as error:
        raise PictureError(f"scheduler_config.json can't be used: {error}") from error
    raise PictureError(
        f"scheduler {kind or 'without a name'!r} is not known; known are "
        "Euler, Euler ancestral, DDIM and its relatives, and flow matching"
    )


_AS_DDIM = frozenset(
    f"{name}Scheduler"
    for name in ("DDIM", "PNDM", "DPMSolverMultistep", "DPMSolverSinglestep", "UniPCMultistep")
)


def _euler(config: Mapping[str, Any], steps: int, *, ancestral: bool) -> Euler:
    spacing = str(config.get("timestep_spacing", "linspace"))
    kept = signal_kept(config)
    times = _timesteps(config, spacing, steps, len(kept))
    levels = np.sqrt((1 - kept) / kept)
    sigmas = np.interp(times, np.arange(len(kept)), levels)
    if config.get("use_karras_sigmas"):
        sigmas = _karras(float(levels[0]), float(levels[-1]), steps)
        times = np.interp(np.log(sigmas), np.log(levels), np.arange(len(levels)))
    largest = float(sigmas.max())
    scale = largest if spacing in ("linspace", "trailing") else float(np.sqrt(largest**2 + 1))
    return Euler(
        tuple(times.tolist()), (*sigmas.tolist(), 0.0), scale, _prediction(config), ancestral
    )


def _ddim(config: Mapping[str, Any], steps: int) -> Ddim:
    kept = signal_kept(config)
    spacing = str(config.get("timestep_spacing", "leading"))
    times = np.round(_timesteps(config, spacing, steps, len(kept)))
    at_end = 1.0 if config.get("set_alpha_to_one", True) else float(kept[0])
    begins = kept[times.astype(int)].tolist()
    clip = float(config.get("clip_sample_range", 1.0)) if config.get("clip_sample", True) else 0.0
    return Ddim(tuple(times.tolist()), (*begins, at_end), _prediction(config), clip)


def _flow(config: Mapping[str, Any], steps: int) -> Flow:
    """``timestep_spacing`` "trailing" spreads the steps evenly over all noise, as for FLUX.

    Without it the last step is the smallest that training knew, as for Stable Diffusion 3.
    """
    count, shift = int(config.get("num_train_timesteps", 1000)), float(config.get("shift", 1.0))
    least = _shifted(np.array([1 / count]), shift)[0]
    if config.get("timestep_spacing") == "trailing":
        even = np.linspace(1.0, 1 / steps, steps)
    else:
        even = np.linspace(1.0, least, steps)
    sigmas = _shifted(even, shift)
    return Flow(tuple((sigmas * count).tolist()), (*sigmas.tolist(), 0.0))


def _shifted(sigmas: Doubles, shift: float) -> Doubles:
    shifted: Doubles = shift * sigmas / (1 + (shift - 1) * sigmas)
    return shifted


def signal_kept(config: Mapping[str, Any]) -> Doubles:
    """Return ᾱ: the share of the signal's variance that is left at each training timestep.

    Raises:
        ValueError: the schedule is not known.
    """
    count = int(config.get("num_train_timesteps", 1000))
    first, last = float(config.get("beta_start", 1e-4)), float(config.get("beta_end", 0.02))
    kind = config.get("beta_schedule", "linear")
    if kind == "linear":
        betas = np.linspace(first, last, count)
    elif kind == "scaled_linear":
        betas = np.linspace(first**0.5, last**0.5, count) ** 2
    elif kind == "squaredcos_cap_v2":
        edges = np.cos((np.arange(count + 1) / count + 0.008) / 1.008 * np.pi / 2) ** 2
        betas = np.minimum(1 - edges[1:] / edges[:-1], 0.999)
    else:
        raise ValueError(f"beta_schedule {kind!r}")
    kept = np.cumprod(1 - betas)
    if config.get("rescale_betas_zero_snr"):
        root = np.sqrt(kept)
        root = (root - root[-1]) * root[0] / (root[0] - root[-1])
        kept = np.maximum(root**2, 2.0**-24)
    return np.asarray(kept, np.float64)


def _timesteps(config: Mapping[str, Any], spacing: str, steps: int, count: int) -> Doubles:
    if not 1 <= steps <= count:
        raise ValueError(f"{steps} steps; there can be 1 to {count}")
    if spacing == "linspace":
        return np.linspace(0.0, count - 1, steps)[::-1].astype(np.float64)
    if spacing == "leading":
        times = (np.arange(steps) * (count // steps))[::-1] + int(config.get("steps_offset", 0))
        return np.minimum(times, count - 1).astype(np.float64)
    if spacing == "trailing":
        return (np.round(np.arange(count, 0, -count / steps))[:steps] - 1).astype(np.float64)
    raise ValueError(f"timestep_spacing {spacing!r}")


def _karras(least: float, most: float, steps: int, rho: float = 7.0) -> Doubles:
    ramp = np.linspace(0, 1, steps)
    low, high = least ** (1 / rho), most ** (1 / rho)
    return np.asarray((high + ramp * (low - high)) ** rho, np.float64)


def _prediction(config: Mapping[str, Any]) -> str:
    kind = str(config.get("prediction_type", "epsilon"))
    if kind not in ("epsilon", "v_prediction", "sample"):
        raise ValueError(f"prediction_type {kind!r}")
    return kind


def _single(array: Any) -> Array:
    return np.asarray(array, np.float32)
