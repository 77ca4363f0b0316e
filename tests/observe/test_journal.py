from __future__ import annotations

from pathlib import Path

from assistant.cli.trace import timeline
from assistant.events import (
    EffectRecord,
    FinalTranscript,
    IntentFound,
    Outcome,
    Reply,
    Route,
    TurnEnded,
    TurnStarted,
)
from assistant.observe.journal import KEEP_TURNS, Journal


def play(journal: Journal, turn_id: str) -> None:
    journal.record(TurnStarted(at_s=1.0, turn_id=turn_id, zone="driver", source="text"))
    journal.record(
        FinalTranscript(
            at_s=1.1, turn_id=turn_id, text="call my mother", language="en", confidence=0.9
        )
    )
    journal.record(
        IntentFound(
            at_s=1.2,
            turn_id=turn_id,
            intent="windows.set_window",
            slots={"who": "mother"},
            route=Route.GRAMMAR,
        )
    )
    journal.record(Reply(at_s=1.3, turn_id=turn_id, text="mother", language="en"))
    journal.record(
        TurnEnded(
            at_s=1.4,
            turn_id=turn_id,
            outcome=Outcome.DONE,
            transcript="call my mother",
            intent="windows.set_window",
            slots={"who": "mother"},
            effects=(EffectRecord("Vehicle.X", 1, True),),
            reply="mother",
            route=Route.GRAMMAR,
            first_audio_ms=300.0,
            stages_ms={"recognition": 100.0, "endpoint": 200.0},
        )
    )


def test_nothing_that_was_said_reaches_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "traces.jsonl"
    play(Journal(path), "t1")
    written = path.read_text(encoding="utf-8")
    assert "windows.set_window" in written
    assert "mother" not in written


def test_only_the_latest_turns_are_kept(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "traces.jsonl")
    for n in range(KEEP_TURNS + 10):
        play(journal, f"t{n}")
    lines = (tmp_path / "traces.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == KEEP_TURNS
    last = journal.last()
    assert last is not None
    assert last["turn_id"] == f"t{KEEP_TURNS + 9}"


def test_without_a_turn_there_is_no_last_one(tmp_path: Path) -> None:
    assert Journal(tmp_path / "traces.jsonl").last() is None


def test_the_timeline_shows_stages_and_events(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "traces.jsonl")
    play(journal, "t1")
    turn = journal.last()
    assert turn is not None
    text = "\n".join(timeline(turn))
    assert "300 ms from the end of the words" in text
    assert "recognition" in text
    assert "400 ms  turn_end" in text
