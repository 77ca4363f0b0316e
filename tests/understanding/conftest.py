"""Everything that the shipped skills understand, compiled once."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.skillhost.manifest import Bundle, load_bundles
from assistant.understanding.understand import Understanding

SKILLS = Path(__file__).resolve().parents[2] / "skills"


@pytest.fixture(scope="session")
def bundles() -> tuple[Bundle, ...]:
    return load_bundles(SKILLS)


@pytest.fixture(scope="session")
def understanding(bundles: tuple[Bundle, ...]) -> Understanding:
    return Understanding(bundles, ("en", "zh"))
