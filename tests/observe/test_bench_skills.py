"""The figures of the skill host are taken from real calls."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from assistant.observe.bench_skills import measure_skills
from assistant.skillhost.manifest import load_bundle

SKILLS = Path(__file__).parents[2] / "skills"


def test_the_figures_of_a_skill() -> None:
    figures = asyncio.run(measure_skills([load_bundle(SKILLS / "windows")], calls=20))
    assert figures["calls"] == 20
    assert 0 < figures["inside_p50_ms"] < figures["call_p50_ms"] < figures["ready_ms"]
    assert figures["memory_mb"] == pytest.approx(70, abs=60)
