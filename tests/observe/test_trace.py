from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.observe.trace import STAGES, Marks, stages_ms

marks = st.dictionaries(
    st.sampled_from([mark for _, mark in STAGES]), st.floats(0, 100), max_size=len(STAGES)
)


@given(marks, st.floats(0, 100), st.floats(0, 50))
def test_stages_add_up_to_the_whole(at: dict[str, float], start: float, length: float) -> None:
    whole, stages = stages_ms({**at, "speech_end": start, "audio_out": start + length})
    assert whole is not None
    assert abs(sum(stages.values()) - whole) <= 0.1 * len(STAGES)
    assert all(ms >= 0 for ms in stages.values())


def test_a_turn_in_time_order() -> None:
    at = {"speech_end": 1.0, "transcript": 1.2, "endpoint": 1.25, "understood": 1.26}
    at |= {"decided": 1.27, "acted": 1.3, "voiced": 1.35, "audio_out": 1.36}
    whole, stages = stages_ms(at)
    assert whole == 360.0
    assert stages == {
        "recognition": 200.0,
        "endpoint": 50.0,
        "understanding": 10.0,
        "decision": 10.0,
        "action": 30.0,
        "synthesis": 50.0,
        "output": 10.0,
    }


def test_work_done_before_the_end_of_speech_takes_no_time() -> None:
    whole, stages = stages_ms({"speech_end": 2.0, "transcript": 1.5, "audio_out": 2.3})
    assert whole == 300.0
    assert stages["recognition"] == 0.0


def test_a_silent_turn_has_no_whole() -> None:
    whole, stages = stages_ms({"speech_end": 0.0, "acted": 0.5})
    assert whole is None
    assert stages["action"] == 500.0


def test_the_first_setting_of_a_mark_counts() -> None:
    seen = Marks()
    seen.set("voiced", 1.0)
    seen.set("voiced", 2.0)
    assert seen.at == {"voiced": 1.0}
