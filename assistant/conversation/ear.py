"""One zone's ear: frames in, happenings out. Echo first, then memory, wake word, voice."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.audio.echo import EchoGuard
from assistant.audio.interface import RATE_HZ, AudioOutput, Frame, Samples
from assistant.audio.ring import RingBuffer
from assistant.audio.voice_activity import VoiceActivity
from assistant.conversation.endpointing import CHUNK_S
from assistant.conversation.state import VoiceHeard
from assistant.wake.interface import Detection, WakeDetector

MEMORY_S = 40.0
"""How much sound a zone remembers: the longest utterance and what came before it."""

SURE = 0.5
QUIET_RATIO = 0.07
FADING = 0.99
"""Silero goes on for 0.1 to 0.2 s after speech. A chunk 23 dB (a 14th) below the speech before
it is silence whatever Silero says; the level of speech fades by a tenth in a third of a second.
"""


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
        self._speech_level = 0.0

    @property
    def waits(self) -> bool:
        """Whether it waits for a wake word."""
        return self._wake is not None

    def wait_for(self, wake: WakeDetector) -> None:
        """Wait for other wake words, from the next frame on."""
        self._wake = wake

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
            self._voice_heard(frame.at_s + end_s, probability)
            for end_s, probability in self._voice.feed(samples)
        )
        wake = self._wake.feed(samples) if self._wake is not None else None
        return Heard(voices, wake)

    def _voice_heard(self, end_s: float, probability: float) -> VoiceHeard:
        """Return a chunk's voice activity, as silence once the sound itself has gone quiet."""
        chunk = self._memory.between(end_s - CHUNK_S, end_s).astype("float64")
        level = float((chunk**2).mean() ** 0.5) if len(chunk) else 0.0
        if probability >= SURE:
            self._speech_level = max(level, self._speech_level * FADING)
        quiet = level < self._speech_level * QUIET_RATIO
        return VoiceHeard(end_s, self.zone, 0.0 if quiet else probability)

    @property
    def heard_until(self) -> float:
        """When the newest sound in memory ended; 0 before the first."""
        return self._memory.end_s or 0.0

    def sound(self, from_s: float, until_s: float) -> Samples:
        """Return what was heard in a stretch of time, as far as it is remembered."""
        return self._memory.between(from_s, until_s)

    def loudness(self, seconds: float = 1.0) -> float:
        """Return the RMS of the last second or so, to tell which seat spoke."""
        latest = self._memory.latest(round(seconds * RATE_HZ))
        return float((latest.astype("float64") ** 2).mean() ** 0.5) if len(latest) else 0.0
