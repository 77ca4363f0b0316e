"""Talk that is not for the car."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.understanding import overheard
from assistant.understanding.normalize import without_wake_word


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_there_calls_the_car(language: str) -> None:
    """What a wake word begins is for the car: without it "play some jazz" would be talk."""
    path = Path(overheard.__file__).parent / "common" / "overheard" / f"{language}.txt"
    for line in path.read_text(encoding="utf-8").splitlines():
        assert without_wake_word(line) == line
