"""A wake word detector without a model, for tests and demonstrations.

It hears a word where the sound holds its mark: ``spoken_mark(n)`` for word ``n`` of those it
listens for. Nothing natural looks like a mark.

    >>> detector = FakeDetector(["hey_jarvis"])
    >>> detector.feed(spoken_mark(0))
    Detection(word='hey_jarvis', score=1.0)
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.audio.interface import Samples
from assistant.wake.interface import Detection

_MARK = (12_345, -12_345, 12_345, -23_456)


class FakeDetector:
    """Detects marks in the sound."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = tuple(words)
        self._last: Samples = np.zeros(0, dtype=np.int16)

    @property
    def words(self) -> tuple[str, ...]:
        """The names of the words listened for."""
        return self._words

    def feed(self, samples: Samples) -> Detection | None:
        """Return a detection when a mark is complete."""
        joined = np.concatenate((self._last, samples))
        self._last = joined[-len(_MARK) :]
        if len(joined) <= len(_MARK):
            return None
        windows = np.lib.stride_tricks.sliding_window_view(joined, len(_MARK) + 1)
        for number, word in enumerate(self._words):
            if (windows == spoken_mark(number)).all(axis=1).any():
                return Detection(word, 1.0)
        return None

    def reset(self) -> None:
        """Forget what was heard."""
        self._last = np.zeros(0, dtype=np.int16)


def spoken_mark(number: int) -> Samples:
    """Return the five samples that stand for word ``number``."""
    return np.array((*_MARK, number), dtype=np.int16)
