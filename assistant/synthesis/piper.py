"""The Piper voice. Child side only: Piper is GPL-3 and stays in a process of its own."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
from piper import PiperVoice
from piper.config import PiperConfig

from assistant.audio.interface import Samples
from assistant.errors import EngineError, IntegrityError, NotInstalledError
from assistant.synthesis.windows import windows

MAX_THREADS = 4
ENCODER, DECODER, SETTINGS = "encoder.onnx", "decoder.onnx", "voice.json"
"""The voice in two halves (``assistant.store.voice_recipes``), and Piper's settings of it."""

CONTEXT = 12
"""Frames at each end of a window that only lead in: with 12, the sound differs from that of the
whole sentence by less than 0.1 % of its level (RMS)."""
LOUDNESS = 0.085
"""RMS of speech, full scale being 1; voices keep their level within a tenth of it."""
_MEASURED = "The quick brown fox jumps over the lazy dog."


class PiperEngine:
    """Speaks sentences of one language with one voice."""

    def __init__(self, folder: Path, threads: int = 0) -> None:
        """Load the voice.

        Raises:
            NotInstalledError: a file is missing.
            IntegrityError: a file is damaged.
        """
        count = threads or min(MAX_THREADS, os.cpu_count() or 1)
        self._config = _settings(folder / SETTINGS)
        self._voice = PiperVoice(session=_session(folder / ENCODER, count), config=self._config)
        self._decoder = _session(folder / DECODER, count)
        self._gain = 1.0
        measured = np.concatenate(list(self._sentence(_MEASURED, 1.0)))  # warms up, too
        self._gain = LOUDNESS / max(float(np.sqrt(np.mean(measured**2))), LOUDNESS / 4)

    def pieces(self, text: str, pace: float = 1.0) -> Iterator[tuple[Samples, int]]:
        """Yield mono int16 samples of ``text`` and their rate; ``pace`` 2.0 is twice as fast.

        Raises:
            EngineError: the voice failed on the text.
        """
        rate_hz = int(self._config.sample_rate)
        yield np.zeros(0, np.int16), rate_hz  # of a text without any sound, the rate is known, too
        try:
            for sound in self._sentence(text, pace):
                level = np.clip(sound * self._gain, -1.0, 1.0)
                yield np.round(level * 32767).astype(np.int16), rate_hz
        except (RuntimeError, ValueError) as error:
            raise EngineError("The voice failed on a sentence.") from error

    def _sentence(self, text: str, pace: float) -> Iterator[npt.NDArray[np.float32]]:
        """Yield the sound of a text, as loud as the network makes it."""
        config = self._config
        scales = (config.noise_scale, config.length_scale / pace, config.noise_w_scale)
        for phonemes in self._voice.phonemize(text):
            ids = self._voice.phonemes_to_ids(phonemes)
            inputs = {
                "input": np.array([ids], dtype=np.int64),
                "input_lengths": np.array([len(ids)], dtype=np.int64),
                "scales": np.array(scales, dtype=np.float32),
            }
            yield from self._decoded(self._voice.session.run(None, inputs)[0])

    def _decoded(self, frames: npt.NDArray[np.float32]) -> Iterator[npt.NDArray[np.float32]]:
        """Yield the sound of ``(1, channels, frames)``, window by window."""
        name = self._decoder.get_inputs()[0].name
        for window in windows(frames.shape[2], CONTEXT):
            part = frames[:, :, window.first : window.last]
            yield window.kept(self._decoder.run(None, {name: part})[0].ravel())


class _Session(onnxruntime.InferenceSession):  # type: ignore[misc]  # no type hints
    """Gives back the memory of a long sentence, 200 MB, after it, at no cost in time."""

    def run(self, names: Any, inputs: Any, options: Any = None) -> Any:
        """Run the network once."""
        if options is None:
            options = onnxruntime.RunOptions()
            options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
        return super().run(names, inputs, options)


def _settings(path: Path) -> PiperConfig:
    try:
        table: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return PiperConfig.from_dict(table)
    except FileNotFoundError as error:
        raise NotInstalledError(f"{path}: missing; pull the voice again") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IntegrityError(f"{path}: the voice's settings can't be read: {error}") from error


def _session(path: Path, threads: int) -> onnxruntime.InferenceSession:
    """Load half of the network; without planned memory reuse that takes a quarter of the time.

    Threads that wait do not spin: those of one half would slow the other down by half.
    """
    if not path.is_file():
        raise NotInstalledError(f"{path}: missing; pull the voice again")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.enable_mem_reuse = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    try:
        return _Session(str(path), options, ["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's own exceptions have no common public base
        raise IntegrityError(f"{path}: the voice can't be read: {error}") from error
