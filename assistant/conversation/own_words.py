"""The car's own words, when the microphone hears them after all: they are nobody's request."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from assistant.recognition.interface import Transcript

ECHO_S = 3.0
ECHO_RATIO = 85.0
ECHO_MIN_CHARACTERS = 4
"""Words this close in time and text to the car's own are its echo (rapidfuzz ratio)."""


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What the car said last, and when it had said it (monotonic seconds)."""

    text: str = ""
    said_at: float = float("-inf")

    def taken_out(self, heard: Transcript, now_s: float) -> Transcript:
        """Return what was heard, without text when it is an echo."""
        if now_s > self.said_at + ECHO_S or len(heard.text) < ECHO_MIN_CHARACTERS:
            return heard
        if fuzz.partial_ratio(heard.text.lower(), self.text.lower()) < ECHO_RATIO:
            return heard
        return replace(heard, text="", rejected="echo")
