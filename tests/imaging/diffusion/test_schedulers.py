"""Each scheduler against what its mathematics says in closed form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.errors import PictureError
from assistant.imaging.diffusion.schedulers import (
    Ddim,
    Euler,
    Flow,
    Schedule,
    schedule_of,
    signal_kept,
)

SD = {
    "_class_name": "EulerDiscreteScheduler",
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "num_train_timesteps": 1000,
    "timestep_spacing": "trailing",
}
DDIM = SD | {"_class_name": "DDIMScheduler", "clip_sample": False, "timestep_spacing": "leading"}
FLOW = {"_class_name": "FlowMatchEulerDiscreteScheduler", "timestep_spacing": "trailing"}

Oracle = Callable[[NDArray[np.float32], int], NDArray[np.float32]]


def run(
    schedule: Schedule, oracle: Oracle, start: NDArray[np.float32], seed: int = 0
) -> NDArray[np.float32]:
    rng = np.random.default_rng(seed)
    sample = start
    for i in range(len(schedule.timesteps)):
        noise = rng.standard_normal(sample.shape, dtype=np.float32)
        sample = schedule.step(i, sample, oracle(sample, i), noise).sample
    return sample


def noise(*shape: int, seed: int = 1) -> NDArray[np.float32]:
    return np.random.default_rng(seed).standard_normal(shape, dtype=np.float32)


def test_signal_kept_is_the_product_of_what_each_step_keeps() -> None:
    kept = signal_kept(SD)
    betas = np.linspace(0.00085**0.5, 0.012**0.5, 1000) ** 2
    assert kept[0] == pytest.approx(1 - 0.00085)
    assert kept[-1] == pytest.approx(np.exp(np.log1p(-betas).sum()))
    assert signal_kept(SD | {"rescale_betas_zero_snr": True})[-1] == pytest.approx(0, abs=1e-7)
    cosine = signal_kept({"beta_schedule": "squaredcos_cap_v2"})
    assert cosine[499] == pytest.approx(np.cos((0.5 + 0.008) / 1.008 * np.pi / 2) ** 2, rel=1e-3)


@pytest.mark.parametrize(
    ("spacing", "steps", "expected"),
    [
        ("trailing", 1, [999]),
        ("trailing", 4, [999, 749, 499, 249]),
        ("leading", 4, [751, 501, 251, 1]),
        ("linspace", 3, [999, 499.5, 0]),
    ],
)
def test_timesteps_are_spaced_as_diffusers_does(
    spacing: str, steps: int, expected: list[float]
) -> None:
    config = SD | {"timestep_spacing": spacing, "steps_offset": 1}
    assert list(schedule_of(config, steps).timesteps) == pytest.approx(expected)


def test_the_first_noise_of_sd_turbo_has_the_largest_sigma() -> None:
    schedule = schedule_of(SD, 1)
    kept = signal_kept(SD)[-1]
    assert schedule.first_scale == pytest.approx(np.sqrt((1 - kept) / kept))
    assert schedule.first_scale == pytest.approx(14.6146, abs=1e-3)
    sample = noise(1, 4, 2, 2) * np.float32(schedule.first_scale)
    scaled = schedule.model_input(0, sample)
    assert scaled == pytest.approx(sample / np.sqrt(14.6146**2 + 1), rel=1e-4)


@pytest.mark.parametrize("kind", ["EulerDiscreteScheduler", "EulerAncestralDiscreteScheduler"])
@pytest.mark.parametrize("prediction", ["epsilon", "v_prediction", "sample"])
@pytest.mark.parametrize("steps", [1, 4])
def test_euler_reaches_the_picture_that_the_denoiser_knows(
    kind: str, prediction: str, steps: int
) -> None:
    """A denoiser that always sees the same clean latent leads to it, whatever it outputs."""
    clean = noise(1, 4, 3, 5, seed=2)
    schedule = schedule_of(SD | {"_class_name": kind, "prediction_type": prediction}, steps)
    assert isinstance(schedule, Euler)

    def oracle(sample: NDArray[np.float32], i: int) -> NDArray[np.float32]:
        sigma = schedule.sigmas[i]
        epsilon = (sample - clean) / sigma
        root = np.sqrt(sigma**2 + 1)
        answers = {
            "epsilon": epsilon,
            "sample": clean,
            "v_prediction": (epsilon - sigma * clean) / root,
        }
        return np.asarray(answers[prediction], np.float32)

    start = noise(1, 4, 3, 5) * np.float32(schedule.first_scale)
    assert run(schedule, oracle, start) == pytest.approx(clean, abs=2e-4)


def test_euler_follows_the_exact_path_of_gaussian_data() -> None:
    """For data N(0, s²) the probability flow has a closed form: x scales with √(s² + σ²)."""
    spread = 0.5
    schedule = schedule_of(SD | {"timestep_spacing": "linspace"}, 1000)
    assert isinstance(schedule, Euler)

    def oracle(sample: NDArray[np.float32], i: int) -> NDArray[np.float32]:
        sigma = schedule.sigmas[i]
        return np.asarray(sample * sigma / (spread**2 + sigma**2), np.float32)

    start = np.full((1,), 14.0, np.float32)
    largest = schedule.sigmas[0]
    exact = 14.0 * spread / np.sqrt(spread**2 + largest**2)
    assert run(schedule, oracle, start)[0] == pytest.approx(exact, rel=0.02)


def test_ancestral_steps_keep_the_variance_that_they_claim() -> None:
    """With a clean latent of zeros the sample after a step is noise of the next sigma."""
    config = SD | {"_class_name": "EulerAncestralDiscreteScheduler"}
    schedule = schedule_of(config, 4)
    assert isinstance(schedule, Euler)
    sample = noise(200_000) * np.float32(schedule.sigmas[0])
    epsilon = sample / np.float32(schedule.sigmas[0])
    after = schedule.step(0, sample, epsilon, noise(200_000, seed=9)).sample
    assert float(after.std()) == pytest.approx(schedule.sigmas[1], rel=0.01)
    plain = schedule_of(SD, 4).step(0, sample, epsilon, noise(200_000, seed=9)).sample
    assert not np.allclose(plain, after)


@pytest.mark.parametrize("prediction", ["epsilon", "v_prediction", "sample"])
@pytest.mark.parametrize("kind", ["DDIMScheduler", "PNDMScheduler"])
def test_ddim_reaches_the_picture_that_the_denoiser_knows(kind: str, prediction: str) -> None:
    clean = noise(1, 4, 3, 5, seed=2)
    config = DDIM | {"_class_name": kind, "prediction_type": prediction, "set_alpha_to_one": True}
    schedule = schedule_of(config, 10)
    assert isinstance(schedule, Ddim)

    def oracle(sample: NDArray[np.float32], i: int) -> NDArray[np.float32]:
        signal, rest = np.sqrt(schedule.kept[i]), np.sqrt(1 - schedule.kept[i])
        epsilon = (sample - signal * clean) / rest
        answers = {
            "epsilon": epsilon,
            "sample": clean,
            "v_prediction": signal * epsilon - rest * clean,
        }
        return np.asarray(answers[prediction], np.float32)

    assert run(schedule, oracle, noise(1, 4, 3, 5)) == pytest.approx(clean, abs=1e-4)


def test_ddim_keeps_noise_at_the_level_of_each_timestep() -> None:
    """A step that knows the noise goes exactly to √ᾱ·x₀ + √(1-ᾱ)·ε of the next timestep."""
    clean, epsilon = noise(8, seed=2), noise(8, seed=3)
    schedule = schedule_of(DDIM, 5)
    assert isinstance(schedule, Ddim)
    now, after = schedule.kept[1], schedule.kept[2]
    sample = np.sqrt(now) * clean + np.sqrt(1 - now) * epsilon
    step = schedule.step(1, sample.astype(np.float32), epsilon, epsilon)
    assert step.sample == pytest.approx(np.sqrt(after) * clean + np.sqrt(1 - after) * epsilon,
                                        abs=1e-5)  # fmt: skip
    assert step.clean == pytest.approx(clean, abs=1e-5)
    assert after == pytest.approx(signal_kept(DDIM)[int(schedule.timesteps[2])])


def test_ddim_clips_the_clean_latent_only_when_told() -> None:
    wide = np.full(3, 5.0, np.float32)
    for clip, expected in ((True, 1.0), (False, 5.0)):
        config = DDIM | {"clip_sample": clip, "prediction_type": "sample"}
        assert schedule_of(config, 2).step(0, wide, wide, wide).clean == pytest.approx(expected)


@pytest.mark.parametrize("shift", [1.0, 3.0])
@pytest.mark.parametrize("steps", [1, 2, 4])
def test_a_straight_flow_needs_no_more_than_its_steps(steps: int, shift: float) -> None:
    clean, start = noise(6, seed=2), noise(6)
    schedule = schedule_of(FLOW | {"shift": shift}, steps)
    assert isinstance(schedule, Flow)
    straight = run(schedule, lambda *_: start - clean, start)
    assert straight == pytest.approx(clean, abs=1e-5)
    assert schedule.timesteps[0] == 1000
    assert schedule.step(0, start, start - clean, start).clean == pytest.approx(clean, abs=1e-5)


def test_the_shift_bends_the_times_as_stable_diffusion_3_does() -> None:
    even = schedule_of(FLOW, 4)
    assert isinstance(even, Flow)
    assert list(even.sigmas) == pytest.approx([1, 0.75, 0.5, 0.25, 0])
    bent = schedule_of(FLOW | {"shift": 3.0}, 4)
    assert isinstance(bent, Flow)
    assert list(bent.sigmas) == pytest.approx([1, 0.9, 0.75, 0.5, 0])
    plain = schedule_of({"_class_name": "FlowMatchEulerDiscreteScheduler"}, 4)
    assert isinstance(plain, Flow)
    assert list(plain.sigmas) == pytest.approx([1, 0.667, 0.334, 0.001, 0])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"_class_name": "HeunScheduler"}, "HeunScheduler"),
        ({"_class_name": ""}, "without a name"),
        ({"beta_schedule": "sigmoid"}, "sigmoid"),
        ({"timestep_spacing": "odd"}, "odd"),
        ({"prediction_type": "noise"}, "noise"),
        ({"beta_start": None}, "can't be used"),
    ],
)
def test_what_is_not_known_is_named(change: dict[str, Any], says: str) -> None:
    with pytest.raises(PictureError, match=says) as caught:
        schedule_of(SD | change, 4)
    assert caught.value.code == "picture_engine"


@pytest.mark.parametrize("steps", [0, 1001])
def test_impossible_numbers_of_steps_are_refused(steps: int) -> None:
    with pytest.raises(PictureError, match="1 to 1000"):
        schedule_of(SD, steps)
