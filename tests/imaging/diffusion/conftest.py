"""The tiny pipeline of random weights that the recipe writes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.recipes.tiny_sd import write_tiny_sd

Change = Callable[[str, dict[str, Any]], Path]


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pipelines") / "tiny"
    write_tiny_sd(folder)
    return folder


@pytest.fixture
def tiny(written: Path, tmp_path: Path) -> Path:
    """A copy that a test may spoil."""
    return Path(shutil.copytree(written, tmp_path / "tiny"))


@pytest.fixture
def change(tiny: Path) -> Change:
    """Change keys of one of its JSON files (written anew when missing)."""

    def apply(name: str, keys: dict[str, Any]) -> Path:
        path = tiny / name
        old = json.loads(path.read_text()) if path.exists() else {}
        path.write_text(json.dumps(old | keys))
        return tiny

    return apply
