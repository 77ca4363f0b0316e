"""From scores to detections: sensitivity, and one detection for one utterance. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

REFRACTORY_S = 1.5
"""After a detection nothing is detected for this long: a word's scores stay high for up to
half a second, and one utterance must wake once even if two words match it."""


def cutoff(own: float, floor: float, sensitivity: float) -> float:
    """Return the score to exceed, for a model whose own threshold is ``own``.

    Falls as ``sensitivity`` (0 to 1) rises. At 0.5 it is the model's own; below, the gap to 1
    shrinks, to a fifth at 0; above, it goes down in a straight line, to ``floor`` at 1 (where
    more words are found no more, but more false ones are).

    >>> [round(cutoff(0.9, 0.5, s), 3) for s in (0.0, 0.3, 0.5, 0.7, 1.0)]
    [0.98, 0.932, 0.9, 0.74, 0.5]
    """
    if sensitivity <= 0.5:  # noqa: PLR2004  # the middle of the scale
        return 1.0 - (1.0 - own) * (0.2 + 1.6 * sensitivity)
    return own - max(0.0, own - floor) * (2.0 * sensitivity - 1.0)


@dataclass(frozen=True, slots=True)
class Refractory:
    """When the detector may detect again, in seconds of sound heard."""

    heard_s: float = 0.0
    ready_s: float = 0.0

    @property
    def ready(self) -> bool:
        """True when enough time has passed since the last detection."""
        return self.heard_s >= self.ready_s

    def after(self, seconds: float) -> Refractory:
        """Return the state after some more sound."""
        return replace(self, heard_s=self.heard_s + seconds)

    def detected(self) -> Refractory:
        """Return the state after a detection now."""
        return replace(self, ready_s=self.heard_s + REFRACTORY_S)
