"""Compile the shipped sentences once a test run, not once a test."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from assistant.config import Config


@cache
def _kept() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="sentences-", ignore_cleanup_errors=True)


def share_sentences(data: Path) -> Path:
    """Let a car's data folder use the run's compiled sentences, and return the folder."""
    cache_dir = Config(data_dir=data).cache_dir
    cache_dir.mkdir(parents=True, exist_ok=True)
    if not (cache_dir / "sentences").is_symlink():
        (cache_dir / "sentences").symlink_to(_kept().name)
    return data
