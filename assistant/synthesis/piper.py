"""The Piper voice. Child side only: Piper is GPL-3 and stays in a process of its own."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from piper import PiperVoice, SynthesisConfig
from piper.config import PiperConfig

from assistant.audio.interface import Samples
from assistant.errors import EngineError, IntegrityError, NotInstalledError

MAX_THREADS = 4


class PiperEngine:
    """Speaks sentences of one language with one ONNX voice."""

    def __init__(self, model: str, threads: int = 0, length_scale: float | None = None) -> None:
        """Load the voice; its settings are in ``<model>.json``.

        Raises:
            NotInstalledError: a file is missing.
            IntegrityError: a file is damaged.
        """
        path = Path(model)
        self._voice = PiperVoice(
            session=_session(path, threads or min(MAX_THREADS, os.cpu_count() or 1)),
            config=_settings(path.with_name(f"{path.name}.json")),
        )
        self._style = SynthesisConfig(length_scale=length_scale, normalize_audio=True)
        self.speak("Okay.")  # warms up

    def speak(self, text: str, pace: float = 1.0) -> tuple[Samples, int]:
        """Return mono int16 samples of ``text`` and their rate; ``pace`` 2.0 is twice as fast.

        Raises:
            EngineError: the voice failed on the text.
        """
        rate_hz = int(self._voice.config.sample_rate)
        length = self._style.length_scale or self._voice.config.length_scale
        style = replace(self._style, length_scale=length / pace)
        try:
            chunks = [
                chunk.audio_int16_array for chunk in self._voice.synthesize(text, syn_config=style)
            ]
        except (RuntimeError, ValueError) as error:
            raise EngineError("The voice failed on a sentence.") from error
        if not chunks:
            return np.zeros(0, np.int16), rate_hz
        return np.concatenate(chunks).astype(np.int16), rate_hz


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
    """Load the network; without planned memory reuse that takes 0.5 s instead of 2.4 s."""
    if not path.is_file():
        raise NotInstalledError(f"{path}: missing; pull the voice again")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.enable_mem_reuse = False
    options.log_severity_level = 3
    try:
        return _Session(str(path), options, ["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's own exceptions have no common public base
        raise IntegrityError(f"{path}: the voice can't be read: {error}") from error
