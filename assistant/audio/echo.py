"""Keep the car from hearing itself: echo cancellation that is watched, with a way back.

While the car speaks, WebRTC's canceller (AEC3) takes the played sound out of the
microphone's. Whether that works is measured all the time (``echo_check``). Until it has shown
so, and when it fails, the zone is half duplex: its sound is silence while the car speaks and
for ``TAIL_S`` after. While the car is silent, sound passes unchanged; while it speaks, it comes out
8 ms late, which is the canceller's own delay.
"""

from __future__ import annotations

import logging

import numpy as np

from assistant.audio.echo_check import (
    WINDOW_S,
    EchoMode,
    EchoReading,
    EchoState,
    judged,
    level_db,
    similarity,
)
from assistant.audio.interface import RATE_HZ, Samples
from assistant.errors import EngineError

TAIL_S = 0.3
"""How long a cabin's echo and the device's delay may last after the sound."""
REST_S = 1.0
REFERENCE_S = 2.0
"""The last second after cancellation is looked for in the last two of what was played: an
echo that is up to a second late is recognized as one."""
_FLOOR_RISE_DB = 0.02

_LOGGER = logging.getLogger(__name__)


class EchoGuard:
    """The echo canceller of one zone, with its watch. Takes 16 kHz int16 in 20 ms frames.

    Raises:
        EngineError: the canceller can't be loaded.
    """

    def __init__(self, zone: str = "") -> None:
        try:
            from pywebrtc_audio import EchoCanceller  # noqa: PLC0415  # an optional dependency
        except ImportError as error:
            raise EngineError("The package pywebrtc-audio is missing.") from error
        self._zone = zone
        self._canceller = EchoCanceller(sample_rate=RATE_HZ, num_channels=1)
        self._state = EchoState()
        self._sounded_at = float("-inf")
        self._floor_db: float | None = None
        self._before: list[Samples] = []
        self._rest: Samples = np.zeros(round(REST_S * RATE_HZ), dtype=np.int16)
        self._reference: Samples = np.zeros(round(REFERENCE_S * RATE_HZ), dtype=np.int16)

    @property
    def state(self) -> EchoState:
        """The mode (full or half duplex) and the running ERLE, for health."""
        return self._state

    def process(
        self, samples: Samples, reference: Samples, at_s: float, *, playing: bool = False
    ) -> Samples:
        """Return what the microphone heard without the car's own voice.

        ``reference`` is what the speaker played at the same time, equally long. ``playing``
        says that something plays even though the reference may be silent, as it is with an
        output that can't tell: then the zone turns half duplex.
        """
        sounding = bool(reference.any())
        if sounding or playing:
            self._sounded_at = at_s
        elif at_s - self._sounded_at > TAIL_S:
            self._follow_floor(samples)
            return samples
        clean = self._canceller.process(
            np.ascontiguousarray(samples), np.ascontiguousarray(reference)
        )
        if sounding or playing:
            self._watch(samples, reference, clean)
        if self._state.mode is EchoMode.FULL_DUPLEX:
            return clean
        return np.zeros_like(samples)

    def _follow_floor(self, samples: Samples) -> None:
        """Follow the quietest level of the microphone: down at once, up by 1 dB/s."""
        level = level_db(samples)
        floor = level if self._floor_db is None else self._floor_db
        self._floor_db = min(level, floor + _FLOOR_RISE_DB)

    def _watch(self, samples: Samples, reference: Samples, clean: Samples) -> None:
        self._before.append(samples)
        self._rest = np.concatenate((self._rest[len(clean) :], clean))
        self._reference = np.concatenate((self._reference[len(reference) :], reference))
        count = sum(len(part) for part in self._before)
        if count < WINDOW_S * RATE_HZ:
            return
        floor = self._floor_db or 0.0
        reading = EchoReading(
            before_db=level_db(np.concatenate(self._before)) - floor,
            after_db=level_db(self._rest[-count:]) - floor,
            similarity=similarity(self._reference, self._rest),
            reference=bool(self._reference[-count:].any()),
        )
        self._before.clear()
        self._tell(self._state.mode, judged(self._state, reading))

    def _tell(self, before: EchoMode, state: EchoState) -> None:
        self._state = state
        if state.mode is before:
            return
        if state.mode is EchoMode.HALF_DUPLEX:
            _LOGGER.warning("Echo cancellation fails in zone %s: half duplex.", self._zone)
        else:
            _LOGGER.info(
                "Echo cancellation works in zone %s (ERLE %.0f dB).", self._zone, state.erle_db or 0
            )
