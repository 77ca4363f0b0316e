"""microWakeWord: the default engine. 50 to 80 kB a word, under 1 % of one core for four words.

The models come with ``pymicro-wakeword`` (Apache-2.0), or from a custom ``.json`` in the
format of https://github.com/kahrendt/microWakeWord beside its ``.tflite``. All words of a
detector share one feature extractor. TensorFlow Lite's C library crashes the process on a
damaged file, so a custom model is first loaded in a process of its own.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.audio.interface import RATE_HZ, Samples
from assistant.errors import ConfigError, EngineError
from assistant.wake.interface import Detection
from assistant.wake.modelfile import check_model_file
from assistant.wake.sensitivity import Refractory, cutoff

CUTOFF_FLOOR = 0.5
"""Below this score no more words are found, only false ones (measured on "alexa")."""

_LOGGER = logging.getLogger(__name__)


def micro_words() -> tuple[str, ...]:
    """Return the words whose models come with the engine.

    Raises:
        EngineError: the package is missing.
    """
    return tuple(sorted(str(model.value) for model in _package().Model))


class MicroDetector:
    """Listens for words with microWakeWord; see ``make_detector`` for the arguments.

    Raises:
        ConfigError: a word or a model file is wrong.
        EngineError: the engine can't be loaded.
    """

    def __init__(self, words: Sequence[str], sensitivity: float = 0.5) -> None:
        package = _package()
        self._features = package.MicroWakeWordFeatures()
        self._models = dict(_load(package, word) for word in words)
        self._cutoffs = {
            name: cutoff(model.probability_cutoff, CUTOFF_FLOOR, sensitivity)
            for name, model in self._models.items()
        }
        self._refractory = Refractory()

    @property
    def words(self) -> tuple[str, ...]:
        """The names of the words listened for."""
        return tuple(self._models)

    def feed(self, samples: Samples) -> Detection | None:
        """Return the best detection that these samples complete, or None.

        Raises:
            EngineError: the engine failed.
        """
        self._refractory = self._refractory.after(len(samples) / RATE_HZ)
        best: Detection | None = None
        for features in self._features.process_streaming(samples.tobytes()):
            for name, model in self._models.items():
                score = model.process_streaming_prob(features)
                if score is None:
                    raise EngineError(f"The wake word model {name} has stopped.")
                if score > self._cutoffs[name] and (best is None or score > best.score):
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
        import pymicro_wakeword  # noqa: PLC0415  # an optional dependency
    except (ImportError, OSError) as error:
        raise EngineError(f"The package pymicro-wakeword can't be loaded: {error}") from error
    return pymicro_wakeword


def _load(package: Any, word: str) -> tuple[str, Any]:
    """Return a word's name and its model."""
    try:
        if not word.endswith(".json"):
            return word, package.MicroWakeWord.from_builtin(_builtin(package, word))
        path = Path(word).expanduser()
        check_model_file("micro", path, _model_beside(path))
        return path.stem, package.MicroWakeWord.from_config(path)
    except (OSError, RuntimeError, ValueError) as error:
        raise EngineError(f"The wake word {word!r} can't be loaded: {error}") from error


def _builtin(package: Any, word: str) -> Any:
    try:
        return package.Model(word)
    except ValueError as error:
        raise ConfigError(
            f"Unknown wake word {word!r} for the engine micro; it knows"
            f" {', '.join(micro_words())}, or give the path of a model's .json file."
        ) from error


def _model_beside(path: Path) -> Path:
    """Return the model file that a custom word's ``.json`` names.

    Raises:
        ConfigError: the ``.json`` is missing or not what the engine reads.
    """
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        model = str(table["model"])
        str(table["wake_word"])
        own = float(table["micro"]["probability_cutoff"])
        window = int(table["micro"]["sliding_window_size"])
    except OSError as error:
        raise ConfigError(f"{path}: can't be read ({error.strerror}).") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            f"{path}: not a microWakeWord description ({type(error).__name__}: {error}); it needs"
            " model, wake_word, micro.probability_cutoff and micro.sliding_window_size."
        ) from error
    if not 0.0 < own < 1.0 or not 1 <= window <= 100:  # noqa: PLR2004  # 3 s of scores
        raise ConfigError(
            f"{path}: probability_cutoff must be between 0 and 1, sliding_window_size 1 to 100."
        )
    return path.parent / model
