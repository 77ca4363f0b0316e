"""The folder in which the scene model is made, and what its stages leave there.

A stage that finds its result does nothing, so a run that was cut off goes on where it stopped.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from tokenizers import Tokenizer

from assistant.imaging.scene.program import from_json, to_json
from models.recipes.fit import Plan
from models.recipes.scene.data import Scenes, programs, rendered
from models.recipes.scene.sizes import Size
from models.recipes.scene.words import tokenizer
from models.recipes.trainable import Trainable

_MANY = 20_000


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where, and how large; training pauses at ``until_s`` on the monotonic clock."""

    folder: Path
    size: Size
    seed: int
    processes: int
    until_s: float
    say: Callable[[str], None]

    def path(self, name: str) -> Path:
        """Return the path of something in the folder."""
        return self.folder / name

    def plan(self, name: str, steps: int, seconds: float) -> Plan:
        """Return how a stage is trained; its state is kept in the folder."""
        left_s = max(self.until_s - time.monotonic(), 0.0)
        return Plan(
            name, steps, seconds, left_s, self.size.rate, self.seed,
            self.path(f"{name}.state.npz"),
        )  # fmt: skip

    def scenes(self, name: str, count: int, seed: int) -> Scenes:
        """Return rendered scenes, rendered now if they were not."""
        pictures, programs_file = self.path(f"{name}.npy"), self.path(f"{name}.json")
        if not programs_file.exists():
            self.say(f"{name}: rendering {count} pictures")
            made = rendered(self.size, count, seed, self.processes)
            np.save(pictures, made.pictures)
            programs_file.write_text(json.dumps([to_json(each) for each in made.programs]))
        kept = json.loads(programs_file.read_text())
        return Scenes(np.load(pictures, mmap_mode="r"), tuple(map(from_json, kept)))

    def training(self) -> Scenes:
        """Return the pictures that the model learns from."""
        return self.scenes("training", self.size.pictures, self.seed)

    def unseen(self) -> Scenes:
        """Return pictures of other seeds, which only the judge learns from."""
        return self.scenes("unseen", self.size.pictures // 2, self.seed + 1)

    def tokenizer(self) -> Any:
        """Return the tokenizer, of all words that captions of any scene can have."""
        path = self.path("tokenizer.json")
        if not path.exists():
            many = programs(_MANY, self.seed + 2, subjects=3)
            empty = np.empty((0, 0, 0, 3), np.uint8)
            both = Scenes(empty, tuple(many)).captions()
            tokenizer([text for texts in both for text in texts], self.size.length).save(str(path))
        return Tokenizer.from_file(str(path))

    def trainable(self, name: str, fresh: Callable[[], onnx.ModelProto]) -> Trainable:
        """Return a network from the folder, or a fresh one."""
        path = self.path(f"{name}.onnx")
        return Trainable(onnx.load(path) if path.exists() else fresh())
