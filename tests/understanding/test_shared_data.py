"""Requests of real people that are not for the car: they must not move it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.skillhost.manifest import Bundle
from assistant.understanding.interface import DialogContext
from assistant.understanding.understand import Understanding

OURS = (
    *("timer", "alarm", "reminder", "time", "date", "remind", "calendar_set", "general"),
    *("gas", "mpg", "tire", "oil_change", "last_maintenance", "jump_start", "traffic"),
    *("current_location", "directions", "distance"),
)
"""Intents of these data sets that skills of the car serve, too."""


def foreign(folder: Path, name: str) -> list[str]:
    lines = (folder / "text" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [row["text"] for row in rows if not any(o in str(row.get("intent")) for o in OURS)]


@pytest.mark.data
@pytest.mark.parametrize("name", ["hwu64", "clinc150", "slurp", "snips"])
def test_other_requests_do_not_act(
    understanding: Understanding, bundles: tuple[Bundle, ...], shared_data: Path, name: str
) -> None:
    changing = {f"{b.id}.{t.name}" for b in bundles for t in b.tools.values() if t.changes_state}
    texts = foreign(shared_data, name)
    assert len(texts) > 200
    taken = {t: understanding.interpret(t, "en", DialogContext()).calls for t in texts}
    acted = [t for t, calls in taken.items() if any(c.tool in changing for c in calls)]
    answered = [
        t for t, calls in taken.items() if any(not c.tool.startswith("chat.") for c in calls)
    ]
    assert acted == []
    assert len(answered) <= 0.05 * len(texts)
