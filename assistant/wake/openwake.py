"""openWakeWord: the second engine. Other models, so other strengths; about 24 % of one core.

The models come with ``pyopen-wakeword`` (their licence is in the model catalogue), or from a
custom ``.tflite`` of https://github.com/dscripka/openWakeWord.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.audio.interface import RATE_HZ, Samples
from assistant.errors import ConfigError, EngineError
from assistant.wake.interface import Detection
from assistant.wake.modelfile import check_model_file
from assistant.wake.sensitivity import Refractory, cutoff

OWN_CUTOFF = 0.5
CUTOFF_FLOOR = 0.1


def open_words() -> tuple[str, ...]:
    """Return the words whose models come with the engine.

    Raises:
        EngineError: the package is missing.
    """
    return tuple(sorted(str(model.value) for model in _package().Model))


class OpenDetector:
    """Listens for words with openWakeWord; see ``make_detector`` for the arguments.

    Raises:
        ConfigError: a word or a model file is wrong.
        EngineError: the engine can't be loaded.
    """

    def __init__(self, words: Sequence[str], sensitivity: float = 0.5) -> None:
        package = _package()
        self._features = package.OpenWakeWordFeatures.from_builtin()
        self._models = dict(_load(package, word) for word in words)
        self._cutoff = cutoff(OWN_CUTOFF, CUTOFF_FLOOR, sensitivity)
        self._refractory = Refractory()

    @property
    def words(self) -> tuple[str, ...]:
        """The names of the words listened for."""
        return tuple(self._models)

    def feed(self, samples: Samples) -> Detection | None:
        """Return the best detection that these samples complete, or None."""
        self._refractory = self._refractory.after(len(samples) / RATE_HZ)
        best: Detection | None = None
        for embeddings in self._features.process_streaming(samples.tobytes()):
            for name, model in self._models.items():
                for score in model.process_streaming(embeddings):
                    if score > self._cutoff and (best is None or score > best.score):
                        best = Detection(name, float(score))
        if best is None or not self._refractory.ready:
            return None
        self._refractory = self._refractory.detected()
        return best

    def reset(self) -> None:
        """Forget what was heard."""
        self._features.reset()
        for model in self._models.values():
            model.reset()
        self._refractory = Refractory()


def _package() -> Any:
    try:
        import pyopen_wakeword  # noqa: PLC0415  # an optional dependency
    except (ImportError, OSError) as error:
        raise EngineError(f"The package pyopen-wakeword can't be loaded: {error}") from error
    return pyopen_wakeword


def _load(package: Any, word: str) -> tuple[str, Any]:
    """Return a word's name and its model."""
    try:
        if not word.endswith(".tflite"):
            return word, package.OpenWakeWord.from_builtin(_builtin(package, word))
        path = Path(word).expanduser()
        check_model_file("open", path, path)
        return path.stem, package.OpenWakeWord.from_model(path)
    except (OSError, RuntimeError, ValueError) as error:
        raise EngineError(f"The wake word {word!r} can't be loaded: {error}") from error


def _builtin(package: Any, word: str) -> Any:
    try:
        return package.Model(word)
    except ValueError as error:
        raise ConfigError(
            f"Unknown wake word {word!r} for the engine open; it knows"
            f" {', '.join(open_words())}, or give the path of a .tflite file."
        ) from error
