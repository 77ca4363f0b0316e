"""How good the scene model's pictures are, by figures that a machine can check.

Attribute accuracy: a classifier, trained on rendered pictures that the model never saw, says how
often a drawn picture shows the place, time, weather, season and style that were asked for; what
it reaches on rendered pictures is the most that can be expected. Diversity: how far pictures of
the same prompt are apart. Nearest neighbour: how close drawn pictures come to training pictures,
beside how close other rendered pictures come; a model that copies is much closer.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import psutil
from numpy.typing import NDArray

from assistant.imaging.diffusion.engine import DiffusionEngine
from assistant.imaging.interface import PictureRequest, Pixels
from assistant.imaging.scene.program import from_json
from models.recipes.files import run_all
from models.recipes.fit import batches, fit
from models.recipes.scene import networks
from models.recipes.scene.data import ATTRIBUTES, Scenes
from models.recipes.scene.losses import answer_loss
from models.recipes.scene.workshop import Workshop
from models.recipes.trainable import Trainable

_ANSWERS = tuple(len(values) for values in ATTRIBUTES.values())
_SEEDS = 4
_SQUARE = 8


@dataclass(frozen=True, slots=True)
class Quality:
    """Shares of right attributes by name; distances in grey levels (0 to 255, RMS)."""

    accuracy: dict[str, float]
    diversity: float
    nearest: float
    closest: float


@dataclass(frozen=True, slots=True)
class DrawCost:
    """Milliseconds to the first preview (p50) and to the picture, and memory in 10^6 bytes."""

    preview_ms: float
    p50_ms: float
    p95_ms: float
    memory_mb: float


class Judge:
    """Judges pictures for a workshop; trains its classifier when there is none yet."""

    def __init__(self, shop: Workshop) -> None:
        self._path = shop.path("classifier.onnx")
        scenes = shop.unseen()
        held = max(len(scenes.programs) // 5, 1)
        if not self._path.exists():
            onnx.save(_taught(shop, scenes, held), self._path)
        self.rendered = Scenes(np.asarray(scenes.pictures[:held]), scenes.programs[:held])
        training = shop.training().pictures
        self._known = np.concatenate([_thumbnails(training), _thumbnails(training[:, :, ::-1])])

    def accuracy(self, pictures: NDArray[np.uint8], labels: NDArray[np.int32]) -> dict[str, float]:
        """Return for each attribute the share of pictures that show what was asked for."""
        sample = pictures.astype(np.float32).transpose(0, 3, 1, 2) / 127.5 - 1
        scores = run_all(self._path, {"sample": sample})["scores"]
        parts = np.split(scores, np.cumsum(_ANSWERS)[:-1], axis=1)
        return {
            name: round(float((part.argmax(1) == labels[:, i]).mean()), 4)
            for i, (name, part) in enumerate(zip(ATTRIBUTES, parts, strict=True))
        }

    def nearest(self, pictures: NDArray[np.uint8]) -> NDArray[np.float64]:
        """Return each picture's distance to the training picture that is most like it."""
        distances: NDArray[np.float64] = np.array(
            [np.sqrt(np.square(self._known - one).mean((1, 2, 3)).min())
             for one in _thumbnails(pictures)]
        )  # fmt: skip
        return distances

    def of_rendered(self) -> Quality:
        """Return the figures of rendered pictures: the most that a model can reach."""
        near = self.nearest(self.rendered.pictures)
        accuracy = self.accuracy(self.rendered.pictures, self.rendered.labels())
        return Quality(accuracy, 0.0, _middle(near), round(float(near.min()), 2))

    def of_pipeline(self, folder: Path, requests: list[PictureRequest], steps: int = 0) -> Quality:
        """Return the figures of a pipeline that draws these requests (with scene programs)."""
        engine = DiffusionEngine(folder, os.cpu_count() or 1)
        asked = [replace(request, steps=steps) for request in requests]
        pictures = np.stack([drawn(engine, request) for request in asked])
        scenes = Scenes(pictures, tuple(from_json(request.program) for request in asked))
        near = self.nearest(pictures)
        return Quality(
            self.accuracy(pictures, scenes.labels()),
            _diversity(engine, asked[: max(len(asked) // 8, 1)]),
            _middle(near),
            round(float(near.min()), 2),
        )


def drawn(engine: DiffusionEngine, request: PictureRequest) -> Pixels:
    """Return a drawn picture."""
    return engine.draw(request, lambda _: None, lambda: False).pixels


def draw_cost(folder: Path, requests: list[PictureRequest], threads: int) -> DrawCost:
    """Return what drawing costs; memory is honest in a fresh process only."""
    process = psutil.Process()
    before = process.memory_info().rss
    engine = DiffusionEngine(folder, threads)
    drawn(engine, requests[0])
    previews, totals, peak = [], [], before
    for request in requests:
        began, first = time.perf_counter(), list[float]()
        engine.draw(request, lambda _: first.append(time.perf_counter()), lambda: False)  # noqa: B023
        previews.append((first[0] - began) * 1e3)
        totals.append((time.perf_counter() - began) * 1e3)
        peak = max(peak, process.memory_info().rss)
    p50, p95 = np.percentile(totals, [50, 95])
    return DrawCost(
        round(float(np.median(previews)), 1), round(float(p50), 1), round(float(p95), 1),
        round((peak - before) / 1e6, 1),
    )  # fmt: skip


def _taught(shop: Workshop, scenes: Scenes, held: int) -> onnx.ModelProto:
    network = Trainable(networks.classifier(shop.size, shop.seed + 9, sum(_ANSWERS)))
    labels = scenes.labels()[held:]
    data = {"pictures": scenes.pictures[held:], "labels": labels}
    fitted = fit(
        shop.plan("classifier", shop.size.classifier_steps, shop.size.classifier_s),
        network.weights,
        answer_loss(network, _ANSWERS),
        batches(data, min(shop.size.batch, len(labels)), shop.seed),
        shop.say,
    )
    return network.with_weights(fitted.weights)


def _diversity(engine: DiffusionEngine, requests: list[PictureRequest]) -> float:
    """Return the mean distance between pictures of the same prompt and different seeds."""
    spread: list[Any] = []
    for request in requests:
        some = np.stack([drawn(engine, replace(request, seed=9000 + i)) for i in range(_SEEDS)])
        small = _thumbnails(some)
        spread += [
            np.sqrt(np.square(small[i] - small[j]).mean()) for i in range(_SEEDS) for j in range(i)
        ]
    return _middle(np.array(spread))


def _thumbnails(pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the mean colours of squares of 8 × 8 pixels."""
    height, width = pictures.shape[1:3]
    squares = (height // _SQUARE, _SQUARE, width // _SQUARE, _SQUARE, 3)
    return np.stack([one.reshape(squares).mean((1, 3), dtype=np.float32) for one in pictures])


def _middle(values: NDArray[np.float64]) -> float:
    return round(float(np.median(values)), 2)
