from __future__ import annotations

import numpy as np

from assistant.audio.mute import MutedInput
from assistant.audio.recording import PlayOptions, RecordingInput
from assistant.clock import MonotonicClock, run_virtual


def test_muted_sound_is_silence_of_the_same_length() -> None:
    async def listen() -> list[tuple[float, bool]]:
        loud = np.full(3200, 1000, dtype=np.int16)
        switch = MutedInput(RecordingInput(loud, "driver", MonotonicClock(), PlayOptions(tail_s=0)))
        heard = []
        async for frame in switch.frames():
            heard.append((round(frame.at_s, 3), bool(frame.samples.any())))
            switch.muted = 2 <= len(heard) < 5
        await switch.close()
        return heard

    heard = run_virtual(listen())
    assert [sound for _, sound in heard] == [True] * 2 + [False] * 3 + [True] * 5
    assert [at_s for at_s, _ in heard] == [round(n * 0.02, 3) for n in range(10)]
