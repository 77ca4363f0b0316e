"""Check a custom wake word model before it may run in the assistant's own process.

TensorFlow Lite's C library ends the process on a damaged model (a null pointer is not looked
at), so the file is tried in another one first:

    python -m assistant.wake.modelfile micro my_word.json
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from assistant.errors import ConfigError

TRIAL_S = 30.0
MAX_BYTES = 20_000_000
_MAGIC = b"TFL3"
"""File identifier of the TensorFlow Lite flatbuffer schema, at byte 4."""


def check_model_file(engine: str, described: Path, model: Path) -> None:
    """Return when a model file exists, is what it should be, and runs.

    Args:
        engine: ``micro`` or ``open``.
        described: the file that the setting names.
        model: the ``.tflite`` file that belongs to it.

    Raises:
        ConfigError: it does not; the message says what is wrong.
    """
    try:
        size = model.stat().st_size
        with model.open("rb") as file:
            magic = file.read(8)[4:]
    except OSError as error:
        raise ConfigError(f"{model}: the model can't be read ({error.strerror}).") from error
    if magic != _MAGIC:
        raise ConfigError(f"{model}: not a TensorFlow Lite model (it should have TFL3 at byte 4).")
    if size > MAX_BYTES:
        raise ConfigError(f"{model}: {size} bytes; a wake word model has at most {MAX_BYTES}.")
    if not _runs(engine, described):
        raise ConfigError(
            f"{model}: the wake word model is damaged or not one for the engine {engine};"
            " copy it again."
        )


def _runs(engine: str, described: Path) -> bool:
    command = [sys.executable, "-m", "assistant.wake.modelfile", engine, str(described)]
    ours = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, (ours, os.environ.get("PYTHONPATH"))))
    try:
        tried = subprocess.run(
            command,
            env={**os.environ, "PYTHONPATH": path},
            capture_output=True,
            timeout=TRIAL_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return tried.returncode == 0


def _try(engine: str, described: Path) -> None:
    """Load a model and let it hear two seconds of noise."""
    import numpy as np  # noqa: PLC0415  # only the trial process needs them

    noise = np.random.default_rng(0).integers(-99, 99, 32_000, dtype=np.int16).tobytes()
    if engine == "micro":
        from pymicro_wakeword import (  # noqa: PLC0415
            MicroWakeWord,
            MicroWakeWordFeatures,
        )

        word = MicroWakeWord.from_config(described)
        scores = [
            word.process_streaming_prob(f) for f in MicroWakeWordFeatures().process_streaming(noise)
        ]
    else:
        from pyopen_wakeword import OpenWakeWord, OpenWakeWordFeatures  # noqa: PLC0415

        model = OpenWakeWord.from_model(described)
        parts = OpenWakeWordFeatures.from_builtin().process_streaming(noise)
        scores = [score for part in parts for score in model.process_streaming(part)]
    if not scores or not all(s is not None and 0.0 <= s <= 1.0 for s in scores):
        sys.exit("no scores")


if __name__ == "__main__":
    _try(sys.argv[1], Path(sys.argv[2]))
