"""The training pictures: scene programs drawn at random, rendered, with captions as tokens.

Everything follows from the size and the seed: the same call gives the same pictures.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.imaging.diffusion.captions import LANGUAGES, caption
from assistant.imaging.scene.program import (
    Feature,
    Place,
    SceneProgram,
    Season,
    Style,
    SubjectPlacement,
    Time,
    Weather,
)
from assistant.imaging.scene.render import render
from assistant.imaging.scene.subjects import SUBJECTS
from models.recipes.scene.sizes import Size

ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "place": tuple(Place),
    "time": tuple(Time),
    "weather": tuple(Weather),
    "season": tuple(Season),
    "style": tuple(Style),
}
"""What a classifier is asked about a picture, with the possible answers."""

_SOME_FEATURES = 2
_CHUNK = 50


@dataclass(frozen=True, slots=True)
class Scenes:
    """Pictures, (n, height, width, 3) uint8, and the programs that they were rendered from."""

    pictures: NDArray[np.uint8]
    programs: tuple[SceneProgram, ...]

    def labels(self) -> NDArray[np.int32]:
        """Return (n, attributes): the number of each attribute's value."""
        return np.array(
            [
                [values.index(getattr(program, name)) for name, values in ATTRIBUTES.items()]
                for program in self.programs
            ],
            np.int32,
        )

    def captions(self) -> tuple[list[str], ...]:
        """Return all captions, once for each language."""
        return tuple([caption(program, language) for program in self.programs]
                     for language in LANGUAGES)  # fmt: skip


def programs(count: int, seed: int, subjects: int) -> list[SceneProgram]:
    """Return random programs with up to this many kinds of subjects."""
    rng = random.Random(f"scene-{seed}")  # noqa: S311 -- no secret
    return [_program(rng, subjects) for _ in range(count)]


def _program(rng: random.Random, most: int) -> SceneProgram:
    features = rng.sample(list(Feature), rng.choice((0, 0, 1, _SOME_FEATURES)))
    kinds = rng.sample(sorted(SUBJECTS), rng.randint(0, most))
    return SceneProgram(
        place=rng.choice(list(Place)),
        time=rng.choice(list(Time)),
        weather=rng.choice(list(Weather)),
        season=rng.choice(list(Season)),
        style=rng.choice(list(Style)),
        features=tuple(features),
        subjects=tuple(SubjectPlacement(kind) for kind in kinds),
        seed=rng.randrange(2**31),
    )


def rendered(size: Size, count: int, seed: int, processes: int) -> Scenes:
    """Return ``count`` rendered scenes; ``processes`` work at it."""
    wanted = programs(count, seed, size.subjects)
    jobs = [(wanted[i : i + _CHUNK], (size.width, size.height)) for i in range(0, count, _CHUNK)]
    pictures = np.empty((count, size.height, size.width, 3), np.uint8)
    done = 0
    for some in _mapped(jobs, processes):
        pictures[done : done + len(some)] = some
        done += len(some)
    return Scenes(pictures, tuple(wanted))


def _mapped(jobs: list[Any], processes: int) -> Iterator[NDArray[np.uint8]]:
    if processes <= 1:
        yield from map(_render_some, jobs)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_render_some, jobs)


def _render_some(job: tuple[list[SceneProgram], tuple[int, int]]) -> NDArray[np.uint8]:
    wanted, size = job
    return np.stack([render(program, size) for program in wanted])
