"""Where a turn's time went: monotonic marks whose stages add up to the whole.

    speech_end ─recognition─ transcript ─endpoint─ endpoint ─understanding─ understood
      ─decision─ decided ─action─ acted ─synthesis─ voiced ─output─ audio_out

A stage is the time between two neighbouring marks. A mark that a turn never set takes the
place of the one before it (a stage of 0), and a mark that was reached early, because the work
was done while the person still spoke, counts from its predecessor, so that the sum is exact.
"""

from __future__ import annotations

from dataclasses import dataclass, field

STAGES = (
    ("recognition", "transcript"),
    ("endpoint", "endpoint"),
    ("understanding", "understood"),
    ("decision", "decided"),
    ("action", "acted"),
    ("synthesis", "voiced"),
    ("output", "audio_out"),
)


@dataclass(slots=True)
class Marks:
    """The marks of one turn, in monotonic seconds; the first setting of a mark counts."""

    at: dict[str, float] = field(default_factory=dict)

    def set(self, name: str, at_s: float) -> None:
        """Set a mark unless it is set."""
        self.at.setdefault(name, at_s)


def stages_ms(marks: dict[str, float]) -> tuple[float | None, dict[str, float]]:
    """Return the time from ``speech_end`` to ``audio_out`` and its stages, in milliseconds.

    The whole is None when the turn made no sound; stages then end at the last mark set.
    """
    start = marks.get("speech_end")
    if start is None:
        return None, {}
    end = marks.get("audio_out")
    before, stages = start, {}
    for name, mark in STAGES:
        reached = max(marks.get(mark, before), before)
        if end is not None:
            reached = min(reached, end)
        stages[name] = round((reached - before) * 1000, 1)
        before = reached
    return (None if end is None else round((end - start) * 1000, 1)), stages
