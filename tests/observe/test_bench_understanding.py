"""The figures of understanding; how high they are depends on the machine."""

from __future__ import annotations

from pathlib import Path

from assistant.observe.bench_understanding import measure_understanding
from assistant.skillhost.manifest import load_bundle

SKILLS = Path(__file__).resolve().parents[2] / "skills"


def test_every_text_is_timed_among_as_many_intents_as_asked_for() -> None:
    windows = load_bundle(SKILLS / "windows")
    report = measure_understanding([windows], intents=len(windows.tools) + 5, names=50)
    assert report["intents"] == len(windows.tools) + 6  # a new skill has two
    for language in ("en", "zh"):
        assert report[f"texts_{language}"] > 10
        assert report[f"parse_{language}_ms"]["p95"] >= report[f"parse_{language}_ms"]["p50"] > 0
        assert report[f"name_{language}_ms"]["p50"] >= 0
