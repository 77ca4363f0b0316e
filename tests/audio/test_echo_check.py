"""The judgement about echo cancellation, window by window."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.audio.echo_check import (
    BAD_TO_FAIL,
    GOOD_TO_RECOVER,
    EchoMode,
    EchoReading,
    EchoState,
    Verdict,
    judged,
    level_db,
    similarity,
    verdict,
)

GOOD = EchoReading(before_db=35, after_db=4, similarity=0.02)
BAD = EchoReading(before_db=35, after_db=33, similarity=0.5)
PERSON = EchoReading(before_db=38, after_db=36, similarity=0.08)


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        (GOOD, Verdict.GOOD),
        (BAD, Verdict.BAD),
        (PERSON, Verdict.UNKNOWN),
        (EchoReading(before_db=1, after_db=1, similarity=0.9), Verdict.GOOD),
        (EchoReading(before_db=40, after_db=20, similarity=0.05), Verdict.GOOD),
        (EchoReading(before_db=40, after_db=20, similarity=0.4), Verdict.BAD),
        (EchoReading(before_db=40, after_db=1, similarity=0.0, reference=False), Verdict.BAD),
        (EchoReading(before_db=2, after_db=2, similarity=0.0, reference=False), Verdict.UNKNOWN),
    ],
    ids=[
        "cancelled",
        "not",
        "person",
        "no echo",
        "person on top",
        "audible rest",
        "no reference",
        "a pause in the answer",
    ],
)
def test_each_window_is_judged(reading: EchoReading, expected: Verdict) -> None:
    assert verdict(reading) is expected


def modes(readings: list[EchoReading], state: EchoState | None = None) -> list[str]:
    state, seen = state or EchoState(), []
    for reading in readings:
        state = judged(state, reading)
        seen.append(state.mode.value)
    return seen


def test_it_must_work_for_a_second_before_it_is_trusted() -> None:
    assert modes([GOOD, BAD, GOOD, GOOD]) == ["converging"] * 3 + ["full_duplex"]


def test_it_fails_and_recovers_with_hysteresis() -> None:
    script = [GOOD] * 4 + [BAD] * (BAD_TO_FAIL - 1) + [GOOD] + [BAD] * BAD_TO_FAIL
    script += [GOOD] * (GOOD_TO_RECOVER - 1) + [BAD] + [GOOD] * GOOD_TO_RECOVER
    seen = modes(script)
    changes = [(n, m) for n, m in enumerate(seen) if n == 0 or m != seen[n - 1]]
    assert [mode for _, mode in changes] == [
        "converging",
        "full_duplex",
        "half_duplex",
        "full_duplex",
    ]
    assert changes[2][0] == 4 + BAD_TO_FAIL + BAD_TO_FAIL - 1
    assert changes[3][0] == len(script) - 1


def test_a_person_who_talks_on_and_on_is_no_failure() -> None:
    trusted = EchoState(mode=EchoMode.FULL_DUPLEX)
    assert set(modes([PERSON] * 100, trusted)) == {"full_duplex"}


def test_the_running_erle_counts_only_what_can_be_measured() -> None:
    state = judged(EchoState(), EchoReading(before_db=2, after_db=1, similarity=0))
    assert state.erle_db is None
    state = judged(state, GOOD)
    assert state.erle_db == 31
    state = judged(state, BAD)
    assert state.erle_db == pytest.approx(0.8 * 31 + 0.2 * 2)


@pytest.mark.parametrize("delay", [0, 100, 4_000, 15_000])
def test_an_echo_is_recognized_at_any_delay_up_to_a_second(delay: int) -> None:
    rng = np.random.default_rng(2)
    played = rng.normal(0, 3_000, 32_000)
    room = np.concatenate(([1.0], 0.02 * rng.normal(0, 1, 800)))
    echo = 0.1 * np.convolve(np.concatenate((np.zeros(delay), played)), room)[16_000:32_000]
    rest = (echo + rng.normal(0, 100, 16_000)).astype(np.int16)
    assert similarity(played.astype(np.int16), rest) > 0.4


def test_other_sound_is_not_similar_and_silence_not_at_all() -> None:
    rng = np.random.default_rng(3)
    played = rng.normal(0, 3_000, 32_000).astype(np.int16)
    other = rng.normal(0, 3_000, 16_000).astype(np.int16)
    assert similarity(played, other) < 0.1
    assert similarity(played, np.zeros(16_000, dtype=np.int16)) == 0.0
    assert similarity(np.zeros(32_000, dtype=np.int16), other) == 0.0


def test_levels_are_in_db_of_a_step() -> None:
    assert level_db(np.full(10, 100, dtype=np.int16)) == pytest.approx(40, abs=0.01)
    assert level_db(np.zeros(10, dtype=np.int16)) == level_db(np.zeros(0, dtype=np.int16)) == 0.0
