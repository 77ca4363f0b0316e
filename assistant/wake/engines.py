"""Choose a wake word engine and its words."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.errors import ConfigError
from assistant.wake.fake import FakeDetector
from assistant.wake.interface import WakeDetector
from assistant.wake.micro import MicroDetector, micro_words
from assistant.wake.openwake import OpenDetector, open_words

ENGINES = ("micro", "open", "fake")


def make_detector(engine: str, words: Sequence[str], sensitivity: float = 0.5) -> WakeDetector:
    """Return a detector for one zone.

    Args:
        engine: ``micro`` (the default of the settings), ``open`` or ``fake``.
        words: names that ``available_words`` lists, or paths of custom models: for ``micro``
            the ``.json`` beside its ``.tflite``, for ``open`` the ``.tflite``.
        sensitivity: 0 (strict) to 1 (eager); 0.5 is the model's own threshold.

    Raises:
        ConfigError: the engine, a word or a model file is wrong; the message says which.
        EngineError: the engine can't be loaded.
    """
    match engine:
        case "micro":
            return MicroDetector(words, sensitivity)
        case "open":
            return OpenDetector(words, sensitivity)
        case "fake":
            return FakeDetector(words)
    raise ConfigError(f"Unknown wake word engine {engine!r}; known are: {', '.join(ENGINES)}.")


def available_words(engine: str) -> tuple[str, ...]:
    """Return the words that an engine brings along.

    Raises:
        ConfigError: the engine is unknown.
        EngineError: its package is missing.
    """
    match engine:
        case "micro":
            return micro_words()
        case "open":
            return open_words()
        case "fake":
            return ()
    raise ConfigError(f"Unknown wake word engine {engine!r}; known are: {', '.join(ENGINES)}.")
