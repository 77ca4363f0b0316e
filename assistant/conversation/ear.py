"""One zone's ear: frames in, happenings out. Echo first, then memory, wake word, voice."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.audio.echo import EchoGuard
from assistant.audio.interface import RATE_HZ, AudioOutput, Frame, Samples
from assistant.audio.ring import RingBuffer
from assistant.audio.voice_activity import VoiceActivity
from assistant.conversation.state import VoiceHeard
from assistant.wake.interface import Detection, WakeDetector

MEMORY_S = 40.0
"""How much sound a zone remembers: the longest utterance and what came before it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What one frame brought: voice activity, and perhaps a wake word that ended now."""

    voices: tuple[VoiceHeard, ...]
    wake: Detection | None


class Ear:
    """Listens to one zone. ``wake`` None: no wake word; ``echo`` None: the car is silent."""

    def __init__(
        self,
        zone: str,
        voice: VoiceActivity,
        wake: WakeDetector | None,
        echo: EchoGuard | None,
    ) -> None:
        self.zone = zone
        self._voice = voice
        self._wake = wake
        self._echo = echo
        self._memory = RingBuffer(MEMORY_S)

    def hear(self, frame: Frame, output: AudioOutput | None) -> Heard:
        """Take 20 ms of the zone's sound.

        Raises:
            EngineError: the wake word engine failed.
        """
        samples = frame.samples
        if self._echo is not None and output is not None:
            reference = output.reference(frame.at_s, len(samples))
            samples = self._echo.process(samples, reference, frame.at_s, playing=output.playing)
        self._memory.append(samples, frame.at_s)
        voices = tuple(
            VoiceHeard(frame.at_s + end_s, self.zone, probability)
            for end_s, probability in self._voice.feed(samples)
        )
        wake = self._wake.feed(samples) if self._wake is not None else None
        return Heard(voices, wake)

    def sound(self, from_s: float, until_s: float) -> Samples:
        """Return what was heard in a stretch of time, as far as it is remembered."""
        return self._memory.between(from_s, until_s)

    def loudness(self, seconds: float = 1.0) -> float:
        """Return the RMS of the last second or so, to tell which seat spoke."""
        latest = self._memory.latest(round(seconds * RATE_HZ))
        return float((latest.astype("float64") ** 2).mean() ** 0.5) if len(latest) else 0.0
