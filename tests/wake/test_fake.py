"""The detector without a model."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.wake.engines import available_words, make_detector
from assistant.wake.fake import spoken_mark
from assistant.wake.interface import Detection


@pytest.mark.parametrize("block", [1, 3, 320, 2_000])
def test_a_mark_is_heard_once_across_block_borders(block: int) -> None:
    detector = make_detector("fake", ["hey_jarvis", "alexa"])
    noise = np.random.default_rng(0).integers(-9_000, 9_000, 4_000, dtype=np.int16)
    sound = np.concatenate((noise, spoken_mark(1), noise, spoken_mark(0), noise[:100]))
    heard = [detector.feed(sound[i : i + block]) for i in range(0, len(sound), block)]
    found = [d for d in heard if d is not None]
    assert found == [Detection("alexa", 1.0), Detection("hey_jarvis", 1.0)]
    assert detector.words == ("hey_jarvis", "alexa")
    assert available_words("fake") == ()


def test_reset_forgets_half_a_mark() -> None:
    detector = make_detector("fake", ["alexa"])
    assert detector.feed(spoken_mark(0)[:3]) is None
    detector.reset()
    assert detector.feed(spoken_mark(0)[3:]) is None
