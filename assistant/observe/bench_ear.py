"""What listening costs all the time: one seat's ear, on a minute of recorded commands."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from assistant.audio.echo import EchoGuard
from assistant.audio.interface import FRAME_S, FRAME_SAMPLES, RATE_HZ, Frame, Samples
from assistant.audio.sink import NullOutput
from assistant.audio.voice_activity import SileroActivity
from assistant.clock import MonotonicClock
from assistant.config import VoiceSettings
from assistant.conversation.ear import Ear
from assistant.wake.engines import make_detector

_LENGTH_S = 60.0


def listening_percent(voice: VoiceSettings, recordings: Sequence[Samples]) -> float:
    """Return the processor time of wake words, voice activity and echo for a second of sound.

    100 is one core. ``recordings`` are 16 kHz int16, played again and again for a minute.

    Raises:
        EngineError: an engine can't be loaded.
    """
    detector = make_detector(voice.wake_engine, voice.wake_words)
    ear = Ear("driver", SileroActivity(), detector, EchoGuard("driver"))
    output = NullOutput(MonotonicClock())
    sound = np.resize(np.concatenate(recordings), round(_LENGTH_S * RATE_HZ))
    frames = sound.reshape(-1, FRAME_SAMPLES)
    before = time.process_time()
    for number, samples in enumerate(frames):
        ear.hear(Frame("driver", number * FRAME_S, samples), output)
    return round(100 * (time.process_time() - before) / _LENGTH_S, 2)
